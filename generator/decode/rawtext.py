"""Fields where the characters count: 1.30 is a release, and as a number it would be 1.3."""

from collections.abc import Iterator
from typing import Protocol

from generator.model.tree import Path, Tree

ANY = "*"
"""Stands for every key of a mapping and every index of a list."""

RAW_FIELDS: tuple[Path, ...] = (
    ("cluster", "kubernetes"),
    ("install", "driver", "version"),
    ("install", "components", ANY, "resources", ANY, ANY),
    ("pools", ANY, "gpus", ANY, "computeCapability"),
    ("pools", ANY, "gpus", ANY, "pciDeviceId"),
    ("pools", ANY, "gpus", ANY, "pricePerHour"),
)
"""Those fields that the schema lets be numbers, and that are text nevertheless."""


class ProfileDocument(Protocol):
    """What decoding needs of a document: its data, and a scalar as it was typed (None if there is none)."""

    @property
    def data(self) -> Tree:
        """The whole document."""
        ...

    def scalar_text(self, path: Path) -> str | None:
        """Return a scalar as it was typed."""
        ...


def with_raw_text(document: ProfileDocument) -> Tree:
    """Return the document's data with the numbers of `RAW_FIELDS` as text; nothing is changed in place."""
    data = document.data
    for pattern in RAW_FIELDS:
        for path in tuple(_matches(document.data, pattern)):
            text = document.scalar_text(path)
            data = data if text is None else _replaced(data, path, text)
    return data


def _matches(value: Tree, pattern: Path, at: Path = ()) -> Iterator[Path]:
    if not pattern:
        if isinstance(value, int | float) and not isinstance(value, bool):
            yield at
    elif isinstance(value, dict):
        for key, child in value.items():
            if pattern[0] in (ANY, key):
                yield from _matches(child, pattern[1:], (*at, key))
    elif isinstance(value, list) and pattern[0] == ANY:
        for index, item in enumerate(value):
            yield from _matches(item, pattern[1:], (*at, index))


def _replaced(value: Tree, path: Path, text: str) -> Tree:
    if path and isinstance(value, dict):
        return {key: _replaced(child, path[1:], text) if key == path[0] else child for key, child in value.items()}
    if path and isinstance(value, list):
        return [_replaced(item, path[1:], text) if index == path[0] else item for index, item in enumerate(value)]
    return text
