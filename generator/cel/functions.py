"""What functions and methods there are, and what they give and take."""

from collections.abc import Mapping
from types import MappingProxyType

from generator.cel.types import Kind

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


def is_method(name: str) -> bool:
    """Say whether something has a method of that name."""
    of_values = any(name in each for each in METHODS.values())
    return of_values or name.startswith("get") or name in OF_COLLECTIONS | OF_OTHERS


def meant(name: str) -> str:
    """Return the method that is called so but for the case of its letters."""
    known = (each for methods in METHODS.values() for each in methods)
    right = next((each for each in known if each.lower() == name.lower() and each != name), None)
    return "" if right is None else f", but {right}()"
