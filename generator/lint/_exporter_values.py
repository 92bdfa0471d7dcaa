"""Values for the chart of dcgm-exporter alone, where something says that they are for it."""

from collections.abc import Iterator
from pathlib import PurePosixPath
from typing import NamedTuple

from generator.facts.exporter_chart import EXPORTER_CHART, IN_REPOSITORIES, MEANT, TOP_KEYS
from generator.lint._near import nearest
from generator.lint._own_keys import is_empty, is_for_oneself
from generator.model.finding import Severity
from generator.model.manifest import ChartOrder, Form, Manifests
from generator.model.manifest_rule import ManifestFault
from generator.model.manifest_value import Place, Value, is_filled_in_later


class _Asked(NamedTuple):
    """What asks for the chart: as a dependency or by itself, from NVIDIA as far as an address says so."""

    as_dependency: bool
    by_itself: bool
    is_nvidias: bool


def unknown_to_exporter(manifests: Manifests) -> Iterator[ManifestFault]:
    """Return the top-level values that the chart does not know."""
    asked = _asked(manifests)
    if asked is None:
        return
    severity = Severity.ERROR if asked.is_nvidias else Severity.WARNING
    for values in _values(asked, manifests):
        for key, value in values.entries():
            if key in TOP_KEYS or is_for_oneself((key,), value, manifests) or is_filled_in_later(key):
                continue
            said = Severity.INFO if is_empty(value.tree) else severity
            message = f"{EXPORTER_CHART} has no value {key}"
            yield ManifestFault(value.place, message, _fix(key), on_key=True, severity=said)


def _fix(key: str) -> str | None:
    if key == EXPORTER_CHART:
        return f"Move what is below `{key}:` up to the top: only a chart that has {key} as a dependency wraps it so."
    meant = MEANT.get(key) or nearest(key, sorted(TOP_KEYS))
    return f"Did you mean {meant}?" if meant else None


def _values(asked: _Asked, manifests: Manifests) -> Iterator[Value]:
    """Return all values for the chart: those given to it, and files called after it that nothing else takes."""
    found: dict[Place, Value] = {}
    for one in manifests.others:
        is_its = (one.chart or "").rpartition("/")[2] == EXPORTER_CHART and not one.is_own
        alone = one.chart is None and asked.by_itself and not asked.as_dependency and _is_called_after(one.value)
        if is_its or alone:
            found[one.value.place] = one.value
    yield from found.values()


def _is_called_after(value: Value) -> bool:
    path = PurePosixPath(value.place.file)
    is_file = len(value.place.steps) == 1 and not value.place.steps[0] and value.get("kind") is None
    return is_file and EXPORTER_CHART in (path.parent.name if path.stem == "values" else path.stem)


def _asked(manifests: Manifests) -> _Asked | None:
    """Return how the chart is asked for; None where nothing asks for it, or it is a folder's or another maker's."""
    orders = [one for one in manifests.orders if one.name.rstrip("/").rpartition("/")[2] == EXPORTER_CHART]
    known = [address for one in orders if (address := _address(one, manifests))]
    folders = any(one.name.startswith((".", "/")) or one.name.count("/") > 1 for one in orders)
    if not orders or folders or any(IN_REPOSITORIES not in one.lower() for one in known):
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
