"""Nodes that the operator's device plugin stays away from: they advertise nothing, so they are in no pool.

Source: NVIDIA/gpu-operator controllers/state_manager.go (hasOperandsDisabled, gpuStateLabels) and the node selector in
assets/state-device-plugin/0500_daemonset.yaml; NVIDIA/mig-parted pauses the plugin while it cuts a node.
"""

from generator.importing.codes import INEXPRESSIBLE
from generator.importing.draft import Draft
from generator.importing.source import Source
from generator.model.finding import Severity
from generator.model.manifest import Manifests
from generator.model.manifest_objects import NodeObject

_ALL = "nvidia.com/gpu.deploy.operands"
_PLUGIN = "nvidia.com/gpu.deploy.device-plugin"
_WORKLOAD = "nvidia.com/gpu.workload.config"
_VMS = ("vm-passthrough", "vm-vgpu")
_PAUSED = "paused"


def with_plugin(manifests: Manifests, source: Source, draft: Draft) -> Manifests:
    """Return manifests without the nodes that have a label against the operator's plugin; they are named."""
    if not source.is_operator or source.said.effective("devicePlugin", "enabled") is False:
        return manifests
    sandboxes = source.said.effective("sandboxWorkloads", "enabled") is True
    kept: list[NodeObject] = []
    for node in manifests.nodes:
        label = _against(node, sandboxes=sandboxes)
        if label is None:
            kept.append(node)
            continue
        draft.tell(
            INEXPRESSIBLE,
            f"the node {node.name}, which {label} keeps the device plugin away from",
            node.value.place,
            "Nothing is to be done: as long as it has the label it advertises nothing, under the bundle as well.",
            Severity.INFO,
        )
    return manifests._replace(nodes=tuple(kept))


def _against(node: NodeObject, *, sandboxes: bool) -> str | None:
    for key, value in node.labels:
        text = str(value.tree)
        is_off = (
            (key == _ALL and text == "false")
            or (key == _PLUGIN and text != "true" and not text.startswith(_PAUSED))
            or (key == _WORKLOAD and text in _VMS and sandboxes)
        )
        if is_off:
            return f"{key}={text}"
    return None
