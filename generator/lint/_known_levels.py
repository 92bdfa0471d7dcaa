"""Mappings of objects whose fields are known, as far as a first look finds something odd in them.

Nearly all mappings have nothing wrong, so the look is at bare data, each value once: places are made for what is odd.
"""

from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from types import MappingProxyType
from typing import NamedTuple

from generator.ecosystem.field_levels import EACH, FieldType, Level
from generator.ecosystem.known_fields import KNOWN_FIELDS
from generator.ecosystem.pod_fields import pod_levels
from generator.ecosystem.wrapper_levels import ANY
from generator.lint._objects import EMBEDDING, group_of, objects
from generator.lint._placed import affinities_elsewhere, tolerations_elsewhere, tolerations_of_charts
from generator.model.manifest import Manifests
from generator.model.manifest_value import Value
from generator.model.tree import Path, Tree

_WITH_MORE = ("serving.kserve.io",)
"""Groups whose kinds have fields of their own beside those of a pod's spec."""
_OF_REVISIONS = ("containerConcurrency", "timeoutSeconds", "responseStartTimeoutSeconds", "idleTimeoutSeconds")
"""What Knative's templates have beside a pod's spec; source: knative/serving pkg/apis/serving/v1/revision_types.go."""
_KUSTOMIZATION = ("kustomize.config.k8s.io", "Kustomization")
"""What a file of that name is taken for, be it without apiVersion and kind; the API server never sees it."""
_POD = pod_levels()
_TYPES: Mapping[FieldType, frozenset[type]] = {
    FieldType.TEXT: frozenset({str}),
    FieldType.BOOL: frozenset({bool}),
    FieldType.INT: frozenset({int}),
    FieldType.LIST: frozenset({list}),
    FieldType.MAP: frozenset({dict}),
    FieldType.ANY: frozenset({str, bool, int, float, list, dict, type(None)}),
}
"""The types of which every value is right for sure."""
_NONE: frozenset[type] = frozenset()


class Found(NamedTuple):
    """A mapping in an object whose fields are known, and the levels of that object."""

    value: Value
    level: Level
    levels: Sequence[Level]


class _Tree(NamedTuple):
    """Levels by the way to them: that of one place, and what lies below each key, or below `EACH`.

    `taken` are the types of which every value of a field is right. `words` are the texts that a field takes, where
    not every one is.
    """

    level: Level | None
    below: Mapping[str, "_Tree"]
    taken: Mapping[str, frozenset[type]] = MappingProxyType({})
    words: Mapping[str, tuple[str, ...]] = MappingProxyType({})


def reached(whole: Value, path: tuple[str, ...]) -> Iterator[Value]:
    """Return the values at the end of a way that may lead over every element of a list and every key of a mapping."""
    found = [whole]
    for part in path:
        if part == EACH:
            found = [element for one in found for element in one.elements()]
        elif part == ANY:
            found = [value for one in found for _, value in one.entries()]
        else:
            found = [below for one in found if (below := one.get(part)) is not None]
    yield from found


def odd_levels(manifests: Manifests) -> Iterator[Found]:
    """Return every mapping whose fields are known and that a first look does not find right.

    A mapping with a key that its level lacks, or a value that the level may refuse, is always among them.
    """
    kustomizations = (one.value for one in manifests.of_kind("Kustomization"))
    for whole in (*objects(manifests), *kustomizations, *manifests.parts):
        version, kind = whole.text("apiVersion") or "", whole.text("kind")
        group = (version.rpartition("/")[0], kind) if kind else _KUSTOMIZATION
        key = next((one for one in ((version, kind or ""), group) if one in KNOWN_FIELDS), None)
        if key is not None:
            yield from _odd(whole, _tree_of(*key), KNOWN_FIELDS[key])
    for workload in (*manifests.workloads, *manifests.pods_in_part):
        group_name = group_of(workload)
        if not workload.loose and group_name in EMBEDDING:
            yield from _odd(workload.pod, _tree_of_pods(group_name), _POD)
    pods = _tree_of_pods("")
    for name, affinity in affinities_elsewhere(manifests):
        yield from _odd(affinity, pods.below["affinity"].below[name], _POD)
    for toleration in (*tolerations_elsewhere(manifests), *tolerations_of_charts(manifests)):
        yield from _odd(toleration, pods.below["tolerations"].below[EACH], _POD)


def lacking(manifests: Manifests) -> Iterator[tuple[Value, Level, tuple[str, ...]]]:
    """Return every mapping that lacks what its level needs, with the names; patches and parts may lack anything.

    Among the names are those that only some releases need.
    """
    for whole in objects(manifests):
        for level in _levels_of(whole):
            needs = (*level.needs, *level.needed_until)
            for value in reached(whole, level.path) if needs else ():
                missing = tuple(one for one in needs if value.get(one) is None)
                if missing and isinstance(value.tree, dict) and not _is_in_part(whole, manifests):
                    yield value, level, missing


def _is_in_part(whole: Value, manifests: Manifests) -> bool:
    kind, name = whole.text("kind") or "", whole.text("metadata", "name") or ""
    return whole.place.is_called_patch or manifests.additions_to(whole.place).may_reach(kind, name)


def _levels_of(whole: Value) -> Sequence[Level]:
    version, kind = whole.text("apiVersion") or "", whole.text("kind") or ""
    return KNOWN_FIELDS.get((version, kind)) or KNOWN_FIELDS.get((version.rpartition("/")[0], kind), ())


def _odd(whole: Value, root: _Tree, levels: Sequence[Level]) -> Iterator[Found]:
    waiting: list[tuple[Tree, _Tree, Path]] = [(whole.tree, root, ())]
    while waiting:
        data, at, path = waiting.pop()
        if isinstance(data, dict):
            odd = False
            for key, value in data.items():
                if type(value) not in at.taken.get(key, _NONE) and value not in at.words.get(key, ()):
                    odd = True
                if key in at.below:
                    waiting.append((value, at.below[key], (*path, key)))
            if odd and at.level is not None:
                yield Found(Value(data, whole.place.below(*path)), at.level, levels)
        elif isinstance(data, list) and EACH in at.below:
            each = at.below[EACH]
            waiting.extend((one, each, (*path, index)) for index, one in enumerate(data))


@cache
def _tree_of(group: str, kind: str) -> _Tree:
    return _planted(KNOWN_FIELDS[group, kind], ())


@cache
def _tree_of_pods(group: str) -> _Tree:
    first, *below = _POD
    if group in _WITH_MORE:
        return _planted(below, ())
    if group == "serving.knative.dev":
        first = first._replace(fields={**first.fields, **dict.fromkeys(_OF_REVISIONS, FieldType.INT)})
    return _planted((first, *below), ())


def _planted(levels: Sequence[Level], path: tuple[str, ...]) -> _Tree:
    """Return the tree of those levels that begin with a path."""
    depth = len(path)
    within = [one for one in levels if one.path[:depth] == path]
    here = next((one for one in within if len(one.path) == depth), None)
    steps = dict.fromkeys(one.path[depth] for one in within if len(one.path) > depth)
    below = {step: _planted(within, (*path, step)) for step in steps}
    return _Tree(None, below) if here is None else _Tree(here, below, _taken(here), here.words)


def _taken(level: Level) -> Mapping[str, frozenset[type]]:
    """Return the types of which every value of a field is right, whatever it is and holds."""
    told = {*level.words, *level.holds, *level.durations, *level.periods}
    return {name: _NONE if name in told else _TYPES[kind] for name, kind in level.fields.items()}
