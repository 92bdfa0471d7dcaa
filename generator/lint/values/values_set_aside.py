"""Values that Argo CD or Flux do not read."""

from collections.abc import Iterator

from generator.lint.common.kinds import kind_of_tree
from generator.model.finding import Severity
from generator.model.manifest import Manifests
from generator.model.manifest_rule import ManifestFault, ManifestRule
from generator.model.manifest_value import is_filled_in_later


def _check(manifests: Manifests) -> Iterator[ManifestFault]:
    for use in manifests.charts:
        for value in use.unread:
            yield ManifestFault(value.place, "`valuesObject` stands beside `values`: `values` is not read", on_key=True)
    for release in manifests.of_kind("HelmRelease"):
        values = release.value.get("spec", "values")
        if values is not None and not isinstance(values.tree, dict | None) and not is_filled_in_later(values.tree):
            message = f"values of a HelmRelease is {kind_of_tree(values.tree)}, where a mapping must be: Flux drops it"
            is_block = isinstance(values.tree, str) and "\n" in values.tree
            fix = "Leave out the `|` or `>` behind `values:`." if is_block else "Write a mapping below `values:`."
            yield ManifestFault(values.place, message, fix, on_key=True)


RULE = ManifestRule(
    "VAL212",
    "Values that are set aside",
    Severity.ERROR,
    why="Each has one place for values. Flux takes a mapping as `values`, and goes on without values where it finds "
    "anything else; Argo CD gives Helm the `valuesObject` alone where there is one, and nothing of `values`.",
    fix="Write everything into one of the two.",
    source="argoproj/argo-cd pkg/apis/application/v1alpha1/values.go, ValuesYAML; fluxcd/helm-controller "
    "api/v2/helmrelease_types.go, GetValues",
    bad="""\
apiVersion: argoproj.io/v1alpha1
kind: Application
metadata: {name: gpu-operator, namespace: argocd}
spec:
  destination: {server: "https://kubernetes.default.svc", namespace: gpu-operator}
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
  destination: {server: "https://kubernetes.default.svc", namespace: gpu-operator}
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
