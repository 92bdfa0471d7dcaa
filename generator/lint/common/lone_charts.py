"""Values for the charts of dcgm-exporter and Node Feature Discovery alone, where something says who takes them."""

from collections.abc import Iterator
from pathlib import PurePosixPath
from typing import NamedTuple

from generator.facts.gpu_words import finds_gpus
from generator.facts.lone_charts import LONE_CHARTS, LoneChart
from generator.lint.common.near import nearest
from generator.lint.common.own_keys import is_empty, is_for_oneself
from generator.model.finding import Severity
from generator.model.manifest import ChartOrder, Form, Manifests
from generator.model.manifest_rule import ManifestFault
from generator.model.manifest_value import Place, Value, is_filled_in_later
from generator.model.tree import words

_ENOUGH = 3
"""So many keys of a chart show that values are for it, where only a file's name says so."""


class _Asked(NamedTuple):
    """What asks for the chart: as a dependency or by itself, from its makers as far as an address says so."""

    as_dependency: bool
    by_itself: bool
    is_makers: bool


def unknown_to_lone_charts(manifests: Manifests) -> Iterator[ManifestFault]:
    """Return the values that the charts do not know."""
    for chart in LONE_CHARTS:
        asked = _asked(chart, manifests)
        severity = Severity.ERROR if asked is not None and asked.is_makers else Severity.WARNING
        for values in values_for(chart, manifests):
            if chart.is_of_gpus or _is_about_gpus(values, manifests):
                yield from _unknown(chart, values, severity, manifests)


def values_for(chart: LoneChart, manifests: Manifests) -> Iterator[Value]:
    """Return all values for a chart of its makers: by what asks for it, or by what files are called."""
    asked = _asked(chart, manifests)
    yield from _called_after(chart, manifests) if asked is None else _values(chart, asked, manifests)


def _unknown(chart: LoneChart, values: Value, severity: Severity, manifests: Manifests) -> Iterator[ManifestFault]:
    for key, value in values.entries():
        known = chart.keys.get(key, frozenset())
        if key not in chart.keys:
            yield from _told(chart, (key,), value, severity, manifests)
        elif known is not None:
            for inner, below in value.entries():
                if inner not in known:
                    yield from _told(chart, (key, inner), below, severity, manifests)


def _told(
    chart: LoneChart, path: tuple[str, ...], value: Value, severity: Severity, manifests: Manifests
) -> Iterator[ManifestFault]:
    if is_for_oneself(path, value, manifests) or is_filled_in_later(path[-1]):
        return
    said = Severity.INFO if is_empty(value.tree) else severity
    message = f"{chart.name} has no value {'.'.join(path)}"
    yield ManifestFault(value.place, message, _fix(chart, path), on_key=True, severity=said)


def _is_about_gpus(values: Value, manifests: Manifests) -> bool:
    """Say whether discovery is there for GPUs, by its own values or by what stands beside it."""
    return bool(manifests.charts or manifests.policies) or any(map(finds_gpus, words(values.tree)))


def _fix(chart: LoneChart, path: tuple[str, ...]) -> str | None:
    *around, key = path
    if path == (chart.name,):
        return f"Move what is below `{key}:` up to the top: only a chart that has {key} as a dependency wraps it so."
    known = chart.keys.get(around[0]) or frozenset() if around else frozenset(chart.keys)
    meant = (None if around else chart.meant.get(key)) or nearest(key, sorted(known))
    return f"Did you mean {'.'.join((*around, meant))}?" if meant else None


def _values(chart: LoneChart, asked: _Asked, manifests: Manifests) -> Iterator[Value]:
    """Return all values for the chart: those given to it, and files called after it that nothing else takes."""
    found: dict[Place, Value] = {}
    for one in manifests.others:
        is_its = (one.chart or "").rpartition("/")[2] == chart.name and not one.is_own
        alone = one.chart is None and asked.by_itself and not asked.as_dependency
        if is_its or (alone and _is_called_after(chart, one.value)):
            found[one.value.place] = one.value
    yield from found.values()


def _called_after(chart: LoneChart, manifests: Manifests) -> Iterator[Value]:
    """Return the values of files that are called after a chart for which nothing asks, as far as they are like its own.

    Below a single key of the chart's name are those that a chart around it hands on.
    """
    if any(chart.name in one.name for one in manifests.orders):
        return
    for one in manifests.others:
        # A folder of that name may hold somebody's own chart.
        is_named = PurePosixPath(one.value.place.file).stem != "values" and _is_called_after(chart, one.value)
        if one.chart is None and not one.is_own and is_named:
            keys = list(one.value.entries())
            values = keys[0][1] if len(keys) == 1 and keys[0][0] == chart.name else one.value
            known = [key for key, _ in values.entries() if key in chart.keys]
            if len(known) >= _ENOUGH and 2 * len(known) >= len(list(values.entries())):
                yield values


def _is_called_after(chart: LoneChart, value: Value) -> bool:
    path = PurePosixPath(value.place.file)
    is_file = len(value.place.steps) == 1 and not value.place.steps[0] and value.get("kind") is None
    return is_file and chart.name in (path.parent.name if path.stem == "values" else path.stem)


def _asked(chart: LoneChart, manifests: Manifests) -> _Asked | None:
    """Return how the chart is asked for; None where nothing asks for it, or it is a folder's or another maker's."""
    orders = [one for one in manifests.orders if one.name.rstrip("/").rpartition("/")[2] == chart.name]
    known = [address for one in orders if (address := _address(one, manifests))]
    folders = any(one.name.startswith((".", "/")) or one.name.count("/") > 1 for one in orders)
    others = any(all(word not in one.lower() for word in chart.repositories) for one in known)
    if not orders or folders or others:
        return None
    as_dependency = [one.form is Form.DEPENDENCY for one in orders]
    return _Asked(any(as_dependency), not all(as_dependency), len(known) == len(orders))


def _address(order: ChartOrder, manifests: Manifests) -> str:
    """Return the address that a chart comes from, empty where it is not said here."""
    if order.repository is not None:
        return order.repository.text() or ""
    name = None if order.source is None else order.source.text("name")
    sources = [one for one in manifests.of_kind("HelmRepository") if one.name == name]
    return (sources[0].value.text("spec", "url") or "") if len(sources) == 1 else ""
