"""How values are shown."""

import pytest

from generator.decode.wording import flow, listed, nearest, quoted, shown, where
from generator.model.tree import Tree


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (None, "nothing"),
        (True, "true"),
        (4, "4"),
        ("a", '"a"'),
        ([], "an empty list"),
        ([1], "a list"),
        ({}, "an empty mapping"),
        ({"a": 1}, "a mapping"),
    ],
)
def test_a_value_in_a_sentence(value: Tree, text: str) -> None:
    assert shown(value) == text


def test_text_is_shortened_and_control_characters_are_spelt_out() -> None:
    assert quoted("a" * 61) == f'"{"a" * 60}…"'
    assert quoted("a\nb\u202e") == '"a\\nb\\u202e"'
    assert quoted("größer") == '"größer"'


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ({"a": [1, "x"], "b": {"c": False}}, "{a: [1, x], b: {c: false}}"),
        ("1.35", '"1.35"'),
        ("true", '"true"'),
        ("", '""'),
        ("1g.10gb", "1g.10gb"),
        ("nvidia.com/gpu", "nvidia.com/gpu"),
        ("RTX 3080 Ti", "RTX 3080 Ti"),
        ("a: b", '"a: b"'),
        ("1e3", '"1e3"'),
    ],
)
def test_a_value_as_one_line_of_yaml(value: Tree, text: str) -> None:
    assert flow(value) == text


def test_lists_of_names() -> None:
    assert listed(["a"]) == "a"
    assert listed(["a", "b"]) == "a and b"
    assert listed(("a", "b", "c"), "or") == "a, b or c"


def test_places() -> None:
    assert where(()) == "the profile"
    assert where(("pools", 0, "name")) == "pools[0].name"


@pytest.mark.parametrize(
    ("word", "meant"),
    [("time_slicing", "timeSlicing"), ("TIMESLICING", "timeSlicing"), ("replica", "replicas"), ("zebra", None)],
)
def test_the_word_that_was_meant(word: str, meant: str | None) -> None:
    assert nearest(word, ["timeSlicing", "replicas", "name"]) == meant
