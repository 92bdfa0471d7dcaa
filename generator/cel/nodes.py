"""What an expression is made of; `at` is the offset of a node's first character, or of its operator, in the text."""

from typing import NamedTuple


class Literal(NamedTuple):
    """A value as written; `kind` is the name of its type in the language."""

    kind: str
    value: str
    at: int


class Name(NamedTuple):
    """A variable, or the name of a type."""

    name: str
    at: int


class Select(NamedTuple):
    """A field of a value, or a key of a map, by its name."""

    of: "Node"
    name: str
    at: int


class Index(NamedTuple):
    """An element of a list, or a key of a map."""

    of: "Node"
    key: "Node"
    at: int


class Call(NamedTuple):
    """A function, or a method of `of`."""

    name: str
    of: "Node | None"
    args: tuple["Node", ...]
    at: int


class Operation(NamedTuple):
    """An operator with its operands: one, two, or three of ``?:``."""

    sign: str
    operands: tuple["Node", ...]
    at: int


class Items(NamedTuple):
    """A list, or the keys and values of a map in turn."""

    items: tuple["Node", ...]
    is_map: bool
    at: int


Node = Literal | Name | Select | Index | Call | Operation | Items
