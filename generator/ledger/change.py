"""What changes between two allocations of one cluster."""

from enum import Enum
from typing import NamedTuple

from generator.ledger.allocation import Allocation, FreeUnits, Row


class Mark(Enum):
    """What became of a row; the values stand before it."""

    SAME = ""
    CHANGED = "~"
    NEW = "+"
    GONE = "-"


class Marks(NamedTuple):
    """A mark for each row, and for each line of what is free."""

    rows: tuple[Mark, ...]
    free: tuple[Mark, ...]


class Change(NamedTuple):
    """Marks for the allocation before, where GONE rows stand, and for the one after."""

    before: Marks
    after: Marks


def unmarked(allocation: Allocation) -> Marks:
    """Return marks for an allocation that is compared with nothing."""
    return Marks(tuple(Mark.SAME for _ in allocation.rows), tuple(Mark.SAME for _ in allocation.free))


def change(before: Allocation, after: Allocation) -> Change:
    """Return what to mark in each: a workload is the same while namespace and name are."""
    return Change(_marks(before, after, Mark.GONE), _marks(after, before, Mark.NEW))


def _marks(here: Allocation, there: Allocation, missing: Mark) -> Marks:
    rows = {row.key: row for row in there.rows}
    free = {one.key: one for one in there.free}
    return Marks(
        tuple(_mark(row, rows.get(row.key), missing) for row in here.rows),
        tuple(_mark(one, free.get(one.key), missing) for one in here.free),
    )


def _mark(here: Row | FreeUnits, there: Row | FreeUnits | None, missing: Mark) -> Mark:
    if there is None:
        return missing
    if here == there:
        return Mark.SAME
    # What changed is marked where it is new.
    return Mark.CHANGED if missing is Mark.NEW else Mark.SAME
