"""YAML inside a scalar of another document: its data, and the places in the file around it."""

import inspect
import io
import json
import re
import sys
from collections.abc import Iterator
from typing import NamedTuple

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st
from ruamel.yaml import YAML
from ruamel.yaml.scalarstring import (
    DoubleQuotedScalarString,
    FoldedScalarString,
    LiteralScalarString,
    SingleQuotedScalarString,
)

from generator.model.finding import Finding, Position
from generator.model.tree import Path, Tree
from generator.yamltext import Document, read_document, read_documents, read_inner, read_inner_documents
from generator.yamltext.inner import place_in_text
from generator.yamltext.spelling import origins


def outer(text: str, *, lenient: bool = False) -> Document:
    document, findings = read_document(text.encode(), "p.yaml", lenient=lenient)
    assert findings == ()
    assert document is not None
    return document


def inner(document: Document, *path: str | int) -> Document:
    found, findings = read_inner(document, path)
    assert findings == ()
    assert found is not None
    return found


def told(findings: tuple[Finding, ...]) -> list[tuple[str, Position | None, str]]:
    return [(found.code, found.position, found.message) for found in findings]


class Style(NamedTuple):
    """A file whose `t` holds a document, the path in it to look at, and where `X` stands in the file."""

    text: str
    path: Path
    line: int
    column: int


STYLES = {
    "literal": Style("t: |\n  a: X\n", ("a",), 2, 6),
    "literal, second line": Style("t: |\n  b: 1\n  a: X\n", ("a",), 3, 6),
    "literal, nested": Style("t: |\n    b:\n      - a: 1\n      - a: X\n", ("b", 1, "a"), 4, 12),
    "literal, stripped": Style("t: |-\n a: X\n", ("a",), 2, 5),
    "literal, kept": Style("t: |+\n a: X\n\n\n", ("a",), 2, 5),
    "literal, clipped blank lines": Style("t: |\n a: X\n\n\nz: 1\n", ("a",), 2, 5),
    "literal, indentation given": Style("t: |1-\n   a: X\n", ("a",), 2, 7),
    "literal, indentation given, within a list": Style("t:\n- - |-1\n    b: 1\n    a: X\n", ("a",), 4, 8),
    "literal, blank lines first": Style("t: |\n\n \n  a: X\n", ("a",), 4, 6),
    "literal, comment in the head": Style("t: | # words\n  a: X\n", ("a",), 2, 6),
    "literal, comments behind": Style("t: |\n  a: X\n# c\n # d\nz: 1\n", ("a",), 2, 6),
    "literal, end of file without a newline": Style("t: |\n  a: X", ("a",), 2, 6),
    "literal, tab": Style("t: |\n  b: \t1\n  a:\tX\n", ("a",), 3, 6),
    "literal, wide characters": Style("t: |\n  b: 😀\n  é😀: X\n", ("é😀",), 3, 7),
    "literal, carriage returns": Style("t: |\r\n  b: 1\r\n\r\n  a: X\r\n", ("a",), 4, 6),
    "literal, bare carriage returns": Style("t: |\r  b: 1\r  a: X\r", ("a",), 3, 6),
    "literal, byte order mark": Style("\ufefft: |\n  a: X\n", ("a",), 2, 6),
    "literal, tag and anchor": Style("t: !!str  &n # c\n  # d\n  |\n   a: X\n", ("a",), 4, 7),
    "literal, anchor and tag": Style("t: &n !!str |\n   a: X\n", ("a",), 2, 7),
    "folded": Style("t: >\n  {b: 1,\n  a: X}\n", ("a",), 3, 6),
    "folded, blank line": Style("t: >-\n  b: 1\n\n  a: X\n", ("a",), 4, 6),
    "folded, several blank lines": Style("t: >+\n  b: 1\n\n \n\n  a: X\n\n", ("a",), 6, 6),
    "folded, more indented": Style("t: >\n  b:\n    c: 1\n    a: X\n", ("b", "a"), 4, 8),
    "folded, more indented by a tab": Style("t: >\n  {b: 1,\n  \ta: X,\n  c: 1}\n", ("a",), 3, 7),
    "folded, indentation given": Style("t: >1\n   {b: 1,\n   a: X}\n", ("a",), 3, 7),
    "folded, blank lines first": Style("t: >\n\n\n  b: [1,\n  X]\n", ("b", 1), 5, 3),
    "folded, carriage returns": Style("t: >\r\n  b: 1\r\n\r\n  a: X\r\n", ("a",), 4, 6),
    "single quotes": Style("t: 'a: X'\n", ("a",), 1, 8),
    "single quotes, quotes inside": Style("t: '{''b'': ''it''''s'', a: X}'\n", ("a",), 1, 29),
    "single quotes, lines": Style("t: 'b: 1  \n\n  \n  a: X'\n", ("a",), 4, 6),
    "single quotes, folded": Style("t: '{b: 1,\t\n    a: X}'\n", ("a",), 2, 8),
    "double quotes": Style('t: "a: X"\n', ("a",), 1, 8),
    "double quotes, escaped newline": Style('t: "b: 1\\na: X\\n"\n', ("a",), 1, 14),
    "double quotes, escapes": Style('t: "b: \\x41\\u00e9\\U0001F600\\t\\/\\"\\\\\\na: X"\n', ("a",), 1, 41),
    "double quotes, continued": Style('t: "b:\\n\\\n    \\  c: 1\\n\\\n    a: X"\n', ("a",), 3, 8),
    "double quotes, continued, blank line": Style('t: "b: \\\n\n  \n  \\ 1\n\n  a: X"\n', ("a",), 6, 6),
    "double quotes, folded": Style('t: "{b: 1,\n   a: X}"\n', ("a",), 2, 7),
    "double quotes, escaped blank before a break": Style('t: "{b: 1,\\ \\\t\t \n   a: X}"\n', ("a",), 2, 7),
    "double quotes, lines": Style('t: "b: 1\r\n\r\n   a: X"\r\n', ("a",), 3, 7),
    "double quotes, tag": Style('t: !!str\n  "a: X"\n', ("a",), 2, 7),
    "plain": Style("t: [X]\n", (), 1, 5),
    "plain, lines": Style("t:\n  X\n", (), 2, 3),
    "plain, in a flow list": Style("t: [a b, &n X]\n", (), 1, 10),
}


