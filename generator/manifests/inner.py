"""Texts that hold YAML in turn."""

from generator.model.finding import Finding
from generator.model.manifest_value import Value
from generator.model.tree import Path, Tree
from generator.yamltext.old_words import quoted_words
from generator.yamltext.reader import read_documents

MAX_BYTES = 8 << 20
"""Largest file and largest text that are read, in bytes; the largest custom resource definitions are below 1 MiB."""


def tree_of(text: str) -> Tree:
    """Return the one document that a text holds as far as it can be read; None if it holds none, or several."""
    documents, _ = read_documents(text.encode("utf-8", "surrogatepass"), "", MAX_BYTES, lenient=True)
    return documents[0].data if len(documents) == 1 else None


def opened(value: Value) -> Value | None:
    """Return what the text at `value` holds; None if it is no text, or no readable YAML that is more than a scalar."""
    if not isinstance(value.tree, str):
        return None
    tree = tree_of(value.tree)
    return Value(tree, value.place.inside()) if isinstance(tree, dict | list) else None


def opened_with_faults(value: Value) -> tuple[Value | None, tuple[Finding, ...], frozenset[Path] | None]:
    """Return what `opened_or_tree` returns, the faults of the YAML by position in the text, and quoted old words."""
    if not isinstance(value.tree, str):
        return opened_or_tree(value), (), None
    documents, faults = read_documents(value.tree.encode("utf-8", "surrogatepass"), "", MAX_BYTES, lenient=True)
    tree = documents[0].data if len(documents) == 1 else None
    if not isinstance(tree, dict | list):
        return None, faults, None
    return Value(tree, value.place.inside()), faults, quoted_words(documents[0])


def opened_or_tree(value: Value) -> Value | None:
    """Return a value that may be given as text or as a tree, as a tree."""
    return value if isinstance(value.tree, dict | list) else opened(value)
