"""A driver that the operator's chart installs although the driver is switched off."""

from collections.abc import Iterator

from generator.facts.charts import GPU_OPERATOR
from generator.lint.common.chart_values import ends_up_with, is_before, place_of
from generator.model.finding import Severity
from generator.model.manifest import Manifests
from generator.model.manifest_rule import ManifestFault, ManifestRule

_HEEDED = (25, 10, 1)
"""Since when templates/nvidiadriver.yaml asks for driver.enabled."""
_SWITCH = ("driver", "nvidiaDriverCRD", "enabled")


def _check(manifests: Manifests) -> Iterator[ManifestFault]:
    for use in manifests.charts:
        if use.chart != GPU_OPERATOR or use.value(*_SWITCH) is None or not is_before(use, _HEEDED):
            continue
        switched = ends_up_with(use, "driver", "enabled") is False and ends_up_with(use, *_SWITCH) is True
        if switched and ends_up_with(use, "driver", "nvidiaDriverCRD", "deployDefaultCR") is True:
            yield ManifestFault(
                place_of(use, *_SWITCH),
                "this release makes the NVIDIADriver `default` without looking at driver.enabled: false, and its "
                "driver is installed on every GPU node",
            )


RULE = ManifestRule(
    "VAL213",
    "Driver that is installed although it is off",
    Severity.ERROR,
    why="Before v25.10.1 the chart makes an NVIDIADriver whenever nvidiaDriverCRD says so, and the operator installs "
    "the driver of every NVIDIADriver, whatever the ClusterPolicy says of the driver: it replaces that of the host.",
    fix="Write `nvidiaDriverCRD: {enabled: false}` where the host has the driver; from v25.10.1 on driver.enabled: "
    "false is enough.",
    source="NVIDIA/gpu-operator deployments/gpu-operator/templates/nvidiadriver.yaml and "
    "controllers/nvidiadriver_controller.go at v25.3.4, v25.10.0 and v25.10.1; issue 1795",
    bad="""\
apiVersion: helm.toolkit.fluxcd.io/v2
kind: HelmRelease
metadata: {name: gpu-operator, namespace: gpu-operator}
spec:
  chart: {spec: {chart: gpu-operator, version: v25.3.4}}
  values:
    driver:
      enabled: false
      nvidiaDriverCRD:
        enabled: true  # <- here
""",
    good="""\
apiVersion: helm.toolkit.fluxcd.io/v2
kind: HelmRelease
metadata: {name: gpu-operator, namespace: gpu-operator}
spec:
  chart: {spec: {chart: gpu-operator, version: v25.3.4}}
  values:
    driver:
      enabled: false
      nvidiaDriverCRD:
        enabled: false
""",
    check=_check,
)
