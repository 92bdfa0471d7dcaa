import pytest

from tests.lint.chart_values import PLUGIN, release, weighed


@pytest.mark.parametrize(
    ("values", "namespace", "told"),
    [
        ("namespace: nvidia", "gpus", "the chart refuses to render with a value called namespace"),
        ("failOnInitError: true", "default", "the chart refuses to render in the namespace default"),
        ("config: {name: a, map: {any: 'version: v1'}}", "gpus", "config.name and config.map are both set"),
        ("config: {fallbackStrategies: [named, first]}", "gpus", "first is no fallback strategy"),
        ("config: {fallbackStrategies: [named, 3]}", "gpus", "3 is no fallback strategy"),
    ],
)
def test_what_the_plugins_chart_refuses(values: str, namespace: str, told: str) -> None:
    [(severity, message)] = weighed(release(values, PLUGIN, "0.19.3", namespace), "VAL204")
    assert (severity, message[: len(told)]) == ("error", told)


@pytest.mark.parametrize(
    ("values", "version", "told"),
    [
        ("cdi: {enabled: false, nriPluginEnabled: true}", "v26.3.3", "the NRI plugin needs CDI"),
        ("cdi: {nriPluginEnabled: true}\ntoolkit: {enabled: false}", "v26.7.0", "the NRI plugin needs the toolkit"),
        ("gpuCluster: {deployCR: true}", "v26.7.0", "gpuCluster.deployCR and clusterPolicy.deployCR are both true"),
        (
            "gpuCluster: {deployCR: true}\nclusterPolicy: {deployCR: false}",
            "v26.7.0",
            "a GPUCluster with the operator's driver needs the NVIDIADriver resource",
        ),
    ],
)
def test_what_the_operators_chart_refuses(values: str, version: str, told: str) -> None:
    [(severity, message)] = weighed(release(values, version=version), "VAL204")
    assert (severity, message[: len(told)]) == ("error", told)


@pytest.mark.parametrize(
    ("values", "version"),
    [
        ("cdi: {nriPluginEnabled: true}", "v26.7.0"),
        ("cdi: {enabled: false}", "v26.7.0"),
        ("cdi: {nriPluginEnabled: true}\ntoolkit: {enabled: false}", "v26.3.3"),
        ("gpuCluster: {deployCR: true}\nclusterPolicy: {deployCR: false}\ndriver: {enabled: false}", "v26.7.0"),
        ("gpuCluster: {deployCR: false}", "v26.7.0"),
    ],
)
def test_what_the_operators_chart_takes(values: str, version: str) -> None:
    assert weighed(release(values, version=version), "VAL204") == []


@pytest.mark.parametrize(
    ("values", "namespace"),
    [
        ("config: {name: a}", "gpus"),
        ("config: {name: '', map: {any: 'version: v1'}}", "gpus"),
        ("config: {fallbackStrategies: [empty]}", "gpus"),
        ("allowDefaultNamespace: true", "default"),
        ("namespace: ''", "gpus"),
    ],
)
def test_what_the_plugins_chart_takes(values: str, namespace: str) -> None:
    assert weighed(release(values, PLUGIN, "0.20.0", namespace), "VAL204") == []
