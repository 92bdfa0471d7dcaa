"""Fields of objects, level by level, as data."""

from collections.abc import Mapping
from enum import Enum
from types import MappingProxyType
from typing import NamedTuple

EACH = "[]"
"""Stands in a path for every element of a list."""


class FieldType(Enum):
    """What a field takes, as the fact sheets of charts call it."""

    TEXT = "string"
    BOOL = "bool"
    INT = "int"
    LIST = "list"
    MAP = "map"
    AMOUNT = "amount"
    INT_OR_TEXT = "int|string"
    ANY = "any"


class Level(NamedTuple):
    """A place in an object, from its root, what people call it, and the fields that it has.

    `holds` says of lists and mappings of what type all that they hold is. `words` are the texts that a field takes,
    where these are all; `durations` are fields that take one such as 1h30m. `reader` is who refuses anything else.
    `needs` are the fields without which it is refused, `needed_until` those without which releases up to one refuse
    it, `one_of` those of which one must be there. `periods` are fields that take what Prometheus calls a duration,
    `names` those that take the name of an object. Where it is open it may have fields that are not listed. `former` are
    fields that releases from one on have not, each with that release and with what to write instead. `others` are
    fields of an open level beside those that are judged: what is a slip away from one of them all is that one misspelt.
    """

    path: tuple[str, ...]
    title: str
    fields: Mapping[str, FieldType]
    holds: Mapping[str, FieldType] = MappingProxyType({})
    words: Mapping[str, tuple[str, ...]] = MappingProxyType({})
    durations: tuple[str, ...] = ()
    reader: str = "the API server"
    needs: tuple[str, ...] = ()
    is_open: bool = False
    periods: tuple[str, ...] = ()
    needed_until: Mapping[str, str] = MappingProxyType({})
    one_of: tuple[str, ...] = ()
    names: tuple[str, ...] = ()
    former: Mapping[str, tuple[str, str]] = MappingProxyType({})
    others: tuple[str, ...] = ()


def fields(**words: str) -> Mapping[str, FieldType]:
    """Return fields by their names; each keyword is a type in small letters."""
    return {name: FieldType[kind.upper()] for kind, names in words.items() for name in names.split()}


def words(**fields_and_words: str) -> Mapping[str, tuple[str, ...]]:
    """Return the texts that each field takes."""
    return {name: tuple(texts.split()) for name, texts in fields_and_words.items()}


def of(kind: FieldType, names: str) -> Mapping[str, FieldType]:
    """Return one type for several names."""
    return dict.fromkeys(names.split(), kind)
