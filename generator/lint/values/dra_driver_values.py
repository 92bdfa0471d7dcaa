"""Values with which NVIDIA's DRA driver is not installed, or ends as soon as it starts."""

from collections.abc import Iterator

from generator.facts.dra_driver import (
    COMMON_GATES,
    CONFLICTS,
    FIRST_WITH_GATES,
    GATES,
    LAST_KNOWN,
    REFUSED_VALUES,
    Together,
    is_at_least,
)
from generator.lint.common.dra_driver import Driver, driver_orders, drivers, is_complete, ordered_value, release_of
from generator.lint.common.near import nearest
from generator.model.finding import Severity
from generator.model.manifest import ChartOrder, Manifests
from generator.model.manifest_rule import ManifestFault, ManifestRule
from generator.model.manifest_value import Value, is_filled_in_later

_OVERRIDE = "gpuResourcesEnabledOverride"
_GPUS = ("resources", "gpus", "enabled")


def _check(manifests: Manifests) -> Iterator[ManifestFault]:
    for order in driver_orders(manifests):
        yield from _refused(order)
        release = release_of(order)
        if is_complete(order, manifests) and (release is None or not is_at_least(release, _after_known())):
            yield from _without_override(order)
    for driver in drivers(manifests):
        yield from _of_gates(driver)


def _after_known() -> tuple[int, int]:
    return LAST_KNOWN[0], LAST_KNOWN[1] + 1


def _refused(order: ChartOrder) -> Iterator[ManifestFault]:
    for key, fix in REFUSED_VALUES.items():
        value = ordered_value(order, key)
        if value is not None and value.tree:
            message = f"the chart refuses to render with a value called {key}"
            yield ManifestFault(value.place, message, fix, on_key=True)


def _without_override(order: ChartOrder) -> Iterator[ManifestFault]:
    enabled, override = ordered_value(order, *_GPUS), ordered_value(order, _OVERRIDE)
    if (enabled is not None and not _is_surely(enabled, is_on=True)) or (
        override is not None and not _is_surely(override, is_on=False)
    ):
        return
    at = override or enabled or next(iter(order.values), order.named)
    message = f"resources.gpus.enabled is true, and {_OVERRIDE} is not: the chart refuses to render"
    yield ManifestFault(at.place, message, on_key=True)


def _is_surely(value: Value, *, is_on: bool) -> bool:
    """Say whether a template takes a value so: any text counts as true, and one that is filled in may be anything."""
    if isinstance(value.tree, str):
        return bool(value.tree) is is_on and not is_filled_in_later(value.tree)
    return value.tree is is_on


def _of_gates(driver: Driver) -> Iterator[ManifestFault]:
    for name, value in driver.gates:
        yield from _unknown(name, value, driver)
    said = dict(driver.gates)
    for one in CONFLICTS:
        if one.gate in said and one.other_is_open == driver.is_open(one.other) and driver.is_open(one.gate):
            yield ManifestFault(said[one.gate].place, _told(one), _mended(one), on_key=True)


def _told(one: Together) -> str:
    if one.other_is_open:
        return f"{one.gate} and {one.other} are both open: the driver ends as soon as it starts"
    return f"{one.gate} is open without {one.other}: the driver ends as soon as it starts"


def _mended(one: Together) -> str:
    return f"Leave one of the two out, or {one.other} open." if not one.other_is_open else "Leave one of the two out."


def _unknown(name: str, value: Value, driver: Driver) -> Iterator[ManifestFault]:
    release, since = driver.release, GATES.get(name)
    if name in COMMON_GATES or (release is not None and not is_at_least(release, FIRST_WITH_GATES)):
        return
    if since is not None:
        if release is not None and not is_at_least(release, since):
            first = f"{since[0]}.{since[1]}"
            message = f"this release of the driver has no gate {name}, which came with {first}: it ends at its start"
            yield ManifestFault(value.place, message, f"Install {first} or later, or leave the gate out.", on_key=True)
        return
    near = nearest(name, GATES)
    is_told = release is not None and is_at_least(LAST_KNOWN, release)
    if near is not None or is_told:
        fix = "Leave it out." if near is None else f"Did you mean {near}?"
        message = f"the driver has no gate {name}: it ends as soon as it starts"
        yield ManifestFault(value.place, message, fix, on_key=True)


RULE = ManifestRule(
    "VAL229",
    "Values with which NVIDIA's DRA driver does not start",
    Severity.ERROR,
    why="The chart of the DRA driver does not render while the driver is to hand out whole GPUs, its default, unless "
    "it is told so a second time: the device plugin must not hand out the same. The driver ends on gates of features "
    "that it does not know or does not take together.",
    fix="Add `gpuResourcesEnabledOverride: true` where no device plugin runs on the driver's nodes; where it is for "
    "ComputeDomains alone, `resources: {gpus: {enabled: false}}`.",
    source="kubernetes-sigs/dra-driver-nvidia-gpu deployments/helm/*/templates/validation.yaml and "
    "pkg/featuregates/featuregates.go (v25.3.0 to v0.4.1, and the main branch of August 2026)",
    bad="""\
apiVersion: helm.toolkit.fluxcd.io/v2
kind: HelmRelease
metadata: {name: dra, namespace: dra-driver}
spec:
  chart: {spec: {chart: nvidia-dra-driver-gpu, version: 25.8.1}}
  values:
    resources:
      gpus:
        enabled: true  # <- here
    featureGates:
      TimeSlicing: true  # <- here
      DynamicMIG: true  # <- here
""",
    good="""\
apiVersion: helm.toolkit.fluxcd.io/v2
kind: HelmRelease
metadata: {name: dra, namespace: dra-driver}
spec:
  chart: {spec: {chart: nvidia-dra-driver-gpu, version: 25.12.0}}
  values:
    gpuResourcesEnabledOverride: true
    featureGates:
      TimeSlicingSettings: true
      DynamicMIG: true
""",
    check=_check,
)
