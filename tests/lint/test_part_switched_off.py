import pytest

from tests.lint.chart_values import OPERATOR, PLUGIN, release, weighed
from tests.lint.examples import told

MPS = "version: v1\\nsharing: {mps: {resources: [{name: nvidia.com/gpu, replicas: 4}]}}\\n"
SLICES = MPS.replace("mps", "timeSlicing")
OPERATOR_CONFIG = 'devicePlugin: {{config: {{create: true, name: a, default: any, data: {{any: "{0}"}}}}}}'
PLUGIN_CONFIG = 'config: {{map: {{any: "{0}"}}}}'


@pytest.mark.parametrize(
    ("chart", "values"),
    [
        (OPERATOR, "mig: {strategy: none}\ngfd: {enabled: false}\n" + OPERATOR_CONFIG.format(MPS)),
        (PLUGIN, PLUGIN_CONFIG.format(MPS)),
        (PLUGIN, "gfd: {enabled: false}\n" + PLUGIN_CONFIG.format(MPS)),
    ],
)
def test_mps_without_feature_discovery(chart: str, values: str) -> None:
    [(severity, message)] = weighed(release(values, chart), "VAL206")
    assert (severity, message[:38]) == ("warning", "MPS needs GPU Feature Discovery, which")


@pytest.mark.parametrize(
    ("chart", "values"),
    [
        (OPERATOR, "mig: {strategy: none}\n" + OPERATOR_CONFIG.format(MPS)),
        (OPERATOR, "gfd: {enabled: false}\n" + OPERATOR_CONFIG.format(SLICES)),
        (PLUGIN, "gfd: {enabled: true}\n" + PLUGIN_CONFIG.format(MPS)),
        (PLUGIN, PLUGIN_CONFIG.format(SLICES)),
    ],
)
def test_mps_with_it_and_time_slicing_without(chart: str, values: str) -> None:
    assert weighed(release(values, chart), "VAL206") == []


def test_a_node_labelled_by_hand_needs_no_discovery() -> None:
    node = "apiVersion: v1\nkind: Node\nmetadata: {name: a, labels: {nvidia.com/mps.capable: 'true'}}\n"
    assert told({"a.yaml": release(PLUGIN_CONFIG.format(MPS), PLUGIN), "n.yaml": node}, "VAL206") == []


@pytest.mark.parametrize(
    ("values", "message"),
    [
        (
            "devicePlugin: {enabled: false, config: {name: a}}",
            "the device plugin is off, so devicePlugin.config is read",
        ),
        ("migManager: {enabled: false, config: {name: a}}", "the MIG manager is off, so migManager.config is read"),
    ],
)
def test_a_configuration_that_nobody_reads(values: str, message: str) -> None:
    [(severity, found)] = weighed(release(values), "VAL206")
    assert (severity, found[: len(message)]) == ("info", message)


@pytest.mark.parametrize(
    "values",
    [
        "devicePlugin: {enabled: false}",
        "migManager: {enabled: false}",
        "mig: {strategy: mixed}\nmigManager: {enabled: false}",
    ],
)
def test_parts_that_are_off_alone(values: str) -> None:
    assert weighed(release(values), "VAL206") == []


def test_a_layout_label_with_the_manager_off() -> None:
    node = "apiVersion: v1\nkind: Node\nmetadata: {name: a, labels: {nvidia.com/mig.config: all-1g.10gb}}\n"
    files = {"a.yaml": release("migManager:\n  enabled: false"), "n.yaml": node}
    assert [line for line, _ in told(files, "VAL206")] == [8]
