"""Operations of JSON Patch (RFC 6902) on objects that are among the files: those for which there is no place."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple

from generator.model.manifest import Manifests
from generator.model.manifest_built import Built, Overlaid
from generator.model.manifest_rule import ManifestFault
from generator.model.manifest_value import Place, Value, is_filled_in_later
from generator.model.tree import Tree

_ENDS = "kustomize ends with an error"
_LAST = "-"
_NAMED_EXACTLY = frozenset("\\^$.|?*+()[]{}")
_ADDED = frozenset({"annotations", "labels", "matchLabels", "namespace"})
"""What kustomizations further down add to objects, so that it may be there without standing in the file."""
_INDEX = re.compile(r"[0-9]{1,9}")
_OF_TARGETS = ("annotationSelector", "labelSelector", "namespace")


class _There(NamedTuple):
    """What stands in the files: objects with pods by kind and name, and how many patches there are for what.

    A patch that is for every kind, or for every name, is counted under None.
    """

    wholes: Mapping[tuple[str, str], dict[Place, Value]]
    patches: Mapping[tuple[str | None, str | None], int]


def unmet_operations(manifests: Manifests) -> Iterator[ManifestFault]:
    """Return the first operation of each patch whose place is not in the object that it is for.

    Nothing is said of an object that other patches or kustomizations may have changed before.
    """
    operating = [(one, built) for built in manifests.built for one in built.patches if one.operations is not None]
    if not operating or any(one.value.get("replicas") is not None for one in manifests.built):
        return
    there = _There(_wholes(manifests), Counter(key for built in manifests.built for key in _aims(built.patches)))
    for patch, built in operating:
        whole = _changed(patch, built, there)
        if whole is not None and patch.operations is not None:
            yield from _first_unmet(patch.operations, whole)


def _changed(patch: Overlaid, built: Built, there: _There) -> Value | None:
    """Return the one object that a patch changes first, if it is sure to be as its file has it."""
    target, objects = patch.target, built.objects
    if target is None or objects is None or any(target.get(key) is not None for key in _OF_TARGETS):
        return None
    kind, name = target.text("kind") or "", target.text("name") or ""
    if _NAMED_EXACTLY & set(kind + name) or (kind, name) not in objects or built.value.get("components") is not None:
        return None
    if sum(there.patches.get((of_kind, named), 0) for of_kind in (None, kind) for named in (None, name)) > 1:
        return None
    wholes = there.wholes.get((kind, name), {})
    return next(iter(wholes.values())) if len(wholes) == 1 else None


def _wholes(manifests: Manifests) -> dict[tuple[str, str], dict[Place, Value]]:
    found: dict[tuple[str, str], dict[Place, Value]] = {}
    for one in manifests.workloads:
        if one.whole is not None and not one.loose:
            found.setdefault((one.kind, one.name), {})[one.whole.place] = one.whole
    return found


def _aims(patches: Iterable[Overlaid]) -> Iterator[tuple[str | None, str | None]]:
    """Return what patches may be for; one that selects by more than a plain name may be for every name."""
    for patch in patches:
        if patch.target is None:
            yield from dict.fromkeys(patch.objects) or ((None, None),)
        else:
            named = patch.target.text("name")
            yield patch.target.text("kind"), None if _NAMED_EXACTLY & set(str(named)) else named


def _first_unmet(operations: Value, whole: Value) -> Iterator[ManifestFault]:
    made: list[tuple[str, ...]] = []
    for operation in operations.elements():
        op, path = operation.text("op"), operation.get("path")
        if op not in ("add", "replace", "remove") or path is None or not isinstance(path.tree, str):
            return
        parts = tuple(one.replace("~1", "/").replace("~0", "~") for one in path.tree.split("/")[1:])
        if (
            not parts
            or _ADDED & set(parts)
            or is_filled_in_later(path.tree)
            or any(one == parts[: len(one)] for one in made)
        ):
            made.append(parts)
            continue
        depth = _found(whole.tree, parts)
        if depth < len(parts) - (op == "add"):
            lacking = "/".join(("", *parts[: depth + 1]))
            message = f"{whole.text('kind')} {whole.text('metadata', 'name')} has no {lacking}, so that there is "
            message += f"nothing to {'add to' if op == 'add' else op}: {_ENDS}"
            yield ManifestFault(path.place, message, _fix(op, parts, depth))
            return
        made.append(parts)


def _found(tree: Tree, parts: tuple[str, ...]) -> int:
    """Return how many parts of a path are there."""
    for count, part in enumerate(parts):
        if isinstance(tree, dict) and part in tree:
            tree = tree[part]
        elif isinstance(tree, list) and _INDEX.fullmatch(part) and int(part) < len(tree):
            tree = tree[int(part)]
        elif isinstance(tree, list) and (part == _LAST or part == str(len(tree))) and count == len(parts) - 1:
            return count
        else:
            return count
    return len(parts)


def _fix(op: str, parts: tuple[str, ...], depth: int) -> str | None:
    if op == "replace" and depth == len(parts) - 1:
        return "Write `op: add`, which replaces as well what is there."
    if op == "remove":
        return "Leave the operation out."
    above = "/".join(("", *(one.replace("~", "~0").replace("/", "~1") for one in parts[: depth + 1])))
    return f"Add {above} first, with all that is to be below it, or write the patch as a part of the object."
