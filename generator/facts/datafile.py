"""Reads a data file of this package and hands out its fields with their types."""

from pathlib import Path
from typing import Never

from generator.model.tree import Tree

_HERE = Path(__file__).parent


def read_fields(folder: str, name: str) -> "Fields":
    """Return the top-level fields of a data file; what is wrong with one is a bug of ours and raises."""
    import yaml

    path = _HERE / folder / f"{name}.yaml"
    tree: Tree = yaml.load(path.read_bytes(), Loader=yaml.CSafeLoader)
    return Fields(tree, f"{folder}/{name}.yaml")


class Fields:
    """A mapping of a data file; every getter raises a TypeError that names the file and the field."""

    def __init__(self, tree: Tree, where: str) -> None:
        if not isinstance(tree, dict):
            raise TypeError(f"{where}: a mapping is wanted")
        self._tree = tree
        self._where = where

    def keys(self) -> frozenset[str]:
        """Return the names of the fields that are there."""
        return frozenset(self._tree)

    def text(self, key: str, default: str | None = None) -> str:
        """Return a text."""
        value = self._tree.get(key, default)
        return value if isinstance(value, str) else self._refuse(key, "a text")

    def text_or_none(self, key: str) -> str | None:
        """Return a text, None if the field is absent or null."""
        return None if self._tree.get(key) is None else self.text(key)

    def integer(self, key: str) -> int:
        """Return a whole number."""
        value = self._tree.get(key)
        return value if isinstance(value, int) and not isinstance(value, bool) else self._refuse(key, "a whole number")

    def integer_or_none(self, key: str) -> int | None:
        """Return a whole number, None if the field is absent or null."""
        return None if self._tree.get(key) is None else self.integer(key)

    def boolean(self, key: str, default: bool | None = None) -> bool:
        """Return true or false."""
        value = self._tree.get(key, default)
        return value if isinstance(value, bool) else self._refuse(key, "true or false")

    def texts(self, key: str) -> tuple[str, ...]:
        """Return a list of texts, empty if the field is absent."""
        return tuple(item if isinstance(item, str) else self._refuse(key, "texts") for item in self._list(key))

    def integers(self, key: str) -> tuple[int, ...]:
        """Return a list of whole numbers, empty if the field is absent."""
        return tuple(
            item if isinstance(item, int) and not isinstance(item, bool) else self._refuse(key, "whole numbers")
            for item in self._list(key)
        )

    def hex_numbers(self, key: str) -> tuple[int, ...]:
        """Return a list of numbers that are written like ``"0x2204"``, empty if the field is absent."""
        return tuple(int(item, 16) for item in self.texts(key))

    def text_pairs(self, key: str) -> tuple[tuple[str, str], ...]:
        """Return a mapping of texts in the order of the file, empty if the field is absent."""
        fields = self.child(key)
        return tuple((name, fields.text(name)) for name in fields._tree)

    def integer_pairs(self, key: str) -> tuple[tuple[str, int], ...]:
        """Return a mapping of whole numbers in the order of the file, empty if the field is absent."""
        fields = self.child(key)
        return tuple((name, fields.integer(name)) for name in fields._tree)

    def child(self, key: str) -> "Fields":
        """Return a mapping inside this one, an empty one if the field is absent."""
        return Fields(self._tree.get(key, {}), f"{self._where}: {key}")

    def child_or_none(self, key: str) -> "Fields | None":
        """Return a mapping inside this one, None if the field is absent."""
        return self.child(key) if key in self._tree else None

    def children(self, key: str) -> tuple["Fields", ...]:
        """Return a list of mappings, empty if the field is absent."""
        return tuple(Fields(item, f"{self._where}: {key}[{index}]") for index, item in enumerate(self._list(key)))

    def _list(self, key: str) -> list[Tree]:
        value = self._tree.get(key, [])
        return value if isinstance(value, list) else self._refuse(key, "a list")

    def _refuse(self, key: str, wanted: str) -> Never:
        raise TypeError(f"{self._where}: {key}: wanted is {wanted}, not {self._tree.get(key)!r}")