# PyYAML's own parser takes no tab between tokens, no tab behind a backslash, and no escaped slash.
SLOW = {name: style for name, style in STYLES.items() if "\t" not in style.text and "\\/" not in style.text}


@pytest.mark.parametrize("style", SLOW.values(), ids=SLOW)
def test_a_yaml_library_without_its_c_part_gives_the_same_places(style: Style, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(yaml, "__with_libyaml__", False)
    test_a_place_in_a_text_is_a_place_in_the_file(style)


def places(text: str) -> Path:
    """Return the path of the scalar that holds a document: the first below `t`."""
    if "[a b" in text:
        return ("t", 1)
    return {"t: [": ("t", 0), "t:\n-": ("t", 0, 0)}.get(text[:4], ("t",))


@pytest.mark.parametrize("style", STYLES.values(), ids=STYLES)
def test_a_place_in_a_text_is_a_place_in_the_file(style: Style) -> None:
    document = inner(outer(style.text), *places(style.text))
    place = Position(style.line, style.column)
    if "&n X" not in style.text:
        assert document.source_line(style.line).removeprefix("\ufeff")[style.column - 1] == "X"
        assert document.position(style.path) == place
    assert document.scalar_text(style.path) == "X"
    assert document.file == "p.yaml"


def test_a_plain_text_of_several_lines_has_places() -> None:
    # Two lines and a blank one are two lines of the text; a single break is a space.
    document = inner(outer("t: [a\n   b\n\n\n  c]\nu: {k: [one,\n  two] }\nv: key\n\n  - a\n  - X\n"), "v")
    assert document.data == "key - a - X"
    documents, _ = read_inner_documents(outer("v: '1'\nt: one\n   two\n\n   ---\n\n   three\n"), ("t",))
    assert [each.data for each in documents] == ["one two", "three"]
    assert [each.position(()) for each in documents] == [Position(2, 4), Position(7, 4)]


def test_a_document_in_a_text_behaves_like_any_other() -> None:
    document = inner(
        outer("data:\n  c.yaml: |\n    on: yes\n    v: 1.30\n    q: 'no'\n    b: |\n      t\n    m: {}\n"),
        "data",
        "c.yaml",
    )
    assert document.data == {"on": "yes", "v": 1.3, "q": "no", "b": "t\n", "m": {}}
    assert [document.scalar_text((key,)) for key in ("on", "v", "q", "m")] == ["yes", "1.30", "no", None]
    assert [document.is_quoted((key,)) for key in ("on", "v", "q", "b", "m")] == [False, False, True, True, False]
    assert document.position(("m",)) == document.position(("m",), on_key=True) == Position(8, 5)
    assert document.position(("v",), on_key=True) == Position(4, 5)
    assert document.position(("none", 1)) == Position(3, 5)
    assert document.source_line(3) == "    on: yes"
    assert document.source_line(1) == "data:"


def test_texts_stand_in_texts() -> None:
    text = (
        "spec:\n  values: |\n    config:\n      map.yaml: >\n        version: v1\n\n        sharing:\n"
        '          text: "a: '
        "1"
        '\\nb: [2,\\n 3]"\n'
    )
    first = inner(outer(text), "spec", "values")
    second = inner(first, "config", "map.yaml")
    third = inner(second, "sharing", "text")
    assert first.position(("config", "map.yaml")) == Position(4, 17)
    assert second.position(("sharing", "text")) == Position(8, 17)
    assert third.data == {"a": 1, "b": [2, 3]}
    line = text.split("\n")[7]
    assert third.position(("b", 1)) == Position(8, line.index("3]") + 1)
    assert third.source_line(8) == line


@pytest.fixture
def deepest() -> Iterator[int]:
    """How many calls of Python may stand within each other from here on: fewer than usual, for smaller texts."""
    before = sys.getrecursionlimit()
    sys.setrecursionlimit(len(inspect.stack(0)) + 200)
    yield 200
    sys.setrecursionlimit(before)


def test_texts_can_stand_deeper_than_python_calls(deepest: int) -> None:
    depth = 2 * deepest
    document = outer("".join(" " * level + "- |\n" for level in range(depth)) + " " * depth + "- a: X\n")
    for _ in range(depth):
        document = inner(document, 0)
    assert document.position((0, "a")) == Position(depth + 1, depth + 6)


def test_an_alias_has_the_places_of_its_anchor() -> None:
    document = inner(outer("x: &x |\n  a: X\ny: *x\n"), "y")
    assert document.position(("a",)) == Position(2, 6)


FAULTS = (
    ("t: |\n  a: 1\n  b: [1\n", "YAML007", 3, 6, "a list in [ ] is not closed"),
    ("t: |\n  a: b: c\n", "YAML007", 2, 7, "a colon where no key can stand"),
    ('t: "k: 1\\nkey\\nb: 1"\n', "YAML007", 1, 11, "a key without a colon"),
    ('t: "[1,"\n', "YAML007", 1, 8, "a value is missing"),
    ("t: '[1,'\n", "YAML007", 1, 8, "a value is missing"),
    ('t: "[1,\n\n  "\n', "YAML007", 2, 1, "a value is missing"),
    ('t: "[1,\\\n\n  "\n', "YAML007", 2, 1, "a value is missing"),
    ("t: |\n  [1,\n\n\nz: 1\n", "YAML007", 2, 6, "a value is missing"),
    ("t: >-\n  [1,\n\n\nz: 1\n", "YAML007", 2, 6, "a value is missing"),
    ("t: |\n  key\n  # c\n\nz: 1\n", "", 0, 0, ""),
    ("t: |\n  a:\n  \tb: 1\n", "YAML005", 3, 3, "a tab stands where YAML wants spaces"),
    ("t: 'a: !x 1'\n", "YAML011", 1, 8, "the tag !x is not supported"),
    ("t: |\n  a: 1\n  a: 2\n", "YAML008", 3, 3, 'the key "a" is written twice; it first stands on line 2'),
    ('t: "a: \\x07"\n', "YAML003", 1, 8, "invisible character U+0007"),
    ('t: "a: 1\\N"\n', "YAML003", 1, 9, "invisible character U+0085"),
    ('t: "\\uFEFFa: 1"\n', "YAML003", 1, 5, "invisible character U+FEFF"),
    ("t: |\n  a: 1\n  ---\n  b: 1\n", "YAML006", 3, 3, "a second document starts here"),
    ("t: ''\n", "YAML001", 1, 4, "the text holds nothing"),
    ("t:\n", "YAML001", 1, 1, "the text holds nothing"),
    ("t: |\n\nz: 1\n", "YAML001", 1, 4, "the text holds nothing"),
    ("t: |\n  # words\n", "YAML001", 1, 4, "the text holds nothing"),
    ("t: |\n  ---\n", "YAML001", 1, 4, "the text holds nothing"),
    ("t: |2\n     \n\n", "YAML001", 1, 4, "the text holds nothing"),
)


@pytest.mark.parametrize("case", FAULTS, ids=lambda case: repr(case[0]))
def test_a_fault_in_a_text_is_named_where_it_stands(case: tuple[str, str, int, int, str]) -> None:
    text, code, line, column, message = case
    document, findings = read_inner(outer(text), ("t",))
    assert told(findings) == ([(code, Position(line, column), message)] if code else [])
    assert (document is None) == (code not in ("YAML008", ""))
    assert {found.file for found in findings} <= {"p.yaml"}


def test_a_text_over_the_limit_is_not_read() -> None:
    document = outer("t: |\n  éé: 1\n")
    assert read_inner(document, ("t",), 8)[1] == ()
    expected = [("YAML004", Position(1, 4), "the text has 8 bytes, more than the 7 that are read")]
    assert told(read_inner(document, ("t",), 7)[1]) == expected
    assert told(read_inner_documents(document, ("t",), 7)[1]) == expected


@pytest.mark.parametrize("path", [(), ("no",), ("l",), ("l", 1), ("l", 0), ("l", "a"), ("l", 0, "a", 0), ("m",)])
def test_what_is_no_scalar_holds_no_document(path: Path) -> None:
    document = outer("l: [a: 1]\nm: {}\n")
    assert read_inner(document, path) == (None, ())
    assert read_inner_documents(document, path) == ((), ())


def test_a_scalar_that_is_no_text_is_read_as_written() -> None:
    document = outer("n: 1.30\nb: yes\n")
    assert inner(document, "n").scalar_text(()) == "1.30"
    assert inner(document, "b").position(()) == Position(2, 4)


def test_a_text_can_hold_many_documents() -> None:
    documents, findings = read_inner_documents(outer("t: |\n  a: 1\n  ---\n  b: !x 1\n  ---\n  c: X\n  c: 1\n"), ("t",))
    assert [document.data for document in documents] == [{"a": 1}, {"c": "X"}]
    assert documents[1].position(("c",)) == Position(6, 6)
    assert [(found.code, found.position) for found in findings] == [
        ("YAML011", Position(4, 6)),
        ("YAML008", Position(7, 3)),
    ]
    assert read_inner_documents(outer("t: ''\n"), ("t",)) == ((), ())


def test_a_place_in_a_text_that_is_no_yaml_is_known_too() -> None:
    document = outer("t: |\n  {{ if }}\n  words\nm: {}\n")
    assert place_in_text(document, ("t",), Position(2, 3)) == Position(3, 5)
    assert place_in_text(document, ("m",), Position(1, 1)) is None


def test_a_spelling_that_is_not_understood_gives_the_place_of_the_scalar(monkeypatch: pytest.MonkeyPatch) -> None:
    document = inner(outer("u: 1\nt: |\n  a: {b: X}\n"), "t")
    monkeypatch.setattr("generator.yamltext.spelling.origins", lambda *_: None)
    assert document.position(("a", "b")) == Position(2, 4)
    assert inner(document, "a", "b").position(()) == Position(2, 4)


@pytest.mark.parametrize("text", ["t: |\n  a\n", "t: >\n  a\n", "t: 'a'\n", 't: "a"\n', "t: a\n"])
def test_a_spelling_with_another_value_is_not_trusted(text: str) -> None:
    document = outer(text)
    event = document.scalar_event(("t",))
    assert event is not None
    assert origins(text, event) is not None
    event.value += "b"
    assert origins(text, event) is None


def test_no_place_is_worked_out_before_it_is_asked_for(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object) -> None:
        pytest.fail("worked out")

    monkeypatch.setattr("generator.yamltext.spelling.origins", fail)
    monkeypatch.setattr("generator.yamltext.index.build_index", fail)
    assert inner(inner(outer("t: |\n  u: |\n    a: 1\n"), "t"), "u").data == {"a": 1}


LENIENT = """\
base: &base
  image: x
  keep: 1
more: &more {extra: {deep: 2}, image: y}
one:
  keep: 3
  <<: *base
two:
  !!merge <<: [*more, *base]
  after: 4
chained: &chained
  <<: {<<: *base, own: 5}
last: {<<: *chained, image: z}
"""


def test_merge_keys_are_merged_as_in_yaml_1_1() -> None:
    document = outer(LENIENT, lenient=True)
    assert isinstance(document.data, dict)
    assert document.data["one"] == {"keep": 3, "image": "x"}
    assert document.data["two"] == {"after": 4, "extra": {"deep": 2}, "image": "y", "keep": 1}
    assert document.data["chained"] == {"own": 5, "image": "x", "keep": 1}
    assert document.data["last"] == {"image": "z", "own": 5, "keep": 1}
    assert document.data == yaml.safe_load(LENIENT)


def test_a_merged_key_has_its_place_where_it_is_written() -> None:
    document = outer(LENIENT, lenient=True)
    assert document.position(("one", "image")) == Position(2, 10)
    assert document.position(("one", "keep")) == Position(6, 9)
    assert document.position(("two", "image"), on_key=True) == Position(4, 32)
    assert document.position(("two", "keep")) == Position(3, 9)
    assert document.position(("two", "extra", "deep")) == Position(4, 28)
    assert document.position(("last", "own")) == Position(12, 24)
    assert document.position(("last", "image")) == Position(13, 29)
    assert document.position(("one", "<<")) == Position(5, 1)


def test_a_merge_does_not_share_what_it_copies() -> None:
    data = outer("a: &a {l: [1]}\nb: {<<: *a}\n", lenient=True).data
    assert data == {"a": {"l": [1]}, "b": {"l": [1]}}
    assert isinstance(data, dict)
    first, second = data["a"], data["b"]
    assert isinstance(first, dict)
    assert isinstance(second, dict)
    assert first["l"] is not second["l"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a: !vault x\nb: !foo 5\nc: !Ref 'q'\n", {"a": "x", "b": "5", "c": "q"}),
        ("a: !reference [x, {y: !GetAtt z}]\n", {"a": ["x", {"y": "z"}]}),
        ("a: !!binary eA==\nb: !!set {x, y}\n", {"a": "eA==", "b": {"x": None, "y": None}}),
        ("!vault k: !Sub\n  v: !<tag:x,2000:y> |\n    t\n", {"k": {"v": "t\n"}}),
        ("'<<': {a: 1}\nb: {\"<<\": 2}\n", {"<<": {"a": 1}, "b": {"<<": 2}}),
        ("<<: []\na: 1\n", {"a": 1}),
        ("a: yes\nb: 010\n", {"a": "yes", "b": 10}),
    ],
)
def test_what_others_write_is_kept(text: str, expected: Tree) -> None:
    assert outer(text, lenient=True).data == expected


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("<<: 5\na: 1\n", ["YAML018"]),
        ("a:\n  <<: [{b: 1}, x]\n", ["YAML018"]),
        ("<<: *none\na: 1\n", ["YAML013"]),
        ("a: &a\n  <<: *a\n", ["YAML013"]),
        ("<<: {a: 1}\n<<: {b: 1}\n", ["YAML008"]),
        ("a: !!int x\n", ["YAML012"]),
        ("a: !!str [x]\n", ["YAML012"]),
        ("a: 1\na: 2\n", ["YAML008"]),
    ],
)
def test_what_no_reader_takes_is_named_also_of_others(text: str, codes: list[str]) -> None:
    document, findings = read_document(text.encode(), "p.yaml", lenient=True)
    assert [found.code for found in findings] == codes
    assert (document is None) == (codes != ["YAML008"])
    documents, findings = read_documents(text.encode(), "p.yaml", lenient=True)
    assert [found.code for found in findings] == codes
    assert bool(documents) == (codes == ["YAML008"])


