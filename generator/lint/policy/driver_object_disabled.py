"""An NVIDIADriver that the operator does not follow."""

from collections.abc import Iterator

from generator.facts.charts import GPU_OPERATOR
from generator.facts.releases import Numbers, exact_numbers
from generator.lint.common.chart_values import ends_up_with
from generator.lint.common.clusters import ByCluster, Cluster, cluster_of
from generator.lint.common.custom_resources import Resource, resources
from generator.model.finding import Severity
from generator.model.manifest import ChartUse, Manifests
from generator.model.manifest_rule import ManifestFault, ManifestRule

_SINCE: Numbers = (26, 3, 0)
"""Releases before this install such a driver beside that of the ClusterPolicy."""
_FIELD = "useNvidiaDriverCRD"
_OFF = "driver.nvidiaDriverCRD.enabled is not true in the chart's values"


def _check(manifests: Manifests) -> Iterator[ManifestFault]:
    every = list(resources(manifests))
    drivers = [one for one in every if one.kind == "NVIDIADriver"]
    if not drivers:
        return
    off = ByCluster((use.place, use) for use in manifests.charts if _is_off(use))
    policies = ByCluster((one.spec.place, one) for one in every if one.kind == "ClusterPolicy")
    is_patched = _is_patched(manifests)
    by_cluster: dict[Cluster, str | None] = {}
    for resource in drivers:
        cluster = cluster_of(resource.spec.place)
        if cluster not in by_cluster:
            is_off = bool(off.near(cluster))
            by_cluster[cluster] = _OFF if is_off else _reason(policies.near(cluster), is_patched=is_patched)
        reason = by_cluster[cluster]
        if reason is not None:
            message = f"the NVIDIADriver {resource.name} is not followed: {reason}"
            certain = all(_numbers(release) >= _SINCE for release in resource.releases)
            severity = None if certain else Severity.WARNING
            yield ManifestFault(resource.spec.place, message, on_key=True, severity=severity)


def _is_off(use: ChartUse) -> bool:
    return use.chart == GPU_OPERATOR and ends_up_with(use, "driver", "nvidiaDriverCRD", "enabled") is False


def _reason(policies: tuple[Resource, ...], *, is_patched: bool) -> str | None:
    # A patch of one overlay may hand the driver over where the base does not.
    if is_patched or any(_hands_over(one) for one in policies):
        return None
    whole = next((one for one in policies if one.is_whole), None)
    return None if whole is None else f"driver.useNvidiaDriverCRD is not true in the ClusterPolicy {whole.name}"


def _hands_over(policy: Resource) -> bool:
    said = policy.spec.get("driver", _FIELD)
    return said is not None and said.tree is not False


def _is_patched(manifests: Manifests) -> bool:
    """Say whether operations of a kustomization set the field, or the driver around it."""
    operations = [
        one for patch in manifests.patches if patch.operations is not None for one in patch.operations.elements()
    ]
    paths = [one.text("path") or "" for one in operations]
    return any(path.endswith(_FIELD) or path == "/spec/driver" for path in paths)


def _numbers(release: str) -> Numbers:
    return exact_numbers(release) or _SINCE


RULE = ManifestRule(
    "POL204",
    "NVIDIADriver that is not followed",
    Severity.ERROR,
    why="The operator leaves NVIDIADriver objects alone, with the state `disabled`, unless the ClusterPolicy hands the "
    "driver over to them.",
    fix="Write `driver: {nvidiaDriverCRD: {enabled: true}}` in the chart's values; in a ClusterPolicy it is "
    "driver.useNvidiaDriverCRD: true.",
    source="NVIDIA/gpu-operator controllers/nvidiadriver_controller.go (UseNvidiaDriverCRDType), from v26.3.0 on",
    bad="""\
apiVersion: helm.toolkit.fluxcd.io/v2
kind: HelmRelease
metadata: {name: gpu-operator, namespace: gpu-operator}
spec:
  chart: {spec: {chart: gpu-operator, version: v26.7.0}}
  values:
    nfd: {enabled: true}
---
apiVersion: nvidia.com/v1alpha1
kind: NVIDIADriver
metadata: {name: old-cards}
spec:  # <- here
  driverType: gpu
  repository: nvcr.io/nvidia
  image: driver
  version: "580.126.20"
  default: false
""",
    good="""\
apiVersion: helm.toolkit.fluxcd.io/v2
kind: HelmRelease
metadata: {name: gpu-operator, namespace: gpu-operator}
spec:
  chart: {spec: {chart: gpu-operator, version: v26.7.0}}
  values:
    nfd: {enabled: true}
    driver: {nvidiaDriverCRD: {enabled: true, deployDefaultCR: false}}
---
apiVersion: nvidia.com/v1alpha1
kind: NVIDIADriver
metadata: {name: old-cards}
spec:
  driverType: gpu
  repository: nvcr.io/nvidia
  image: driver
  version: "580.126.20"
  default: false
""",
    check=_check,
)
