import pytest

from tests.lint.chart_values import release
from tests.lint.examples import judged

LABELS = "machine:\n  nodeLabels: {nvidia.com/gpu.present: 'true'}\n"
MODULES = "machine:\n  kernel: {modules: [{name: nvidia}, {name: nvidia_uvm}]}\n"
NODE = """\
apiVersion: v1
kind: Node
metadata: {name: a, labels: {nvidia.com/gpu.present: 'true'}}
status: {nodeInfo: {osImage: Talos (v1.14.1)}}
"""


def found(values: str, beside: str) -> list[str]:
    files = {"a.yaml": release(values), "b.yaml": beside}
    return [one.severity.value for one in judged(files).findings if one.code == "DST203"]


@pytest.mark.parametrize("talos", [LABELS, MODULES, NODE.replace("(v1.14.1)", "")])
@pytest.mark.parametrize(
    ("values", "severities"),
    [
        ("driver: {enabled: true}\ntoolkit: {enabled: false}", ["warning"]),
        ("toolkit: {enabled: false}", ["warning"]),
        ("driver: {enabled: false}", ["info"]),
        ("driver: {enabled: false}\ntoolkit: {enabled: false}", []),
    ],
)
def test_who_installs_what_on_talos(talos: str, values: str, severities: list[str]) -> None:
    assert found(values, talos) == severities


@pytest.mark.parametrize(
    ("nodes", "severities"),
    [
        (NODE, ["warning"]),
        (NODE.replace("v1.14.1", "v1.15.0"), []),
        (NODE.replace("v1.14.1", "v2.0.0-alpha.1"), []),
        (NODE.replace("v1.14.1", "v1.15.0") + "---\n" + NODE, ["warning"]),
    ],
)
def test_a_node_says_whether_the_system_brings_the_toolkit(nodes: str, severities: list[str]) -> None:
    assert found("driver: {enabled: false}", nodes) == severities


def test_elsewhere_the_operator_may() -> None:
    assert found("driver: {enabled: true}", "machine:\n  kernel: {modules: [{name: br_netfilter}]}\n# nvidia\n") == []
