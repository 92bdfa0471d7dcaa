"""Words that YAML 1.1 reads as true or false without quotes, and YAML 1.2 as text."""

from collections.abc import Iterator

from generator.model.tree import Path, Tree
from generator.yamltext.document import Document

_WORDS = frozenset(
    word for plain in ("y", "n", "yes", "no", "on", "off") for word in (plain, plain.title(), plain.upper())
)
"""Source: sigs.k8s.io/yaml goyaml.v2/resolve.go, which kubectl, Helm and NVIDIA's programs read with."""


def is_old_word(tree: Tree) -> bool:
    """Say whether a text is such a word, be it in quotes or not."""
    return isinstance(tree, str) and tree in _WORDS


def old_bool(tree: Tree) -> bool | None:
    """Return what YAML 1.1 reads such a word as where it has no quotes; None for anything else."""
    return tree.lower() in ("y", "yes", "on") if isinstance(tree, str) and tree in _WORDS else None


def quoted_words(document: Document) -> frozenset[Path]:
    """Return where a document has such words in quotes, so that every reader takes them for text."""
    return frozenset(path for path in _words(document.data) if document.is_quoted(path))


def _words(root: Tree) -> Iterator[Path]:
    stack: list[tuple[Path, Tree]] = [((), root)]
    while stack:
        path, tree = stack.pop()
        if isinstance(tree, dict):
            stack.extend(((*path, key), below) for key, below in tree.items() if isinstance(below, dict | list | str))
        elif isinstance(tree, list):
            stack.extend(((*path, index), below) for index, below in enumerate(tree))
        elif is_old_word(tree):
            yield path
