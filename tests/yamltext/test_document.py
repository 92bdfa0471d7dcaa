import pytest

from generator.model.finding import Finding, Position, Severity
from generator.model.tree import Path
from generator.yamltext.document import Document, locate
from generator.yamltext.reader import read_document, read_documents

TEXT = b"""\
# a cluster
name: dgx-a
version: 1.30
pools:
- name: "train"
  gpus: {count: 8, kinds: [H100, A30]}
  empty:
-   - x
    - base: &base {k: v}
      again: *base
      note: |
        two
        lines
word: &w text
copy: *w
none: ~
"""


def read(text: bytes = TEXT) -> Document:
    document, findings = read_document(text, "p.yaml")
    assert findings == () or [found.code for found in findings] == ["YAML008"]
    assert document is not None
    return document


@pytest.mark.parametrize(
    ("path", "line", "column"),
    [
        ((), 2, 1),
        (("name",), 2, 7),
        (("version",), 3, 10),
        (("pools",), 4, 1),
        (("pools", 0), 5, 3),
        (("pools", 0, "name"), 5, 9),
        (("pools", 0, "gpus"), 6, 3),
        (("pools", 0, "gpus", "count"), 6, 17),
        (("pools", 0, "gpus", "kinds"), 6, 20),
        (("pools", 0, "gpus", "kinds", 1), 6, 34),
        (("pools", 0, "empty"), 7, 3),
        (("pools", 1), 8, 5),
        (("pools", 1, 0), 8, 7),
        (("pools", 1, 1, "note"), 11, 13),
        (("word",), 14, 7),
        (("copy",), 15, 7),
        (("none",), 16, 7),
    ],
)
def test_a_place_in_the_data_is_a_place_in_the_file(path: Path, line: int, column: int) -> None:
    assert read().position(path) == Position(line, column)


@pytest.mark.parametrize(
    ("path", "line", "column"),
    [
        ((), 2, 1),
        (("name",), 2, 1),
        (("pools",), 4, 1),
        (("pools", 0), 5, 3),
        (("pools", 0, "gpus", "count"), 6, 10),
        (("pools", 0, "gpus", "kinds", 0), 6, 28),
        (("copy",), 15, 1),
    ],
)
def test_a_key_has_a_place_of_its_own(path: Path, line: int, column: int) -> None:
    assert read().position(path, on_key=True) == Position(line, column)


@pytest.mark.parametrize("on_key", [False, True])
@pytest.mark.parametrize(
    ("path", "line", "column"),
    [
        (("missing",), 2, 1),
        (("missing", "deeper"), 2, 1),
        (("pools", 7), 4, 1),
        (("pools", "name"), 4, 1),
        (("pools", 0, "missing"), 5, 3),
        (("pools", 0, "gpus", "missing", 3), 6, 3),
        (("name", "below"), 2, 7),
        (("name", 0), 2, 7),
    ],
)
def test_a_missing_place_is_that_of_its_nearest_ancestor(path: Path, line: int, column: int, on_key: bool) -> None:
    assert read().position(path, on_key) == Position(line, column)


def test_an_alias_has_its_own_place_and_its_content_that_of_the_anchor() -> None:
    document = read()
    assert document.position(("pools", 1, 1, "again")) == Position(10, 7)
    assert document.position(("pools", 1, 1, "again", "k")) == Position(9, 23)
    assert document.scalar_text(("copy",)) == "text"


def test_the_latest_of_equal_anchors_gives_the_place() -> None:
    document = read(b"- &a {x: 1}\n- &a {x: 2}\n- *a\n- &b [&b [3], *b]\n- *b\n- &c [&c 4]\n- *c\n")
    assert document.position((2, "x")) == Position(2, 10)
    assert document.position((4, 0)) == Position(4, 11)
    assert document.scalar_text((6,)) == "4"


def test_of_duplicate_keys_the_first_gives_the_place() -> None:
    document = read(b"a: {x: 1}\na: {x: 2, y: 3}\n")
    assert document.position(("a", "x")) == Position(1, 8)
    assert document.position(("a", "y")) == Position(1, 1)


@pytest.mark.parametrize(
    ("path", "text", "quoted"),
    [
        (("version",), "1.30", False),
        (("pools", 0, "name"), "train", True),
        (("pools", 0, "empty"), "", False),
        (("pools", 1, 1, "note"), "two\nlines\n", True),
        (("none",), "~", False),
        (("pools",), None, False),
        (("missing",), None, False),
        (("name", "below"), None, False),
    ],
)
def test_a_scalar_can_be_had_as_written(path: Path, text: str | None, quoted: bool) -> None:
    document = read()
    assert document.scalar_text(path) == text
    assert document.is_quoted(path) is quoted


def test_lines_break_at_newlines_and_carriage_returns() -> None:
    document = read(b"a: 1\r\nb: 2\rc: 3\n\nd: \xf0\x9f\x98\x80 # x\n")
    assert [document.source_line(number) for number in range(8)] == [
        "",
        "a: 1",
        "b: 2",
        "c: 3",
        "",
        "d: 😀 # x",
        "",
        "",
    ]
    assert document.position(("d",)) == Position(5, 4)


def test_columns_count_characters_and_not_bytes() -> None:
    assert read("{é😀: 1, b: 2}".encode()).position(("b",)) == Position(1, 12)
    assert read(b"\xef\xbb\xbfa: 1").position(("a",)) == Position(1, 4)


def fault(code: str, at: Path, *, on_key: bool = False, file: str = "", position: Position | None = None) -> Finding:
    return Finding(code, Severity.ERROR, "message", "why", "fix", at, on_key, position, file)


def test_findings_get_their_places_and_the_order_of_the_file() -> None:
    located = locate(
        [
            fault("B", ("none",)),
            fault("Z", ("name",), file="charts/x.yaml"),
            fault("C", ("pools", 0, "name"), on_key=True),
            fault("B", ("pools", 0, "missing")),
            fault("A", ("name",), position=Position(9, 9), file="p.yaml"),
            fault("A", ("pools", 0)),
        ],
        read(),
    )
    assert [(found.file, found.code, found.position) for found in located] == [
        ("p.yaml", "A", Position(5, 3)),
        ("p.yaml", "B", Position(5, 3)),
        ("p.yaml", "C", Position(5, 3)),
        ("p.yaml", "A", Position(9, 9)),
        ("p.yaml", "B", Position(16, 7)),
        ("charts/x.yaml", "Z", None),
    ]


def test_a_single_scalar_is_a_document() -> None:
    document = read(b"\n  word\n")
    assert document.data == "word"
    assert document.position(()) == Position(2, 3)
    assert document.position(("a", 0), on_key=True) == Position(2, 3)
    assert document.scalar_text(()) == "word"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a: &a {b: 1}\nc: *a\n", {("a",), ("a", "b")}),
        ("a: &a {b: 1}\nc: {<<: *a, d: 2}\n", {("a", "b")}),
        ("a: &a 1\nb: [*a, 1]\n", {("a",)}),
        ("a: &a {}\nb: {}\nc: *a\n", {("a",)}),
        ("a: &a 1\nb: 1\n", set()),
        ("a: &a 1\nb: &a 2\nc: *a\n", {("b",)}),
    ],
)
def test_values_that_aliases_repeat(text: str, expected: set[Path]) -> None:
    (document,), _ = read_documents(text.encode(), "", lenient=True)
    assert document.repeated() == expected
