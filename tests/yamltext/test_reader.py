"""Every fault of a YAML file, by what a person wrote and what they are told."""

from typing import NamedTuple

import pytest

from generator.model.finding import Finding, Position, Severity
from generator.yamltext.problems import PROBLEMS
from generator.yamltext.reader import read_document, read_documents

DEEP = 100_000


class Fault(NamedTuple):
    text: bytes
    code: str
    line: int
    column: int
    message: str


TAB = "a tab stands where YAML wants spaces"
CONFLICTED = "two versions of the file were merged, and a conflict is left"
UNCLOSED = "a quoted text is never closed"
FAULTS = (
    Fault(b"a: \xff\n", "YAML002", 1, 4, "the file is not UTF-8 text: byte 0xff is not UTF-8"),
    Fault(b"a: 1\nb: caf\xe9\n", "YAML002", 2, 7, "the file is not UTF-8 text: byte 0xe9 is not UTF-8"),
    Fault(b"\xff\xfea\0:\0", "YAML002", 1, 1, "the file is not UTF-8 text: it looks like UTF-16 or UTF-32"),
    Fault(b"\xfe\xff\0a\0:", "YAML002", 1, 1, "the file is not UTF-8 text: it looks like UTF-16 or UTF-32"),
    Fault(b"a\0:\0 \0b\0", "YAML002", 1, 1, "the file is not UTF-8 text: it looks like UTF-16 or UTF-32"),
    Fault(b"a: b\0c\n", "YAML003", 1, 5, "invisible character U+0000"),
    Fault(b"a: 1\n# bell \x07\n", "YAML003", 2, 8, "invisible character U+0007"),
    Fault("a: 1\u0085b: 2".encode(), "YAML003", 1, 5, "invisible character U+0085"),
    Fault("a: x\u2028y".encode(), "YAML003", 1, 5, "invisible character U+2028"),
    Fault("é: \ufeff1".encode(), "YAML003", 1, 4, "invisible character U+FEFF"),
    Fault(b"a:\n\t- b\n", "YAML005", 2, 1, TAB),
    Fault(b"a:\n  b: 1\n  \tc: 2\n", "YAML005", 3, 3, TAB),
    Fault(b"\ta: 1\n", "YAML005", 1, 1, TAB),
    Fault(b"a: |\n\tx\n", "YAML005", 2, 1, TAB),
    Fault(b"a: b\n\tc\n", "YAML005", 2, 1, TAB),
    Fault(b"- - a\n  -\tb", "YAML005", 2, 4, TAB),
    Fault(b"a: 1\n---\nb: 2\n", "YAML006", 2, 1, "a second document starts here"),
    Fault(b"---\n---\na: 1\n", "YAML006", 2, 1, "a second document starts here"),
    Fault(b"key\nb: c\n", "YAML007", 2, 2, "a colon where no key can stand"),
    Fault(b"b: c\nkey\nd: e\n", "YAML007", 2, 1, "a key without a colon"),
    Fault(b"a: b: c\n", "YAML007", 1, 5, "a colon where no key can stand"),
    Fault(b"a: ? b\n", "YAML007", 1, 4, "a `?` where no key can stand"),
    Fault(b"a: - b\n", "YAML007", 1, 4, "a list item where none can stand"),
    Fault(b"a: @x\n", "YAML007", 1, 4, "a value cannot start with this character"),
    Fault(b"a: `x`\n", "YAML007", 1, 4, "a value cannot start with this character"),
    Fault(b"a: * b\n", "YAML007", 1, 4, "`&` or `*` without a name"),
    Fault(b"a: 'x\nb: 1\n", "YAML007", 1, 4, UNCLOSED),
    Fault(b'a: 1\nb: "x\n', "YAML007", 2, 4, UNCLOSED),
    Fault(b"a: 'x\n---\nb: 1\n", "YAML007", 1, 4, "a quoted text is not closed before the next `---`"),
    Fault(rb'a: "C:\dir"', "YAML007", 1, 7, "an unknown escape in double quotes"),
    Fault(rb'a: "\xzz"', "YAML007", 1, 7, "a broken escape in double quotes"),
    Fault(rb'a: "\ud800"', "YAML007", 1, 7, "an escape that names no character"),
    Fault(b"a: 1\n<<<<<<< HEAD\nb: 1\n=======\nb: 2\n>>>>>>> x\n", "YAML007", 2, 1, CONFLICTED),
    Fault(b"a:\n  - 1\n=======\n  - 2\n>>>>>>> x\n", "YAML007", 3, 1, CONFLICTED),
    Fault(b"a: | x\n", "YAML007", 1, 6, "text right after `|` or `>`"),
    Fault(b"a: |0\n  x\n", "YAML007", 1, 5, "an indentation of 0 after `|` or `>`"),
    Fault(b"a:\n  b: 1\n c: 2\n", "YAML007", 3, 2, "a line that fits no key of its block"),
    Fault(b"a: 'it's'\n", "YAML007", 1, 8, "a line that fits no key of its block"),
    Fault(b"- a\nb: 1\n", "YAML007", 2, 1, "a line that is no item of the list"),
    Fault(b"a: [1, 2\nb: 3\n", "YAML007", 1, 4, "a list in [ ] is not closed"),
    Fault(b"a: {b: 1\nc: 3\n", "YAML007", 1, 4, "a mapping in { } is not closed"),
    Fault(b"a: [1,,2]\n", "YAML007", 1, 7, "a value is missing"),
    Fault(b"a: [1,", "YAML007", 1, 7, "a value is missing"),
    Fault(b"a: 1\n...\nb: 2\n", "YAML007", 3, 1, "text after the end of the document"),
    Fault(b"a: !x!y b\n", "YAML007", 1, 4, "a tag with an unknown prefix"),
    Fault(b"%YAML 2.0\n---\na: 1\n", "YAML007", 1, 1, "a YAML version that nobody reads"),
    Fault(b"%NEW x\n--- 1\n", "YAML007", 1, 1, "a line that starts with % and is no directive"),
    Fault(b"%! x\n", "YAML007", 1, 2, "this is not YAML"),
    Fault(b"%TAG !a! x\n" * 101 + b"--- 1", "YAML007", 1, 1, "more than 100 `%TAG` lines"),
    Fault(b"a: 1\nb: 2\na: 3\n", "YAML008", 3, 1, 'the key "a" is written twice; it first stands on line 1'),
    Fault(b"x:\n- {k: 1,\n   k: 2}\n", "YAML008", 3, 4, 'the key "k" is written twice; it first stands on line 2'),
    Fault(b"1: a\n'1': b\n", "YAML008", 2, 1, 'the key "1" is written twice; it first stands on line 1'),
    Fault(b"? [a, b]\n: c\n", "YAML009", 1, 3, "a key must be text, this one is a list"),
    Fault(b"x: {{a: b}: c}\n", "YAML009", 1, 5, "a key must be text, this one is a mapping"),
    Fault(b"a: &k b\n*k : c\n", "YAML009", 2, 1, "a key must be text, this one is an alias"),
    Fault(b"a: &a {b: 1}\nc:\n  <<: *a\n", "YAML010", 3, 3, "the merge key `<<` is not supported"),
    Fault(b"a: !!python/object:os.system x\n", "YAML011", 1, 4, "the tag !!python/object:os.system is not supported"),
    Fault(b"a: !vault x\n", "YAML011", 1, 4, "the tag !vault is not supported"),
    Fault(b"a: !!binary eA==\n", "YAML011", 1, 4, "the tag !!binary is not supported"),
    Fault(b"- !set {a, b}\n", "YAML011", 1, 3, "the tag !set is not supported"),
    Fault(b"!k a: 1\n", "YAML011", 1, 1, "the tag !k is not supported"),
    Fault(b"a: !!int x\n", "YAML012", 1, 4, "the tag !!int does not fit its value"),
    Fault(b"a: !!map x\n", "YAML012", 1, 4, "the tag !!map does not fit its value"),
    Fault(b"a: !!str [x]\n", "YAML012", 1, 4, "the tag !!str does not fit its value"),
    Fault(b"a: !!seq {x: 1}\n", "YAML012", 1, 4, "the tag !!seq does not fit its value"),
    Fault(b"a: *b\n", "YAML013", 1, 4, "the alias *b names no value above it"),
    Fault(b"a: &b\n  c: [*b]\n", "YAML013", 2, 7, "the alias *b stands inside the value that it repeats"),
    Fault(b"[" * DEEP, "YAML015", 1, 101, "values are nested more than 100 levels deep"),
    Fault(b"- " * DEEP, "YAML015", 1, 201, "values are nested more than 100 levels deep"),
    Fault(b"{a: " * DEEP, "YAML015", 1, 401, "values are nested more than 100 levels deep"),
    Fault(b"? " * DEEP, "YAML009", 1, 5, "a key must be text, this one is a mapping"),
    Fault(b"a: 1" + b"0" * 100, "YAML016", 1, 4, f'the number "1{"0" * 56}..." is too large'),
    Fault(b"a: 1e999", "YAML016", 1, 4, 'the number "1e999" is too large'),
    Fault(b"a: 0x" + b"f" * 99, "YAML016", 1, 4, f'the number "0x{"f" * 55}..." is too large'),
)


