import pytest

from tests.lint.chart_values import OPERATOR, PLUGIN, release, weighed
from tests.lint.examples import told


def test_discovery_that_is_off_is_told_as_not_found() -> None:
    [(severity, message)] = weighed(release("nfd: {enabled: false}"), "VAL207")
    assert (severity, "not found in what was given" in message) == ("info", True)


@pytest.mark.parametrize(
    ("values", "chart"),
    [
        ("nfd: {enabled: true}", OPERATOR),
        ("driver: {enabled: false}", OPERATOR),
        ("failOnInitError: true", PLUGIN),
        ("gfd: {enabled: true}\nnfd: {enabled: false}", PLUGIN),
    ],
)
def test_discovery_that_is_on_or_not_spoken_of(values: str, chart: str) -> None:
    assert weighed(release(values, chart), "VAL207") == []


@pytest.mark.parametrize("label", ["feature.node.kubernetes.io/pci-10de.present", "nvidia.com/gpu.present"])
def test_labels_that_show_that_it_runs(label: str) -> None:
    node = (
        f"apiVersion: v1\nkind: Node\nmetadata: {{name: a, labels: {{{label}: 'true', nvidia.com/gpu.count: '1'}}}}\n"
    )
    assert told({"a.yaml": release("nfd: {enabled: false}"), "n.yaml": node}, "VAL207") == []


def test_discovery_of_its_own_that_is_asked_for() -> None:
    charts = (
        "helmCharts:\n- {name: gpu-operator, valuesInline: {nfd: {enabled: false}}}\n- {name: node-feature-discovery}\n"
    )
    assert told({"kustomization.yaml": charts}, "VAL207") == []
    assert len(told({"kustomization.yaml": charts.replace("node-feature-discovery", "other")}, "VAL207")) == 1
