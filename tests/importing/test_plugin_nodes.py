"""Nodes that the operator's plugin stays away from advertise nothing, now and then."""

import pytest

from tests.importing.given import imported, plan, told
from tests.support.plans import advertised

NODE = """\
---
apiVersion: v1
kind: Node
metadata:
  name: %s
  labels: {nvidia.com/gpu.present: "true", nvidia.com/gpu.product: NVIDIA-L4, nvidia.com/gpu.count: "2"%s}
"""
OPERATOR, PLUGIN = "gpu-operator@v26.3.3", "nvidia-device-plugin@v0.19.3"
SANDBOXES = "sandboxWorkloads: {enabled: true}\n"


@pytest.mark.parametrize(
    ("values", "chart", "label", "names"),
    [
        ("", OPERATOR, "", ("a", "b")),
        ("", OPERATOR, ', nvidia.com/gpu.deploy.operands: "false"', ("a",)),
        ("", OPERATOR, ', nvidia.com/gpu.deploy.operands: "true"', ("a", "b")),
        ("", OPERATOR, ', nvidia.com/gpu.deploy.device-plugin: "false"', ("a",)),
        ("", OPERATOR, ', nvidia.com/gpu.deploy.device-plugin: "true"', ("a", "b")),
        ("", OPERATOR, ", nvidia.com/gpu.deploy.device-plugin: paused-for-mig-change", ("a", "b")),
        ("devicePlugin: {enabled: false}\n", OPERATOR, ', nvidia.com/gpu.deploy.operands: "false"', ("a", "b")),
        ("", OPERATOR, ", nvidia.com/gpu.workload.config: vm-passthrough", ("a", "b")),
        (SANDBOXES, OPERATOR, ", nvidia.com/gpu.workload.config: vm-passthrough", ("a",)),
        (SANDBOXES, OPERATOR, ", nvidia.com/gpu.workload.config: container", ("a", "b")),
        ("runtimeClassName: nvidia\n", PLUGIN, ', nvidia.com/gpu.deploy.operands: "false"', ("a", "b")),
    ],
)
def test_a_node_without_the_plugin_is_in_no_pool(values: str, chart: str, label: str, names: tuple[str, ...]) -> None:
    first = "" if chart == PLUGIN else "driver: {enabled: false}\n"
    result = imported(first + values + NODE % ("a", "") + NODE % ("b", label), chart=chart)
    assert told(result) == []
    assert [(pool.node_names, advertised(pool)) for pool in plan(result).pools] == [(names, {"nvidia.com/gpu": 2})]
    assert any("the node b" in one.message for one in result.findings) == ("b" not in names)
