"""Typed access refuses what the schema should have refused."""

import pytest

from generator.decode import read
from generator.model.tree import Tree


def test_what_is_there_is_returned_and_what_is_not_is_none_or_empty() -> None:
    tree: dict[str, Tree] = {"t": "x", "n": 3.0, "b": False, "l": ["y"], "m": {"k": "v"}}
    assert (read.text(tree, "t"), read.text(tree, "no")) == ("x", None)
    assert (read.whole(tree, "n"), read.whole(tree, "no")) == (3, None)
    assert (read.flag(tree, "b"), read.flag(tree, "no")) == (False, None)
    assert (read.texts(tree, "l"), read.texts(tree, "no")) == (("y",), ())
    assert (read.labels(tree, "m"), read.section(tree, "no")) == ((("k", "v"),), {})
    assert (read.switch(tree, "b", default=True), read.switch(tree, "no", default=True)) == (False, True)


@pytest.mark.parametrize("value", [True, 2.5, "3", None])
def test_what_is_no_whole_number_is_a_hole_in_the_schema(value: Tree) -> None:
    with pytest.raises(TypeError, match="no whole number"):
        read.as_whole(value)


def test_other_kinds_are_holes_too() -> None:
    with pytest.raises(TypeError, match="no text"):
        read.as_text(1)
    with pytest.raises(TypeError, match="no mapping"):
        read.as_mapping([])
    with pytest.raises(TypeError, match="no list"):
        read.entries({"a": {}}, "a")
    with pytest.raises(TypeError, match="neither true nor false"):
        read.flag({"a": "yes"}, "a")
