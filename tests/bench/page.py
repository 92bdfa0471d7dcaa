"""The measurements as text: tables for a terminal, and docs/benchmarks.md."""

import os
import platform
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import NamedTuple

from tests.bench.growth import LIMIT as EXPONENT_LIMIT
from tests.bench.growth import Curve
from tests.bench.lines import Line
from tests.bench.side_by_side import BASE, ROUNDS, ROWS, Outcome
from tests.support.go_build import ROOT

PAGE = ROOT / "docs" / "benchmarks.md"


class Record(NamedTuple):
    """When and on what it was measured; `load` is the machine's load before the first run, so without our own."""

    day: str
    cores: int
    load: float
    system: str
    python: str
    tools: tuple[str, ...]


def record(tools: Sequence[str]) -> Record:
    """Return the record of this machine, now."""
    return Record(
        day=datetime.now(UTC).date().isoformat(),
        cores=os.cpu_count() or 1,
        load=os.getloadavg()[0],
        system=f"{platform.system()} on {platform.machine()}",
        python=platform.python_version(),
        tools=tuple(tools),
    )


def table(rows: Sequence[Sequence[str]]) -> str:
    """Return a table as Markdown has it, its columns in line; the first row is the head."""
    widths = [max(len(row[column]) for row in rows) for column in range(len(rows[0]))]
    rule = [["-" * width for width in widths]]
    padded = (
        [cell.ljust(width) for cell, width in zip(row, widths, strict=True)] for row in (rows[0], *rule, *rows[1:])
    )
    return "\n".join(f"| {' | '.join(row)} |" for row in padded)


def by_clock(outcomes: Sequence[Outcome]) -> str:
    """Return how long each command takes next to a cold render, by the clock, with the quartiles."""
    head = ["wall time", *(one.cluster.name for one in outcomes)]
    return table([head, *([name, *(one.wall[name].text() for one in outcomes)] for name in _measured(outcomes))])


def by_processor(outcomes: Sequence[Outcome]) -> str:
    """Return the same by processor time."""
    head = ["processor time", *(one.cluster.name for one in outcomes)]
    return table([head, *([name, *(one.cpu[name].text() for one in outcomes)] for name in _measured(outcomes))])


def work() -> str:
    """Return what each command does with a cluster, and what it cannot do."""
    return table([["command", "does", "cannot"], *([row.name, row.does, row.cannot] for row in ROWS)])


def curve(one: Curve) -> str:
    """Return a curve as a table: size, ratio to the smallest, a bar, and the exponents."""
    verdict = "ok" if one.last_exponent <= EXPONENT_LIMIT else "OVER"
    widest = one.ratios[-1]
    lines = [
        f"{size:>8,} {ratio:>9.1f} {'#' * max(1, round(40 * ratio / widest))}"
        for size, ratio in zip(one.sizes, one.ratios, strict=True)
    ]
    said = f"{one.name}: exponent {one.exponent:.2f} over all sizes, {one.last_exponent:.2f} at the end"
    return "\n".join([f"{said} (limit {EXPONENT_LIMIT}: {verdict})", *lines])


def _measured(outcomes: Sequence[Outcome]) -> list[str]:
    return [row.name for row in ROWS if all(row.name in one.wall for one in outcomes)]


def write(made: Record, outcomes: Sequence[Outcome], curves: Sequence[Curve], lines: Sequence[Line]) -> None:
    """Write the page."""
    clusters = "\n".join(
        f"- **{one.cluster.name}**: {one.cluster.about}; kustomize builds {one.built_kib:,} KiB of it; one "
        f"render takes {one.medians[BASE].wall_ms:.0f} ms here"
        for one in outcomes
    )
    grown = "\n\n".join(curve(one) for one in curves)
    after = os.getloadavg()[0]
    tools = ", ".join(made.tools)
    claims = "\n".join(line.text() for line in lines)
    text = f"""\
# What it costs

A record of {made.day}: {made.system} with {made.cores} cores, load {made.load:.1f} before the run and {after:.1f} at
its end (the benchmark itself makes 1 to 2 of it), Python {made.python}, {tools}.
`make bench ARGS=--page` measures everything anew and writes this page. Machines differ, so read the ratios. The
upstream charts are stand-ins made from our fact sheets, with CRDs as large as upstream's.

## Side by side

Each figure is a ratio to `{BASE}` of the same cluster: median and quartiles of {ROUNDS} rounds in which every
command ran in turn, each in a process of its own. Below 1 is faster than a render.

{clusters}

{by_clock(outcomes)}

{by_processor(outcomes)}

They do not do the same work:

{work()}

So a render comes before the others and not in place of them: its bundle is what Helm and kustomize then read.

## Growth

Processor time next to the smallest size. What is done once (start, schema, facts) hides growth at small sizes, so
the exponent that counts is that between the two largest: 1 is linear, 2 would be quadratic. `tests/test_growth.py`
holds the same by counting the interpreter's steps, which no load disturbs.

```
{grown}
```

## Promises

```
{claims}
```
"""
    PAGE.write_text(text, encoding="utf-8")
