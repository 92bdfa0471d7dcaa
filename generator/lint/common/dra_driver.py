"""NVIDIA's DRA driver as the files install it: the values that it gets, and which of its gates are open."""

from collections.abc import Iterator
from itertools import groupby
from typing import NamedTuple

from generator.facts.charts import GPU_OPERATOR
from generator.facts.dra_driver import DRIVER_CHARTS, OPENS_ALL, Release, driver_release
from generator.facts.dra_driver_chart import PARTS
from generator.lint.common.chart_values import ends_up_with
from generator.model.manifest import ChartOrder, ChartUse, Manifests
from generator.model.manifest_built import Overlaid
from generator.model.manifest_value import Place, Value

_GATES = "featureGates"
_FOLDERS = ("GitRepository", "Bucket")
"""Kinds of Flux's sources that hold charts as folders."""
_RELEASE = "HelmRelease"


class Driver(NamedTuple):
    """An installation: where its gates are written, whether further values may come, its release, its place."""

    gates: tuple[tuple[str, Value], ...]
    whole: bool
    release: Release | None
    named: Value

    def is_open(self, gate: str) -> bool | None:
        """Say whether a gate that is shut by default is open; None where that is not known."""
        said = {key: one.tree for key, one in self.gates}
        if any(said.get(one, False) is not False for one in OPENS_ALL):
            return None
        tree = said.get(gate)
        if isinstance(tree, bool):
            return tree
        return False if tree is None and self.whole else None


class DriverValues(NamedTuple):
    """Values for the driver's own chart, the release that is said beside them, and the parts that are surely on."""

    value: Value
    release: Release | None
    on: frozenset[str]


def driver_orders(manifests: Manifests) -> Iterator[ChartOrder]:
    """Return what asks for the driver's own chart; one in a folder may be the user's, around it or another."""
    for one in manifests.orders:
        if one.name.rstrip("/").rpartition("/")[2] in DRIVER_CHARTS and not _is_folder(one):
            yield one


def _is_folder(order: ChartOrder) -> bool:
    return order.name.startswith((".", "/")) or (order.source is not None and order.source.text("kind") in _FOLDERS)


def release_of(order: ChartOrder) -> Release | None:
    """Return the release that an order states; None for a range, and for none at all."""
    return driver_release(None if order.version is None else order.version.text())


def driver_values(manifests: Manifests) -> Iterator[DriverValues]:
    """Return all values for the driver's chart, those in files and ConfigMaps too, which no order holds.

    Their release is the one that all orders agree on.
    """
    orders = list(driver_orders(manifests))
    releases = {release_of(one) for one in orders}
    agreed = releases.pop() if len(releases) == 1 else None
    held: dict[Place, DriverValues] = {}
    # Patches go to all releases of their name: what they say is the same for each, and is looked through once.
    for patches, group in groupby(orders, lambda order: order.values[1:]):
        held.update(_held(tuple(group), patches))
    yield from held.values()
    folders = {one.name for one in manifests.orders if _is_folder(one)}
    for one in manifests.others:
        chart = one.chart or ""
        is_its = chart.rpartition("/")[2] in DRIVER_CHARTS and chart not in folders and not one.is_own
        if is_its and one.value.place not in held:
            yield DriverValues(one.value, agreed, parts_on((one.value,), whole=False))


def _held(orders: tuple[ChartOrder, ...], patches: tuple[Value, ...]) -> dict[Place, DriverValues]:
    """Return the values that orders hold, of which all but their own are the same; the last order counts for those."""
    said, found = _said_of_parts(patches), dict[Place, DriverValues]()
    last = None
    for order in orders:
        own = order.values[:1]
        on = _are_on({**_said_of_parts(own), **said}, whole=order.whole)
        last = release_of(order), on
        found.update((one.place, DriverValues(one, *last)) for one in own)
        if order is orders[0]:
            found.update((one.place, DriverValues(one, *last)) for one in patches)
    if last is not None:
        found.update((one.place, DriverValues(one, *last)) for one in patches)
    return found


def parts_on(values: tuple[Value, ...], *, whole: bool) -> frozenset[str]:
    """Return the parts of the driver that are surely on: by default, where no other values may switch them off."""
    return _are_on(_said_of_parts(values), whole=whole)


def _said_of_parts(values: tuple[Value, ...]) -> dict[str, Value]:
    """Return what values say of the driver's parts, those of which they say nothing left out."""
    said = ((part, _last(values, ("resources", part, "enabled"))) for part in PARTS)
    return {part: one for part, one in said if one is not None}


def _are_on(said: dict[str, Value], *, whole: bool) -> frozenset[str]:
    return frozenset(part for part in PARTS if (said[part].tree is True if part in said else whole))


def ordered_value(order: ChartOrder, *path: str) -> Value | None:
    """Return a value that is written for a chart; the last of several wins."""
    return _last(order.values, path)


def _last(values: tuple[Value, ...], path: tuple[str, ...]) -> Value | None:
    return next((found for one in reversed(values) if (found := one.get(*path)) is not None), None)


def is_complete(order: ChartOrder, manifests: Manifests) -> bool:
    """Say whether all values of a chart are in its own object, and no other of the same name adds to them.

    A patch of Flux's Kustomization may be for any release.
    """
    if any(_is_for_releases(one) for one in manifests.overlaid):
        return False
    patched = {one.name for one in manifests.releases if one.value.get("spec", "chart") is None}
    around = [one.name for one in manifests.releases if order.named.place.file == one.value.place.file]
    return order.whole and not patched.intersection(around)


def _is_for_releases(patch: Overlaid) -> bool:
    if patch.target is None:
        return any(kind == _RELEASE for kind, _ in patch.objects)
    return patch.target.text("kind") in (None, _RELEASE)


def drivers(manifests: Manifests) -> Iterator[Driver]:
    """Return every installation of the driver: by its own chart, or by the operator as part of a GPUCluster."""
    for order in driver_orders(manifests):
        gates = tuple(_entries(ordered_value(order, _GATES)))
        yield Driver(gates, is_complete(order, manifests), release_of(order), order.named)
    for use in manifests.charts:
        if use.chart == GPU_OPERATOR and _has_driver(use):
            block = use.value("draDriver", _GATES)
            yield Driver(tuple(_entries(block)), use.whole, None, Value(use.chart, use.place))


def _has_driver(use: ChartUse) -> bool:
    return use.value("gpuCluster", "deployCR") is not None and ends_up_with(use, "gpuCluster", "deployCR") is True


def _entries(block: Value | None) -> Iterator[tuple[str, Value]]:
    if block is not None:
        yield from block.entries()