def told(findings: tuple[Finding, ...]) -> list[tuple[str, Position | None, str]]:
    return [(found.code, found.position, found.message) for found in findings]


@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: repr(fault.text[:30]))
def test_a_fault_is_named_where_it_stands(fault: Fault) -> None:
    document, findings = read_document(fault.text, "p.yaml")
    assert (fault.code, Position(fault.line, fault.column), fault.message) in told(findings)
    assert {found.code for found in findings} <= {fault.code, "YAML009", "YAML017"}
    assert {(found.file, found.severity) for found in findings} == {("p.yaml", Severity.ERROR)}
    assert (document is None) == (fault.code != "YAML008")


@pytest.mark.parametrize("text", [b"", b"\n\n", b"# only words\n", b"---\n", b"\xef\xbb\xbf", b"--- # x\n...\n"])
def test_an_empty_file_is_named(text: bytes) -> None:
    document, findings = read_document(text, "p.yaml")
    assert document is None
    assert told(findings) == [("YAML001", None, "the file holds nothing")]


def test_every_code_is_shown_by_an_example() -> None:
    elsewhere = {"YAML001", "YAML004", "YAML014", "YAML017", "YAML018"}
    assert {fault.code for fault in FAULTS} | elsewhere == set(PROBLEMS)


def test_a_file_over_the_limit_is_not_read() -> None:
    text = b"a: " + b"x" * 97
    assert read_document(text, "p.yaml", max_bytes=100)[1] == ()
    document, findings = read_document(text + b"\n", "p.yaml", max_bytes=100)
    assert document is None
    assert told(findings) == [("YAML004", None, "the file has 101 bytes, more than the 100 that are read")]


