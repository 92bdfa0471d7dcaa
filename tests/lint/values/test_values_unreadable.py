import pytest

from tests.lint.examples import told

ARGO = """\
apiVersion: argoproj.io/v1alpha1
kind: Application
metadata: {name: gpu-operator}
spec:
  source:
    chart: gpu-operator
    repoURL: https://helm.ngc.nvidia.com/nvidia
    targetRevision: v25.3.0
    helm:
      values: |
"""
K3S = """\
apiVersion: helm.cattle.io/v1
kind: HelmChart
metadata: {name: gpu-operator, namespace: kube-system}
spec:
  chart: gpu-operator
  repo: https://helm.ngc.nvidia.com/nvidia
  valuesContent: |-
"""
BROKEN = ["driver:\n  enabled: false\n toolkit: {}", "driver:\n\tenabled: false", "driver: {enabled: false", "a: b: c"]
SOUND = ["driver: {enabled: false}", "# nothing yet", "driver:\n  enabled: ${DRIVER}", "a: {{ .Values.a }}\nb: c: d"]


def _indented(text: str, by: int) -> str:
    return "".join(f"{' ' * by}{line}\n" for line in text.splitlines())


@pytest.mark.parametrize("text", [*BROKEN, "- driver", "driver"])
def test_what_is_no_mapping_is_refused_in_argo_and_k3s(text: str) -> None:
    assert len(told(ARGO + _indented(text, 8), "VAL221")) == 1
    assert len(told(K3S + _indented(text, 4), "VAL221")) == 1


@pytest.mark.parametrize("text", SOUND)
def test_a_mapping_a_comment_or_a_template_is_not(text: str) -> None:
    assert told(ARGO + _indented(text, 8), "VAL221") == []
    assert told(K3S + _indented(text, 4), "VAL221") == []


def test_several_sources_and_config_of_a_chart_are_read() -> None:
    sources = ARGO.replace("  source:\n    chart", "  sources:\n  - chart") + _indented(BROKEN[0], 8)
    assert [line for line, _ in told(sources, "VAL221")] == [13]
    config = K3S.replace("kind: HelmChart", "kind: HelmChartConfig") + _indented(BROKEN[0], 4)
    assert [line for line, _ in told(config, "VAL221")] == [10]


def test_what_nobody_reads_or_what_is_no_text_is_not_told() -> None:
    beside = ARGO + _indented(BROKEN[0], 8) + "      valuesObject: {driver: {enabled: false}}\n"
    assert told(beside, "VAL221") == []
    assert told(K3S.replace("|-", "{driver: {enabled: false}}"), "VAL221") == []


FLAT = """\
apiVersion: helm.cattle.io/v1
kind: HelmChart
metadata:
name: gpu-operator
spec:
chart: gpu-operator
repo: https://helm.ngc.nvidia.com/nvidia
valuesContent: |-
"""


def test_values_of_an_object_whose_levels_were_lost() -> None:
    assert told(FLAT + _indented(SOUND[0], 4), "VAL221") == []
    ((line, message),) = told(FLAT + _indented(BROKEN[0], 4), "VAL221")
    assert line == 11
    assert message.endswith(": below spec, where it belongs, the job that installs the chart fails")
    # Beside a spec that is there, nobody takes it for values.
    said = FLAT.replace("spec:", "spec: {chart: gpu-operator}")
    assert told(said + _indented(BROKEN[0], 4), "VAL221") == []
