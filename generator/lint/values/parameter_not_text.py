"""A parameter of Argo CD or a `set` value of K3s that the API server does not take."""

from collections.abc import Iterator

from generator.lint.common.kinds import kind_of_tree
from generator.model.finding import Severity
from generator.model.manifest import ChartUse, Form, Manifests
from generator.model.manifest_rule import ManifestFault, ManifestRule
from generator.model.manifest_value import Value


def _check(manifests: Manifests) -> Iterator[ManifestFault]:
    for use in manifests.charts:
        for value in use.refused:
            yield ManifestFault(value.place, _message(use, value), _fix(value))


def _message(use: ChartUse, value: Value) -> str:
    given = kind_of_tree(value.tree)
    if use.form is Form.ARGO:
        return f"a parameter's value is text, this is {given}: the API server refuses the Application"
    return f"`set` takes text and whole numbers, this is {given}: the API server refuses the HelmChart"


def _fix(value: Value) -> str:
    if isinstance(value.tree, bool | int | float):
        shown = str(value.tree).lower() if isinstance(value.tree, bool) else value.tree
        return f'Put it in quotes: "{shown}".'
    return "Write it among the values instead."


RULE = ManifestRule(
    "VAL211",
    "Parameter that the API server refuses",
    Severity.ERROR,
    why="Argo CD and K3s hand these on to Helm's --set, and the schemas of their objects take text: Helm reads "
    'true, false and whole numbers from it by itself, so that "false" is the boolean.',
    fix="Put it in quotes.",
    source="argoproj/argo-cd manifests/crds/application-crd.yaml (helm.parameters[].value: string); k3s-io/"
    "helm-controller pkg/crds/yaml/generated/helm.cattle.io_helmcharts.yaml (set: integer or string)",
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
      parameters:
        - name: driver.enabled
          value: false  # <- here
---
apiVersion: helm.cattle.io/v1
kind: HelmChart
metadata: {name: nvidia-device-plugin, namespace: kube-system}
spec:
  repo: https://nvidia.github.io/k8s-device-plugin
  chart: nvidia-device-plugin
  version: 0.20.0
  targetNamespace: nvidia
  set:
    gfd.enabled: true  # <- here
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
      parameters:
        - name: driver.enabled
          value: "false"
---
apiVersion: helm.cattle.io/v1
kind: HelmChart
metadata: {name: nvidia-device-plugin, namespace: kube-system}
spec:
  repo: https://nvidia.github.io/k8s-device-plugin
  chart: nvidia-device-plugin
  version: 0.20.0
  targetNamespace: nvidia
  set:
    gfd.enabled: "true"
""",
    check=_check,
)
