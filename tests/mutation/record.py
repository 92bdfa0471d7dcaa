"""What is remembered of the last run: per module its digest, its figures and its date; why each survivor survives."""

import hashlib
import json
import tomllib
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

from tests.mutation.planting import Mutant
from tests.mutation.trials import KILLED, TIMED_OUT
from tests.support.go_build import ROOT

RECORD = ROOT / "tests" / "mutation" / "record.json"
REASONS = ROOT / "tests" / "mutation" / "survivors.toml"
PAGE = ROOT / "docs" / "mutation.md"
BEGIN, END = "<!-- mutants -->\n", "<!-- /mutants -->"
PARTS = ("facts", "resolve", "rules", "artifacts")


class Figures(NamedTuple):
    """What a run found out about a module; `seconds` are the processor's, those of all mutants together.

    `hung` are those that were noticed because a test did not end; `survivors` are known by their names.
    """

    digest: str
    date: str
    mutants: int
    killed: int
    hung: int
    survivors: list[str]
    seconds: float


class Ending(NamedTuple):
    """How a mutant ended, and after how many seconds."""

    name: str
    how: str
    seconds: float


def modules() -> list[str]:
    """Return all modules in which faults are planted, as paths below the project."""
    found = (path for part in PARTS for path in (ROOT / "generator" / part).rglob("*.py"))
    return sorted(path.relative_to(ROOT).as_posix() for path in found)


def digest(module: str) -> str:
    """Return what changes with every byte of a module."""
    return hashlib.sha256((ROOT / module).read_bytes()).hexdigest()[:16]


def read() -> dict[str, Figures]:
    """Return the figures of the last runs by module."""
    if not RECORD.exists():
        return {}
    return {module: Figures(**row) for module, row in json.loads(RECORD.read_text(encoding="utf-8")).items()}


def write(figures: Mapping[str, Figures]) -> None:
    """Replace the record, and the table in the page."""
    known = {module: figures[module] for module in modules() if module in figures}
    rows = {module: one._asdict() for module, one in known.items()}
    RECORD.write_text(json.dumps(rows, indent=1) + "\n", encoding="utf-8")
    text = PAGE.read_text(encoding="utf-8")
    before, _, rest = text.partition(BEGIN)
    PAGE.write_text(f"{before}{BEGIN}{table(known)}{END}{rest.partition(END)[2]}", encoding="utf-8")


def changed(known: Mapping[str, Figures]) -> list[str]:
    """Return the modules that are not as they were when they were tried last, or never were tried."""
    return [one for one in modules() if one not in known or known[one].digest != digest(one)]


def reasons() -> dict[tuple[str, str], str]:
    """Return why mutants survive, by module and name."""
    rows = tomllib.loads(REASONS.read_text(encoding="utf-8")) if REASONS.exists() else {}
    return {(module, name): reason for module, names in rows.items() for name, reason in names.items()}


def figures(module: str, endings: Iterable[Ending], date: str) -> Figures:
    """Count how the mutants of a module ended."""
    every = list(endings)
    ends = [one.how for one in every]
    alive = [one.name for one in every if one.how not in (KILLED, TIMED_OUT)]
    seconds = round(sum(one.seconds for one in every), 1)
    return Figures(digest(module), date, len(ends), ends.count(KILLED), ends.count(TIMED_OUT), alive, seconds)


def again(before: Figures, now: Figures) -> Figures:
    """Return the figures of a module of which only the survivors were tried again, with more tests than before."""
    killed, hung = before.killed + now.killed, before.hung + now.hung
    return before._replace(date=now.date, killed=killed, hung=hung, survivors=now.survivors)


def share(rows: Iterable[Figures]) -> float:
    """Return the share of mutants that were noticed; all of none."""
    counted = list(rows)
    mutants = sum(one.mutants for one in counted)
    return 1.0 if not mutants else sum(one.killed + one.hung for one in counted) / mutants


def sample(mutants: Sequence[Mutant], most: int) -> list[Mutant]:
    """Return so many mutants at most, always the same ones, from all modules alike."""
    by_module: dict[str, list[Mutant]] = {}
    for mutant in mutants:
        by_module.setdefault(mutant.module, []).append(mutant)
    for found in by_module.values():
        found.sort(key=lambda one: hashlib.sha256(one.name().encode()).digest())
    rounds = max(map(len, by_module.values()), default=0)
    mixed = [found[turn] for turn in range(rounds) for found in by_module.values() if turn < len(found)]
    return sorted(mixed[:most], key=lambda one: (one.module, one.lines))


def table(known: Mapping[str, Figures]) -> str:
    """Return the page's table: a line for each part and each module that has mutants."""
    lines = ["| module | faults | noticed | hung | survived | seconds | date |", "|---|--:|--:|--:|--:|--:|---|"]
    for part in PARTS:
        rows = {name: one for name, one in known.items() if Path(name).parts[1] == part and one.mutants}
        lines.append(_row(f"**{part}/**, {share(rows.values()):.1%} noticed", list(rows.values())))
        lines += [_row(f"`{name.removeprefix('generator/')}`", [one]) for name, one in rows.items()]
    lines.append(_row(f"**all**, {share(known.values()):.1%} noticed", list(known.values())))
    return "\n".join(lines) + "\n"


def _row(name: str, rows: Sequence[Figures]) -> str:
    dates = sorted({one.date for one in rows}) or [""]
    when = dates[0] if len(dates) == 1 else f"{dates[0]} to {dates[-1]}"
    counts = [
        sum(column)
        for column in zip(*((r.mutants, r.killed + r.hung, r.hung, len(r.survivors)) for r in rows), strict=True)
    ]
    numbers = " | ".join(map(str, counts or [0] * 4))
    return f"| {name} | {numbers} | {sum(one.seconds for one in rows):.0f} | {when} |"
