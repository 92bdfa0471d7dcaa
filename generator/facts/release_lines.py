"""Releases of the charts, read from the indexes that NVIDIA keeps on GitHub Pages and from the tags of the sources.

Patches of a line come without a gap: 0 to the last.
"""

import re
from enum import Enum
from functools import cache

from generator.facts.charts import DEVICE_PLUGIN, GPU_OPERATOR, chart_versions

Line = tuple[int, int]

_LAST_RELEASES = {
    # index.yaml on the branch gh-pages of NVIDIA/gpu-operator, August 2026.
    GPU_OPERATOR: "1.7.1 1.8.2 1.9.1 1.10.1 1.11.1 22.9.2 23.3.2 23.6.2 23.9.2 24.3.0 24.6.2 24.9.2 25.3.4 25.10.1 "
    "26.3.3 26.7.0",
    # index.yaml on the branch gh-pages of NVIDIA/k8s-device-plugin, August 2026.
    DEVICE_PLUGIN: "0.7.3 0.8.2 0.9.0 0.10.0 0.11.0 0.12.3 0.13.0 0.14.5 0.15.1 0.16.2 0.17.4 0.18.2 0.19.3 0.20.0",
}
"""By chart, the last release of each line, oldest line first."""
_OPEN = 3
"""So many of the newest lines may still get patches: NVIDIA maintains two of gpu-operator (its life cycle policy)."""
_WRITTEN = re.compile(r"[=~]?\s*v?(\d{1,9})(?:\.(\d{1,9}|[xX*])(?:\.(\d{1,9}|[xX*]))?)?")
_NUMBERS = re.compile(r"(?<!\d)(\d{1,9})\.(\d{1,9})(?!\d)")

_FIRST_MAJOR = {GPU_OPERATOR: 1, DEVICE_PLUGIN: 0}
"""The first number of the oldest release ever; sources: the tags of both repositories."""
_BETWEEN = re.compile(r"v?\d{1,9}(\.\d{1,9}){2}-(devel|dev|main|master|latest|snapshot)", re.IGNORECASE)


def is_between_releases(written: str) -> bool:
    """Say whether a version is what sources say of themselves between two releases, as in ``v1.0.0-devel``.

    Its numbers tell nothing of what is in it.
    Source: deployments/gpu-operator/Chart.yaml on the main branch of NVIDIA/gpu-operator.
    """
    return _BETWEEN.fullmatch(written.strip()) is not None


class Known(Enum):
    """What is known of a release that somebody asks for."""

    THERE = "there"
    NO_LINE = "no release has these first numbers"
    NO_PATCH = "the line ended before"
    NOT_YET = "the line may still get it"
    FAR = "it is beyond what the newest line can be followed by for years"
    OPEN = "nothing is known"


def release_known(chart: str, written: str) -> Known:
    """Return what is known of a version, or of a range within one line such as ``25.3.x`` or ``~25.3.1``.

    Other ranges, candidates, and what is older or newer than all lines, are open.
    """
    found = _WRITTEN.fullmatch(written.strip())
    if found is None:
        return Known.OPEN
    major = int(found[1])
    minor, patch = (int(part) if part and part.isdigit() else None for part in found.groups()[1:])
    last = _last_patches(chart)
    lines = list(last)
    if minor is None:
        return Known.OPEN
    line = (major, minor)
    if line not in lines:
        is_gap = lines[0] < line < lines[-1] or major < _FIRST_MAJOR[chart]
        return Known.NO_LINE if is_gap else _of_later(line, lines[-1])
    if patch is None or patch <= last[line]:
        return Known.THERE
    if line == lines[-1]:
        return Known.OPEN
    return Known.NOT_YET if line in lines[-_OPEN:] else Known.NO_PATCH


def _of_later(line: Line, newest: Line) -> Known:
    """Return what is known of a line that is not there yet, if it is later: majors come one by one, each from 0 on.

    The operator's are years, which also begin with the minor of a month.
    """
    (major, minor), (last, _) = line, newest
    is_next = major == last + 1 and (minor == 0 or last > 0)
    return Known.FAR if major > last and not is_next else Known.OPEN


def why_not_there(chart: str, written: str) -> str:
    """Return why a version or a range does not exist, or is not known to; the empty string where nothing says so."""
    found = _NUMBERS.search(written)
    if found is None:
        return ""
    major, minor = int(found[1]), int(found[2])
    begins = f"{major}.{minor}."
    last = _last_patches(chart).get((major, minor))
    match release_known(chart, written):
        case Known.NO_LINE:
            return f"there is no {chart} {written}: no release begins with {begins}"
        case Known.NO_PATCH:
            return f"there is no {chart} {written}: {begins}{last} is the last of {major}.{minor}"
        case Known.FAR:
            newest = chart_versions(chart)[-1]
            return f"{chart} {written} is far beyond the releases that are known: they end with {newest}"
        case Known.NOT_YET:
            return f"{chart} {written} is not among the releases that are known: they end with {begins}{last}"
        case _:
            return ""


@cache
def _last_patches(chart: str) -> dict[Line, int]:
    numbers = (tuple(map(int, text.split("."))) for text in _LAST_RELEASES[chart].split())
    return {(major, minor): patch for major, minor, patch in numbers}
