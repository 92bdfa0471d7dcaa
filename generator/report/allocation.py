"""The workloads as a table, what is free beside them, and what may meet on a device at worst."""

from collections.abc import Sequence

from generator.budget import DeviceBudget
from generator.budget.text import arithmetic, difference
from generator.ledger.allocation import Allocation, FreeUnits, Row
from generator.ledger.change import Mark, Marks, change, unmarked
from generator.ledger.words import SLOTS, asked_text, free_text, place_text
from generator.report.grid import Cells, laid_out, wrapped
from generator.report.plain import printable

_TITLES = (" ", "WORKLOAD", "NAMESPACE", "POOL", "PODS", "UNITS", "WHICH IS", "PER PROCESS", "PER POD")
_WIDEST = (1, 24, 24, 24, 6, 34, 30, 11, 11)
"""Where cells wrap at a space, column by column."""


def allocation_text(allocation: Allocation) -> str:
    """Return the table and the worst case of each kind of device; memory in MiB."""
    return f"{_table(allocation, None)}{_notes(allocation)}{_devices(allocation.budgets)}"


def changed_text(before: Allocation, after: Allocation) -> str:
    """Return both tables with what changes marked, and the worst cases before and after."""
    marks = change(before, after)
    return (
        f"before\n\n{_table(before, marks.before)}\nafter\n\n{_table(after, marks.after)}"
        f"\n+ is new, ~ is changed, - is gone\n{_notes(after)}{_devices(after.budgets, before.budgets)}"
    )


def _table(allocation: Allocation, marks: Marks | None) -> str:
    """Return the rows as columns; the first is for marks, and left out where nothing is compared."""
    shown = marks or unmarked(allocation)
    rows: list[Cells] = [tuple((title,) for title in _TITLES)]
    rows += [_cells(_row_texts(row, mark)) for row, mark in zip(allocation.rows, shown.rows, strict=True)]
    rows += [_cells(_free_texts(one, mark)) for one, mark in zip(allocation.free, shown.free, strict=True)]
    if marks is None:
        rows = [row[1:] for row in rows]
    return "".join(f"{line}\n" for line in laid_out(rows))


def _notes(allocation: Allocation) -> str:
    if not allocation.rows:
        return "\nno workloads are declared\n"
    return f"\n{SLOTS}\n" if allocation.has_slots else ""


def _cells(texts: Sequence[str]) -> Cells:
    return tuple(wrapped(text, width) for text, width in zip(texts, _WIDEST, strict=True))


def _row_texts(row: Row, mark: Mark) -> tuple[str, ...]:
    units = f"{asked_text(row)} {row.resource or ''}".rstrip()
    memory = (f"{row.process_mib} MiB", f"{row.pod_mib} MiB")
    return (mark.value, row.name, row.namespace, place_text(row), str(row.pods), units, row.worth, *memory)


def _free_texts(one: FreeUnits, mark: Mark) -> tuple[str, ...]:
    units = f"{free_text(one)} {one.resource}"
    return (mark.value, "free", "-", one.pool, "-", units, one.worth or "-", "-", "-")


def _devices(after: Sequence[DeviceBudget], before: Sequence[DeviceBudget] = ()) -> str:
    """Return a paragraph for each kind of device that somebody asks for."""
    earlier = {_key(one): one for one in before}
    blocks = []
    for one in after:
        lines = [f"at worst, pool {one.pool}, {one.resource}:", *(f"  {line}" for line in arithmetic(one))]
        was = earlier.get(_key(one))
        if was is not None and was.need_mib != one.need_mib:
            lines.append(f"  before: together {was.need_mib} MiB: {difference(was)}")
        blocks.append("".join(f"{printable(line)}\n" for line in lines))
    return "".join(f"\n{block}" for block in blocks)


def _key(one: DeviceBudget) -> tuple[str, str, str]:
    return one.pool, one.resource, one.part
