"""What the accounts in this folder are read with."""

from typing import NamedTuple

from generator.budget import DeviceBudget
from generator.ledger.allocation import Allocation, allocation
from generator.model.plan import Plan

GIB = 1024
"""Where people write GB of a card's memory they mean this many MiB."""


class Line(NamedTuple):
    """A line of an allocation table as people keep it: who, units, percent of all units."""

    who: str
    namespace: str
    units: int | None
    percent: str


def table(plan: Plan) -> list[Line]:
    """Return the table of a Plan with one resource, its last line what is left."""
    found = allocation(plan)
    lines = [Line(row.name, row.namespace, row.units, row.worth.rpartition(", ")[2]) for row in found.rows]
    (free,) = found.free
    return [*lines, Line("available", "", free.free, free.worth.rpartition(", ")[2])]


def only_budget(plan: Plan) -> DeviceBudget:
    """Return the budget of a Plan with one kind of device that workloads ask for."""
    (one,) = of(plan).budgets
    return one


def of(plan: Plan) -> Allocation:
    """Return a Plan's allocation."""
    return allocation(plan)
