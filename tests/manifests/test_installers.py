import pytest

from tests.lint.examples import told

PROXY = """\
apiVersion: addons.cluster.x-k8s.io/v1alpha1
kind: HelmChartProxy
metadata: {{name: gpu-operator}}
spec:
  chartName: gpu-operator
  repoURL: {url}
  version: v26.7.0
  valuesTemplate: |
    {values}
"""
SVELTOS = """\
apiVersion: config.projectsveltos.io/v1beta1
kind: ClusterProfile
metadata: {{name: gpu}}
spec:
  helmCharts:
  - repositoryURL: {url}
    repositoryName: nvidia
    chartName: nvidia/gpu-operator
    chartVersion: v26.7.0
    values: |
      {values}
"""
K0S = """\
apiVersion: k0s.k0sproject.io/v1beta1
kind: ClusterConfig
metadata: {{name: k0s}}
spec:
  extensions:
    helm:
      repositories: [{{name: nvidia, url: "{url}"}}]
      charts:
      - name: gpu-operator
        chartname: nvidia/gpu-operator
        values: |
          {values}
"""
K0SCTL = """\
apiVersion: k0sctl.k0sproject.io/v1beta1
kind: Cluster
metadata: {{name: k0s}}
spec: {{k0s: {{config: {{spec: {{extensions: {{helm: {{
  repositories: [{{name: nvidia, url: "{url}"}}],
  charts: [{{name: gpu-operator, chartname: nvidia/gpu-operator,
    values: "{values}"}}]}}}}}}}}}}}}
"""
K0S_CHART = """\
apiVersion: helm.k0sproject.io/v1beta1
kind: Chart
metadata: {{name: gpu-operator}}
spec:
  chartName: nvidia/gpu-operator
  values: |
    {values}
"""
CROSSPLANE = """\
apiVersion: helm.crossplane.io/v1beta1
kind: Release
metadata: {{name: gpu-operator}}
spec:
  forProvider:
    chart: {{name: gpu-operator, repository: "{url}", version: v26.7.0}}
    values:
      {values}
"""
ALL = (PROXY, SVELTOS, K0S, K0SCTL, K0S_CHART, CROSSPLANE)
URL = "https://helm.ngc.nvidia.com/nvidia"


@pytest.mark.parametrize("form", ALL)
def test_their_values_are_read_at_their_line(form: str) -> None:
    text = form.format(url=URL, values="drivers: {enabled: false}")
    line = next(number for number, one in enumerate(text.splitlines(), 1) if "drivers" in one)
    ((found, message),) = told(text, "VAL201")
    assert found == line
    assert "has no value drivers" in message


@pytest.mark.parametrize("form", ALL)
def test_sound_values_and_charts_that_begin_with_a_repository_are_passed_over(form: str) -> None:
    text = form.format(url=URL, values="driver: {enabled: false}")
    assert told(text, "VAL201") + told(text, "REF210") == []


@pytest.mark.parametrize("form", [PROXY, SVELTOS, K0S, K0SCTL, CROSSPLANE])
def test_their_repositories_are_judged(form: str) -> None:
    (found,) = told(form.format(url="https://github.com/NVIDIA/gpu-operator", values="{}"), "REF210")
    assert "no Helm repository is at https://github.com/NVIDIA/gpu-operator" in found[1]


@pytest.mark.parametrize("values", ["drivers: {enabled: {{ .gpu }}}", "{{ if .a }}drivers: {}{{ end }}"])
def test_nothing_is_known_of_templates(values: str) -> None:
    assert told(PROXY.format(url=URL, values=values), "VAL201") == []


def test_what_else_they_install_is_passed_over() -> None:
    text = PROXY.format(url=URL, values="drivers: {}").replace("chartName: gpu-operator", "chartName: podinfo")
    assert told(text, "VAL201") == []
