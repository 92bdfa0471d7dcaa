import pytest

from tests.lint.chart_values import OPERATOR, PLUGIN, release, weighed


def found(text: str) -> list[tuple[str, str]]:
    return weighed(text, "VAL203")


@pytest.mark.parametrize(
    ("values", "chart", "version", "severity", "name"),
    [
        ("devicePlugin: {mps: {root: /srv/mps}}", OPERATOR, "v25.3.4", "warning", "devicePlugin.mps.root"),
        ("driver: {useOpenKernelModules: true}", OPERATOR, "v26.3.3", "warning", "driver.useOpenKernelModules"),
        ("operator: {defaultRuntime: containerd}", OPERATOR, "v25.3.0", "warning", "operator.defaultRuntime"),
        ("gfd: {sleepInterval: 60s}", PLUGIN, "0.17.1", "warning", "gfd.sleepInterval"),
        ("operator: {defaultRuntime: containerd}", OPERATOR, "v26.7.0", "warning", "operator.defaultRuntime"),
        ("operator: {defaultRuntime: docker}", OPERATOR, '">=25.0.0"', "warning", "operator.defaultRuntime"),
        ("cdi: {default: true}", OPERATOR, "v26.3.3", "warning", "cdi.default"),
        ("cdi: {default: false}", OPERATOR, "v26.7.0", "warning", "cdi.default"),
        (
            "driver: {enabled: false, nvidiaDriverCRD: {nodeSelector: {a: b}}}",
            OPERATOR,
            "v26.7.0",
            "info",
            "driver.nvidiaDriverCRD.nodeSelector",
        ),
        ("ccManager: {env: [{name: A, value: b}]}", OPERATOR, "v25.3.4", "warning", "ccManager.env"),
        ("gfd: {sleepInterval: 60s}", PLUGIN, "0.18.2", "warning", "gfd.sleepInterval"),
        ("gfd: {noTimestamp: true}", PLUGIN, "0.20.0", "warning", "gfd.noTimestamp"),
        ("devicePlugin: {mps: {root: /srv/mps}}", OPERATOR, "v27.1.0", "warning", "devicePlugin.mps.root"),
        ("driver: {useOpenKernelModules: true}", OPERATOR, "v27.1.0", "info", "driver.useOpenKernelModules"),
    ],
)
def test_values_that_nothing_reads(values: str, chart: str, version: str, severity: str, name: str) -> None:
    [(weight, message)] = found(release(values, chart, version))
    assert (weight, message.partition(" in ")[0]) == (severity, f"{name} has no effect")


@pytest.mark.parametrize(
    ("values", "chart", "version"),
    [
        ("devicePlugin: {mps: {root: /run/nvidia/mps}}", OPERATOR, "v26.7.0"),
        ("cdi: {default: true}", OPERATOR, "v25.3.4"),
        ("ccManager: {env: [{name: A, value: b}]}", OPERATOR, "v26.7.0"),
        ("driver: {useOpenKernelModules: true}", OPERATOR, "v23.9.2"),
        ("operator: {defaultRuntime: containerd}", OPERATOR, "v24.9.2"),
        ("gfd: {sleepInterval: null}", PLUGIN, "0.20.0"),
        ("sleepInterval: 60s", PLUGIN, "0.20.0"),
    ],
)
def test_empty_values_copied_defaults_and_what_older_releases_read_are_left_alone(
    values: str, chart: str, version: str
) -> None:
    assert found(release(values, chart, version)) == []


def test_where_no_release_is_stated_defaults_of_any_are_copies_and_the_rest_is_a_note() -> None:
    text = "driver: {useOpenKernelModules: false}\ntoolkit: {enabled: true}\ncdi: {default: false}\n"
    assert found(text) == []
    assert [one for one, _ in found("driver: {useOpenKernelModules: true}\ntoolkit: {enabled: true}\n")] == ["info"]
