import pytest

from tests.lint.examples import told

HEAD = """\
apiVersion: argoproj.io/v1alpha1
kind: Application
metadata: {name: gpu-operator}
spec:
  source:
    chart: gpu-operator
    repoURL: https://helm.ngc.nvidia.com/nvidia
    helm:
"""


@pytest.mark.parametrize("object_", ["{toolkit: {enabled: false}}", "{}"])
def test_an_object_takes_the_place_of_a_text(object_: str) -> None:
    text = f"{HEAD}      values: 'driver: {{enabled: false}}'\n      valuesObject: {object_}\n"
    assert [line for line, _ in told(text, "VAL212")] == [9]


def test_what_is_wrong_in_values_that_are_not_read_is_not_told() -> None:
    text = f"{HEAD}      values: 'drivr: {{enabled: false}}'\n      valuesObject: {{toolkit: {{enabled: false}}}}\n"
    assert told(text, "VAL201") == []


@pytest.mark.parametrize(
    "helm",
    [
        "values: 'driver: {enabled: false}'",
        "valuesObject: {driver: {enabled: false}}",
        "{values: '', valuesObject: {driver: {enabled: false}}}",
        "{values: 'driver: {enabled: false}', valuesObject: null}",
        "{values: 'driver: {enabled: false}', parameters: [{name: driver.version, value: '580'}]}",
    ],
)
def test_one_alone_is_read(helm: str) -> None:
    assert told(f"{HEAD}      {helm}\n", "VAL212") == []
