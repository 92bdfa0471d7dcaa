import pytest

from tests.lint.examples import judged

CHART = """\
apiVersion: v2
name: gpu
version: 0.1.0
dependencies:
- {name: gpu-operator, version: v26.7.0, repository: "https://helm.ngc.nvidia.com/nvidia"}
"""
ARGO = """\
apiVersion: argoproj.io/v1alpha1
kind: Application
metadata: {{name: gpu-operator, namespace: argocd}}
spec:
  project: default
  destination: {{namespace: gpu-operator, name: in-cluster}}
  source:
    repoURL: https://git.example.com/gpu.git
    path: charts/gpu-operator
    helm:
      valuesObject:
        {values}
"""
FLUX = """\
apiVersion: helm.toolkit.fluxcd.io/v2
kind: HelmRelease
metadata: {{name: gpu-operator, namespace: flux-system}}
spec:
  interval: 1h
  chart:
    spec:
      chart: ./charts/gpu-operator
      sourceRef: {{kind: GitRepository, name: charts}}
  values:
    {values}
"""


def found(text: str, chart: str | None = CHART) -> list[str]:
    files = {"app.yaml": text} | ({} if chart is None else {"x/charts/gpu-operator/Chart.yaml": chart})
    return [one.message for one in judged(files).findings if one.code == "VAL201"]


@pytest.mark.parametrize("form", [ARGO, FLUX])
def test_values_below_the_key_of_the_dependency_are_its_own(form: str) -> None:
    assert found(form.format(values="gpu-operator: {driver: {enabled: false}}")) == []
    (message,) = found(form.format(values="gpu-operator: {drivers: {enabled: false}}"))
    assert message == "gpu-operator v26.7.0 has no value drivers"


@pytest.mark.parametrize("form", [ARGO, FLUX])
def test_values_beside_the_key_reach_nobody(form: str) -> None:
    (message,) = found(form.format(values="driver: {enabled: false}"))
    assert "reads only what stands below `gpu-operator:`" in message


@pytest.mark.parametrize("form", [ARGO, FLUX])
def test_values_of_the_chart_around_are_its_own(form: str) -> None:
    assert found(form.format(values="extra: {enabled: false}")) == []


def test_a_chart_of_that_name_without_dependencies_may_be_a_copy() -> None:
    text = FLUX.format(values="drivers: {enabled: false}")
    assert found(text, None) == found(text, "apiVersion: v2\nname: gpu-operator\nversion: v26.7.0\n")
    assert "has no value drivers" in found(text, None)[0]
    assert found(FLUX.format(values="gpu-operator: {driver: {enabled: false}}"), None) == []
