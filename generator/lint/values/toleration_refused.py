"""A toleration in chart values that the API server refuses."""

from collections.abc import Iterator

from generator.lint.common.selectors import written_by_operators
from generator.lint.common.tolerations import refusals
from generator.model.finding import Severity
from generator.model.manifest import Manifests
from generator.model.manifest_rule import ManifestFault, ManifestRule
from generator.model.manifest_value import Value

_DEEPEST = 6


def _check(manifests: Manifests) -> Iterator[ManifestFault]:
    for tree in written_by_operators(manifests):
        for toleration in _tolerations(tree, _DEEPEST):
            for refusal in refusals(toleration):
                yield ManifestFault(refusal.place, refusal.message, refusal.fix)


def _tolerations(value: Value, deep: int) -> Iterator[Value]:
    for key, below in value.entries():
        if key == "tolerations":
            yield from below.elements()
        elif deep:
            yield from _tolerations(below, deep - 1)


RULE = ManifestRule(
    "VAL208",
    "Toleration that the API server refuses",
    Severity.ERROR,
    why="The tolerations go to the DaemonSets as they are. One that is refused keeps the DaemonSet from being made or "
    "changed.",
    fix="Write `operator: Exists` without a value, or `operator: Equal` with one.",
    source="kubernetes/kubernetes pkg/apis/core/validation/validation.go, ValidateTolerations",
    bad="""\
apiVersion: helm.toolkit.fluxcd.io/v2
kind: HelmRelease
metadata: {name: gpu-operator, namespace: gpu-operator}
spec:
  chart: {spec: {chart: gpu-operator, version: v26.7.0}}
  values:
    daemonsets:
      tolerations:
        - key: sku
          operator: Exists
          value: gpu  # <- here
          effect: NoSchedule
""",
    good="""\
apiVersion: helm.toolkit.fluxcd.io/v2
kind: HelmRelease
metadata: {name: gpu-operator, namespace: gpu-operator}
spec:
  chart: {spec: {chart: gpu-operator, version: v26.7.0}}
  values:
    daemonsets:
      tolerations:
        - key: sku
          operator: Equal
          value: gpu
          effect: NoSchedule
""",
    check=_check,
)
