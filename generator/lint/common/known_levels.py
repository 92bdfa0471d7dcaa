"""Mappings of objects whose fields are known, as far as a first look finds something odd in them.

Nearly all mappings have nothing wrong, so the look is at bare data, each value once: places are made for what is odd.
"""

from collections.abc import Callable, Container, Iterable, Iterator, Mapping, Sequence
from functools import cache, lru_cache, partial
from types import MappingProxyType
from typing import NamedTuple

from generator.ecosystem.controllers import MERGED
from generator.ecosystem.field_levels import EACH, FieldType, Level
from generator.ecosystem.known_fields import levels_of
from generator.ecosystem.pod_fields import MAKE_PODS
from generator.ecosystem.wrapper_levels import ANY
from generator.ecosystem.wrapper_types import pods_in
from generator.lint.common.chart_pods import CHART_PODS, OTHER_CHARTS, handed_levels
from generator.lint.common.objects import OWN_VERSIONS, embeds_pods, every_object, group_of, podless
from generator.lint.common.placed import affinities_elsewhere, tolerations_elsewhere
from generator.lint.common.pod_checks import is_patch
from generator.model.manifest import Manifests
from generator.model.manifest_objects import Workload
from generator.model.manifest_value import Place, Value
from generator.model.tree import Path, Tree

_KUSTOMIZATION = ("kustomize.config.k8s.io", "Kustomization")
"""What a file of that name is taken for, be it without apiVersion and kind; the API server never sees it."""
_TYPES: Mapping[FieldType, frozenset[type]] = {
    FieldType.TEXT: frozenset({str}),
    FieldType.BOOL: frozenset({bool}),
    FieldType.INT: frozenset({int}),
    FieldType.LIST: frozenset({list}),
    FieldType.MAP: frozenset({dict}),
    FieldType.AMOUNT: frozenset(),
    FieldType.INT_OR_TEXT: frozenset({int, str}),
    FieldType.ANY: frozenset({str, bool, int, float, list, dict, type(None)}),
}
"""The types of which every value is right for sure."""
_NONE: frozenset[type] = frozenset()
_EMPTY = (None, "")


class Found(NamedTuple):
    """A mapping in an object whose fields are known, and the levels of that object.

    `missing` are the fields that it needs, and where it needs one of several these.
    """

    value: Value
    level: Level
    levels: Sequence[Level]
    missing: tuple[str, ...]


