"""Which releases of a chart somebody may mean who writes a version, a range, or nothing."""

import re
from typing import NamedTuple

from generator.facts.charts import chart_versions, release_numbers
from generator.facts.version_ranges import read_range

_EXACT = re.compile(r"=?\s*v?(\d{1,9})\.(\d{1,9})\.(\d{1,9})(?:[-+][\w.+-]*)?")

Numbers = tuple[int, int, int]


class Releases(NamedTuple):
    """Releases of `facts.charts` that come into question, oldest first.

    `within` is false where the version lies outside those that we know, so that only the nearest one is named.
    """

    names: tuple[str, ...]
    within: bool


def releases_meant(chart: str, stated: str | None) -> Releases:
    """Return the releases that a stated version may be: it alone, the two around it, or all for a range or nothing."""
    known = chart_versions(chart)
    numbers = exact_numbers(stated or "")
    if numbers is None:
        return Releases(known, True)
    by_numbers = {found: name for name in known if (found := exact_numbers(name)) is not None}
    if numbers in by_numbers:
        return Releases((by_numbers[numbers],), True)
    older = [name for found, name in by_numbers.items() if found < numbers]
    newer = [name for found, name in by_numbers.items() if found > numbers]
    return Releases((*older[-1:], *newer[:1]), bool(older and newer))


def releases_within(chart: str, stated: str) -> tuple[str, ...] | None:
    """Return the releases that a stated range has, oldest first; None for what is no range."""
    found = read_range(stated)
    return None if found is None else tuple(one for one in chart_versions(chart) if found.has(release_numbers(one)))


def exact_numbers(text: str) -> Numbers | None:
    """Return the three numbers of one exact version, None for a range or anything else."""
    found = _EXACT.fullmatch(text.strip())
    return None if found is None else (int(found[1]), int(found[2]), int(found[3]))
