"""Values that stand in a file as a path and a text, such as ``driver.enabled`` and ``false``: where each is written."""

from typing import NamedTuple

from generator.model.tree import Path


class WrittenValue(NamedTuple):
    """One of them: `path` is where it belongs in the tree, `text` and `name` are where value and path are written."""

    path: Path
    text: Path
    name: Path


class Written(NamedTuple):
    """A tree that such values make, seen from `at` in it."""

    values: tuple[WrittenValue, ...]
    at: Path = ()

    def below(self, *parts: str | int) -> "Written":
        """Return the same tree, seen from further down."""
        return self._replace(at=(*self.at, *parts))

    @property
    def nearest(self) -> WrittenValue:
        """The first of the values that share most of their way with `at`."""
        return max(self.values, key=lambda one: _shared(one.path, self.at))


def _shared(path: Path, other: Path) -> int:
    """Return how many parts two paths have in common at their beginning."""
    pairs = enumerate(zip(path, other, strict=False))
    return next((count for count, (one, another) in pairs if one != another), min(len(path), len(other)))
