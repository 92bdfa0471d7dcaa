"""What is handed on of a profile: all of it, or what is left when the faulty parts are taken out."""

from collections.abc import Iterable
from typing import NamedTuple

from generator.model.doubt import Doubts, undoubted
from generator.model.finding import Finding
from generator.model.profile import ClusterProfile
from generator.model.tree import Path


class Decoded(NamedTuple):
    """A profile with the faults of its shape; None where too little of it is sound.

    `doubts` are the places of the document that are faulty or where something may be missing because of a fault;
    `left_out` are those that the profile lacks, so that later entries of a list have moved up.
    """

    profile: ClusterProfile | None
    findings: tuple[Finding, ...] = ()
    doubts: Doubts = frozenset()
    left_out: frozenset[Path] = frozenset()

    @property
    def complete(self) -> bool:
        """Whether the profile says all that the document says."""
        return self.profile is not None and not self.findings

    @property
    def cluster(self) -> str:
        """The cluster's name, empty where it is not certain."""
        certain = self.doubts.isdisjoint({("cluster",), ("cluster", "name")})
        return self.profile.cluster.name if self.profile is not None and certain else ""

    def certain(self, findings: Iterable[Finding]) -> tuple[Finding, ...]:
        """Return the findings on the profile that hold for the document too, with their places in it."""
        if self.complete:
            return tuple(findings)
        return undoubted((one._replace(at=self.original_path(one.at)) for one in findings), self.doubts)

    def original_path(self, path: Path) -> Path:
        """Return where in the document a place of the profile comes from."""
        return original_path(path, self.left_out)


def original_path(path: Path, left_out: frozenset[Path]) -> Path:
    """Return the place in a document that is `path` once the places left out are gone."""
    found: Path = ()
    for part in path:
        found = (*found, _original_index(found, part, left_out) if isinstance(part, int) else part)
    return found


def _original_index(entries: Path, index: int, left_out: frozenset[Path]) -> int:
    original = -1
    for _ in range(index + 1):
        original += 1
        while (*entries, original) in left_out:
            original += 1
    return original
