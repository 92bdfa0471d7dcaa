"""Findings that a repository already had when it took the check up: listed once, and not told again."""

import json
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import NamedTuple

from generator.model.finding import Finding
from generator.model.tree import Tree
from generator.report.fingerprint import fingerprints, normal_file
from generator.report.text import Sources

VERSION = 1
_FIELDS: tuple[tuple[str, type], ...] = (
    ("fingerprint", str),
    ("times", int),
    ("code", str),
    ("file", str),
    ("message", str),
)


class Known(NamedTuple):
    """Findings alike: how many of them there may be; `message` is for the reader of the file."""

    fingerprint: str
    times: int
    code: str
    file: str
    message: str


class Broken(NamedTuple):
    """Why a text is no baseline, and where: ``line 3, column 7``, or ``findings[2].times``."""

    place: str
    reason: str


class Judged(NamedTuple):
    """Findings that are not in a baseline, how many are, and its entries that stand for more than was found."""

    new: tuple[Finding, ...]
    known: int
    stale: tuple[Known, ...]


def baseline_text(findings: Sequence[Finding], sources: Sources) -> str:
    """Return the file that lists these findings, a line for all that are alike, in the order of files and codes."""
    counted: dict[str, Known] = {}
    for finding, (print_, number) in zip(findings, fingerprints(findings, sources), strict=True):
        first = counted.get(print_, Known(print_, 0, finding.code, normal_file(finding.file), finding.message))
        counted[print_] = first._replace(times=number)
    entries = sorted(counted.values(), key=lambda known: (known.file, known.code, known.fingerprint))
    lines = ",\n".join(f"    {json.dumps(known._asdict())}" for known in entries)
    return f'{{\n  "version": {VERSION},\n  "findings": [{f"{chr(10)}{lines}{chr(10)}  " if lines else ""}]\n}}\n'


def read_baseline(text: str) -> tuple[Known, ...] | Broken:
    """Return what a file lists, or the first thing that is wrong with it."""
    try:
        tree: Tree = json.loads(text)
    except json.JSONDecodeError as error:
        return Broken(f"line {error.lineno}, column {error.colno}", f"this is not JSON: {error.msg}")
    except (RecursionError, ValueError):
        return Broken("line 1, column 1", "this is not JSON that can be read: numbers or nesting without end")
    if not isinstance(tree, dict):
        return Broken("line 1, column 1", "a baseline is a JSON object with `version` and `findings`")
    if tree.get("version") != VERSION:
        return Broken("version", f"only version {VERSION} is known")
    entries = tree.get("findings")
    if not isinstance(entries, list):
        return Broken("findings", "a list of findings is wanted")
    read = [_entry(index, entry) for index, entry in enumerate(entries)]
    broken = next((entry for entry in read if isinstance(entry, Broken)), None)
    return broken or tuple(entry for entry in read if isinstance(entry, Known))


def judge(
    findings: Sequence[Finding], sources: Sources, baseline: Iterable[Known], looked_at: Collection[str]
) -> Judged:
    """Take from the findings those that a baseline lists, as often as it lists them.

    `looked_at` are the files that were read: an entry of another file is not stale, it was merely not asked for.
    """
    left: dict[str, int] = {}
    listed: dict[str, Known] = {}
    for known in baseline:
        left[known.fingerprint] = left.get(known.fingerprint, 0) + known.times
        listed.setdefault(known.fingerprint, known)
    new: list[Finding] = []
    for finding, (print_, _) in zip(findings, fingerprints(findings, sources), strict=True):
        if left.get(print_, 0):
            left[print_] -= 1
        else:
            new.append(finding)
    return Judged(tuple(new), len(findings) - len(new), _stale(listed, left, looked_at))


def _stale(listed: Mapping[str, Known], left: Mapping[str, int], looked_at: Collection[str]) -> tuple[Known, ...]:
    seen = {normal_file(file) for file in looked_at} | {""}
    return tuple(
        known._replace(times=left[print_]) for print_, known in listed.items() if left[print_] and known.file in seen
    )


def _entry(index: int, tree: Tree) -> Known | Broken:
    place = f"findings[{index}]"
    if not isinstance(tree, dict):
        return Broken(place, "an object is wanted")
    for name, kind in _FIELDS:
        if type(tree.get(name)) is not kind:
            return Broken(f"{place}.{name}", f"{'a text' if kind is str else 'a whole number'} is wanted")
    fingerprint, times, code, file, message = (tree[name] for name, _ in _FIELDS)
    if not isinstance(times, int) or times < 1:
        return Broken(f"{place}.times", "a number from 1 on is wanted")
    return Known(str(fingerprint), times, str(code), normal_file(str(file)), str(message))
