"""Which findings still hold where a part of the profile is wrong: each finding says what else it rests on.

A need is a place of the profile as people write it, with everything below it: ``install.driver``. In a list ``[]``
is the finding's own entry where the finding stands in one, and otherwise every entry; ``[*]`` is every entry always.
"""

import re
from collections.abc import Iterable, Iterator
from functools import cache
from typing import TypeAlias

from generator.model.finding import Finding
from generator.model.tree import Path

Needs: TypeAlias = tuple[str, ...]
Doubts: TypeAlias = frozenset[Path]
"""Places that are faulty themselves, so that nothing can be concluded from what stands there, or does not."""

WHOLE_PROFILE: Needs = ("",)
NOTHING_ELSE: Needs = ()
"""For findings on what is written at their own place, whatever the rest of the profile says."""

_NAMING = (
    *("mig", "pools[*].mig", "pools[*].mps"),
    *("install.chart", "install.version", "install.components.devicePlugin.version"),
)
POOL_RESOURCES: Needs = ("pools[].name", "pools[].gpus", "pools[].mig", "pools[].timeSlicing", "pools[].mps", *_NAMING)
"""What decides which resources the finding's own pool advertises."""
ALL_RESOURCES: Needs = ("pools[*].name", "pools[*].gpus", "pools[*].timeSlicing", *_NAMING)
"""What decides which resources the whole cluster advertises."""
BINDING: Needs = ("install.chart", "install.devicePlugin", "install.nodeFeatureDiscovery")
"""What decides, beside the pools, by which way nodes get their labels."""

_Known: TypeAlias = dict[str | int | None, "_Known"]
"""Doubts as a tree; the key None ends one."""


def undoubted(findings: Iterable[Finding], doubts: Doubts) -> tuple[Finding, ...]:
    """Return the findings that neither stand in a doubtful place nor rest on one."""
    if not doubts:
        return tuple(findings)
    known = _tree(doubts)
    return tuple(
        one
        for one in findings
        if not _covers(known, one.at) and not any(_meets(known, _parts(need), one.at) for need in one.needs)
    )


def _tree(doubts: Doubts) -> _Known:
    root: _Known = {}
    for path in doubts:
        node = root
        for part in path:
            node = node.setdefault(part, {})
        node[None] = {}
    return root


def _covers(known: _Known, at: Path) -> bool:
    for part in at:
        if None in known:
            return True
        if part not in known:
            return False
        known = known[part]
    return None in known


@cache
def _parts(need: str) -> tuple[str, ...]:
    return tuple(re.findall(r"[^.\[\]]+|\[\*?\]", need))


def _meets(known: _Known, parts: tuple[str, ...], at: Path) -> bool:
    """Say whether a doubt lies at a need, above it or below it; `at` is the finding's place as far as both go along."""
    if None in known or not parts:
        return True
    return any(
        _meets(known[step], parts[1:], at[1:] if at[:1] == (step,) else ()) for step in _steps(known, parts[0], at)
    )


def _steps(known: _Known, part: str, at: Path) -> Iterator[str | int]:
    if part == "[]" and at and isinstance(at[0], int):
        yield from (at[0],) if at[0] in known else ()
    elif part in ("[]", "[*]"):
        yield from (step for step in known if isinstance(step, int))
    elif part in known:
        yield part
