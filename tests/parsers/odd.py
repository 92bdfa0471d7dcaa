"""What a table of odd files says of one: its text, and what the parser is claimed to make of it."""

from collections.abc import Mapping
from enum import Enum
from typing import NamedTuple

from generator.model.tree import Tree
from tests.parsers.parsers import NOTHING, Place


class Verdict(Enum):
    """What becomes of odd input. The values are the words people read."""

    REJECTED = "rejected"
    WARNED = "warned about and dropped"
    DROPPED = "dropped without a word"
    ACCEPTED = "accepted"


class Odd(NamedTuple):
    """A file and its verdict.

    `lost` are the places of the text that the parser drops, `seen` what its own output says at places, and `said` a
    part of the reason for which it refuses the file or of its warning.
    """

    name: str
    verdict: Verdict
    text: str
    lost: tuple[Place, ...] = ()
    seen: tuple[tuple[Place, Tree], ...] = ()
    said: str = ""
    environment: Mapping[str, str] = NOTHING


def dropped(name: str, text: str, *lost: Place) -> Odd:
    """Return a file of which these places are dropped without a word."""
    return Odd(name, Verdict.DROPPED, text, lost)


def warned(name: str, text: str, lost: Place, becomes: Tree, said: str) -> Odd:
    """Return a file of which one place is dropped with a warning and becomes something else."""
    return Odd(name, Verdict.WARNED, text, (lost,), ((lost, becomes),), said)


def rejected(name: str, text: str, said: str, environment: Mapping[str, str] = NOTHING) -> Odd:
    """Return a file that is refused."""
    return Odd(name, Verdict.REJECTED, text, said=said, environment=environment)


def accepted(name: str, text: str, *seen: tuple[Place, Tree], environment: Mapping[str, str] = NOTHING) -> Odd:
    """Return a file that is taken, of which the parser's output says this."""
    return Odd(name, Verdict.ACCEPTED, text, seen=seen, environment=environment)