def test_all_faults_are_reported_in_file_order() -> None:
    text = b"a: 1\na: !x 2\nb: *none\na: 3\nc: {d: 1, d: 2}\n<<: {}\n'open: 1"
    _, findings = read_document(text, "p.yaml")
    assert [(found.code, found.position) for found in findings] == [
        ("YAML008", Position(2, 1)),
        ("YAML011", Position(2, 4)),
        ("YAML013", Position(3, 4)),
        ("YAML008", Position(4, 1)),
        ("YAML008", Position(5, 11)),
        ("YAML010", Position(6, 1)),
        ("YAML007", Position(7, 1)),
    ]


def test_every_line_with_a_forbidden_character_is_reported() -> None:
    _, findings = read_document(b"a: \x01\x02\r\nb: \xff\rc: 1\n# \x03\n", "p.yaml")
    assert [(found.code, found.position) for found in findings] == [
        ("YAML003", Position(1, 4)),
        ("YAML002", Position(2, 4)),
        ("YAML003", Position(4, 3)),
    ]


def test_every_line_that_starts_with_a_tab_is_reported() -> None:
    _, findings = read_document(b"a:\n\tb: 1\n\t\n\tc: 2\nd: 3\n", "p.yaml")
    assert [found.position for found in findings] == [Position(2, 1), Position(4, 1)]


def test_a_flood_of_faults_is_cut_off() -> None:
    _, findings = read_document(b"a: 1\n" * 100_000, "p.yaml")
    assert len(findings) == 101
    assert findings[99].position == Position(101, 1)
    assert told(findings[100:]) == [
        ("YAML017", Position(101, 1), "more than 100 problems; the rest is not shown"),
    ]


