"""NVIDIADriver objects that claim the same nodes."""

from collections.abc import Iterator
from itertools import combinations
from typing import NamedTuple

from generator.facts.charts import GPU_OPERATOR
from generator.facts.releases import Numbers
from generator.lint.common.chart_values import ends_up_with, is_before, place_of
from generator.lint.common.custom_resources import Resource, resources
from generator.model.finding import Severity
from generator.model.manifest import ChartUse, Manifests
from generator.model.manifest_rule import ManifestFault, ManifestRule
from generator.model.manifest_value import Place, Value, is_filled_in_later

_EVERY_GPU = ("nvidia.com/gpu.present", "true")
"""What an object without nodeSelector asks for; source: api/nvidia/v1alpha1/nvidiadriver_types.go (GetNodeSelector)."""
_FALLBACK: Numbers = (26, 7, 0)
"""Since when the chart's own object is a fallback, which leaves alone the nodes that another one selects."""


class _Claim(NamedTuple):
    """Which nodes an object selects, and where it says so; `is_fallback` where it takes the rest of the nodes."""

    name: str
    labels: frozenset[tuple[str, str]]
    place: Place
    is_fallback: bool
    by_chart: bool = False


def _check(manifests: Manifests) -> Iterator[ManifestFault]:
    objects = [one for one in resources(manifests) if one.kind == "NVIDIADriver" and not one.is_called_patch]
    for one in objects:
        yield from _fallback_with_selector(one)
    claims = [claim for one in objects if (claim := _of_object(one)) is not None]
    claims += [claim for use in manifests.charts if (claim := _of_chart(use)) is not None]
    told: set[Place] = set()
    for first, second in combinations(claims, 2):
        severity = _weight(first.place, second.place)
        if first.name != second.name and severity is not None:
            for fault in _of_two(first, second, severity):
                # One that is too wide meets every other one.
                if fault.place not in told:
                    told.add(fault.place)
                    yield fault


def _fallback_with_selector(one: Resource) -> Iterator[ManifestFault]:
    selector = one.spec.get("nodeSelector")
    if _is_fallback(one.spec) and selector is not None and selector.tree:
        message = (
            f"the NVIDIADriver {one.name} is the default one, and that must not select nodes: the API server refuses it"
        )
        yield ManifestFault(selector.place, message, "Delete nodeSelector, or default: true.", on_key=True)


def _of_two(first: _Claim, second: _Claim, severity: Severity) -> Iterator[ManifestFault]:
    if first.is_fallback or second.is_fallback:
        if first.is_fallback and second.is_fallback:
            at = first.place if first.by_chart else second.place
            message = f"{first.name} and {second.name} are both the default NVIDIADriver: the operator installs neither"
            yield ManifestFault(at, message, "Let one of them be default.", on_key=True, severity=severity)
        return
    if not (first.labels <= second.labels or second.labels <= first.labels):
        return
    wide, narrow = (first, second) if first.labels < second.labels else (second, first)
    message = f"the NVIDIADriver {wide.name} selects the nodes of {narrow.name} too: the operator follows neither"
    fix = (
        "Write `nvidiaDriverCRD: {deployDefaultCR: false}`, so that the chart makes none of its own."
        if wide.by_chart
        else "Give each a nodeSelector that no node of another one satisfies."
    )
    yield ManifestFault(wide.place, message, fix, on_key=True, severity=severity)


def _of_object(one: Resource) -> _Claim | None:
    selector = one.spec.get("nodeSelector")
    labels = _labels(dict(one.spec.entries("nodeSelector")))
    if labels is None:
        return None
    fallback = _is_fallback(one.spec)
    said = one.spec.get("default") if fallback else selector
    return _Claim(one.name, labels, (said or one.spec).place, fallback)


def _of_chart(use: ChartUse) -> _Claim | None:
    crd = ("driver", "nvidiaDriverCRD")
    if use.chart != GPU_OPERATOR or ends_up_with(use, "driver", "enabled") is not True:
        return None
    if any(ends_up_with(use, *crd, part) is not True for part in ("enabled", "deployDefaultCR")):
        return None
    labels = _labels(use.entries(*crd, "nodeSelector"))
    return (
        None
        if labels is None
        else _Claim(
            "default", labels, place_of(use, *crd, "deployDefaultCR"), not is_before(use, _FALLBACK), by_chart=True
        )
    )


def _labels(entries: dict[str, Value]) -> frozenset[tuple[str, str]] | None:
    """Return what a selector asks for beyond GPUs; None where that is filled in later."""
    if any(not isinstance(one.tree, str) or is_filled_in_later(one.tree) for one in entries.values()):
        return None
    return frozenset((key, str(one.tree)) for key, one in entries.items()) - {_EVERY_GPU}


def _is_fallback(spec: Value) -> bool:
    said = spec.get("default")
    return said is not None and said.tree is True


def _weight(one: Place, other: Place) -> Severity | None:
    """Return how sure it is that both go to one cluster: one file does, one folder most likely."""
    if one.file == other.file:
        return Severity.ERROR
    return Severity.WARNING if one.file.rpartition("/")[0] == other.file.rpartition("/")[0] else None


RULE = ManifestRule(
    "POL206",
    "NVIDIADrivers for the same nodes",
    Severity.ERROR,
    why="One node has one driver. Before the operator installs the driver of any NVIDIADriver it looks whether two of "
    "them select a node, or two are the default, and does nothing while that is so. Without a nodeSelector an object "
    "selects every GPU node.",
    fix="Let each node be selected by one of them.",
    source="NVIDIA/gpu-operator internal/validator/validator.go (Validate) and deployments/gpu-operator/templates/"
    "nvidiadriver.yaml, v25.3.4 to v26.7.0; its CRD's validation of `default` at v26.7.0",
    bad="""\
apiVersion: nvidia.com/v1alpha1
kind: NVIDIADriver
metadata: {name: everywhere}
spec:  # <- here
  driverType: gpu
  repository: nvcr.io/nvidia
  image: driver
  version: "580.126.20"
---
apiVersion: nvidia.com/v1alpha1
kind: NVIDIADriver
metadata: {name: old-cards}
spec:
  driverType: gpu
  repository: nvcr.io/nvidia
  image: driver
  version: "570.211.01"
  nodeSelector: {pool: old}
""",
    good="""\
apiVersion: nvidia.com/v1alpha1
kind: NVIDIADriver
metadata: {name: new-cards}
spec:
  driverType: gpu
  repository: nvcr.io/nvidia
  image: driver
  version: "580.126.20"
  nodeSelector: {pool: new}
---
apiVersion: nvidia.com/v1alpha1
kind: NVIDIADriver
metadata: {name: old-cards}
spec:
  driverType: gpu
  repository: nvcr.io/nvidia
  image: driver
  version: "570.211.01"
  nodeSelector: {pool: old}
""",
    check=_check,
)
