"""Types of values in an expression."""

from collections.abc import Mapping
from enum import Enum
from types import MappingProxyType
from typing import NamedTuple


class Kind(Enum):
    """A type by its name in messages; `ANY` is not known before a device is looked at."""

    ANY = "any"
    BOOL = "bool"
    BYTES = "bytes"
    DEVICE = "device"
    DOUBLE = "double"
    INT = "int"
    LIST = "list"
    MAP = "map"
    NULL = "null"
    QUANTITY = "quantity"
    SEMVER = "semver"
    STRING = "string"
    TYPE = "type"
    UINT = "uint"

    @property
    def shown(self) -> str:
        """The name with its article, as sentences have it."""
        return f"{'an' if self.value[0] in 'aeio' else 'a'} {self.value}"


class Type(NamedTuple):
    """A type: `held` are the kinds of the values in maps and lists, one within the other.

    `way` leads to it from `device`, a part for each field or key; None where that is not known, or no value of it.
    """

    kind: Kind
    held: tuple[Kind, ...] = ()
    way: tuple[str | None, ...] | None = None

    @property
    def element(self) -> "Type":
        """The type of what a map or list holds."""
        return Type(self.held[0], self.held[1:]) if self.held else ANY

    def below(self, key: str | None) -> "Type":
        """Return the type of what is held under a key."""
        return self.element._replace(way=None if self.way is None else (*self.way, key))


ANY = Type(Kind.ANY)
BOOL = Type(Kind.BOOL)
NUMBERS = frozenset({Kind.DOUBLE, Kind.INT, Kind.UINT})
ORDERED = frozenset({*NUMBERS, Kind.BOOL, Kind.BYTES, Kind.STRING})
"""What can be told apart by less and greater; times and durations are not among the values of a device."""
LITERALS: Mapping[str, Kind] = MappingProxyType({**{kind.value: kind for kind in Kind}, "null_type": Kind.NULL})
TYPE_NAMES = frozenset(
    {
        *("bool", "bytes", "double", "duration", "dyn", "int", "list", "map", "null_type", "optional_type", "string"),
        *("timestamp", "type", "uint"),
    }
)