def test_duplicate_keys_leave_a_document_with_the_first_of_each() -> None:
    document, findings = read_document(b"a: 1\na: {b: 2}\nc: 3\nc: 4\nc: 5\n", "p.yaml")
    assert document is not None
    assert document.data == {"a": 1, "c": 3}
    assert [found.position for found in findings] == [Position(2, 1), Position(4, 1), Position(5, 1)]


BOMB = b"a: &a [x,x,x,x,x,x,x,x,x]\n" + b"".join(
    b"%c: &%c [*%c,*%c,*%c,*%c,*%c,*%c,*%c,*%c,*%c]\n" % (name, name, *[name - 1] * 9) for name in b"bcdefghi"
)


def test_aliases_that_multiply_are_stopped() -> None:
    document, findings = read_document(BOMB, "p.yaml")
    assert document is None
    # *a is 10 values, *b 91, *c 820, *d 7381. After line 4 9 * (10 + 91 + 820) = 8289 are spent; the parser has told
    # 1 + 4 * 12 things by then and 4 in line 5, so that 20000 + 10 * 53 are free: one *d fits, not two.
    assert told(findings) == [
        ("YAML014", Position(5, 11), "the aliases expand to more than 20530 values"),
    ]


def test_a_larger_limit_of_the_file_lets_aliases_grow_no_further() -> None:
    text = b"a: &a " + b"x" * 300_000 + b"\nb: [*a, *a, *a, *a]\n"
    for found in (read_document(text, "x.yaml", 64 << 20)[1], read_documents(text, "x.yaml", 64 << 20)[1]):
        assert told(found) == [
            ("YAML014", Position(2, 17), "the aliases expand to more than 1048576 characters and values")
        ]


def test_what_a_small_file_repeats_is_bound_by_its_length() -> None:
    items = b"a: &a [" + b"1," * 999 + b"1]\n"
    # 1000 values and what is around them free 30,000 and some: 29 of 1001 values are repeated, not 31.
    assert read_document(items + b"b: [" + b"*a," * 29 + b"]\n", "x.yaml")[1] == ()
    found = read_document(items + b"b: [" + b"*a," * 31 + b"]\n", "x.yaml")[1]
    assert [one.code for one in found] == ["YAML014"]
    # Documents of one stream share what is free, and each adds to it.
    short = b"a: &a [" + b"1," * 99 + b"1]\nb: [" + b"*a," * 50 + b"]\n"
    assert read_documents(b"---\n".join([short] * 5), "x.yaml")[1] == ()
    assert [one.code for one in read_documents(b"---\n".join([short] * 8), "x.yaml")[1]] == ["YAML014"]


def test_merges_of_merges_are_bound_by_the_length_too() -> None:
    chain = "".join(f"x{n}: &x{n} {{<<: *x{n - 1}, a{n}: 1}}\n" for n in range(1, 600))
    found = read_document(f"x0: &x0 {{a0: 1}}\n{chain}".encode(), "x.yaml", lenient=True)[1]
    assert [one.code for one in found] == ["YAML014"]


def test_values_that_share_a_large_block_are_read() -> None:
    common = "".join(f"  key{n}: {{a: 1, b: [x, y]}}\n" for n in range(40))
    services = "".join(f"s{n}: {{<<: *common, own: {n}}}\n" for n in range(80))
    document, found = read_document(f"common: &common\n{common}{services}".encode(), "x.yaml", lenient=True)
    assert found == ()
    assert document is not None


def test_aliases_to_long_texts_are_stopped() -> None:
    _, findings = read_document(b"a: &a " + b"x" * 1000 + b"\nb: [" + b"*a," * 200 + b"*a]\n", "p.yaml", 150_000)
    assert [found.code for found in findings] == ["YAML014"]


def test_aliases_cannot_dig_deeper_than_the_limit() -> None:
    text = b"a: &a " + b"[" * 60 + b"]" * 60 + b"\nb: " + b"[" * 60 + b"*a" + b"]" * 60
    _, findings = read_document(text, "p.yaml")
    assert told(findings) == [("YAML015", Position(2, 64), "values are nested more than 100 levels deep")]


