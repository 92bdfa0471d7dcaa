import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from generator.model.tree import Path, Tree
from generator.yamltext.reader import read_documents
from generator.yamltext.writer import canonical_json, write_documents, write_yaml
from tests.yamltext.test_text import READERS, ours

LETTERS = st.one_of(
    st.characters(exclude_categories=["Cs"]),
    st.sampled_from("\n \t:#-?'\"\\0123456789.eExyYnN_~=<>|&*!%@`{}[],\r\x85\u2028"),
)
TEXTS = st.text(LETTERS, max_size=12)
SCALARS = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-(2**70), 2**70),
    st.floats(allow_nan=False),
    TEXTS,
    st.sampled_from(["1e3", "on", "1:30", "010"]),
)
TREES: st.SearchStrategy[Tree] = st.recursive(
    SCALARS,
    lambda below: st.one_of(st.lists(below, max_size=4), st.dictionaries(TEXTS, below, max_size=4)),
    max_leaves=12,
)


@settings(max_examples=300)
@given(TREES)
def test_every_reader_reads_back_what_was_written(tree: Tree) -> None:
    text = write_yaml(tree)
    assert text.endswith("\n")
    assert not text.endswith("\n\n")
    assert not set(text) & set("\r\x85\u2028\u2029\t")
    for read in READERS:
        again = read(text)
        assert again == tree
        assert canonical_json(again) == canonical_json(tree)


@settings(max_examples=100)
@given(TREES, st.lists(st.text(max_size=10), max_size=3), st.text(max_size=20), st.data())
def test_comments_change_no_data(tree: Tree, header: list[str], note: str, data: st.DataObject) -> None:
    chosen = data.draw(st.lists(st.sampled_from(paths(tree)), unique=True))
    text = write_yaml(tree, header=header, comments=dict.fromkeys(chosen, note))
    for read in READERS:
        assert canonical_json(read(text)) == canonical_json(tree)


def paths(tree: Tree, path: Path = ()) -> list[Path]:
    below: list[tuple[str | int, Tree]] = []
    if isinstance(tree, dict):
        below = list(tree.items())
    elif isinstance(tree, list):
        below = list(enumerate(tree))
    return [path, *(deeper for part, value in below for deeper in paths(value, (*path, part)))]


@settings(max_examples=100)
@given(st.lists(TREES, min_size=1, max_size=4))
def test_documents_are_read_back_one_by_one(trees: list[Tree]) -> None:
    documents, findings = read_documents(write_documents(trees, header=["many"]).encode(), "s.yaml")
    assert findings == ()
    assert [canonical_json(document.data) for document in documents] == [canonical_json(tree) for tree in trees]


TREE: Tree = {
    "name": "dgx-a",
    "on": "1.30",
    "empty": {"list": [], "map": {}, "none": None, "text": ""},
    "pools": [{"gpu": "H100", "labels": {"a": 1}, "kinds": ["x", 2.5]}, [["p", {"q": True}], []], "plain"],
    "script": "set -e\n\necho hi\n",
    "deep": {"indented": "  a\nb", "items": ["l1\nl2\n", {"k": "m1\nm2"}]},
}
TEXT = """\
name: dgx-a
"on": "1.30"
empty:
  list: []
  map: {}
  none: null
  text: ""
pools:
- gpu: H100
  labels:
    a: 1
  kinds:
  - x
  - 2.5
- - - p
    - q: true
  - []
- plain
script: |
  set -e

  echo hi
deep:
  indented: |2-
      a
    b
  items:
  - |
    l1
    l2
  - k: |-
      m1
      m2
"""


def test_the_style_is_that_of_kubectl() -> None:
    assert write_yaml(TREE) == TEXT
    for read in READERS:
        assert read(TEXT) == TREE


@pytest.mark.parametrize(
    ("tree", "text"),
    [
        ({}, "{}\n"),
        ([], "[]\n"),
        ("a", "a\n"),
        ("a\nb\n", '"a\\nb\\n"\n'),
        (None, "null\n"),
        ([[]], "- []\n"),
        ([{}], "- {}\n"),
    ],
)
def test_small_trees_are_written_whole(tree: Tree, text: str) -> None:
    assert write_yaml(tree) == text


