"""Trees that patches change, in which each part keeps the place where it is written.

Sources: kubernetes-sigs/kustomize kyaml yaml/merge2 (a null takes a key away, a list is put in the place of another one
unless its elements are known by a key; directives `$patch`); kubernetes/kubernetes pkg/apis (patchMergeKey of what
pods hold); RFC 6902, section 4, and RFC 6901, sections 3 and 4.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import TypeAlias, Union

from generator.model.manifest_value import Grafts, Place, Value
from generator.model.tree import Tree

_PATCH = "$patch"
_DIRECTIVES = ("$deleteFromPrimitiveList", "$retainKeys", "$setElementOrder")
_KNOWN_BY: Mapping[str, str] = MappingProxyType(
    {
        "containers": "name",
        "env": "name",
        "imagePullSecrets": "name",
        "initContainers": "name",
        "ports": "containerPort",
        "volumeMounts": "mountPath",
        "volumes": "name",
    }
)
"""Lists in pods whose elements are merged, by the key that tells one from the others."""


@dataclass(slots=True)
class Mapped:
    """A mapping whose parts may stand elsewhere."""

    place: Place
    parts: "dict[str, Part]"


@dataclass(slots=True)
class Listed:
    """A list whose parts may stand elsewhere."""

    place: Place
    parts: "list[Part]"


Part: TypeAlias = Union[Value, Mapped, Listed]


class NotAppliedError(Exception):
    """A patch that cannot be applied to an object."""


def opened_part(part: Part) -> Part:
    """Return a part as one that can be changed; what is neither a mapping nor a list as it is."""
    if isinstance(part, Value) and isinstance(part.tree, dict):
        return Mapped(part.place, dict(part.entries()))
    if isinstance(part, Value) and isinstance(part.tree, list):
        return Listed(part.place, list(part.elements()))
    return part


def closed(part: Part) -> Value:
    """Return a part as a value, whose places lead to where everything in it is written."""
    if isinstance(part, Value):
        return part
    places: dict[str | int, Place] = {}
    tree: Tree
    if isinstance(part, Mapped):
        values = {key: closed(one) for key, one in part.parts.items()}
        places.update({key: one.place for key, one in values.items()})
        tree = {key: one.tree for key, one in values.items()}
    else:
        elements = [closed(one) for one in part.parts]
        places.update({index: one.place for index, one in enumerate(elements)})
        tree = [one.tree for one in elements]
    plain = part.place._replace(grafts=None)
    elsewhere = {step: place for step, place in places.items() if place != plain.below(step)}
    return Value(tree, plain._replace(grafts=Grafts(elsewhere)) if elsewhere else plain)


def without_nulls(value: Value) -> Value:
    """Return a mapping without the nulls in it, those in lists aside: they take keys of another one away."""
    return Value(_without_nulls(value.tree), value.place)


def _without_nulls(tree: Tree) -> Tree:
    if not isinstance(tree, dict):
        return tree
    return {key: _without_nulls(one) for key, one in tree.items() if one is not None}


def without_taken(value: Value, by: Value) -> Value:
    """Return a mapping without the keys that the nulls of another one take away, and without nulls that it beats."""
    return Value(_without_taken(value.tree, by.tree), value.place)


def _without_taken(tree: Tree, by: Tree) -> Tree:
    if not isinstance(tree, dict) or not isinstance(by, dict):
        return tree
    kept = {key: one for key, one in tree.items() if key not in by or (one is not None and by[key] is not None)}
    return {key: _without_taken(one, by.get(key)) for key, one in kept.items()}


def merged(part: Part | None, patch: Value, *, is_pod: bool, key: str = "") -> Part | None:
    """Return what a strategic merge patch makes of a part, None where it takes it away.

    `is_pod` says that the object is one of Kubernetes' own that makes pods, whose lists are known.
    """
    if isinstance(patch.tree, list):
        return _merged_list(part, patch, _KNOWN_BY[key]) if is_pod and key in _KNOWN_BY else patch
    if not isinstance(patch.tree, dict):
        return patch
    directive = patch.tree.get(_PATCH)
    if directive == "delete":
        return None
    if any(one.startswith(_DIRECTIVES) for one in patch.tree):
        raise NotAppliedError
    found = None if part is None or directive == "replace" else opened_part(part)
    if not isinstance(found, Mapped):
        found = Mapped(patch.place, {})
    for name, one in patch.entries():
        if name == _PATCH:
            continue
        below = None if one.tree is None else merged(found.parts.get(name), one, is_pod=is_pod, key=name)
        if below is None:
            found.parts.pop(name, None)
        else:
            found.parts[name] = below
    return found


def _merged_list(part: Part | None, patch: Value, key: str) -> Part:
    """Return a list with the elements of another one merged into those of the same key; new ones come first."""
    if any(isinstance(one.tree, dict) and one.tree.get(_PATCH) == "replace" for one in patch.elements()):
        kept = [one for one in patch.elements() if not (isinstance(one.tree, dict) and _PATCH in one.tree)]
        return Listed(patch.place, list(kept))
    there = None if part is None else opened_part(part)
    old: dict[Tree, Part | None] = {}
    new: dict[Tree, Part | None] = {}
    for one in there.parts if isinstance(there, Listed) else ():
        old[_key_of(closed(one), key)] = one
    for one in patch.elements():
        name = _key_of(one, key)
        into = old if name in old else new
        into[name] = merged(into.get(name), one, is_pod=True)
    place = there.place if isinstance(there, Listed) else patch.place
    return Listed(place, [one for one in (*new.values(), *old.values()) if one is not None])


def _key_of(element: Value, key: str) -> Tree:
    found = element.get(key)
    if found is None or isinstance(found.tree, dict | list):
        raise NotAppliedError
    return found.tree


_MOST_COPIED, _MAX_STEPS = 2_000, 100
"""Values within one that is copied, and parts of a pointer."""


def operated_on(part: Part, operation: Value) -> Part:
    """Return what an operation of a JSON patch makes of an object."""
    kind, path = operation.text("op"), operation.text("path")
    steps = _steps(path)
    if kind == "test":
        return part
    if kind in ("add", "replace") and operation.has("value"):
        tree = operation.tree["value"] if isinstance(operation.tree, dict) else None
        return _set(part, steps, Value(tree, operation.place.below("value")), is_new=kind == "add")
    if kind == "remove":
        return _taken(part, steps)
    if kind in ("copy", "move"):
        source = _steps(operation.text("from"))
        moved = closed(_at(part, source))
        if kind == "copy" and _is_large(moved.tree):
            raise NotAppliedError
        return _set(part if kind == "copy" else _taken(part, source), steps, moved, is_new=True)
    raise NotAppliedError


def _is_large(tree: Tree) -> bool:
    """Say whether a value is larger than what anybody copies; copies of copies grow without end."""
    waiting, number = [tree], 0
    while waiting and number <= _MOST_COPIED:
        one = waiting.pop()
        number += 1
        waiting.extend(one.values() if isinstance(one, dict) else one if isinstance(one, list) else ())
    return number > _MOST_COPIED


def _steps(pointer: str | None) -> list[str]:
    if pointer is None or (pointer and not pointer.startswith("/")) or pointer.count("/") > _MAX_STEPS:
        raise NotAppliedError
    return [one.replace("~1", "/").replace("~0", "~") for one in pointer.split("/")[1:]]


def _at(part: Part, steps: list[str]) -> Part:
    for step in steps:
        here = opened_part(part)
        if isinstance(here, Mapped) and step in here.parts:
            part = here.parts[step]
        elif isinstance(here, Listed):
            part = here.parts[_index(here, step)]
        else:
            raise NotAppliedError
    return part


def _set(part: Part, steps: list[str], value: Value, *, is_new: bool) -> Part:
    if not steps:
        return value
    here, step = opened_part(part), steps[0]
    if isinstance(here, Mapped):
        if len(steps) > 1 or not is_new:
            value_there = here.parts.get(step)
            if value_there is None:
                raise NotAppliedError
            here.parts[step] = _set(value_there, steps[1:], value, is_new=is_new)
        else:
            here.parts[step] = value
        return here
    if not isinstance(here, Listed):
        raise NotAppliedError
    if len(steps) > 1 or not is_new:
        index = _index(here, step)
        here.parts[index] = _set(here.parts[index], steps[1:], value, is_new=is_new)
    elif step == "-" or step == str(len(here.parts)):
        here.parts.append(value)
    else:
        here.parts.insert(_index(here, step), value)
    return here


def _taken(part: Part, steps: list[str]) -> Part:
    here = opened_part(part)
    if not steps:
        raise NotAppliedError
    step = steps[0]
    if isinstance(here, Mapped) and step in here.parts:
        if len(steps) == 1:
            del here.parts[step]
        else:
            here.parts[step] = _taken(here.parts[step], steps[1:])
    elif isinstance(here, Listed):
        index = _index(here, step)
        if len(steps) == 1:
            del here.parts[index]
        else:
            here.parts[index] = _taken(here.parts[index], steps[1:])
    else:
        raise NotAppliedError
    return here


_is_index = re.compile(r"0|[1-9][0-9]{0,8}").fullmatch


def _index(listed: Listed, step: str) -> int:
    if not _is_index(step) or int(step) >= len(listed.parts):
        raise NotAppliedError
    return int(step)
