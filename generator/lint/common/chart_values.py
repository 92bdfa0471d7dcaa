"""What the rules on chart values ask: what is wrong in every release in question, and what a chart ends up with."""

from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

from generator.facts.charts import chart_versions, load_chart
from generator.facts.releases import Numbers, exact_numbers
from generator.model.chart import ChartSheet, ValueProblem, ValueProblemKind
from generator.model.finding import Severity
from generator.model.manifest import ChartUse, Manifests
from generator.model.manifest_value import Place, Value
from generator.model.tree import Path, Tree


class Wrong(NamedTuple):
    """A problem that every release in question has with a value of a use; `sheet` is the newest of them."""

    use: ChartUse
    value: Value
    problem: ValueProblem
    sheet: ChartSheet

    @property
    def path(self) -> Path:
        """Return where the value stands, from the root of the chart's values."""
        return self.problem.path


def wrong_values(manifests: Manifests, *kinds: ValueProblemKind) -> Iterator[Wrong]:
    """Return the problems of these kinds that all releases in question have, use by use."""
    for use in manifests.charts:
        for values in use.values:
            yield from _of_values(use, values, kinds)


def _of_values(use: ChartUse, values: Value, kinds: tuple[ValueProblemKind, ...]) -> Iterator[Wrong]:
    sheets = sheets_of(use)
    if not isinstance(values.tree, dict) or not sheets:
        return
    *others, newest = (_problems(sheet, values.tree, kinds) for sheet in sheets)
    for path, problem in newest.items():
        if all(path in other for other in others):
            found = values.get(*path) or Value(None, values.place.below(*path))
            yield Wrong(use, found, problem, sheets[-1])


def _problems(sheet: ChartSheet, tree: Tree, kinds: tuple[ValueProblemKind, ...]) -> dict[Path, ValueProblem]:
    return {one.path: one for one in sheet.check_values(tree, hints=False) if one.kind in kinds}


def sheets_of(use: ChartUse) -> tuple[ChartSheet, ...]:
    """Return the fact sheets of the releases that a use may be, oldest first."""
    return tuple(load_chart(use.chart, release) for release in use.releases)


def all_sheets(chart: str) -> tuple[ChartSheet, ...]:
    """Return every fact sheet of a chart, oldest first."""
    return tuple(load_chart(chart, release) for release in chart_versions(chart))


def is_older(use: ChartUse) -> bool:
    """Say whether a use's stated release is older than every one that has a fact sheet."""
    stated, oldest = exact_numbers(use.stated or ""), exact_numbers(chart_versions(use.chart)[0])
    return stated is not None and oldest is not None and stated < oldest


def is_of_older_line(use: ChartUse) -> bool:
    """Say whether that release is of an older line too: patches of one line have the same templates."""
    stated, oldest = exact_numbers(use.stated or ""), exact_numbers(chart_versions(use.chart)[0])
    return stated is not None and oldest is not None and stated[:2] < oldest[:2]


def is_newer(use: ChartUse) -> bool:
    """Say whether a use's stated release is newer than every one that has a fact sheet."""
    stated, newest = exact_numbers(use.stated or ""), exact_numbers(chart_versions(use.chart)[-1])
    return stated is not None and newest is not None and stated > newest


def is_from(use: ChartUse, since: Numbers) -> bool:
    """Say whether every release that a use may be is that one or a later one."""
    return all(one >= since for one in releases_in_question(use))


def is_before(use: ChartUse, since: Numbers) -> bool:
    """Say whether every release that a use may be is older than that one."""
    return all(one < since for one in releases_in_question(use))


def releases_in_question(use: ChartUse) -> tuple[Numbers, ...]:
    """Return the numbers of the releases that a use may be: the stated one, or those of the sheets that are taken."""
    stated = None if use.stated is None else exact_numbers(use.stated)
    known = (exact_numbers(one) for one in use.releases)
    return (stated,) if stated is not None else tuple(one for one in known if one is not None)


def softened(use: ChartUse) -> Severity | None:
    """Return what a finding weighs where no fact sheet tells of the stated release; None where one does."""
    return None if use.within else Severity.INFO


def ends_up_with(use: ChartUse, *path: str) -> Tree:
    """Return what a chart uses at a path: what is said, else the default where all releases in question agree on it.

    None is also returned where further values are elsewhere, which may say it.
    """
    for source in reversed(use.values):
        if _says(source, path):
            found = source.get(*path)
            return None if found is None else found.tree
    if not use.whole:
        return None
    by_default = _default(use.chart, use.releases, path)
    if by_default is None and len(use.releases) > 1 and use.stated is not None:
        # Between two releases the one of its own line tells what is on; versions change from patch to patch.
        near = _default(use.chart, _of_its_line(use), path)
        return near if isinstance(near, bool) else None
    return by_default


def _of_its_line(use: ChartUse) -> tuple[str, ...]:
    line = (exact_numbers(use.stated or "") or ())[:2]
    return tuple(one for one in use.releases if line and (exact_numbers(one) or ())[:2] == line)


@lru_cache(maxsize=4096)
def _default(chart: str, releases: tuple[str, ...], path: tuple[str, ...]) -> Tree:
    """Return the default on which all releases agree; rules ask for a hundred of every chart."""
    facts = [load_chart(chart, release).lookup(path) for release in releases]
    defaults = [fact.default for fact in facts if fact is not None]
    return (
        defaults[0]
        if defaults and len(defaults) == len(facts) and all(one == defaults[0] for one in defaults)
        else None
    )


def place_of(use: ChartUse, *path: str) -> Place:
    """Return the place of a value, or of the nearest mapping above it that is there, or of the chart itself."""
    for length in range(len(path), 0, -1):
        found = use.value(*path[:length])
        if found is not None:
            return found.place
    return use.place


def chart_text(use: ChartUse) -> str:
    """Return a chart as messages name it, with its version where somebody says it."""
    return f"{use.chart} {use.stated}" if use.stated else use.chart


def _says(source: Value, path: tuple[str, ...]) -> bool:
    above = source.get(*path[:-1])
    return above is not None and above.has(path[-1])
