"""Reads and compiles the profiles that a command was given."""

from collections import Counter
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Final, NamedTuple

from generator.files.profile_file import read_profile_bytes
from generator.model.finding import Finding, Severity
from generator.report.plain import printable

if TYPE_CHECKING:
    from generator.model.compiled import Compiled


USAGE: Final = 2
"""The exit status of a command that was called wrongly."""
_NO_SUCH_FILE: Final = "FILE001"


class Source(NamedTuple):
    """A profile's bytes, or why there are none."""

    path: Path
    data: bytes = b""
    fault: Finding | None = None

    @property
    def shown(self) -> str:
        """The path as messages show it."""
        return printable(str(self.path))


def read_source(path: Path) -> Source:
    """Return a profile as it is on disk."""
    read = read_profile_bytes(path)
    return Source(path, fault=read) if isinstance(read, Finding) else Source(path, read)


def compile_source(source: Source) -> "Compiled":
    """Compile a profile; one that could not be read has that as its finding."""
    if source.fault is not None:
        from generator.model.compiled import Compiled

        return Compiled("", None, (), (source.fault,), ())
    from generator.compile import compile_profile

    return compile_profile(source.data, source.shown)


def clashes(clusters: Sequence[tuple[str, str]]) -> tuple[Finding, ...]:
    """Return an error for each pair of path and cluster whose cluster another path has too (CLI001)."""
    numbers = Counter(cluster for _, cluster in clusters if cluster)
    return tuple(_clash(path, cluster, clusters) for path, cluster in clusters if numbers[cluster] > 1)


def has_errors(findings: Iterable[Finding]) -> bool:
    """Say whether an error is among the findings."""
    return any(finding.severity is Severity.ERROR for finding in findings)


def failure(findings: Iterable[Finding]) -> int:
    """Return the exit status of a command that came to nothing: 2 where a file that was named is not there, else 1."""
    return USAGE if any(map(is_no_such_file, findings)) else 1


def is_no_such_file(finding: Finding) -> bool:
    """Say whether a finding tells that a file, which was named, is not there."""
    return finding.code == _NO_SUCH_FILE and finding.severity is Severity.ERROR


def _clash(path: str, cluster: str, clusters: Sequence[tuple[str, str]]) -> Finding:
    others = ", ".join(other for other, name in clusters if name == cluster and other != path)
    return Finding(
        code="CLI001",
        severity=Severity.ERROR,
        message=f"the cluster {cluster} has another profile: {others}",
        why="Both would write the same folder, and the later one would undo the earlier.",
        fix="Give each profile a `cluster.name` of its own, or render one of them only.",
        file=path,
    )
