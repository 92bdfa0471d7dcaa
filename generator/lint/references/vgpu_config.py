"""A configuration of vGPU devices that the vGPU device manager refuses, or in which an entry is missing."""

from collections.abc import Iterator

from generator.lint.common.near import nearest
from generator.lint.common.operator_setups import setups
from generator.lint.common.references import listed, node_labels
from generator.lint.references._driver_maps import vgpu_config
from generator.lint.references._vgpu_files import CONFIGS, VgpuFile, vgpu_files, vgpu_maps
from generator.model.finding import Severity
from generator.model.manifest import Manifests
from generator.model.manifest_rule import ManifestFault, ManifestRule
from generator.model.manifest_value import Value, is_filled_in_later

_LABEL = "nvidia.com/vgpu.config"
_FIELDS = ("version", CONFIGS)
_OF_ITEM = ("device-filter", "devices", "vgpu-devices")
_NEEDED = _OF_ITEM[1:]
_ALL, _VERSION = "all", "v1"
_REFUSES = "the vGPU device manager refuses the file, and makes no vGPU device"


def _check(manifests: Manifests) -> Iterator[ManifestFault]:
    files = [one for one in vgpu_files(manifests) if not manifests.may_change(one.config_map.value)]
    for file in files:
        yield from _of_file(file.content)
    used = _used(manifests, files)
    if used is None:
        return
    for default in (setup.said("vgpuDeviceManager", "config", "default") for setup in setups(manifests)):
        if default is not None:
            yield from _of_name(default, "the default", used)
    for label in node_labels(manifests, _LABEL):
        yield from _of_name(label.value, "the label", used)


def _used(manifests: Manifests, files: list[VgpuFile]) -> VgpuFile | None:
    """Return the one file that everything that sets the operator up names, if it is among what was given."""
    named = {name.text() for setup in setups(manifests) if (name := vgpu_config(setup)) is not None}
    able = [setup for setup in setups(manifests) if not setup.is_driver]
    found = [one for one in files if one.config_map.name in named]
    maps = [one for one in vgpu_maps(manifests) if one.name in named]
    return found[0] if len(able) == len(named) == len(found) == len(maps) == 1 and found[0].names else None


def _of_name(value: Value, what: str, used: VgpuFile) -> Iterator[ManifestFault]:
    name = value.text()
    if name and not is_filled_in_later(name) and name not in used.names:
        message = f"{what} is {name}, but the configuration {used.config_map.name} has {listed(used.names)}"
        near = nearest(name, used.names)
        fix = f"Did you mean {near}?" if near else f"Write one of its entries, or add {name} to it."
        yield ManifestFault(value.place, f"{message}: no vGPU device is made", fix)


def _of_file(content: Value) -> Iterator[ManifestFault]:
    for key, value in content.entries():
        if key not in _FIELDS:
            yield _unexpected(key, value, _FIELDS)
    version = content.get("version")
    if version is None:
        yield ManifestFault(content.place, f"the file has no version: {_REFUSES}", f"Write `version: {_VERSION}`.")
    elif isinstance(version.tree, str) and version.tree != _VERSION and not is_filled_in_later(version.tree):
        yield ManifestFault(version.place, f"{version.tree} is no version: {_REFUSES}", f"Write {_VERSION}.")
    for name, entry in content.entries(CONFIGS):
        if entry.tree in (None, []):
            message = f"{name} has no entry: {_REFUSES}"
            yield ManifestFault(entry.place, message, "Write `devices` and `vgpu-devices` below it.", on_key=True)
        for item in entry.elements():
            yield from _of_item(item)