def test_of_merges_and_keys_written_twice_the_first_counts() -> None:
    document, _ = read_document(b"x:\n  <<: {a: 1}\n  <<: {a: 2, b: 2}\n  c: 3\n  c: 4\n", "p.yaml", lenient=True)
    assert document is not None
    assert document.data == {"x": {"a": 1, "c": 3}}
    assert document.position(("x", "a")) == Position(2, 11)
    assert document.position(("x", "b")) == Position(1, 1)


def test_a_merge_that_is_none_is_named_at_its_key() -> None:
    _, findings = read_document(b"a:\n  <<: [x]\n", "p.yaml", lenient=True)
    expected = "the merge key `<<` needs a mapping or a list of mappings"
    assert told(findings) == [("YAML018", Position(2, 3), expected)]


def test_merges_that_multiply_are_stopped() -> None:
    pairs = [f"k{number}: {'x' * 50}" for number in range(20)]
    text = f"a: &a {{{', '.join(pairs)}}}\nb:\n" + "- {<<: *a}\n" * 20
    _, findings = read_document(text.encode(), "p.yaml", 10_000, lenient=True)
    assert [found.code for found in findings] == ["YAML014"]


def test_a_text_is_read_as_leniently_as_its_file() -> None:
    text = "t: |\n  a: &a {k: X}\n  b: {<<: *a}\n  c: !vault x\n"
    document = inner(outer(text, lenient=True), "t")
    assert document.data == {"a": {"k": "X"}, "b": {"k": "X"}, "c": "x"}
    assert document.position(("b", "k")) == Position(2, 13)
    codes = [(found.code, found.position) for found in read_inner(outer(text), ("t",))[1]]
    assert codes == [("YAML010", Position(3, 7)), ("YAML011", Position(4, 6))]


