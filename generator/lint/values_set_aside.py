"""Values of an Argo CD Application that it does not read."""

from collections.abc import Iterator

from generator.model.finding import Severity
from generator.model.manifest import Manifests
from generator.model.manifest_rule import ManifestFault, ManifestRule


def _check(manifests: Manifests) -> Iterator[ManifestFault]:
    for use in manifests.charts:
        for value in use.unread:
            yield ManifestFault(value.place, "`valuesObject` stands beside `values`: `values` is not read", on_key=True)


RULE = ManifestRule(
    "VAL212",
    "Values that are set aside",
    Severity.ERROR,
    why="Argo CD does not merge the two: where there is a `valuesObject`, Helm gets that and nothing of `values`.",
    fix="Write everything into one of the two.",
    source="argoproj/argo-cd pkg/apis/application/v1alpha1/values.go, ValuesYAML",
    bad="""\
apiVersion: argoproj.io/v1alpha1
kind: Application
metadata: {name: gpu-operator, namespace: argocd}
spec:
  destination: {namespace: gpu-operator}
  source:
    chart: gpu-operator
    repoURL: https://helm.ngc.nvidia.com/nvidia
    targetRevision: v26.7.0
    helm:
      # the next line
      values: |
        driver: {enabled: false}
      valuesObject:
        toolkit: {enabled: false}
""",
    good="""\
apiVersion: argoproj.io/v1alpha1
kind: Application
metadata: {name: gpu-operator, namespace: argocd}
spec:
  destination: {namespace: gpu-operator}
  source:
    chart: gpu-operator
    repoURL: https://helm.ngc.nvidia.com/nvidia
    targetRevision: v26.7.0
    helm:
      valuesObject:
        driver: {enabled: false}
        toolkit: {enabled: false}
""",
    check=_check,
)
