"""Values files without a word of GPUs, which other files or their own names say something of."""

import pytest

from tests.lint.examples import told

VALUES = "nfd:\n  enabled: false\n"
ARGO = """\
apiVersion: argoproj.io/v1alpha1
kind: Application
metadata: {name: gpu-operator, namespace: argocd}
spec:
  project: default
  destination: {name: a, namespace: gpu-operator}
  sources:
  - repoURL: https://helm.ngc.nvidia.com/nvidia
    chart: gpu-operator
    targetRevision: v26.7.0
    helm: {valueFiles: [$values/apps/my.yaml]}
  - {repoURL: https://example.org/a, targetRevision: main, ref: values}
"""
FLEET = "defaultNamespace: a\nhelm: {chart: gpu-operator, version: v26.7.0, valuesFiles: [my.yaml]}\n"
BUILT = """\
kind: Kustomization
apiVersion: kustomize.config.k8s.io/v1beta1
helmCharts:
- {name: gpu-operator, version: v26.7.0, repo: https://helm.ngc.nvidia.com/nvidia, valuesFile: my.yaml}
"""


@pytest.mark.parametrize(
    "files",
    [
        {"a.yaml": ARGO, "apps/my.yaml": VALUES},
        {"apps/my.yaml": VALUES, "a.yaml": ARGO},
        {"apps/fleet.yaml": FLEET, "apps/my.yaml": VALUES},
        {"apps/kustomization.yaml": BUILT, "apps/my.yaml": VALUES},
        {"apps/gpu-operator/values.yaml": VALUES + "driver:\n  enabled: true\n"},
        {"apps/gpu-operator-values.yaml": VALUES, "b/Chart.yaml": "name: b\n"},
    ],
)
def test_values_are_read_without_a_word_of_gpus(files: dict[str, str]) -> None:
    assert [line for line, _ in told(files, "VAL207")] == [2]


@pytest.mark.parametrize(
    "files",
    [
        {"a.yaml": ARGO, "apps/other.yaml": VALUES},
        {"apps/nfd/values.yaml": VALUES, "a.yaml": ARGO},
        {"a.yaml": ARGO, "apps/my.yaml": "apiVersion: v1\nkind: Any\n" + VALUES},
    ],
)
def test_values_of_others_are_not(files: dict[str, str]) -> None:
    assert told(files, "VAL207") == []
