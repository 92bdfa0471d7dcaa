import pytest

from tests.lint.chart_values import release
from tests.lint.examples import judged
from tests.lint.policies import policy, whole

DRIVER = (
    "apiVersion: nvidia.com/v1alpha1\nkind: NVIDIADriver\nmetadata: {name: a}\nspec: {driverType: gpu, image: driver}\n"
)


def found(other: str) -> list[str]:
    files = {"a.yaml": DRIVER, "b.yaml": other}
    return [one.severity.value for one in judged(files).findings if one.code == "POL204"]


@pytest.mark.parametrize(
    ("other", "severity"),
    [
        (release("nfd: {enabled: true}"), "error"),
        (release("nfd: {enabled: true}", version="v26.3.3"), "error"),
        (release("nfd: {enabled: true}", version="v25.3.4"), "warning"),
        (policy(whole()), "warning"),
    ],
)
def test_a_driver_object_that_nobody_handed_the_driver_to(other: str, severity: str) -> None:
    assert found(other) == [severity]


@pytest.mark.parametrize(
    "other",
    [
        release("driver: {nvidiaDriverCRD: {enabled: true}}"),
        policy(whole("driver") + "\ndriver: {useNvidiaDriverCRD: true}"),
        policy("gfd: {enabled: true}"),
    ],
)
def test_one_that_is_followed_or_may_be(other: str) -> None:
    assert found(other) == []
