"""Whatever the bytes are, the reader answers with values, and what it says holds together."""

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from generator.model.finding import Finding, Position
from generator.model.tree import Tree
from generator.yamltext.document import Document
from generator.yamltext.reader import MAX_BYTES, read_document, read_documents
from generator.yamltext.writer import canonical_json, write_yaml

SEED = b"""\
%YAML 1.2
---
name: &n dgx-a
pools:
- {gpu: "H100\\u00e9", nodes: 4, taints: [], "k": 'it''s'}
- gpu: *n
  labels: &l {tier: !!str on, n: 0x1F, f: .5}
  again: *l
  ? key
  : |2-
      text

   # more
  folded: >+
    a
     b

"""
PIECES = [
    *(
        b"- ",
        b": ",
        b"? ",
        b"[",
        b"]",
        b"{",
        b"}",
        b",",
        b"\n",
        b"\r",
        b"\t",
        b"  ",
        b"#",
        b" #",
        b"|",
        b">",
        b"'",
        b'"',
    ),
    *(
        b"&a ",
        b"*a",
        b"*a: ",
        b"!!str ",
        b"!x ",
        b"!",
        b"<<: ",
        b"---\n",
        b"...\n",
        b"%TAG ! x\n",
        b"%YAML 1.1\n",
        b"\\",
    ),
    *(
        b"a",
        b"b: 1",
        b"~",
        b"1e9",
        b"0x1",
        b"\xff",
        b"\0",
        b"\xef\xbb\xbf",
        b"\xc2\x85",
        b"\xe2\x80\xa8",
        b"\xf0\x9f\x98\x80",
    ),
]


def check(text: bytes) -> None:
    """Hold what the reader promises for any input."""
    document, findings = read_document(text, "p.yaml")
    assert document is not None or findings
    check_findings(findings)
    if document:
        assert all(found.code == "YAML008" for found in findings)
        check_places(document, document.data)
    documents, findings = read_documents(text, "p.yaml")
    check_findings(findings)
    for each in documents:
        check_places(each, each.data)


def check_findings(findings: tuple[Finding, ...]) -> None:
    assert len(findings) <= 101
    places = [found.position for found in findings if found.position]
    assert places == sorted(places)
    assert all(place.line >= 1 and place.column >= 1 for place in places)


def places_of(findings: tuple[Finding, ...]) -> list[tuple[str, Position | None]]:
    return [(found.code, found.position) for found in findings]


def check_places(document: Document, data: Tree, path: tuple[str | int, ...] = ()) -> None:
    for on_key in (False, True):
        place = document.position(path, on_key)
        assert place is not None
        assert place.column <= len(document.source_line(place.line)) + 1
    assert (document.scalar_text(path) is None) == isinstance(data, dict | list)
    if isinstance(data, dict):
        for key, value in data.items():
            check_places(document, value, (*path, key))
    if isinstance(data, list):
        for index, value in enumerate(data):
            check_places(document, value, (*path, index))


@given(st.binary(max_size=200))
def test_any_bytes_are_answered(text: bytes) -> None:
    check(text)


@given(st.text(max_size=200))
def test_any_text_is_answered(text: str) -> None:
    check(text.encode("utf-8", errors="surrogatepass"))


@settings(max_examples=500)
@given(st.lists(st.sampled_from(PIECES), max_size=40).map(b"".join))
def test_any_heap_of_yaml_signs_is_answered(text: bytes) -> None:
    check(text)


@settings(max_examples=500)
@given(
    st.lists(
        st.tuples(st.integers(0, len(SEED)), st.integers(0, 6), st.sampled_from([b"", *PIECES])), min_size=1, max_size=6
    )
)
def test_any_damage_to_a_good_file_is_answered(damage: list[tuple[int, int, bytes]]) -> None:
    text = SEED
    for place, length, piece in damage:
        text = text[:place] + piece + text[place + length :]
    check(text)


def test_the_good_file_is_good() -> None:
    document, findings = read_document(SEED, "p.yaml")
    assert findings == ()
    assert document is not None
    assert read_document(write_yaml(document.data).encode(), "p.yaml")[1] == ()
    assert b'"n":31' in canonical_json(document.data)


FILLERS = (
    *(
        b"[",
        b"{",
        b"[\n",
        b"{a: ",
        b"- ",
        b"? ",
        b"[? ",
        b"[]",
        b"a",
        b"'",
        b'"',
        b"&a ",
        b"!",
        b"%",
        b"\t",
        b"\n",
        b" ",
    ),
    *(
        b"#",
        b":",
        b"- *a\n",
        b"- []\n",
        b"a: ",
        b"---\n",
        b"...\n",
        b"%TAG !a! b\n",
        b"a: 1\n",
        b"\0",
        b"\xff",
        b"\xff\n",
    ),
    *(b"\\", b"*", b"|\n", b"&a [", b"- &a\n", b"!!int 1", b"<<: 1\n", b"!x ", b'"\\u'),
)
"""Each took minutes, gigabytes or the interpreter itself in some YAML reader."""


@pytest.mark.parametrize("start", [b"", b"a: ", b"["])
@pytest.mark.parametrize("filler", FILLERS, ids=repr)
def test_a_file_full_of_one_thing_is_answered(filler: bytes, start: bytes) -> None:
    document, findings = read_document(start + filler * (MAX_BYTES // 8 // len(filler)), "p.yaml")
    assert document is not None or findings
    check_findings(findings)


@pytest.mark.parametrize(
    "text", [SEED, b"[" * 100_000, b"a: [", b"a:\n\tb: 1\n", b"- a\n- *b\n", b"a: 1\na: 2\n", b"a: !x 1"]
)
def test_a_yaml_library_without_its_c_part_reads_the_same(text: bytes, monkeypatch: pytest.MonkeyPatch) -> None:
    document, findings = read_document(text, "p.yaml")
    monkeypatch.setattr(yaml, "__with_libyaml__", False)
    slow_document, slow_findings = read_document(text, "p.yaml")
    assert [(found.code, found.position) for found in slow_findings] == [
        (found.code, found.position) for found in findings
    ]
    if document and slow_document:
        assert slow_document.data == document.data
        check_places(slow_document, slow_document.data)
    assert (slow_document is None) == (document is None)
