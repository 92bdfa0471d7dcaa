"""Values that stand in a file as a path and a text, such as ``driver.enabled`` and ``false``: where each is written."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from generator.model.tree import Path


class WrittenValue(NamedTuple):
    """One of them: `path` is where it belongs in the tree, `text` and `name` are where value and path are written."""

    path: Path
    text: Path
    name: Path


class _Branch:
    """A part of such a tree: the first value that belongs at or below it, and the parts below."""

    __slots__ = ("below", "first")

    def __init__(self, first: WrittenValue) -> None:
        self.first = first
        self.below: dict[str | int, _Branch] = {}


@dataclass(frozen=True, slots=True)
class Written:
    """A tree that such values make, seen from `at` in it; `nearest` is the first that shares most of its way with `at`.

    Every place below such a tree asks for its nearest, so that the way there is kept instead of all values.
    """

    nearest: WrittenValue
    at: Path = ()
    branch: _Branch | None = field(default=None, compare=False, repr=False)

    def below(self, *parts: str | int) -> "Written":
        """Return the same tree, seen from further down."""
        nearest, branch = self.nearest, self.branch
        for part in parts:
            branch = None if branch is None else branch.below.get(part)
            nearest = nearest if branch is None else branch.first
        return Written(nearest, (*self.at, *parts), branch)


def written_tree(values: Sequence[WrittenValue]) -> Written:
    """Return the tree that values make, of which there is at least one, seen from its root."""
    root = _Branch(values[0])
    for one in values:
        branch = root
        for part in one.path:
            branch = branch.below.setdefault(part, _Branch(one))
    return Written(root.first, (), root)
