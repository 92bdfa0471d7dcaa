"""Chart values that are written as paths and texts: Argo CD's parameters, the `set` of K3s, Flux's `targetPath`.

Source of the meaning of both: helm/helm pkg/strvals/parser.go (key, keyIndex, listItem, valList, typedVal).
"""

import re
from collections.abc import Iterable
from itertools import pairwise
from typing import NamedTuple

from generator.model.manifest_value import Place, Value
from generator.model.tree import Path, Tree
from generator.model.written import WrittenValue, written_tree
from generator.yamltext.problems import MAX_DEPTH

_PART = re.compile(r"((?:[^\\.\[\],=]|\\.)+)((?:\[\d{1,5}\])*)(?:\.|$)", re.DOTALL)
_INDEX = re.compile(r"\[(\d+)\]")
_WHOLE = re.compile(r"[+-]?[1-9]\d{0,17}|0")
_MAX_ENTRIES = 1000
"""Entries that the indexes of one tree may make; Helm takes 65536 in each list (MaxIndex in the parser).

An index of five digits makes as many entries, and everything that reads the tree walks them all.
"""
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
    tree = _Made()
    found: list[WrittenValue] = []
    whole = True
    for one in values:
        path = set_path(one.path)
        if path is None or not tree.put(path, _meant(one)):
            whole = False
            continue
        found.append(WrittenValue(path, one.text_at, one.name_at))
    if not found:
        return None, whole
    place = root._replace(steps=(*root.steps[:-1], ()), written=written_tree(found))
    return Value(tree.root, place), whole


def set_path(text: str) -> Path | None:
    """Return the path that Helm reads: ``a.b[0].c\\.d`` is a, b, 0, "c.d"; None for what it reads otherwise.

    None too for a path as deep as no YAML may be; one level is left for a list that stands at its end.
    """
    parts: list[str | int] = []
    end = 0
    while end < len(text):
        match = _PART.match(text, end)
        if match is None:
            return None
        parts.append(re.sub(r"\\(.)", r"\1", match[1]))
        parts.extend(int(index) for index in _INDEX.findall(match[2]))
        if len(parts) >= MAX_DEPTH:
            return None
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


class _Made:
    """The tree that values make so far."""

    def __init__(self) -> None:
        self.root: dict[str, Tree] = {}
        self._entries_left = _MAX_ENTRIES

    def put(self, path: Path, value: Tree) -> bool:
        """Put a value into the tree; false, and nothing changes, where something is in the way or lists grow long."""
        needed = self._new_entries(path)
        if needed is None or needed > self._entries_left:
            return False
        self._entries_left -= needed
        above: Tree = self.root
        for part, following in pairwise(path):
            above = _entered(above, part, [] if isinstance(following, int) else {})
        _entered(above, path[-1], None)
        if isinstance(above, dict) and isinstance(path[-1], str):
            above[path[-1]] = value
        elif isinstance(above, list) and isinstance(path[-1], int):
            above[path[-1]] = value
        return True

    def _new_entries(self, path: Path) -> int | None:
        """Return how many entries lists need for a path; None where something else than a mapping or list is there."""
        needed = 0
        above: Tree = self.root
        for part in path:
            if above is None:
                needed += part + 1 if isinstance(part, int) else 0
            elif isinstance(above, dict) and isinstance(part, str):
                above = above.get(part)
            elif isinstance(above, list) and isinstance(part, int):
                needed += max(0, part + 1 - len(above))
                above = above[part] if part < len(above) else None
            else:
                return None
        return needed


def _entered(above: Tree, part: str | int, fresh: Tree) -> Tree:
    """Make room for a part of a path that fits what is there, and return what then stands at it."""
    if isinstance(above, dict) and isinstance(part, str):
        if above.get(part) is None:
            above[part] = fresh
        return above[part]
    if isinstance(above, list) and isinstance(part, int):
        above.extend([None] * (part + 1 - len(above)))
        if above[part] is None:
            above[part] = fresh
        return above[part]
    return None
