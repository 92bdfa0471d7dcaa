"""The types of YAML in words."""

from math import isfinite

from generator.model.tree import Tree

_WORDS = {
    "bool": "true or false",
    "int": "a whole number",
    "number": "a number",
    "string": "text",
    "map": "a mapping",
    "list": "a list",
    "amount": "an amount",
    "any": "any value",
}


def in_words(kinds: str) -> str:
    """Return the fact sheets' names of types as people say them: ``int|string`` is "a whole number or text"."""
    return " or ".join(_WORDS.get(kind, kind) for kind in kinds.partition(" of ")[0].split("|"))


def kind_of_tree(tree: Tree) -> str:
    """Return what a value is, in words, with the value where it is short."""
    if isinstance(tree, bool):
        return str(tree).lower()
    if isinstance(tree, int | float):
        # YAML writes what has no end, and what is no number, with a dot before it.
        return f"the number {tree}" if isfinite(tree) else f"{'-' * (tree < 0)}.{str(tree).removeprefix('-')}"
    if isinstance(tree, str):
        return f'the text "{tree}"' if len(tree) <= _SHORT and "\n" not in tree else "text"
    return "a mapping" if isinstance(tree, dict) else "a list" if isinstance(tree, list) else "nothing"


_SHORT = 30
