"""The operator's driver, or its toolkit, on Talos Linux."""

from collections.abc import Iterator

from generator.facts.charts import GPU_OPERATOR
from generator.lint.common.chart_values import ends_up_with
from generator.lint.common.distribution import is_talos, talos_releases
from generator.model.finding import Severity
from generator.model.manifest import Manifests
from generator.model.manifest_rule import ManifestFault, ManifestRule

_WITH_TOOLKIT = (1, 15)
"""The first release on which the operator's toolkit is the right one; source: as below."""


def _check(manifests: Manifests) -> Iterator[ManifestFault]:
    if not is_talos(manifests):
        return
    known = talos_releases(manifests)
    is_new = bool(known) and min(known) >= _WITH_TOOLKIT
    for use in manifests.charts:
        if use.chart != GPU_OPERATOR or not use.whole:
            continue
        if ends_up_with(use, "driver", "enabled") is True:
            stated = use.value("driver", "enabled")
            yield ManifestFault(
                use.place if stated is None else stated.place,
                "the operator is to install the driver, and its driver containers do not know Talos: the driver pods "
                "end with an error",
                "Write `driver: {enabled: false}`, and take the driver as a system extension.",
            )
        if ends_up_with(use, "toolkit", "enabled") is True and not is_new:
            stated = use.value("toolkit", "enabled")
            yield ManifestFault(
                use.place if stated is None else stated.place,
                "the operator is to install the toolkit: right from Talos 1.15 on, while up to 1.14 the system "
                "extension brings it",
                "Up to Talos 1.14 write `toolkit: {enabled: false}`.",
                severity=None if known and not is_new else Severity.INFO,
            )


RULE = ManifestRule(
    "DST203",
    "Driver of the operator on Talos Linux",
    Severity.WARNING,
    why="Talos has no package manager and builds no kernel modules on the node: the driver is a system extension of "
    "the image (nvidia-open-gpu-kernel-modules or nonfree-kmod-nvidia).",
    fix="Write `driver: {enabled: false}`.",
    source="siderolabs/docs public/talos/v1.14 nvidia-gpu.mdx; https://github.com/siderolabs/talos/issues/8402",
    bad="""\
machine:
  nodeLabels: {nvidia.com/gpu.present: "true"}
---
apiVersion: helm.toolkit.fluxcd.io/v2
kind: HelmRelease
metadata: {name: gpu-operator, namespace: gpu-operator}
spec:
  chart: {spec: {chart: gpu-operator, version: v26.7.0}}
  values:
    toolkit: {enabled: false}
    driver:
      enabled: true  # <- here
""",
    good="""\
machine:
  nodeLabels: {nvidia.com/gpu.present: "true"}
---
apiVersion: helm.toolkit.fluxcd.io/v2
kind: HelmRelease
metadata: {name: gpu-operator, namespace: gpu-operator}
spec:
  chart: {spec: {chart: gpu-operator, version: v26.7.0}}
  values:
    toolkit: {enabled: false}
    driver:
      enabled: false
""",
    check=_check,
)
