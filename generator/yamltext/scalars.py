"""What a scalar means: the core schema of YAML 1.2.2, section 10.3.2, and nothing of YAML 1.1."""

import math
import re
from collections.abc import Callable
from enum import Enum

from generator.model.tree import Scalar

MAX_NUMBER_LENGTH = 100
"""Characters of the longest number read; a 64-bit float needs at most 24, an int64 20."""

CORE = "tag:yaml.org,2002:"
"""What `!!` stands for (YAML 1.2.2, section 6.8.2)."""


class Unreadable(Enum):
    """Why a scalar has no value."""

    TOO_LARGE = "too large"
    MISFIT = "does not fit its tag"
    UNKNOWN_TAG = "unknown tag"


_NULLS: dict[str, Scalar] = dict.fromkeys(("", "~", "null", "Null", "NULL"), None)
_BOOLS: dict[str, Scalar] = {
    **dict.fromkeys(("true", "True", "TRUE"), True),
    **dict.fromkeys(("false", "False", "FALSE"), False),
}
_SPECIAL_FLOATS: dict[str, Scalar] = {
    **dict.fromkeys((".nan", ".NaN", ".NAN"), math.nan),
    **{sign + word: math.inf for sign in ("", "+") for word in (".inf", ".Inf", ".INF")},
    **dict.fromkeys(("-.inf", "-.Inf", "-.INF"), -math.inf),
}
_WORDS: dict[str, Scalar] = {**_NULLS, **_BOOLS, **_SPECIAL_FLOATS}
_NUMBER_STARTS = frozenset("0123456789+-.")
_DECIMAL = re.compile(r"[-+]?[0-9]+").fullmatch
_OCTAL = re.compile(r"0o[0-7]+").fullmatch
_HEX = re.compile(r"0x[0-9a-fA-F]+").fullmatch
_FLOAT = re.compile(r"[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?").fullmatch


def plain_value(text: str) -> Scalar | Unreadable:
    """Return the value of an unquoted scalar; `TOO_LARGE` for numbers beyond a 64-bit float or 100 characters."""
    if text in _WORDS:
        return _WORDS[text]
    if text[0] not in _NUMBER_STARTS:
        return text
    number: float | Unreadable | None = _integer(text)
    if number is None:
        number = _float(text)
    return text if number is None else number


def tagged_value(tag: str, text: str, plain: bool) -> Scalar | Unreadable:
    """Return the value of a scalar with a tag; `UNKNOWN_TAG` outside the core schema, `MISFIT` for a wrong value."""
    if tag in ("!", CORE + "str"):
        return text
    wanted = _TAGGED.get(tag)
    if wanted is None:
        return Unreadable.MISFIT if tag in (CORE + "map", CORE + "seq") else Unreadable.UNKNOWN_TAG
    if not plain and tag == CORE + "null":
        return Unreadable.MISFIT
    value = wanted(text)
    return Unreadable.MISFIT if value is None and tag != CORE + "null" else value


def _integer(text: str) -> int | Unreadable | None:
    for matches, base in ((_DECIMAL, 10), (_OCTAL, 8), (_HEX, 16)):
        if matches(text):
            if len(text) > MAX_NUMBER_LENGTH:
                return Unreadable.TOO_LARGE
            return int(text if base == 10 else text[2:], base)
    return None


def _float(text: str) -> float | Unreadable | None:
    if not _FLOAT(text):
        return None
    if len(text) > MAX_NUMBER_LENGTH:
        return Unreadable.TOO_LARGE
    value = float(text)
    return Unreadable.TOO_LARGE if math.isinf(value) else value


def _tagged_float(text: str) -> Scalar | Unreadable:
    special = _SPECIAL_FLOATS.get(text)
    return _float(text) if special is None else special


def _tagged_null(text: str) -> Scalar | Unreadable:
    return None if text in _NULLS else Unreadable.MISFIT


_TAGGED: dict[str, Callable[[str], Scalar | Unreadable]] = {
    CORE + "int": _integer,
    CORE + "float": _tagged_float,
    CORE + "bool": _BOOLS.get,
    CORE + "null": _tagged_null,
}
