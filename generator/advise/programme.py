"""A small mixed integer programme as plain data, and goals that are met one after the other."""

from collections.abc import Sequence
from typing import NamedTuple

INFINITE = float("inf")


class Row(NamedTuple):
    """`low` <= sum of coefficient times column <= `high`."""

    low: float
    high: float
    terms: tuple[tuple[int, int], ...]


class Programme(NamedTuple):
    """Whole-numbered columns from 0 to their upper bounds, and rows over them.

    The `loose` columns have a whole-numbered solution wherever the others are whole, so that a solver need not look
    for it before the end.
    """

    upper: tuple[int, ...]
    rows: tuple[Row, ...]
    loose: frozenset[int] = frozenset()


class Goal(NamedTuple):
    """Something to make as small as possible, with whole-numbered coefficients; `floor` is known never to be beaten."""

    name: str
    terms: tuple[tuple[int, int], ...]
    floor: int | None = None

    def value(self, values: Sequence[float]) -> int:
        """Return the sum for a solution."""
        return round(sum(coefficient * values[column] for column, coefficient in self.terms))

    def least(self, programme: Programme) -> int:
        """Return a value that no solution can be below, from the floor or the bounds of the columns alone."""
        least = sum(min(0, coefficient * programme.upper[column]) for column, coefficient in self.terms)
        return least if self.floor is None else max(least, self.floor)

    def at_most(self, value: float) -> Row:
        """Return the row that keeps what was reached."""
        return Row(-INFINITE, value, self.terms)


class Level(NamedTuple):
    """How far a goal was met: its value, and the least that any solution could have."""

    goal: str
    value: int
    bound: int

    @property
    def proven(self) -> bool:
        """Whether nothing better exists, given the goals before it."""
        return self.bound >= self.value


class Solution(NamedTuple):
    """Values of the columns, and how far each goal was met."""

    values: tuple[int, ...]
    levels: tuple[Level, ...]