# Any tree, written by any emitter, within any other.

TAILS = st.text(st.sampled_from("ab  :#-'\"\\\n\n\té😀{[>|%&*!,"), max_size=30)
RUAMEL_STYLES = (str, LiteralScalarString, FoldedScalarString, SingleQuotedScalarString, DoubleQuotedScalarString)


class Tokens:
    """Makes words that stand nowhere twice, so that a place is right or wrong."""

    def __init__(self) -> None:
        self.count = 0

    def next(self, kind: str) -> str:
        self.count += 1
        return f"{kind}{self.count:04d}z"


def shaped(shape: Tree, tokens: Tokens) -> Tree:
    """Return a tree of the given shape whose keys and texts begin with words of their own."""
    if isinstance(shape, dict):
        return {tokens.next("k") + key: shaped(value, tokens) for key, value in shape.items()}
    if isinstance(shape, list):
        return [shaped(value, tokens) for value in shape]
    return tokens.next("v") + str(shape)


SHAPES: st.SearchStrategy[Tree] = st.recursive(
    TAILS,
    lambda children: (
        st.lists(children, max_size=4)
        | st.dictionaries(st.sampled_from(["", " b", "é", "😀 ", ": c", "'\"", "\\"]), children, max_size=4)
    ),
    max_leaves=8,
)


