"""What a patch makes of an object, as an object in which the rest is missing.

Sources: kubernetes/apimachinery pkg/util/strategicpatch/patch.go (directives: keys that begin with a dollar; a null
takes a field away); RFC 6901, sections 3 and 4; RFC 6902, section 4; kubernetes-sigs/kustomize
api/internal/builtins/PatchTransformer.go (what a target selects is patched, whatever kind the patch says), api/types
selector.go (a target's kind is an expression for all of it).
"""

import re
from collections.abc import Iterator

from generator.ecosystem.pod_words import PLACING
from generator.ecosystem.served_versions import SERVED
from generator.model.manifest_value import Place, Value, is_filled_in_later
from generator.model.tree import Path, Tree
from generator.model.written import WrittenValue, written_tree

_DIRECTIVE = "$"
_PATCH = "$patch"
_LISTS_OF_CONTAINERS = ("containers", "initContainers")
_ALIKE = frozenset({"DaemonSet", "Deployment", "Job", "ReplicaSet", "StatefulSet"})
"""Kinds with a pod's template at the same place."""
_ONLY_OWN = frozenset({"ConfigMap", "Deployment", "Pod", "ResourceQuota"})
"""Kinds of which no other group has one of the same name and other fields, as Volcano has a Job, OpenKruise sets."""
_WAYS = {"CronJob": ("spec", "jobTemplate", "spec", "template", "spec"), "Pod": ("spec",)}
_WAY = ("spec", "template", "spec")
_ROLLOUT, _ARGO = "Rollout", "argoproj.io/"
_PLAIN_MAPS = frozenset(
    {"annotations", "binaryData", "data", "hard", "labels", "limits", "matchLabels", "nodeSelector", "requests"}
)
"""Mappings with nothing below what they hold, so that a further slash parts a name."""
_MAP_AND_NAME = 2
_MAX_DEPTH = 100
_MAX_PLACES = 300
"""So many places are kept of what stands in an operation; a value with more is told where it begins."""
_is_plain = re.compile(r"\w+").fullmatch


def part_of(patch: Value, target: Value | None) -> Value | None:
    """Return what a strategic merge patch says of an object; None where that is nothing, or its kind is unclear."""
    tree = _cleared(patch.tree, 0)
    if not isinstance(tree, dict) or (isinstance(patch.tree, dict) and _PATCH in patch.tree):
        return None
    return _of_target(Value(tree, patch.place), target)


def cleared(patch: Value) -> Value:
    """Return a strategic merge patch, or a part of one, without directives and without what it takes away."""
    return Value(_cleared(patch.tree, 0), patch.place)


def operated(operation: Value, target: Value) -> Value | None:
    """Return what an operation of a JSON patch adds to an object; its places are those of the operation's own text."""
    placed = added(operation)
    return None if placed is None else _of_target(placed, target)


def added(operation: Value) -> Value | None:
    """Return what an operation adds, as a tree from the root of the object on."""
    path, value = operation.text("path"), operation.get("value")
    if operation.text("op") not in ("add", "replace") or path is None or value is None or is_filled_in_later(path):
        return None
    way = _steps(path)
    if not way:
        return None
    tree = value.tree
    for step in reversed(way):
        tree = [tree] if isinstance(step, int) else {step: tree}
    name = operation.place.below("path").steps[-1]
    nested = () if _count(value.tree) > _MAX_PLACES else _places(value, way)
    written = written_tree((WrittenValue(way, value.place.steps[-1], name), *nested))
    place = Place(operation.place.file, operation.place.document, (*operation.place.steps[:-1], ()), written)
    cleared = _cleared(tree, 0)
    return Value(cleared, place) if isinstance(cleared, dict) else None


def _steps(path: str) -> Path:
    """Return the way that a JSON pointer means, each index as 0; empty where a name in it has a bare slash."""
    parts = [one.replace("~1", "/").replace("~0", "~") for one in path.split("/")]
    at = next((index for index, part in enumerate(parts) if part in _PLAIN_MAPS), len(parts))
    # The limits of a LimitRange are a list, and its elements have limits of their own.
    if parts[0] or len(parts) - at > _MAP_AND_NAME:
        return ()
    steps = (0 if index < at and (part == "-" or part.isdecimal()) else part for index, part in enumerate(parts))
    return tuple(steps)[1:]


