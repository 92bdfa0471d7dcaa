"""What stays the same of a finding while lines are added and removed around it."""

import hashlib
import posixpath
from collections.abc import Iterator, Sequence

from generator.model.finding import Finding
from generator.report.text import Sources


def fingerprint(finding: Finding, sources: Sources) -> str:
    """Return 32 hexadecimal digits made of the code, the file, the keys that lead to the place, and its line's text.

    Line numbers, indices of lists, white space and the message (which may count things) have no part in it.
    """
    told = (finding.code, normal_file(finding.file), _keys(finding), _line(finding, sources))
    return hashlib.sha256("\0".join(told).encode("utf-8", "surrogatepass")).hexdigest()[:32]


def fingerprints(findings: Sequence[Finding], sources: Sources) -> Iterator[tuple[str, int]]:
    """Yield each finding's fingerprint, and how many findings up to and with this one have had it."""
    seen: dict[str, int] = {}
    for finding in findings:
        print_ = fingerprint(finding, sources)
        seen[print_] = seen.get(print_, 0) + 1
        yield print_, seen[print_]


def normal_file(file: str) -> str:
    """Return a path without detours, so that ``./a.yaml`` is ``a.yaml``; the empty one stays."""
    return posixpath.normpath(file) if file else ""


def _keys(finding: Finding) -> str:
    return "\x01".join("[]" if isinstance(part, int) else part for part in finding.at)


def _line(finding: Finding, sources: Sources) -> str:
    lines = sources.get(finding.file, ())
    if finding.position is None or not 1 <= finding.position.line <= len(lines):
        return ""
    return " ".join(lines[finding.position.line - 1].split())
