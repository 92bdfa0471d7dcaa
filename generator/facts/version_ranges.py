"""Ranges of chart versions, as Helm, Flux and Argo CD read them: ``25.3.x``, ``~25.3``, ``>=25.3.0 <25.4.0``.

Source: Masterminds/semver v3 constraints.go.
"""

import re
from typing import NamedTuple

_VERSION = r"v?(?:\d{1,9}|[xX*])(?:\.(?:\d{1,9}|[xX*])){0,2}(?:-[\w.-]+)?(?:\+[\w.-]+)?"
_SIGNS = r"!=|>=|=>|<=|=<|~>|[=<>~^]"
_ONE = re.compile(rf"({_SIGNS})?\s*({_VERSION})")
_ALL = re.compile(rf"\s*(?:{_SIGNS})?\s*{_VERSION}(?:(?:\s+|\s*,\s*)(?:{_SIGNS})?\s*{_VERSION})*\s*")
_FROM_TO = re.compile(rf"({_VERSION})\s+-\s+({_VERSION})")
_LONGEST = 200
"""In characters: no range that somebody means is longer."""

Key = tuple[int, int, int, int]
"""A version's three numbers, then `_BEFORE` for a candidate and `_RELEASED` for the release, to be compared."""
_BEFORE, _RELEASED = 0, 1
_LOWEST: Key = (0, 0, 0, _BEFORE)
_ABOVE_ALL: Key = (10**9, 0, 0, _BEFORE)


class _Span(NamedTuple):
    """From a version up to another one, which is not within; `outside` for all but these."""

    low: Key
    high: Key
    outside: bool = False


class VersionRange(NamedTuple):
    """Ways of being within a range, of which one is enough; each has spans that must all hold."""

    ways: tuple[tuple[_Span, ...], ...]

    def has(self, numbers: tuple[int, int, int]) -> bool:
        """Say whether a release is within."""
        key = (*numbers, _RELEASED)
        return any(all((span.low <= key < span.high) is not span.outside for span in way) for way in self.ways)


def read_range(text: str) -> VersionRange | None:
    """Return what a text means as a range; None where Helm cannot read it as one."""
    if len(text) > _LONGEST:
        return None
    parts = _FROM_TO.sub(r">=\1, <=\2", text).split("||")
    if any(_ALL.fullmatch(part) is None for part in parts):
        return None
    return VersionRange(tuple(tuple(_span(*found) for found in _ONE.findall(part)) for part in parts))


def _span(sign: str, version: str) -> _Span:
    given = _given(version)
    least = (*given, 0, 0, 0)[:3]
    bare = version.partition("+")[0]
    at: Key = (least[0], least[1], least[2], _BEFORE if "-" in bare or len(given) < 3 else _RELEASED)
    # What is left out stands for all of its kind: >25.3 begins with 25.4.0.
    behind: Key = (*at[:3], at[3] + 1) if len(given) == 3 else _next(given)
    match sign:
        case ">=" | "=>":
            return _Span(at, _ABOVE_ALL)
        case ">":
            return _Span(behind, _ABOVE_ALL)
        case "<":
            return _Span(_LOWEST, at)
        case "<=" | "=<":
            return _Span(_LOWEST, behind)
        case "~" | "~>":
            return _Span(at, _next(given[:2]))
        case "^":
            return _Span(at, _next(given[: _fixed(given)]))
        case _:
            return _Span(at, behind, outside=sign == "!=")


def _given(version: str) -> tuple[int, ...]:
    """Return the numbers before the first that is left out or stands for any."""
    found: list[int] = []
    for part in re.split(r"[-+]", version.removeprefix("v"))[0].split("."):
        if not part.isdigit():
            break
        found.append(int(part))
    return tuple(found)


def _fixed(given: tuple[int, ...]) -> int:
    """Return how many numbers ``^`` holds: those up to the first that is not 0."""
    return next((index for index, number in enumerate(given, 1) if number), len(given))


def _next(given: tuple[int, ...]) -> Key:
    """Return where the versions that begin so end."""
    if not given:
        return _ABOVE_ALL
    major, minor, patch = (*given[:-1], given[-1] + 1, 0, 0)[:3]
    return (major, minor, patch, _BEFORE)