class _Tree(NamedTuple):
    """Levels by the way to them: that of one place, and what lies below each key, or below `EACH`.

    `taken` are the types of which every value of a field is right, `held` those of all that one holds. `words` are
    the texts that a field takes, where not every one is. `needs` are the fields that some release needs.
    """

    level: Level | None
    below: Mapping[str, "_Tree"]
    taken: Mapping[str, frozenset[type]] = MappingProxyType({})
    held: Mapping[str, frozenset[type]] = MappingProxyType({})
    words: Mapping[str, tuple[str, ...]] = MappingProxyType({})
    needs: tuple[str, ...] = ()


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

    A mapping with a key that its level lacks, without one that it needs, or with a value that the level may refuse, is
    always among them; patches and parts may lack anything.
    """
    kustomizations = [one.value for one in manifests.of_kind("Kustomization")]
    # A patch names the containers that it changes, and no image.
    patches = [one.whole for one in manifests.workloads if one.whole is not None and is_patch(one)]
    parts = {one.place for one in (*kustomizations, *manifests.parts, *podless(manifests), *patches)}
    for whole in (*every_object(manifests), *kustomizations, *manifests.parts):
        version, kind = whole.text("apiVersion") or "", whole.text("kind")
        named = (version, kind) if kind else _KUSTOMIZATION
        levels = levels_of(*named)
        if levels:
            yield from _odd(whole, _tree_of(*named), levels, partial(_is_in_part, whole, manifests, parts))
    misplaced = [one for one in manifests.workloads if _is_own(one)]
    for workload in (*misplaced, *filter(embeds_pods, (*manifests.workloads, *manifests.pods_in_part))):
        if not workload.loose and not _is_reached(workload):
            levels, tree = _pods_in(group_of(workload))
            yield from _odd(workload.pod, tree, levels, partial(is_patch, workload))
    yield from _odd_elsewhere(manifests)


def _odd_elsewhere(manifests: Manifests) -> Iterator[Found]:
    """Return what is odd of that which charts and others hand to pods as it stands."""
    levels, pods = _pods_in("")
    affinities = pods.below["affinity"]
    for name, affinity in affinities_elsewhere(manifests):
        yield from _odd(affinity, affinities.below[name] if name else affinities, levels, lambda: True)
    for toleration in tolerations_elsewhere(manifests):
        yield from _odd(toleration, pods.below["tolerations"].below[EACH], levels, lambda: True)
    for use in manifests.charts:
        for path, names in CHART_PODS[use.chart].items():
            handed, tree = _handed(names)
            for block in (one.get(*path) for one in use.values):
                if block is not None:
                    yield from _odd(block, tree, handed, lambda: True)
    for values in manifests.others:
        at_root = OTHER_CHARTS.get(values.chart or "")
        if at_root is not None:
            handed, tree = _handed(at_root)
            yield from _odd(values.value, tree, handed, lambda: True)


def _is_own(workload: Workload) -> bool:
    """Say whether a whole object is one of Kubernetes' own: a pod's spec at a wrong place of it is judged as one."""
    whole = None if workload.in_part else workload.whole
    return workload.kind in MAKE_PODS and whole is not None and whole.text("apiVersion") in OWN_VERSIONS


def _is_reached(workload: Workload) -> bool:
    """Say whether a pod stands where the levels of its whole object have one."""
    whole = workload.whole
    if whole is None:
        return False
    at = _tree_of(whole.text("apiVersion") or "", whole.text("kind") or "")
    for step in workload.pod.place.way_from(whole.place):
        below = at.below.get(EACH if isinstance(step, int) else step) or at.below.get(ANY)
        if below is None:
            return False
        at = below
    return at.level is not None


def _is_in_part(whole: Value, manifests: Manifests, parts: Container[Place]) -> bool:
    return whole.place in parts or whole.text("kind") in MERGED or manifests.may_change(whole)


def _odd(whole: Value, root: _Tree, levels: Sequence[Level], may_lack: Callable[[], bool]) -> Iterator[Found]:
    waiting: list[tuple[Tree, _Tree, Path]] = [(whole.tree, root, ())]
    while waiting:
        data, at, path = waiting.pop()
        if isinstance(data, dict):
            odd = False
            for key, value in data.items():
                if type(value) not in at.taken.get(key, _NONE):
                    odd = odd or value not in at.words.get(key, ())
                elif key in at.held:
                    odd = odd or not at.held[key].issuperset(map(type, _held(value)))
                below = at.below.get(key) or at.below.get(ANY)
                if below is not None:
                    waiting.append((value, below, (*path, key)))
            missing = _missing(data, at)
            if missing and may_lack():
                missing = ()
            if (odd or missing) and at.level is not None:
                yield Found(Value(data, whole.place.below(*path)), at.level, levels, missing)
        elif isinstance(data, list) and EACH in at.below:
            each = at.below[EACH]
            waiting.extend((one, each, (*path, index)) for index, one in enumerate(data))


def _missing(data: Mapping[str, Tree], at: _Tree) -> tuple[str, ...]:
    """Return what a mapping lacks; nothing where it has a key that is no field, which is told for itself."""
    level = at.level
    if level is None:
        return ()
    missing = tuple(one for one in at.needs if data.get(one) in _EMPTY)
    if level.one_of and all(data.get(one) is None for one in level.one_of):
        missing += level.one_of
    # Asked last, since nearly all mappings have what they need.
    return missing if missing and (level.is_open or level.fields.keys() >= data.keys()) else ()


def _held(tree: Tree) -> Iterable[Tree]:
    return tree.values() if isinstance(tree, dict) else tree if isinstance(tree, list) else ()


@lru_cache(maxsize=1024)
def _tree_of(version: str, kind: str) -> _Tree:
    return _planted(levels_of(version, kind))


@cache
def _handed(names: tuple[str, ...]) -> tuple[tuple[Level, ...], _Tree]:
    levels = tuple(handed_levels(names))
    return levels, _planted(levels)


@cache
def _pods_in(group: str) -> tuple[tuple[Level, ...], _Tree]:
    levels = pods_in(group)
    return levels, _planted(levels)


def _planted(levels: Iterable[Level]) -> _Tree:
    """Return the tree of levels."""
    root = _Planting()
    for level in levels:
        at = root
        for step in level.path:
            at = at.below.setdefault(step, _Planting())
        at.level = level
    return root.grown()


class _Planting:
    """A place of a tree that is being made."""

    def __init__(self) -> None:
        self.level: Level | None = None
        self.below: dict[str, _Planting] = {}

    def grown(self) -> _Tree:
        """Return the tree from here on."""
        below = {step: one.grown() for step, one in self.below.items()}
        level = self.level
        if level is None:
            return _Tree(None, below)
        told = {*level.words, *level.durations, *level.periods, *level.names}
        taken = {name: _NONE if name in told else _TYPES[kind] for name, kind in level.fields.items()}
        held = {name: _TYPES[kind] for name, kind in level.holds.items()}
        return _Tree(level, below, taken, held, level.words, (*level.needs, *level.needed_until))