def by_pyyaml(tree: Tree, draw: st.DataObject) -> str:
    return str(
        yaml.dump(
            tree,
            Dumper=draw.draw(st.sampled_from([yaml.SafeDumper, yaml.CSafeDumper])),
            default_style=draw.draw(st.sampled_from([None, '"', "'", "|", ">"])),
            default_flow_style=draw.draw(st.sampled_from([None, True, False])),
            width=draw.draw(st.integers(10, 100)),
            indent=draw.draw(st.integers(2, 6)),
            allow_unicode=draw.draw(st.booleans()),
            explicit_start=draw.draw(st.booleans()),
            sort_keys=False,
        )
    )


def by_ruamel(tree: Tree, draw: st.DataObject) -> str:
    writer = YAML()
    writer.width = draw.draw(st.integers(10, 100))
    mapping = draw.draw(st.integers(2, 6))
    writer.indent(mapping=mapping, sequence=mapping + 2, offset=draw.draw(st.integers(0, mapping)))
    stream = io.StringIO()
    writer.dump(styled(tree, draw), stream)
    return stream.getvalue()


def styled(tree: Tree, draw: st.DataObject) -> object:
    if isinstance(tree, dict):
        return {key: styled(value, draw) for key, value in tree.items()}
    if isinstance(tree, list):
        return [styled(value, draw) for value in tree]
    return draw.draw(st.sampled_from(RUAMEL_STYLES))(str(tree))


