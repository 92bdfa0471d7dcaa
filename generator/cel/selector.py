"""What is found in an expression that selects devices."""

from typing import NamedTuple

from generator.cel.types import Kind


class CelFault(NamedTuple):
    """Why an expression is refused, and at which offset."""

    reason: str
    at: int


class Use(NamedTuple):
    """A value of a device that an expression uses: ``attributes`` or ``capacity``, the domain and the name in it.

    ``driver``, and ``quantity`` for an amount that is written in the expression itself, have neither.

    `domain` and `name` are None where no text says them. `asked` says that only its presence is asked for. `against`
    is the kind that it is compared with, `sign` the operator, and `text` a string that is written there.
    """

    of: str
    domain: str | None
    name: str | None
    at: int
    asked: bool = False
    against: Kind | None = None
    sign: str = ""
    text: str | None = None


class Selector(NamedTuple):
    """What is found in an expression."""

    faults: tuple[CelFault, ...]
    uses: tuple[Use, ...]