def test_comments_stand_above_what_they_are_about() -> None:
    tree: Tree = {"a": [{"b": 1, "c": [[{"d": 2}]]}, "x"], "e": {"f": {}, "g": "p\nq\n"}, "h": 3}
    comments: dict[Path, str] = {
        (): "whole",
        ("a",): "about a",
        ("a", 0): "first",
        ("a", 0, "b"): "two\n\nlines",
        ("a", 0, "c", 0, 0, "d"): "deep",
        ("a", 1): "second",
        ("e", "f"): "x" * 200,
        ("h",): " indented # text: {}",
    }
    assert write_yaml(tree, header=["made by hand", "", "for tests"], comments=comments) == (
        "# made by hand\n#\n# for tests\n# whole\n# about a\na:\n# first\n# two\n#\n# lines\n- b: 1\n  c:\n"
        f"  # deep\n  - - d: 2\n# second\n- x\ne:\n  # {'x' * 200}\n  f: {{}}\n  g: |\n    p\n    q\n"
        "#  indented # text: {}\nh: 3\n"
    )


@pytest.mark.parametrize("end", ["\r", "\r\n", "\n", "\x85", "\u2028", "\u2029", "\x0b", "\x0c", "\x1c"])
def test_no_comment_can_end_early(end: str) -> None:
    text = write_yaml({"a": 1}, header=[f"x{end}evil: 1"], comments={("a",): f"y{end}evil: 2"})
    assert text == "# x\n# evil: 1\n# y\n# evil: 2\na: 1\n"


def test_nothing_in_a_comment_hides() -> None:
    assert write_yaml(1, header=["a\x00b\x1b[2J\ufeff"]) == "# a\ufffdb\ufffd[2J\ufffd\n1\n"


@pytest.mark.parametrize("path", [("b",), ("a", 1), ("a", -1), ("a", "0"), ("a", 0, "c"), (0,)])
def test_a_comment_about_nothing_is_a_bug(path: Path) -> None:
    with pytest.raises(ValueError, match="does not exist"):
        write_yaml({"a": ["x"]}, comments={path: "lost"})


def test_documents_have_marks_between_them() -> None:
    assert write_documents([{"a": 1}, [2], "x\n\n"], header=["all"]) == '# all\na: 1\n---\n- 2\n---\n"x\\n\\n"\n'
    assert write_documents([{"a": 1}]) == "a: 1\n"
    assert write_documents([], header=["none"]) == "# none\n"
    assert write_documents([]) == "\n"


@pytest.mark.parametrize("value", [1, [1, {"b": 2}], {"b": [1]}, {}, "t", "l1\nl2\n", None])
@pytest.mark.parametrize("length", [998, 1100, 5000])
def test_long_keys_are_written_so_that_they_can_be_read(length: int, value: Tree) -> None:
    tree: Tree = {"k" * length: value, "next": [{"1" * length: value, "more": 1}]}
    for read in READERS:
        assert read(write_yaml(tree)) == tree


def test_the_order_of_keys_is_kept_and_input_unchanged() -> None:
    tree: Tree = {"z": 1, "a": {"w": [1], "b": 2}}
    text = write_yaml(tree, comments={("a",): "x"})
    assert text == "z: 1\n# x\na:\n  w:\n  - 1\n  b: 2\n"
    assert json.dumps(tree) == '{"z": 1, "a": {"w": [1], "b": 2}}'


def test_canonical_json_knows_no_order_and_no_blanks() -> None:
    assert canonical_json({"b": [1, 2.0, None], "a": {"y": "é", "x": True}}) == (
        b'{"a":{"x":true,"y":"\\u00e9"},"b":[1,2.0,null]}'
    )
    assert canonical_json(ours("b: 1\na: 2 # x\n")) == canonical_json(ours("# y\na: 2\n'b': 1\n"))
    assert canonical_json("1") != canonical_json(1)