def by_json(tree: Tree, draw: st.DataObject) -> str:
    return json.dumps(tree, ensure_ascii=False, indent=draw.draw(st.sampled_from([None, 1, 4])))


def written(tree: Tree, draw: st.DataObject) -> str:
    """Return a tree as one of the emitters writes it, or as JSON where that writer errs."""
    text = draw.draw(st.sampled_from([by_pyyaml, by_pyyaml, by_ruamel, by_json]))(tree, draw)
    document, findings = read_document(text.encode(), "p.yaml")
    right = document is not None and not findings and document.data == tree
    return text if right else by_json(tree, draw)


def wrapped(text: str, around: Tree, draw: st.DataObject) -> str:
    """Return a file that holds `text` in a literal block as people write it, or as an emitter writes it."""
    deeper = max(draw.draw(st.integers(-5, 9)), 0)
    whole: Tree = {"around": around, "in": [{"text.yaml": text}]}
    if not deeper:
        return written(whole, draw)
    head = f"|{deeper}{'+' if text.endswith(chr(10)) else '-'}"
    lines = [f"{' ' * (2 + deeper)}{line}" if line else "" for line in text.split("\n")]
    return f"around: {json.dumps(around, ensure_ascii=False)}\nin:\n- text.yaml: {head}\n" + "\n".join(lines)


