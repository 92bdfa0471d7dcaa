"""Chart values that are written as paths and texts: Argo CD's parameters, the `set` of K3s, Flux's `targetPath`.

Source of the meaning of both: helm/helm pkg/strvals/parser.go (key, keyIndex, listItem, valList, typedVal).
"""

import re
from collections.abc import Iterable
from itertools import pairwise
from typing import NamedTuple

from generator.model.manifest_value import Place, Value
from generator.model.tree import Path, Tree
from generator.model.written import Written, WrittenValue

_PART = re.compile(r"((?:[^\\.\[\],=]|\\.)+)((?:\[\d{1,5}\])*)(?:\.|$)", re.DOTALL)
_INDEX = re.compile(r"\[(\d+)\]")
_WHOLE = re.compile(r"[+-]?[1-9]\d{0,17}|0")
_MAX_INDEX = 65536
"""Helm takes no longer lists; source: MaxIndex in the parser."""
_COMMA = re.compile(r"(?<!\\),")


class SetValue(NamedTuple):
    """One value: its path and text as written, where both stand, and whether it stays a text whatever it looks like."""

    path: str
    text: str
    text_at: Path
    name_at: Path
    is_text: bool


def set_values(values: Iterable[SetValue], root: Place) -> tuple[Value | None, bool]:
    """Return the tree that values make, None if they make none, and whether all of them could be read.

    `root` is any place in the document in which they stand, or in the text within one.
    """
    tree: dict[str, Tree] = {}
    found: list[WrittenValue] = []
    whole = True
    for one in values:
        path = set_path(one.path)
        if path is None or not _put(tree, path, _meant(one)):
            whole = False
            continue
        found.append(WrittenValue(path, one.text_at, one.name_at))
    place = root._replace(steps=(*root.steps[:-1], ()), written=Written(tuple(found)))
    return (Value(tree, place) if found else None), whole


def set_path(text: str) -> Path | None:
    """Return the path that Helm reads: ``a.b[0].c\\.d`` is a, b, 0, "c.d"; None for what it reads otherwise."""
    parts: list[str | int] = []
    end = 0
    while end < len(text):
        match = _PART.match(text, end)
        if match is None:
            return None
        parts.append(re.sub(r"\\(.)", r"\1", match[1]))
        parts.extend(int(index) for index in _INDEX.findall(match[2]))
        end = match.end()
    return tuple(parts) if parts and not text.endswith(".") else None


def _meant(one: SetValue) -> Tree:
    if one.text.startswith("{") and one.text.endswith("}"):
        inner = one.text[1:-1]
        return [_scalar(part, one.is_text) for part in _COMMA.split(inner)] if inner else []
    return _scalar(one.text, one.is_text)


def _scalar(text: str, is_text: bool) -> Tree:
    plain = re.sub(r"\\(.)", r"\1", text, flags=re.DOTALL)
    if is_text:
        return plain
    words: dict[str, Tree] = {"true": True, "false": False, "null": None}
    if plain.lower() in words:
        return words[plain.lower()]
    return int(plain) if _WHOLE.fullmatch(plain) else plain


def _put(tree: dict[str, Tree], path: Path, value: Tree) -> bool:
    """Put a value into a tree; false where something else than a mapping or list is in the way."""
    above: Tree = tree
    for part, following in pairwise(path):
        fresh: Tree = [] if isinstance(following, int) else {}
        if not _enter(above, part, fresh):
            return False
        above = _below(above, part)
    if not _enter(above, path[-1], None):
        return False
    if isinstance(above, dict) and isinstance(path[-1], str):
        above[path[-1]] = value
    elif isinstance(above, list) and isinstance(path[-1], int):
        above[path[-1]] = value
    return True


def _enter(above: Tree, part: str | int, fresh: Tree) -> bool:
    """Make room for a part of a path; false where it does not fit what is there."""
    if isinstance(above, dict) and isinstance(part, str):
        if above.get(part) is None:
            above[part] = fresh
        return True
    if isinstance(above, list) and isinstance(part, int) and part < _MAX_INDEX:
        above.extend([None] * (part + 1 - len(above)))
        if above[part] is None:
            above[part] = fresh
        return True
    return False


def _below(above: Tree, part: str | int) -> Tree:
    if isinstance(above, dict) and isinstance(part, str):
        return above.get(part)
    return above[part] if isinstance(above, list) and isinstance(part, int) else None
