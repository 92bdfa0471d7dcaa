"""The first look at known fields: it reaches every level, and passes over none that has something wrong."""

import pytest

from generator.ecosystem.field_levels import EACH, FieldType, Level
from generator.ecosystem.known_fields import KNOWN_FIELDS
from generator.lint._known_levels import odd_levels
from generator.model.manifest import Manifests
from generator.model.manifest_objects import Workload
from generator.model.manifest_value import Place, Value
from generator.model.tree import Path, Tree

RIGHT: dict[FieldType, Tree] = {
    FieldType.TEXT: "a",
    FieldType.BOOL: True,
    FieldType.INT: 1,
    FieldType.LIST: [],
    FieldType.MAP: {},
    FieldType.ANY: 1.5,
}
LEVELS = [(group, kind, level) for (group, kind), levels in KNOWN_FIELDS.items() for level in levels]
every_level = pytest.mark.parametrize(
    ("group", "kind", "level"), LEVELS, ids=lambda one: "-".join(one.path) if isinstance(one, Level) else one
)


def found(group: str, kind: str, level: Level, tree: dict[str, Tree]) -> list[tuple[Level, Path]]:
    """Return the levels that are looked at closely in an object that has only this tree, at the level's path."""
    whole: Tree = tree
    for step in reversed(level.path):
        whole = [None, whole] if step == EACH else {step: whole}
    assert isinstance(whole, dict)
    version = group if "/" in group or not group else f"{group}/v1"
    value = Value({**whole, "apiVersion": version or "v1", "kind": kind}, Place("a.yaml", 0))
    workload = Workload(kind, "a", None, value, (), None, (), False, value.place, value)
    seen = odd_levels(Manifests(workloads=(workload,)))
    return [(one.level, one.value.place.steps[0]) for one in seen if len(one.level.path) >= len(level.path)]


@every_level
def test_a_field_that_is_not_known_is_odd_at_every_level(group: str, kind: str, level: Level) -> None:
    path = tuple(1 if step == EACH else step for step in level.path)
    assert found(group, kind, level, {"nobodyKnows": "a"}) == [(level, path)]


@every_level
def test_a_value_of_another_type_is_odd_and_one_of_the_right_type_is_not(group: str, kind: str, level: Level) -> None:
    for name, type_ in level.fields.items():
        if not level.path and name in ("apiVersion", "kind"):
            continue
        told = any(name in one for one in (level.words, level.holds, level.durations, level.periods))
        assert bool(found(group, kind, level, {name: RIGHT[type_]})) is told, name
        if type_ is not FieldType.ANY:
            wrong = RIGHT[FieldType.LIST if type_ is FieldType.MAP else FieldType.MAP]
            assert found(group, kind, level, {name: wrong}), name


@every_level
def test_a_text_is_odd_unless_the_field_takes_it(group: str, kind: str, level: Level) -> None:
    for name, texts in level.words.items():
        assert all(not found(group, kind, level, {name: text}) for text in texts), name
        assert found(group, kind, level, {name: "nobodyKnows"}), name
