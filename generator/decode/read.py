"""Typed access to a tree whose shape the schema has vouched for; a TypeError here is a hole in the schema."""

import re
from typing import TypeAlias

from generator.model.profile import Labels
from generator.model.tree import Tree

Mapping: TypeAlias = dict[str, Tree]

_MIB_PER_UNIT = {"MiB": 1, "GiB": 1024}


def as_mapping(value: Tree) -> Mapping:
    """Return a mapping as such."""
    if not isinstance(value, dict):
        raise TypeError(f"no mapping: {type(value).__name__}")
    return value


def as_text(value: Tree) -> str:
    """Return text as such."""
    if not isinstance(value, str):
        raise TypeError(f"no text: {type(value).__name__}")
    return value


def as_whole(value: Tree) -> int:
    """Return a whole number as such; JSON Schema takes 3.0 for one."""
    if isinstance(value, bool) or not isinstance(value, int | float) or value != int(value):
        raise TypeError(f"no whole number: {type(value).__name__}")
    return int(value)


def section(parent: Mapping, key: str) -> Mapping:
    """Return a mapping inside another, empty where it was not written."""
    return as_mapping(parent.get(key, {}))


def entries(parent: Mapping, key: str) -> list[Tree]:
    """Return a list inside a mapping, empty where it was not written."""
    value = parent.get(key, [])
    if not isinstance(value, list):
        raise TypeError(f"no list: {type(value).__name__}")
    return value


def mappings(parent: Mapping, key: str) -> list[Mapping]:
    """Return a list of mappings inside a mapping, empty where it was not written."""
    return [as_mapping(entry) for entry in entries(parent, key)]


def text(parent: Mapping, key: str) -> str | None:
    """Return text inside a mapping, None where it was not written."""
    return as_text(parent[key]) if key in parent else None


def paragraph(parent: Mapping, key: str) -> str:
    """Return a description as one line, empty where it was not written: it is put into comments and tables."""
    return " ".join(as_text(parent.get(key, "")).split())


def texts(parent: Mapping, key: str) -> tuple[str, ...]:
    """Return a list of texts inside a mapping, empty where it was not written."""
    return tuple(as_text(entry) for entry in entries(parent, key))


def whole(parent: Mapping, key: str) -> int | None:
    """Return a whole number inside a mapping, None where it was not written."""
    return as_whole(parent[key]) if key in parent else None


def flag(parent: Mapping, key: str) -> bool | None:
    """Return true or false inside a mapping, None where it was not written."""
    value = parent.get(key)
    if value is not None and not isinstance(value, bool):
        raise TypeError(f"neither true nor false: {type(value).__name__}")
    return value


def switch(parent: Mapping, key: str, *, default: bool) -> bool:
    """Return true or false inside a mapping, the default where it was not written."""
    value = flag(parent, key)
    return default if value is None else value


def labels(parent: Mapping, key: str) -> Labels:
    """Return a mapping of texts as pairs, in the order written."""
    return tuple((name, as_text(value)) for name, value in section(parent, key).items())


def numbers(parent: Mapping, key: str) -> tuple[tuple[str, int], ...]:
    """Return a mapping of whole numbers as pairs, in the order written."""
    return tuple((name, as_whole(value)) for name, value in section(parent, key).items())


def mib(size: str) -> int:
    """Return an amount of memory in MiB, rounded up: less must not be set aside than was said."""
    found = re.fullmatch(r"([0-9]+)(?:\.([0-9]+))?(MiB|GiB)", size.replace(" ", ""))
    if found is None:
        raise TypeError("no amount of memory")
    decimals = found[2] or ""
    scale: int = 10 ** len(decimals)
    scaled = int(found[1] + decimals) * _MIB_PER_UNIT[found[3]]
    return -(-scaled // scale)
