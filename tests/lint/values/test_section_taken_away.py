import pytest

from tests.lint.chart_values import OPERATOR, PLUGIN, release, weighed
from tests.lint.examples import judged, told

CODE = "VAL230"


DRIVER = "nvidia-dra-driver-gpu"


@pytest.mark.parametrize(
    ("chart", "version", "values", "count"),
    [
        (OPERATOR, "v26.7.0", "toolkit:", 1),
        (OPERATOR, "v26.7.0", "toolkit: null", 1),
        (OPERATOR, "v26.7.0", "toolkit: ~\nmig:", 2),
        (OPERATOR, "v24.3.0", "toolkit:\nvalidator:\noperator:", 3),
        (OPERATOR, "v26.7.0", "driver: {rdma: null}", 1),
        (OPERATOR, "v26.7.0", "driver: null", 1),
        (OPERATOR, "v26.7.0", "driver: {upgradePolicy: {drain: null}}", 1),
        # What no template asks for below.
        (OPERATOR, "v26.7.0", "driver: {upgradePolicy: null}", 0),
        (OPERATOR, "v26.7.0", "toolkit: {}\nmig: {}", 0),
        (OPERATOR, "v26.7.0", "toolkit: {env: null, version: null}", 0),
        (OPERATOR, "v26.7.0", "devicePlugin: {mps: null}", 0),
        # Needed until, and from a release on.
        (OPERATOR, "v25.3.4", "gds:", 1),
        (OPERATOR, "v25.10.1", "gds:", 0),
        (OPERATOR, "v24.3.0", "hostPaths:", 0),
        (OPERATOR, "v24.6.0", "hostPaths:", 1),
        (OPERATOR, "v1.11.1", "toolkit:", 0),
        # Some of the releases that it may be do without.
        (OPERATOR, "26.x", "gds:", 0),
        (OPERATOR, "26.x", "toolkit:", 1),
        (PLUGIN, "0.17.1", "config:", 1),
        (PLUGIN, "0.17.1", "securityContext: null", 1),
        (PLUGIN, "0.17.1", "affinity: null\nnodeSelector: null\nresources: null", 0),
        (PLUGIN, "0.14.5", "cdi:\nmps:", 0),
        (PLUGIN, "0.20.0", "cdi:\nmps:", 2),
        (DRIVER, "25.3.0", "resources:", 1),
        (DRIVER, "25.3.0", "webhook:", 0),
        (DRIVER, "25.8.0", "webhook:\nserviceAccount:", 2),
        (DRIVER, "25.x", "webhook:\nserviceAccount:", 1),
        (DRIVER, "25.2.0", "resources:", 0),
        (DRIVER, "25.12.0", "controller: {networkPolicy: null, nodeSelector: null}", 1),
        # Needed while a part is on.
        (DRIVER, "25.12.0", "kubeletPlugin: {containers: {gpus: null, computeDomains: null, init: null}}", 2),
        (DRIVER, "25.12.0", "kubeletPlugin: {containers: {gpus: null}}\nresources: {gpus: {enabled: false}}", 0),
        (DRIVER, "25.3.2", "controller:\nresources: {computeDomains: {enabled: false}}", 0),
        (DRIVER, "25.8.0", "controller:\nresources: {computeDomains: {enabled: false}}", 1),
    ],
)
def test_sections_that_the_templates_need(chart: str, version: str, values: str, count: int) -> None:
    assert [weight for weight, _ in weighed(release(values, chart, version), CODE)] == ["error"] * count


def release_from(values: str) -> str:
    """Return a HelmRelease with values of its own over those of a ConfigMap."""
    return f"""\
apiVersion: helm.toolkit.fluxcd.io/v2
kind: HelmRelease
metadata: {{name: gpu-operator, namespace: gpus}}
spec:
  chart: {{spec: {{chart: gpu-operator, version: v26.7.0}}}}
  valuesFrom: [{{kind: ConfigMap, name: values}}]
  values: {values}
---
apiVersion: v1
kind: ConfigMap
metadata: {{name: values, namespace: gpus}}
data: {{values.yaml: "toolkit:"}}
"""


@pytest.mark.parametrize(
    ("values", "lines"),
    [("{}", [12]), ("{toolkit: {enabled: true}}", []), ("{toolkit: null}", [7]), ("{mig: {}}", [12])],
)
def test_what_comes_last_counts(values: str, lines: list[int]) -> None:
    assert [line for line, _ in told(release_from(values), CODE)] == lines


APPLICATION = """\
apiVersion: argoproj.io/v1alpha1
kind: Application
metadata: {name: gpu-operator, namespace: argocd}
spec:
  source:
    repoURL: https://helm.ngc.nvidia.com/nvidia
    chart: gpu-operator
    targetRevision: v26.7.0
    helm: {VALUES}
  destination: {name: in-cluster, namespace: gpus}
"""
HELMFILE = """\
repositories: [{name: nvidia, url: https://helm.ngc.nvidia.com/nvidia}]
releases: [{name: a, chart: nvidia/gpu-operator, version: v26.7.0, values: [{toolkit: null}]}]
"""
UMBRELLA = {
    "Chart.yaml": "apiVersion: v2\nname: a\nversion: 1.0.0\ndependencies: [{name: gpu-operator, version: v26.7.0}]\n",
    "values.yaml": "gpu-operator:\n  toolkit:\n",
}
INLINE = "helmCharts: [{name: gpu-operator, version: v26.7.0, valuesInline: {toolkit: null}}]\n"
BESIDE = {
    "kustomization.yaml": "helmCharts: [{name: gpu-operator, version: v26.7.0, valuesFile: own.yaml}]\n",
    "own.yaml": "toolkit:\ndriver: {enabled: false}\n",
}


@pytest.mark.parametrize(
    ("files", "weight"),
    [
        (APPLICATION.replace("VALUES", "values: 'toolkit:'"), "error"),
        (APPLICATION.replace("VALUES", "valuesObject: {toolkit: null}"), "warning"),
        (HELMFILE, "warning"),
        (UMBRELLA, "warning"),
        (BESIDE, "error"),
        # kustomize merges them into the chart's own values, which then say it.
        (INLINE, None),
    ],
)
def test_who_hands_the_null_to_helm(files: "str | dict[str, str]", weight: str | None) -> None:
    found = [one.severity.value for one in judged(files).findings if one.code == CODE]
    assert found == ([] if weight is None else [weight])
