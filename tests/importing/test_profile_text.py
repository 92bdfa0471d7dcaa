"""The text of a profile: what is read back from it is what was put in, and comments stay comments."""

import pytest

from generator.importing.draft import Draft
from generator.importing.lines import Lines
from generator.importing.profile_text import profile_text
from generator.model.manifest_value import Place
from generator.model.tree import Tree
from generator.yamltext.reader import read_document

FILE = b"a:\n- b: |\n    c: 1\n    d: 2\n"


def text_of(draft: Draft) -> str:
    return profile_text(draft, Lines({"x.yaml": FILE}.get), "")


def read_back(text: str) -> Tree:
    document, findings = read_document(text.encode(), "profile.yaml")
    assert findings == ()
    assert document is not None
    return document.data


@pytest.mark.parametrize(
    "value",
    [
        *("on", "1.30", "a: b", "a #b", "{a}", "[a", "a, b", "", " a ", "x\ny", "é", "'", '"', "*a", "&a", "%a", "@a"),
        *(1, -5, 2.5, True, None, [], {}, ["a, b", {"c": ["d"]}], {"a b": 1, "{": "}"}, [[], {}], "x" * 200),
    ],
)
def test_any_value_is_read_back(value: Tree) -> None:
    draft = Draft()
    draft.put(("install", "chart"), value)
    draft.put(("pools",), [{"name": value, "gpus": [value]}])
    draft.put(("extraValues", "a", "b"), value)
    assert read_back(text_of(draft)) == {
        "version": "v1alpha1",
        "install": {"chart": value},
        "pools": [{"name": value, "gpus": [value]}],
        "extraValues": {"a": {"b": value}},
    }


def test_half_a_character_is_replaced() -> None:
    draft = Draft()
    draft.put(("install", "chart"), "a\ud800")
    draft.put(("extraValues", "a\udfff"), "b\ud800")
    found = read_back(text_of(draft))
    assert isinstance(found, dict)
    assert found["extraValues"] == {"a\N{REPLACEMENT CHARACTER}": "b\N{REPLACEMENT CHARACTER}"}


def test_each_line_says_where_it_came_from() -> None:
    draft = Draft()
    inside = Place("x.yaml", 0, (("a", 0, "b"), ("d",)))
    draft.put(("install", "chart"), "gpu-operator", Place("x.yaml", 0, (("a",),)))
    draft.put(("pools",), [{"name": "p", "gpus": [{"model": "T4"}], "timeSlicing": {"replicas": 2}}])
    draft.origins[("pools", 0, "timeSlicing")] = inside
    draft.remark(("pools", 0, "timeSlicing"), "first\nsecond\x07")
    draft.put(("extraValues", "operator", "logging"), {"level": "debug"}, Place("gone.yaml", 3))
    assert text_of(draft).partition("version: v1alpha1\n")[2] == (
        "install:\n"
        "  chart: gpu-operator    # x.yaml:1\n"
        "pools:\n"
        "  - name: p\n"
        "    gpus: [{model: T4}]\n"
        "    # first\N{REPLACEMENT CHARACTER}second\N{REPLACEMENT CHARACTER}\n"
        "    timeSlicing: {replicas: 2}    # x.yaml:4\n"
        "extraValues:\n"
        "  operator:\n"
        "    # gone.yaml\n"
        "    logging:\n"
        "      level: debug\n"
    )
