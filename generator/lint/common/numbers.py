"""Numbers as Go's JSON decoder takes them for whole ones, and names in whose place a script puts a number."""

import re

from generator.model.tree import Tree

is_variable = re.compile(r"[A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+").fullmatch
"""Such as GPU_COUNT: nobody takes it for a number."""


def whole(tree: Tree) -> int | None:
    """Return a whole number, be it written 4.0; None for anything else, booleans and infinity too."""
    if isinstance(tree, bool):
        return None
    if isinstance(tree, float):
        return int(tree) if tree.is_integer() else None
    return tree if isinstance(tree, int) else None