def _count(tree: Tree) -> int:
    found, stack = 0, [tree]
    while stack and found <= _MAX_PLACES:
        one = stack.pop()
        found += 1
        stack.extend(one.values() if isinstance(one, dict) else one if isinstance(one, list) else ())
    return found


def _places(value: Value, way: Path) -> Iterator[WrittenValue]:
    """Return where everything below an operation's value is written."""
    stack = [(value, way)]
    while stack:
        found, here = stack.pop()
        below = [((*here, key), one) for key, one in found.entries()]
        below += [((*here, index), one) for index, one in enumerate(found.elements())]
        for path, one in below:
            at = one.place.steps[-1]
            yield WrittenValue(path, at, at)
        stack.extend((one, path) for path, one in below)


def _cleared(tree: Tree, depth: int, key: str = "") -> Tree:
    """Return a patch without directives and without what it takes away; elements of lists stay where they are."""
    if depth > _MAX_DEPTH:
        return None
    if isinstance(tree, list):
        found = [_cleared(one, depth + 1) for one in tree]
        # An operation on one field of a container, and a list that is replaced, have elements that say no name.
        named = key in _LISTS_OF_CONTAINERS
        return [{"name": "", **one} if named and isinstance(one, dict) else one for one in found]
    if not isinstance(tree, dict):
        return tree
    if tree.get(_PATCH) == "delete":
        return {name: one for name, one in tree.items() if name == "name"}
    return {
        name: _cleared(one, depth + 1, name)
        for name, one in tree.items()
        if one is not None and not name.startswith(_DIRECTIVE)
    }


def _of_target(part: Value, target: Value | None) -> Value | None:
    """Return a part with the kind that it is for, its pod with a list of containers, be it an empty one."""
    found = _with_kind(part, target)
    if found is None:
        return None
    kind = found.text("kind") or ""
    known = kind in SERVED or (kind == _ROLLOUT and (found.text("apiVersion") or "").startswith(_ARGO))
    return Value(_as_pod(found.tree, _WAYS.get(kind, _WAY)), found.place) if known else found


def _as_pod(tree: Tree, way: tuple[str, ...]) -> Tree:
    """Return an object whose pod's spec, if it says anything of that, has containers, by which pods are known."""
    if not isinstance(tree, dict):
        return tree
    if not way:
        return tree if "containers" in tree else {**tree, "containers": []}
    return {**tree, way[0]: _as_pod(tree[way[0]], way[1:])} if way[0] in tree else tree


def _with_kind(part: Value, target: Value | None) -> Value | None:
    kind, version = part.text("kind"), part.text("apiVersion")
    wanted = None if target is None else target.text("kind")
    if target is None or not wanted:
        return part if kind and version else None
    if _is_plain(wanted):
        if wanted == kind and version:
            return part
        return _as(part, wanted, target)
    if kind and version:
        return part
    kinds = wanted.removeprefix("^").removesuffix("$").removeprefix("(").removesuffix(")").split("|")
    return _guessed(part, kinds[0]) if _ALIKE.issuperset(kinds) else None


def _as(part: Value, kind: str, target: Value) -> Value | None:
    """Return a part as one of the kind and group that a target says."""
    group, version = target.text("group"), target.text("version")
    if not group and kind not in SERVED:
        return None
    if group and (kind not in SERVED or SERVED[kind].now.rpartition("/")[0] != group):
        return _called(part, kind, f"{group}/{version or ''}")
    if group or kind in _ONLY_OWN:
        return _called(part, kind, SERVED[kind].now)
    return _guessed(part, kind)


def _guessed(part: Value, kind: str) -> Value:
    """Return what a part says of the pod, and next to the way there, as one of Kubernetes' own kinds."""
    return _called(Value(_kept(part.tree, _WAYS.get(kind, _WAY)), part.place), kind, SERVED[kind].now)


def _kept(tree: Tree, way: tuple[str, ...]) -> Tree:
    if not way or not isinstance(tree, dict):
        return tree
    return {
        key: _kept(one, way[1:]) if key == way[0] else one
        for key, one in tree.items()
        if key == way[0] or key in PLACING
    }


def _called(part: Value, kind: str, version: str) -> Value:
    fields = part.tree if isinstance(part.tree, dict) else {}
    return Value({**fields, "apiVersion": version, "kind": kind}, part.place)
