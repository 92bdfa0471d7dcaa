"""What is wrong with an input: a value, never an exception."""

from enum import Enum
from typing import NamedTuple

from generator.model.tree import Path


class Severity(Enum):
    """How much a finding weighs: an error blocks writing, the others do not."""

    ERROR = "error"
    WARNING = "warning"
    INFO = "info"


class Position(NamedTuple):
    """A place in a text file, both numbers counted from 1."""

    line: int
    column: int


class Finding(NamedTuple):
    """One problem, with the reason and the cure.

    `at` names the place in the profile's tree; whoever holds the document turns it into `file` and
    `position`. `on_key` points at the key itself, for faults such as an unknown key. `needs` are the other
    places of the profile that it rests on (see `model.doubt`).
    """

    code: str
    severity: Severity
    message: str
    why: str
    fix: str
    at: Path = ()
    on_key: bool = False
    position: Position | None = None
    file: str = ""
    needs: tuple[str, ...] = ()


class Excepted(NamedTuple):
    """A finding that the profile switches off, and the reason that it gives."""

    finding: Finding
    reason: str
