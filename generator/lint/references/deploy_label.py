"""A label by which a node takes parts of the operator, or the workloads it is for, with a key or value not heeded."""

from collections.abc import Iterator

from generator.lint.common.near import nearest
from generator.lint.common.operator_setups import setups
from generator.lint.common.references import listed
from generator.model.finding import Severity
from generator.model.manifest import Manifests
from generator.model.manifest_rule import ManifestFault, ManifestRule
from generator.model.manifest_value import Value, is_filled_in_later

_GROUP, _DEPLOY = "nvidia.com/", "nvidia.com/gpu.deploy."
_ALL = "operands"
_PARTS = frozenset(
    {
        *(_ALL, "driver", "container-toolkit", "device-plugin", "gpu-feature-discovery", "dcgm", "dcgm-exporter"),
        *("mig-manager", "node-status-exporter", "operator-validator", "client", "nvsm", "sandbox-device-plugin"),
        *("sandbox-validator", "vfio-manager", "vgpu-manager", "vgpu-device-manager", "kata-manager", "cc-manager"),
        *("kata-sandbox-device-plugin", "dra-driver", "dra-validator", "dcgm-dra", "dcgm-exporter-dra"),
    }
)
"""What may be behind the prefix; source: NVIDIA/gpu-operator controllers and assets, v22.9.0 to v26.7.0."""
_SHORT = {
    "toolkit": "container-toolkit",
    "nvidia-container-toolkit": "container-toolkit",
    "plugin": "device-plugin",
    "gfd": "gpu-feature-discovery",
    "feature-discovery": "gpu-feature-discovery",
    "validator": "operator-validator",
    "exporter": "dcgm-exporter",
    "mig": "mig-manager",
    "all": _ALL,
}
_WORKLOAD = "nvidia.com/gpu.workload.config"
_OF_CONTAINERS = "container"
_WORKLOADS = (_OF_CONTAINERS, "vm-passthrough", "vm-vgpu")
_NO = frozenset({"false", "no", "off", "0", "n", "disable", "disabled"})
_YES = frozenset({"true", "yes", "on", "1", "y", "enable", "enabled"})


def _check(manifests: Manifests) -> Iterator[ManifestFault]:
    is_off = _is_sandbox_off(manifests)
    for labelled in manifests.labelled:
        for key, value in labelled.labels:
            if is_filled_in_later(key) or is_filled_in_later(value.tree):
                continue
            if key == _WORKLOAD:
                yield from _of_workload(value, is_off=is_off)
            elif key.startswith(_GROUP):
                yield from _of_part(key, value)


def _of_part(key: str, value: Value) -> Iterator[ManifestFault]:
    part = key.removeprefix(_DEPLOY)
    if part == key:
        behind = key.rpartition("deploy.")[2]
        if behind != key and behind in _PARTS:
            message = f"nobody reads the label {key}"
            yield ManifestFault(value.place, message, f"Write {_DEPLOY}{behind}.", on_key=True)
        return
    text = value.text() or ""
    if part not in _PARTS:
        right = _SHORT.get(part) or nearest(part, sorted(_PARTS))
        message = f"the operator has no part {part}: nobody reads the label {key}"
        fix = f"Write {_DEPLOY}{right}." if right else f"Its parts are {listed(_PARTS)}."
        yield ManifestFault(value.place, message, fix, on_key=True)
    elif part == _ALL and text != "false" and text.lower() in _NO:
        message = f"{key}: {text} switches nothing off: the operator compares it with false, letter by letter"
        yield ManifestFault(value.place, message, 'Write `"false"`.')
    elif part != _ALL and text != "true" and text.lower() in _YES:
        message = f"{key}: {text} keeps the part off the node: its pods select nodes on which this is true"
        yield ManifestFault(value.place, message, 'Write `"true"`, or leave the label to the operator.')


def _of_workload(value: Value, *, is_off: bool) -> Iterator[ManifestFault]:
    text = value.text()
    if text is None or text.startswith("@"):
        return
    if text not in _WORKLOADS:
        message = f"{_WORKLOAD} has no value {text or 'that is empty'}: the operator takes the default workload"
        hint = nearest(text, _WORKLOADS) or next((one for one in _WORKLOADS if text and one.endswith(text)), None)
        yield ManifestFault(value.place, message, f"Write {hint or ' or '.join(_WORKLOADS)}.")
    elif is_off and text != _OF_CONTAINERS:
        yield ManifestFault(
            value.place,
            f"{_WORKLOAD}: {text} is not heeded: sandboxWorkloads is off, so that every node is for containers",
            "Write `sandboxWorkloads: {enabled: true}`.",
            severity=Severity.WARNING,
        )


def _is_sandbox_off(manifests: Manifests) -> bool:
    """Say whether every operator among the files leaves virtual machines aside, which is the default."""
    found = [one for one in setups(manifests) if not one.is_driver]
    said = [(one, one.tree("sandboxWorkloads", "enabled")) for one in found]
    return bool(said) and all(
        tree is False or (tree is None and not one.is_chart and not one.is_part) for one, tree in said
    )


RULE = ManifestRule(
    "REF223",
    "Label of a node that the operator does not heed",
    Severity.ERROR,
    why="The pods of each part select nodes by a label of their own with the value true, which the operator sets where "
    "there is none; a node without operands says so by one label with the value false. Which workloads a node is for "
    "is read where sandboxWorkloads is on. Keys and values are compared letter by letter.",
    fix="Write key and value as they are read.",
    source="NVIDIA/gpu-operator controllers/state_manager.go (gpuStateLabels, hasOperandsDisabled, getWorkloadConfig) "
    "and assets/*/*daemonset.yaml (nodeSelector), v22.9.0 to v26.7.0",
    bad="""\
apiVersion: v1
kind: Node
metadata:
  name: gpu-1
  labels:
    nvidia.com/gpu.deploy.toolkit: "false"  # <- here
    nvidia.com/gpu.workload.config: passthrough  # <- here
---
apiVersion: v1
kind: Node
metadata:
  name: gpu-2
  labels:
    nvidia.com/gpu.deploy.operands: "False"  # <- here
""",
    good="""\
apiVersion: v1
kind: Node
metadata:
  name: gpu-1
  labels:
    nvidia.com/gpu.deploy.container-toolkit: "false"
    nvidia.com/gpu.workload.config: vm-passthrough
---
apiVersion: v1
kind: Node
metadata:
  name: gpu-2
  labels:
    nvidia.com/gpu.deploy.operands: "false"
""",
    check=_check,
)
