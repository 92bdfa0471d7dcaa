"""Values written as paths and texts, worked out by hand from Helm's parser."""

import pytest

from generator.manifests.set_values import SetValue, set_path, set_values
from generator.model.manifest_value import Place
from generator.model.tree import Path, Tree

HERE = Place("given.yaml", 0)


def tree_of(*given: tuple[str, str], is_text: bool = False) -> tuple[Tree, bool]:
    found, whole = set_values([SetValue(path, text, (path,), (path,), is_text) for path, text in given], HERE)
    return (None if found is None else found.tree), whole


@pytest.mark.parametrize(
    ("text", "path"),
    [
        ("driver.enabled", ("driver", "enabled")),
        ("a", ("a",)),
        ("toolkit.env[0].name", ("toolkit", "env", 0, "name")),
        ("a[1][2]", ("a", 1, 2)),
        (r"nodeSelector.nvidia\.com/gpu\.present", ("nodeSelector", "nvidia.com/gpu.present")),
        ("", None),
        ("a.", None),
        (".a", None),
        ("a..b", None),
        ("a=b", None),
        ("a,b", None),
        ("a[x]", None),
        ("a[-1]", None),
    ],
)
def test_paths(text: str, path: Path | None) -> None:
    assert set_path(text) == path


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("true", True),
        ("FALSE", False),
        ("null", None),
        ("0", 0),
        ("12", 12),
        ("-3", -3),
        ("012", "012"),
        ("1.5", "1.5"),
        ("9" * 30, "9" * 30),
        ("", ""),
        (r"a\,b", "a,b"),
        ("{}", []),
        ("{a,2}", ["a", 2]),
        (r"{a\,b,c}", ["a,b", "c"]),
    ],
)
def test_texts(text: str, value: Tree) -> None:
    assert tree_of(("a", text)) == ({"a": value}, True)


def test_a_text_that_is_to_stay_one() -> None:
    assert tree_of(("a", "true"), ("b", "3"), is_text=True) == ({"a": "true", "b": "3"}, True)


def test_values_make_one_tree() -> None:
    given = (("e[1].name", "B"), ("e[0].name", "A"), ("e[0].value", "1"), ("d.on", "true"), ("d.on", "false"))
    assert tree_of(*given) == ({"e": [{"name": "A", "value": 1}, {"name": "B"}], "d": {"on": False}}, True)


def test_what_cannot_be_put_there_is_left_out() -> None:
    assert tree_of(("a", "x"), ("a.b", "1"), ("c", "2")) == ({"a": "x", "c": 2}, False)
    assert tree_of(("a[70000]", "x")) == (None, False)
    assert tree_of() == (None, True)


def test_places_are_those_of_the_texts() -> None:
    given = [
        SetValue("d.on", "x", ("p", 0, "value"), ("p", 0, "name"), False),
        SetValue("d.e.f", "y", ("v",), ("n",), False),
    ]
    found, _ = set_values(given, HERE)
    assert found is not None
    deep = found.get("d", "e", "f")
    assert deep is not None
    assert (deep.tree, deep.place.steps) == ("y", (("v",),))
    assert found.place.below("d", "on", "more").steps == (("p", 0, "value"),)
    assert found.place.below("d").steps == (("p", 0, "value"),)
    assert deep.place.inside().steps == (("v",), ())
    assert deep.place.inside().below("a").steps == (("v",), ("a",))
