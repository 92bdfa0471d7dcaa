"""Rows of cells as columns on a terminal."""

from collections.abc import Sequence
from textwrap import wrap

from generator.report.plain import printable

_GAP = "  "

Cells = tuple[tuple[str, ...], ...]
"""A row: the lines of each of its cells."""


def wrapped(text: str, width: int) -> tuple[str, ...]:
    """Return a cell's lines, broken at spaces; a longer word stays whole and widens its column."""
    return tuple(wrap(printable(text), width, break_long_words=False, break_on_hyphens=False)) or ("",)


def laid_out(rows: Sequence[Cells]) -> list[str]:
    """Return the rows as lines, each column as wide as its widest line."""
    widths = [max(len(line) for row in rows for line in row[column]) for column in range(len(rows[0]))]
    lines: list[str] = []
    for row in rows:
        for number in range(max(len(cell) for cell in row)):
            cells = (cell[number] if number < len(cell) else "" for cell in row)
            padded = (f"{cell:<{width}}" for cell, width in zip(cells, widths, strict=True))
            lines.append(_GAP.join(padded).rstrip())
    return lines