def test_nesting_up_to_the_limit_is_read() -> None:
    document, findings = read_document(b"[" * 100 + b"]" * 100, "p.yaml")
    assert document is not None
    assert findings == ()


def test_an_alias_is_a_copy() -> None:
    document, findings = read_document(b"a: &x {k: [1, yes]}\nb: *x\nc: &y text\nd: [*y, *x]\n", "p.yaml")
    assert findings == ()
    assert document is not None
    data = document.data
    assert data == {"a": {"k": [1, "yes"]}, "b": {"k": [1, "yes"]}, "c": "text", "d": ["text", {"k": [1, "yes"]}]}
    assert isinstance(data, dict)
    assert data["a"] is not data["b"]


def test_the_latest_of_equal_anchors_counts() -> None:
    document, _ = read_document(b"a: &x 1\nb: &x 2\nc: *x\nd: &y [&y 3, *y]\ne: *y\n&z key: 4\nf: *z\n", "p.yaml")
    assert document is not None
    assert document.data == {"a": 1, "b": 2, "c": 2, "d": [3, 3], "e": 3, "key": 4, "f": "key"}


def test_keys_are_the_text_as_written() -> None:
    text = b"on: a\n010: b\n1.30: c\n~: d\n'<<': e\n? f\n!!str g: h\n"
    document, findings = read_document(text, "p.yaml")
    assert findings == ()
    assert document is not None
    assert document.data == {"on": "a", "010": "b", "1.30": "c", "~": "d", "<<": "e", "f": None, "g": "h"}


def test_an_ordinary_file_is_read() -> None:
    text = b"""\xef\xbb\xbf%YAML 1.2
---
# a cluster
name: dgx-a\r
pools:
- {gpu: "H100", nodes: 4, taints: []}
- gpu: 'A''30'
  labels:
    tier: on
  notes: |
    one
    \ttwo
  folded: >-
    a
    b
"""
    document, findings = read_document(text, "p.yaml")
    assert findings == ()
    assert document is not None
    assert document.data == {
        "name": "dgx-a",
        "pools": [
            {"gpu": "H100", "nodes": 4, "taints": []},
            {"gpu": "A'30", "labels": {"tier": "on"}, "notes": "one\n\ttwo\n", "folded": "a b"},
        ],
    }


def test_a_stream_has_many_documents() -> None:
    documents, findings = read_documents(b"a: 1\n---\nb: [2]\n---\n---\nc\n...\n", "s.yaml")
    assert findings == ()
    assert [document.data for document in documents] == [{"a": 1}, {"b": [2]}, None, "c"]
    assert documents[1].position(("b", 0)) == Position(3, 5)


@pytest.mark.parametrize("text", [b"", b"# words\n"])
def test_an_empty_stream_has_no_documents_and_no_fault(text: bytes) -> None:
    assert read_documents(text, "s.yaml") == ((), ())


def test_a_stream_keeps_what_could_be_read() -> None:
    documents, findings = read_documents(b"a: 1\n---\nb: !x 2\n---\nc: 3\nc: 4\n---\nd: [\n", "s.yaml")
    assert [document.data for document in documents] == [{"a": 1}, {"c": 3}]
    assert [(found.code, found.position) for found in findings] == [
        ("YAML011", Position(3, 4)),
        ("YAML008", Position(6, 1)),
        ("YAML007", Position(8, 5)),
    ]


def test_a_stream_over_the_limit_or_not_utf8_has_no_documents() -> None:
    assert [found.code for found in read_documents(b"a: 1", "s.yaml", max_bytes=3)[1]] == ["YAML004"]
    assert read_documents(b"\xff: 1", "s.yaml")[0] == ()


def test_the_budget_of_aliases_is_that_of_the_whole_stream() -> None:
    # One *a costs 401 of the 1300: three fit into the stream, the fourth does not.
    one = b"a: &a " + b"x" * 400 + b"\nb: *a\n---\n"
    assert read_documents(one * 3, "s.yaml", max_bytes=1300)[1] == ()
    two = b"a: &a " + b"x" * 400 + b"\nb: [*a, *a]\n---\n"
    documents, findings = read_documents(two * 2, "s.yaml", max_bytes=1300)
    assert len(documents) == 1
    assert [(found.code, found.position) for found in findings] == [("YAML014", Position(5, 9))]
