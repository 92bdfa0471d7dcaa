"""The first look at known fields: it reaches every level, and passes over none that has something wrong."""

import pytest

from generator.ecosystem.field_levels import EACH, FieldType, Level
from generator.ecosystem.known_fields import known_kinds, levels_of
from generator.lint.common.known_levels import Found, odd_levels
from generator.model.manifest import Manifests
from generator.model.manifest_objects import Workload
from generator.model.manifest_value import Place, Value
from generator.model.tree import Tree

RIGHT: dict[FieldType, Tree] = {
    FieldType.TEXT: "a",
    FieldType.BOOL: True,
    FieldType.INT: 1,
    FieldType.LIST: [],
    FieldType.MAP: {},
    FieldType.AMOUNT: "1Gi",
    FieldType.INT_OR_TEXT: "a",
    FieldType.ANY: 1.5,
}


def version_of(group: str) -> str:
    """Return an apiVersion of what known_kinds has: a version, a group, or nothing."""
    return group if "/" in group else f"{group}/v1".removeprefix("/")


every_kind = pytest.mark.parametrize(("group", "kind"), known_kinds())


def complete(level: Level, tree: dict[str, Tree]) -> dict[str, Tree]:
    """Return a mapping with what its level needs beside what it has."""
    needed = (*level.needs, *level.needed_until, *level.one_of[:1])
    right = {name: level.words[name][0] if name in level.words else RIGHT[level.fields[name]] for name in needed}
    return {**right, **tree}


def seen(group: str, kind: str, level: Level, tree: dict[str, Tree]) -> list[Found]:
    """Return the finds of a level in an object that has only this tree, at the level's path."""
    whole: Tree = tree
    for step in reversed(level.path):
        whole = [None, whole] if step == EACH else {step: whole}
    assert isinstance(whole, dict)
    value = Value({**whole, "apiVersion": version_of(group), "kind": kind}, Place("a.yaml", 0))
    workload = Workload(kind, "a", None, value, (), None, (), False, value.place, value)
    return [one for one in odd_levels(Manifests(workloads=(workload,))) if one.level.path == level.path]


def always_odd(level: Level) -> bool:
    """Say whether a level needs a field that no first look finds right, so that every such mapping is odd."""
    return any(one in level.names or level.fields[one] is FieldType.AMOUNT for one in level.needs)


def is_odd(group: str, kind: str, level: Level, tree: dict[str, Tree]) -> bool:
    """Say whether something but a lack is seen in a mapping."""
    return bool(seen(group, kind, level, complete(level, tree)))


@every_kind
def test_a_field_that_is_not_known_is_odd_at_every_level(group: str, kind: str) -> None:
    for level in levels_of(version_of(group), kind):
        (one,) = seen(group, kind, level, {"nobodyKnows": "a"})
        path = tuple(1 if step == EACH else step for step in level.path)
        assert (one.level, one.value.place.steps[0]) == (level, path)
        assert not one.missing or level.is_open


@every_kind
def test_a_value_of_another_type_is_odd_and_one_of_the_right_type_is_not(group: str, kind: str) -> None:
    for level in levels_of(version_of(group), kind):
        for name, type_ in level.fields.items():
            if not level.path and name in ("apiVersion", "kind"):
                continue
            told = any(name in one for one in (level.words, level.durations, level.periods, level.names))
            told |= type_ is FieldType.AMOUNT or always_odd(level)
            assert is_odd(group, kind, level, {name: RIGHT[type_]}) is told, (level.path, name)
            if type_ is not FieldType.ANY:
                wrong = RIGHT[FieldType.LIST if type_ is FieldType.MAP else FieldType.MAP]
                assert is_odd(group, kind, level, {name: wrong}), (level.path, name)


@every_kind
def test_what_a_list_or_mapping_holds_is_odd_where_it_is_of_another_type(group: str, kind: str) -> None:
    for level in levels_of(version_of(group), kind):
        for name, type_ in level.holds.items():
            told = type_ is FieldType.AMOUNT or name in level.words or always_odd(level)
            for inner, odd in ((RIGHT[type_], told), (RIGHT[FieldType.LIST], True)):
                held: Tree = [inner] if level.fields[name] is FieldType.LIST else {"a": inner}
                assert is_odd(group, kind, level, {name: held}) is odd, (level.path, name)


@every_kind
def test_a_text_is_odd_unless_the_field_takes_it(group: str, kind: str) -> None:
    for level in levels_of(version_of(group), kind):
        for name, texts in level.words.items():
            for text in filter(None, texts):
                assert not is_odd(group, kind, level, {name: text}), (level.path, name, text)
            assert is_odd(group, kind, level, {name: "nobodyKnows"}), (level.path, name)


@every_kind
def test_what_is_needed_and_not_there_is_missing(group: str, kind: str) -> None:
    for level in levels_of(version_of(group), kind):
        whole = complete(level, {})
        for name in (*level.needs, *level.needed_until):
            for tree in ({key: one for key, one in whole.items() if key != name}, {**whole, name: None}):
                assert [one.missing for one in seen(group, kind, level, tree)] == [(name,)], (level.path, name)
        if level.one_of:
            assert [one.missing for one in seen(group, kind, level, {})] == [(*level.needs, *level.one_of)]