def _of_item(item: Value) -> Iterator[ManifestFault]:
    if not isinstance(item.tree, dict):
        return
    odd = [(key, value) for key, value in item.entries() if key not in _OF_ITEM]
    for key, value in odd:
        yield _unexpected(key, value, _OF_ITEM)
    missing = [key for key in _NEEDED if not item.has(key)]
    if missing and not odd:
        message = f"an item needs {' and '.join(missing)}: {_REFUSES}"
        yield ManifestFault(item.place, message, f"Add `{missing[0]}:`.")
    devices = item.get("devices")
    text = None if devices is None else devices.text()
    if devices is not None and text is not None and text != _ALL and not is_filled_in_later(text):
        message = f"devices is {text!r}, which is neither all nor a list of numbers: {_REFUSES}"
        yield ManifestFault(devices.place, message, "Write all, or a list such as [0, 1].")
    for kind, count in item.entries("vgpu-devices"):
        if isinstance(count.tree, int) and count.tree <= 0:
            message = f"{kind} has a count of {count.tree}: {_REFUSES}"
            yield ManifestFault(count.place, message, "Write 1 or more, or leave it out.")


def _unexpected(key: str, value: Value, known: tuple[str, ...]) -> ManifestFault:
    near = nearest(key, known)
    fix = f"Did you mean {near}?" if near else f"Fields are {listed(known)}."
    return ManifestFault(value.place, f"{key} is no field there: {_REFUSES}", fix, on_key=True)


RULE = ManifestRule(
    "REF238",
    "vGPU devices that are not made",
    Severity.ERROR,
    why="The vGPU device manager reads the entry that the label nvidia.com/vgpu.config of a node names, or the "
    "default. A file with a field that it does not know, or without one that it needs, is refused as a whole, and "
    "without the entry nothing is made: the node's state is `failed`, and no vGPU is advertised.",
    fix="Write an entry that there is, in the form that the vGPU device manager reads.",
    source="NVIDIA/vgpu-device-manager api/spec/v1/spec.go (UnmarshalJSON), pkg/types/vgpu_config.go (AssertValid), "
    "cmd/nvidia-vgpu-dm/assert (selected vgpu-config not present); NVIDIA/gpu-operator controllers/object_controls.go "
    "(TransformVGPUDeviceManager)",
    bad="""\
apiVersion: v1
kind: ConfigMap
metadata: {name: vgpu-cfg, namespace: gpu-operator}
data:
  config.yaml: |
    version: v1
    vgpu-configs:
      A10-4Q:
        - devices: all
          vgpu-devices: {A10-4Q: 6}
      A10-8Q:
        - devices: all
          # the next line
          vgpu-device: {A10-8Q: 3}
---
apiVersion: v1
kind: Node
metadata:
  name: gpu-1
  labels:
    nvidia.com/vgpu.config: A10-24Q  # <- here
---
apiVersion: helm.toolkit.fluxcd.io/v2
kind: HelmRelease
metadata: {name: gpu-operator, namespace: gpu-operator}
spec:
  chart: {spec: {chart: gpu-operator, version: v25.3.4}}
  values:
    sandboxWorkloads: {enabled: true, defaultWorkload: vm-vgpu}
    vgpuManager: {enabled: true, repository: registry.example/nvidia, image: vgpu-manager, version: 550.90.05}
    vgpuDeviceManager:
      config:
        name: vgpu-cfg
        default: A10-4C  # <- here
""",
    good="""\
apiVersion: v1
kind: ConfigMap
metadata: {name: vgpu-cfg, namespace: gpu-operator}
data:
  config.yaml: |
    version: v1
    vgpu-configs:
      A10-4Q:
        - devices: all
          vgpu-devices: {A10-4Q: 6}
---
apiVersion: helm.toolkit.fluxcd.io/v2
kind: HelmRelease
metadata: {name: gpu-operator, namespace: gpu-operator}
spec:
  chart: {spec: {chart: gpu-operator, version: v25.3.4}}
  values:
    sandboxWorkloads: {enabled: true, defaultWorkload: vm-vgpu}
    vgpuManager: {enabled: true, repository: registry.example/nvidia, image: vgpu-manager, version: 550.90.05}
    vgpuDeviceManager:
      config:
        name: vgpu-cfg
        default: A10-4Q
""",
    check=_check,
)
