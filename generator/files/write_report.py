"""What a render did to each file of a bundle."""

from enum import Enum
from typing import NamedTuple


class Verb(Enum):
    """What happened to a file."""

    CREATED = "created"
    UPDATED = "updated"
    UNCHANGED = "unchanged"
    REPLACED = "edited by hand, replaced"
    REMOVED = "removed"
    KEPT = "no longer produced but edited by hand, left alone"
    FOREIGN = "not ours, left alone"


class FileReport(NamedTuple):
    """A file, its path shown as a terminal can, and what happened to it."""

    path: str
    verb: Verb


class WriteReport(NamedTuple):
    """What a render did, in the order of paths; `finished` says that an earlier run had been interrupted here."""

    files: tuple[FileReport, ...]
    finished: bool = False

    @property
    def changed(self) -> bool:
        """Anything in the bundle is different from before."""
        return any(file.verb not in (Verb.UNCHANGED, Verb.KEPT, Verb.FOREIGN) for file in self.files)

    def paths(self, verb: Verb) -> tuple[str, ...]:
        """Return the files to which this happened."""
        return tuple(file.path for file in self.files if file.verb is verb)
