import pytest

from tests.lint.chart_values import release, weighed
from tests.lint.examples import told
from tests.lint.policies import policy

PASCAL, BLACKWELL, ADA = ("--gpu", "GTX-1080-Ti"), ("--gpu", "RTX-5090"), ("--gpu", "L4")
HOPPER, AMPERE = ("--gpu", "h100-sxm5-80gb"), ("--gpu", "A10")


@pytest.mark.parametrize(
    ("values", "version", "gpu", "message"),
    [
        ("driver: {version: '595.91.07'}", "v26.7.0", PASCAL, "driver 595.91.07 does not support the"),
        ("driver: {version: 590, usePrecompiled: true}", "v26.7.0", PASCAL, "driver 590 does not support the"),
        ("nfd: {enabled: true}", "v26.7.0", PASCAL, "driver 595.91.07, the default of gpu-operator v26.7.0, does not"),
        ("driver: {version: '550.90.07'}", "v25.3.4", BLACKWELL, "driver 550.90.07 does not know the"),
        ("driver: {version: '470.82.01'}", "v25.3.4", ADA, "driver 470.82.01 does not know the L4: R520 is the first"),
        ("driver: {version: '470.82.01'}", "v25.3.4", HOPPER, "driver 470.82.01 does not know the"),
        ("driver: {version: '418.40.04'}", "v25.3.4", AMPERE, "driver 418.40.04 does not know the"),
    ],
)
def test_branches_that_do_not_support_the_gpu(values: str, version: str, gpu: tuple[str, str], message: str) -> None:
    [(severity, found)] = weighed(release(values, version=version), "VER201", gpu)
    assert (severity, found[: len(message)]) == ("error", message)


@pytest.mark.parametrize(
    ("values", "version", "gpu"),
    [
        ("driver: {version: '580.126.20'}", "v26.7.0", PASCAL),
        ("nfd: {enabled: true}", "v25.3.4", PASCAL),
        ("driver: {enabled: false, version: '595.91.07'}", "v26.7.0", PASCAL),
        ("driver: {version: '570.86.15'}", "v25.3.4", BLACKWELL),
        ("driver: {version: '535.154.05'}", "v25.3.4", ADA),
        ("driver: {version: '525.60.13'}", "v25.3.4", HOPPER),
        ("driver: {version: '470.82.01'}", "v25.3.4", AMPERE),
        ("driver: {version: latest}", "v25.3.4", PASCAL),
        ("driver: {version: '595.91.07'}", "v26.7.0", ()),
        ("nfd: {enabled: true}", '">=25.0.0"', PASCAL),
    ],
)
def test_branches_that_do_and_drivers_of_the_host(values: str, version: str, gpu: tuple[str, ...]) -> None:
    assert weighed(release(values, version=version), "VER201", gpu) == []


def test_the_driver_of_a_cluster_policy() -> None:
    text = policy("driver: {enabled: true, version: '595.91.07'}")
    assert [line for line, _ in told(text, "VER201", PASCAL)] == [5]
    assert told(text.replace("true", "false"), "VER201", PASCAL) == []
