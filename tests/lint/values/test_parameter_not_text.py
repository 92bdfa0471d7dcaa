import pytest

from tests.lint.examples import told

ARGO = """\
apiVersion: argoproj.io/v1alpha1
kind: {kind}
metadata: {{name: gpu-operator}}
spec:
  {around}source:
    chart: gpu-operator
    repoURL: https://helm.ngc.nvidia.com/nvidia
    helm:
      parameters:
        - name: driver.enabled
          value: {value}
"""
K3S = """\
apiVersion: helm.cattle.io/v1
kind: HelmChart
metadata: {{name: gpu-operator}}
spec:
  chart: gpu-operator
  set:
    driver.enabled: {value}
"""


@pytest.mark.parametrize("value", ["true", "5", "1.5", "[a]", "{a: b}"])
def test_what_a_parameter_may_not_be(value: str) -> None:
    assert [line for line, _ in told(ARGO.format(kind="Application", around="", value=value), "VAL211")] == [11]


@pytest.mark.parametrize("value", ['"true"', "'5'", "text", '""', "null"])
def test_what_a_parameter_may_be(value: str) -> None:
    assert told(ARGO.format(kind="Application", around="", value=value), "VAL211") == []


@pytest.mark.parametrize("value", ["true", "1.5", "[a]", "{a: b}"])
def test_what_set_does_not_take(value: str) -> None:
    assert [line for line, _ in told(K3S.format(value=value), "VAL211")] == [7]


@pytest.mark.parametrize("value", ['"true"', "5", "text", '""'])
def test_what_set_takes(value: str) -> None:
    assert told(K3S.format(value=value), "VAL211") == []


def test_the_template_of_an_application_set() -> None:
    spec = "  template:\n    spec:\n      source:\n        chart: gpu-operator\n        helm:\n          parameters:\n"
    text = "apiVersion: argoproj.io/v1alpha1\nkind: ApplicationSet\nmetadata: {name: gpus}\nspec:\n" + spec
    assert [line for line, _ in told(text + "            - {name: driver.enabled, value: true}\n", "VAL211")] == [11]


def test_it_counts_as_what_is_meant() -> None:
    """No second finding says that a boolean, or a text, is of the wrong type."""
    assert told(K3S.format(value="true"), "VAL202") == []
    assert told(ARGO.format(kind="Application", around="", value="true"), "VAL202") == []
