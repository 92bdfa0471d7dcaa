"""What the rules on versions ask: where a version is written, which driver runs, which GPUs there are."""

from collections.abc import Iterator
from typing import NamedTuple

from generator.facts.charts import GPU_OPERATOR, load_chart
from generator.lint.common.chart_values import ends_up_with, sheets_of
from generator.model.manifest import ChartUse, Form, Manifests
from generator.model.manifest_value import Place, Value

_BESIDE = {Form.FLUX: "version", Form.ARGO: "targetRevision", Form.K3S: "version", Form.KUSTOMIZE: "version"}
_NAMES = frozenset({"chart", "name"})


class Driver(NamedTuple):
    """A driver that the operator installs: `version` as it will be, `by_default` where nobody says it.

    `value` is what is written, of the version or of whatever is nearest.
    """

    version: str
    by_default: bool
    kernel_modules: Value | None
    precompiled: bool
    place: Place
    who: str


def version_place(use: ChartUse) -> Place:
    """Return where a chart's version is written, as far as that stands beside its name."""
    last = use.place.steps[-1]
    beside = _BESIDE.get(use.form)
    if use.stated is None or beside is None or not last or last[-1] not in _NAMES:
        return use.place
    return use.place._replace(steps=(*use.place.steps[:-1], (*last[:-1], beside)))


def drivers(manifests: Manifests) -> Iterator[Driver]:
    """Return the drivers that the operator installs, by its chart, a ClusterPolicy or an NVIDIADriver."""
    for use in manifests.charts:
        if use.chart == GPU_OPERATOR and ends_up_with(use, "driver", "enabled") is True:
            yield from _of_chart(use)
    for policy in manifests.policies:
        driver = policy.spec.get("driver")
        enabled = None if driver is None else driver.get("enabled")
        # What a ClusterPolicy leaves out is on; source: NVIDIA/gpu-operator api/nvidia/v1 (DriverSpec.IsEnabled).
        if driver is None or (policy.is_patch if enabled is None else enabled.tree is not True):
            continue
        version = driver.get("version")
        yield Driver(
            "" if version is None else str(version.tree),
            version is None,
            driver.get("kernelModuleType"),
            driver.get("usePrecompiled") is not None,
            (version or driver).place,
            f"the ClusterPolicy {policy.name}",
        )
    yield from _of_objects(manifests)


def _of_objects(manifests: Manifests) -> Iterator[Driver]:
    """Return the drivers of NVIDIADrivers; one for some nodes alone may leave out those of some models."""
    several = len(manifests.context.every_gpu) > 1
    for one in manifests.of_kind("NVIDIADriver"):
        spec = one.value.get("spec")
        if spec is None or one.value.place.is_called_patch or (several and spec.get("nodeSelector") is not None):
            continue
        version = spec.get("version")
        yield Driver(
            "" if version is None else str(version.tree),
            version is None,
            spec.get("kernelModuleType"),
            spec.get("usePrecompiled") is not None,
            (version or spec).place,
            f"the NVIDIADriver {one.name}",
        )


def _of_chart(use: ChartUse) -> Iterator[Driver]:
    stated = use.value("driver", "version")
    precompiled = ends_up_with(use, "driver", "usePrecompiled") is True
    modules = use.value("driver", "kernelModuleType")
    if stated is not None:
        yield Driver(str(stated.tree), False, modules, precompiled, stated.place, use.chart)
        return
    sheets = sheets_of(use)
    known = use.within and use.whole and len(sheets) == 1
    default = load_chart(use.chart, use.releases[-1]).components.get("driver", "") if known else ""
    yield Driver(default, True, modules, precompiled, use.place, f"{use.chart} {use.stated or ''}".strip())


def branch_of(version: str) -> int | None:
    """Return a driver's branch: 580 of 580.126.20; None for what has no such form."""
    head = version.partition(".")[0]
    return int(head) if head.isascii() and head.isdigit() and len(head) == _BRANCH_DIGITS else None


_BRANCH_DIGITS = 3
