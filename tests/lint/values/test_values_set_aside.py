import pytest

from tests.lint.examples import judged, line_of, told

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


FLUX = """\
apiVersion: helm.toolkit.fluxcd.io/v2
kind: HelmRelease
metadata: {name: gpu-operator}
spec:
  chart: {spec: {chart: gpu-operator}}
  values: VALUES
"""


@pytest.mark.parametrize(
    ("values", "fix"),
    [
        ("|\n    driver: {enabled: false}", "Leave out the `|` or `>` behind `values:`."),
        ("'driver: {enabled: false}'", "Write a mapping below `values:`."),
        ("[{driver: {enabled: false}}]", "Write a mapping below `values:`."),
        ("true", "Write a mapping below `values:`."),
    ],
)
def test_what_flux_takes_for_no_values(values: str, fix: str) -> None:
    (one,) = (one for one in judged(FLUX.replace("VALUES", values)).findings if one.code == "VAL212")
    assert (line_of(one), one.fix) == (6, fix)
    assert one.message.startswith("values of a HelmRelease is ")
    assert one.message.endswith(", where a mapping must be: Flux drops it")


@pytest.mark.parametrize("values", ["{driver: {enabled: false}}", "", "${VALUES}"])
def test_what_flux_takes(values: str) -> None:
    assert told(FLUX.replace("VALUES", values), "VAL212") == []
