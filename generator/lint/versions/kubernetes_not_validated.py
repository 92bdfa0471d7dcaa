"""A Kubernetes release that NVIDIA did not validate for the chart."""

from collections.abc import Iterator

from generator.facts.validated_kubernetes import validated_kubernetes
from generator.lint.common.chart_values import chart_text
from generator.lint.versions._versions import version_place
from generator.model.finding import Severity
from generator.model.manifest import Manifests
from generator.model.manifest_rule import ManifestFault, ManifestRule


def _check(manifests: Manifests) -> Iterator[ManifestFault]:
    kubernetes = manifests.context.kubernetes
    for use in manifests.charts if kubernetes is not None else ():
        known = validated_kubernetes(use.chart, use.releases[-1]) if len(use.releases) == 1 and use.within else None
        if known is None or kubernetes is None:
            continue
        (major, low), (_, high) = known
        if not (major, low) <= (kubernetes.major, kubernetes.minor) <= (major, high):
            yield ManifestFault(
                version_place(use),
                f"Kubernetes {kubernetes} is outside {major}.{low} to {major}.{high}, which NVIDIA validated for "
                f"{chart_text(use)}",
            )


RULE = ManifestRule(
    "VER204",
    "Kubernetes release not validated for the chart",
    Severity.INFO,
    why="The chart installs on any release; what NVIDIA tested, and supports, is this range.",
    fix="Take a chart release whose range includes the cluster's, or test this one yourself.",
    source="NVIDIA/cloud-native-docs gpu-operator/platform-support.rst",
    bad="""\
apiVersion: helm.toolkit.fluxcd.io/v2
kind: HelmRelease
metadata: {name: gpu-operator, namespace: gpu-operator}
spec:
  chart:
    spec:
      chart: gpu-operator
      version: v25.3.4  # <- here
""",
    good="""\
apiVersion: helm.toolkit.fluxcd.io/v2
kind: HelmRelease
metadata: {name: gpu-operator, namespace: gpu-operator}
spec:
  chart:
    spec:
      chart: gpu-operator
      version: v26.7.0
""",
    check=_check,
    options=("--kubernetes", "1.36"),
)
