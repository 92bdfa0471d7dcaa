import pytest

from generator.model.tree import Path, Tree
from generator.yamltext.old_words import is_old_word, quoted_words
from generator.yamltext.reader import read_documents


def quoted(text: str) -> frozenset[Path]:
    (document,), _ = read_documents(text.encode(), "", lenient=True)
    return quoted_words(document)


@pytest.mark.parametrize("word", ["y", "N", "yes", "Yes", "YES", "no", "on", "Off"])
def test_words(word: str) -> None:
    assert is_old_word(word)


@pytest.mark.parametrize("tree", ["yEs", "true", "", "yes ", True, None, 1, ["yes"]])
def test_no_words(tree: Tree) -> None:
    assert not is_old_word(tree)


def test_only_words_in_quotes_are_told() -> None:
    text = 'a: yes\nb: "yes"\nc: [no, \'no\', {d: "On"}]\ne: "other"\nf: |-\n  off\n"y": n\n'
    assert quoted(text) == {("b",), ("c", 1), ("c", 2, "d"), ("f",)}


def test_words_behind_an_alias() -> None:
    assert quoted('a: &a "yes"\nb: *a\nc: &c {d: "no"}\ne: *c\n') == {("a",), ("b",), ("c", "d"), ("e", "d")}
