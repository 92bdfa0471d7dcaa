"""An NVIDIADriver that the operator does not follow."""

from collections.abc import Iterator

from generator.facts.charts import GPU_OPERATOR
from generator.facts.releases import Numbers, exact_numbers
from generator.lint._chart_values import ends_up_with
from generator.lint._clusters import are_apart
from generator.lint._custom_resources import Resource, resources
from generator.model.finding import Severity
from generator.model.manifest import Manifests
from generator.model.manifest_rule import ManifestFault, ManifestRule
from generator.model.manifest_value import Place

_SINCE: Numbers = (26, 3, 0)
"""Releases before this install such a driver beside that of the ClusterPolicy."""
_FIELD = "useNvidiaDriverCRD"


def _check(manifests: Manifests) -> Iterator[ManifestFault]:
    for resource in resources(manifests):
        reason = _reason(manifests, resource.spec.place) if resource.kind == "NVIDIADriver" else None
        if reason is not None:
            message = f"the NVIDIADriver {resource.name} is not followed: {reason}"
            certain = all(_numbers(release) >= _SINCE for release in resource.releases)
            severity = None if certain else Severity.WARNING
            yield ManifestFault(resource.spec.place, message, on_key=True, severity=severity)


def _reason(manifests: Manifests, driver: Place) -> str | None:
    for use in manifests.charts:
        if are_apart(use.place, driver):
            continue
        if use.chart == GPU_OPERATOR and ends_up_with(use, "driver", "nvidiaDriverCRD", "enabled") is False:
            return "driver.nvidiaDriverCRD.enabled is not true in the chart's values"
    all_policies = (one for one in resources(manifests) if one.kind == "ClusterPolicy")
    policies = [one for one in all_policies if not are_apart(one.spec.place, driver)]
    # A patch of one overlay may hand the driver over where the base does not.
    if any(_hands_over(one) for one in policies) or _is_patched(manifests):
        return None
    whole = [one for one in policies if one.is_whole]
    return f"driver.useNvidiaDriverCRD is not true in the ClusterPolicy {whole[0].name}" if whole else None


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
