import pytest

from tests.lint.clusters import node, node_rule
from tests.lint.examples import told


@pytest.mark.parametrize(
    ("key", "right"),
    [
        ("nvidia.com/device-plugin-config", "nvidia.com/device-plugin.config"),
        ("nvidia.com/mig-config", "nvidia.com/mig.config"),
        ("nvidia.com/MIG.config", "nvidia.com/mig.config"),
        ("nvidia.com/gpu-workload-config", "nvidia.com/gpu.workload.config"),
    ],
)
def test_a_slip_of_the_pen(key: str, right: str) -> None:
    assert told(node(key, "a"), "REF208") == [(6, f"nobody reads the label {key}, and {right} stays unset")]
    assert [line for line, _ in told(node_rule(key, "a"), "REF208")] == [8]


@pytest.mark.parametrize(
    "key", ["nvidia.com/mig.config", "nvidia.com/mig.config.state", "nvidia.com/gpu.present", "gpu"]
)
def test_other_labels(key: str) -> None:
    assert told(node(key, "a"), "REF208") == []
