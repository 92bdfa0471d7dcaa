"""Types of values in an expression, and what Kubernetes' functions give."""

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
_ORDERING = dict.fromkeys(("isGreaterThan", "isLessThan"), Kind.BOOL) | {"compareTo": Kind.INT}
METHODS: Mapping[Kind, Mapping[str, Kind]] = MappingProxyType(
    {
        Kind.QUANTITY: MappingProxyType(
            {
                **_ORDERING,
                "isInteger": Kind.BOOL,
                "asInteger": Kind.INT,
                "asApproximateFloat": Kind.DOUBLE,
                "add": Kind.QUANTITY,
                "sub": Kind.QUANTITY,
            }
        ),
        Kind.SEMVER: MappingProxyType({**_ORDERING, **dict.fromkeys(("major", "minor", "patch"), Kind.INT)}),
        Kind.STRING: MappingProxyType(
            {
                **dict.fromkeys(("contains", "startsWith", "endsWith", "matches"), Kind.BOOL),
                **dict.fromkeys(("indexOf", "lastIndexOf", "size"), Kind.INT),
                **dict.fromkeys(("charAt", "lowerAscii", "upperAscii", "replace", "substring", "trim"), Kind.STRING),
                **dict.fromkeys(("find", "format", "reverse"), Kind.STRING),
                **dict.fromkeys(("findAll", "split"), Kind.LIST),
            }
        ),
    }
)
"""What methods give, of the kinds of which all are known; sources: the libraries named for the package."""
FUNCTIONS: Mapping[str, Kind] = MappingProxyType(
    {
        **dict.fromkeys(("bool", "isCIDR", "isIP", "isQuantity", "isSemver", "isURL", "matches"), Kind.BOOL),
        **dict.fromkeys(("int", "sign", "size"), Kind.INT),
        **dict.fromkeys(("cidr", "dyn", "duration", "ip", "timestamp", "url"), Kind.ANY),
        "bytes": Kind.BYTES,
        "double": Kind.DOUBLE,
        "quantity": Kind.QUANTITY,
        "semver": Kind.SEMVER,
        "string": Kind.STRING,
        "type": Kind.TYPE,
        "uint": Kind.UINT,
    }
)
"""What functions give, all that there are: `ANY` for those that no selector needs."""
OF_TEXT = frozenset({"quantity", "semver", "isQuantity", "isSemver"})
"""Functions whose first argument is a string."""
MACROS = frozenset({"all", "exists", "exists_one", "existsOne", "filter", "map", "sortBy"})
OF_COLLECTIONS = MACROS | {
    *("contains", "distinct", "flatten", "includes", "indexOf", "isSorted", "join", "lastIndexOf", "max", "min"),
    *("reverse", "size", "slice", "sort", "sum", "transformList", "transformMap", "transformMapEntry"),
}
OF_OTHERS = frozenset(
    {
        *("family", "hasValue", "ip", "isGlobalUnicast", "isLinkLocalMulticast", "isLinkLocalUnicast", "isLoopback"),
        *("containsCIDR", "containsIP", "isUnspecified", "masked", "optFlatMap", "optMap", "or", "orValue"),
        *("prefixLength", "value"),
    }
)
"""Methods of what is optional, of addresses and networks; those of times and links begin with get."""
TAKES: Mapping[str, frozenset[Kind]] = MappingProxyType(
    {
        **dict.fromkeys(("contains", "endsWith", "matches", "startsWith"), frozenset({Kind.STRING})),
        **dict.fromkeys(("compareTo", "isGreaterThan", "isLessThan"), frozenset({Kind.QUANTITY, Kind.SEMVER})),
    }
)
"""What the one argument of a method must be."""