def leaves(tree: Tree, path: Path = ()) -> Iterator[Path]:
    """Yield the path of every scalar."""
    if isinstance(tree, dict):
        for key, value in tree.items():
            yield from leaves(value, (*path, key))
    elif isinstance(tree, list):
        for index, value in enumerate(tree):
            yield from leaves(value, (*path, index))
    else:
        yield path


# Between a place and its word stand quotes, the head of a block, and line breaks, each perhaps escaped several times.
BETWEEN = r"""[\\"'\sn]*"""
OPENING = rf"(?!\s){BETWEEN}(?:[|>][-+0-9]*{BETWEEN})?"


def check_place(document: Document, apart: Document, path: Path, on_key: bool) -> None:
    """See the word at `path` in the file, and the very character at which the text starts that is read by itself."""
    place, alone = document.position(path, on_key), apart.position(path, on_key)
    assert place is not None
    assert alone is not None
    lines = [document.source_line(place.line)[place.column - 1 :]]
    lines += [document.source_line(place.line + number) for number in range(1, 300)]
    wanted = str(path[-1]) if on_key else str(apart.scalar_text(path))
    assert re.match(OPENING + wanted[:6], "\n".join(lines)), (path, place, lines[0])
    assert lines[0][0] in ("\\", "'", apart.source_line(alone.line)[alone.column - 1])


def check_places(document: Document, apart: Document) -> None:
    for path in leaves(apart.data):
        check_place(document, apart, path, on_key=False)
        for length, key in enumerate(path, start=1):
            if isinstance(key, str):
                check_place(document, apart, path[:length], on_key=True)


@settings(max_examples=200)
@given(SHAPES, st.integers(1, 3), st.booleans(), st.data())
def test_any_place_in_any_text_is_its_place_in_the_file(
    shape: Tree, depth: int, crlf: bool, draw: st.DataObject
) -> None:
    tokens = Tokens()
    tree = shaped(shape, tokens)
    text = innermost = written(tree, draw)
    for _ in range(depth):
        text = wrapped(text, shaped(draw.draw(SHAPES), tokens), draw)
    if crlf:
        text = text.replace("\n", "\r\n")
    document = outer(text)
    for _ in range(depth):
        document = inner(document, "in", 0, "text.yaml")
    assert document.data == tree
    check_places(document, outer(innermost))


@settings(max_examples=300)
@given(
    st.lists(
        st.sampled_from(["a: ", "- ", "\n", "  ", "'", '"', "\\", "[", "}", "é", "|", "\t", "#", "&a ", "*a", "<<: "])
    )
)
def test_any_text_is_answered(pieces: list[str]) -> None:
    text = "".join(pieces)
    for style in ('"', "'", "|", ">"):
        file = yaml.safe_dump({"t": text}, default_style=style, width=20)
        for lenient in (False, True):
            document = outer(file, lenient=lenient)
            assert isinstance(document.data, dict)
            found, findings = read_inner(document, ("t",))
            same, expected = read_document(str(document.data["t"]).encode(), "t", lenient=lenient)
            assert [each.code for each in findings] == [each.code for each in expected]
            assert (found is None) == (same is None)
            assert found is None or same is None or found.data == same.data
            for each in findings:
                assert each.position is not None
                assert each.position.column <= len(document.source_line(each.position.line)) + 1


def test_an_alias_may_be_a_key_in_others_manifests() -> None:
    document = outer("name: &app ollama\nvalues:\n  *app :\n    a: 1\n", lenient=True)
    assert document.data == {"name": "ollama", "values": {"ollama": {"a": 1}}}
    assert document.position(("values", "ollama"), True) == Position(3, 3)
    _, findings = read_document(b"name: &app ollama\n*app : 1\n", "p.yaml")
    assert [one.code for one in findings] == ["YAML009"]
