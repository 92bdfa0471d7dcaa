"""Numbers as Go's JSON decoder takes them for whole ones."""

from generator.model.tree import Tree


def whole(tree: Tree) -> int | None:
    """Return a whole number, be it written 4.0; None for anything else, booleans and infinity too."""
    if isinstance(tree, bool):
        return None
    if isinstance(tree, float):
        return int(tree) if tree.is_integer() else None
    return tree if isinstance(tree, int) else None
