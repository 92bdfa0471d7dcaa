"""Plain YAML or JSON data, and a way to name a place in it."""

from collections.abc import Iterator, Sequence
from typing import TypeAlias, Union

Scalar: TypeAlias = str | int | float | bool | None
Tree: TypeAlias = Union[Scalar, list["Tree"], dict[str, "Tree"]]
"""What a YAML document of Kubernetes can hold: keys are always text."""

Path: TypeAlias = tuple[str | int, ...]
"""Keys and list indices from the root of a tree, such as ``("pools", 0, "name")``."""


def words(tree: Tree) -> Iterator[str]:
    """Return every key and text of a tree, whatever its depth."""
    stack = [tree]
    while stack:
        found = stack.pop()
        if isinstance(found, str):
            yield found
        elif isinstance(found, dict):
            yield from found
            stack.extend(found.values())
        elif isinstance(found, list):
            stack.extend(found)


def path_text(path: Path) -> str:
    """Return a path as people write it: ``pools[0].name``."""
    text = ""
    for part in path:
        if isinstance(part, int):
            text += f"[{part}]"
        elif text:
            text += f".{part}"
        else:
            text = part
    return text


def put(tree: dict[str, Tree], path: Sequence[str | int], value: Tree) -> bool:
    """Set a value, making the mappings above it; false, and nothing is set, where something else is in the way."""
    for part in path[:-1]:
        below = tree.setdefault(str(part), {})
        if not isinstance(below, dict):
            return False
        tree = below
    tree[str(path[-1])] = value
    return True
