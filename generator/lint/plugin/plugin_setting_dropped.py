"""Settings that the device plugin knows and drops."""

from collections.abc import Iterator

from generator.lint.common.plugin_files import SharingBlock, field, plugin_files, sharing_blocks
from generator.lint.common.resource_names import GPU, full_name, is_accepted
from generator.model.finding import Severity
from generator.model.manifest import Manifests
from generator.model.manifest_rule import ManifestFault, ManifestRule
from generator.model.manifest_value import Value

_SHARING = "Write `sharing: {timeSlicing: {resources: [{name: nvidia.com/gpu, replicas: 4}]}}` instead."


def _check(manifests: Manifests) -> Iterator[ManifestFault]:
    for file in plugin_files(manifests):
        resources = field(file.content, "resources")
        if resources is not None:
            yield from _of_resources(resources)
    for sharing in sharing_blocks(manifests):
        for entry in sharing.block.elements("resources"):
            yield from _rename(sharing, entry)
            yield from _devices(entry)


def _of_resources(resources: Value) -> Iterator[ManifestFault]:
    unknown = [key for key in dict(resources.entries()) if key.lower() not in ("gpus", "mig")]
    if unknown:
        message = f"resources with {', '.join(unknown)} is dropped: what is shared stands under sharing"
        yield ManifestFault(resources.place, message, _SHARING, on_key=True)
    for key in ("gpus", "mig"):
        entries = field(resources, key)
        if entries is None or not isinstance(entries.tree, list) or all(map(_is_default, entries.elements())):
            continue
        yield ManifestFault(
            entries.place,
            f"resources.{key} is read and then dropped: resources keep NVIDIA's names",
            "Delete it. A GPU is nvidia.com/gpu, a MIG device nvidia.com/mig-PROFILE; with renameByDefault: true in a "
            "sharing block `.shared` is added.",
            on_key=True,
        )


def _is_default(entry: Value) -> bool:
    return entry.text("pattern") == "*" and entry.text("name") in ("gpu", GPU)


def _rename(sharing: SharingBlock, entry: Value) -> Iterator[ManifestFault]:
    wanted, name = entry.get("rename"), entry.text("name")
    if wanted is None or not isinstance(wanted.tree, str) or name is None:
        return
    if not is_accepted(wanted.tree) or not is_accepted(name):
        return
    renamed = sharing.block.get("renameByDefault")
    shared = renamed is not None and renamed.tree is True
    becomes = f"{full_name(name)}.shared" if shared else full_name(name)
    if full_name(wanted.tree) != becomes:
        fix = f"Delete it. Another name comes by `renameByDefault: true` alone: {full_name(name)}.shared."
        message = f"rename: {wanted.tree} is dropped: the resource is advertised as {becomes}"
        yield ManifestFault(wanted.place, message, "Delete it." if shared else fix, on_key=True)


def _devices(entry: Value) -> Iterator[ManifestFault]:
    devices = entry.get("devices")
    if devices is None:
        return
    tree = devices.tree
    counted = isinstance(tree, int) and not isinstance(tree, bool) and tree > 0
    if counted or isinstance(tree, list):
        which = f"{tree} of the node's GPUs" if counted else "the GPUs listed"
        yield ManifestFault(
            devices.place,
            f"devices is dropped: all GPUs of the node are shared, not {which}",
            "Delete it. Sharing is by node and resource: other GPUs need a node of their own, or MIG by device index.",
            on_key=True,
        )


RULE = ManifestRule(
    "PLG205",
    "Setting that the device plugin drops",
    Severity.ERROR,
    why="The plugin reads the setting, logs that it is not yet supported, and goes on without it.",
    fix="Delete it.",
    source="NVIDIA/k8s-device-plugin api/config/v1/config.go and replicas.go, disableResourceRenaming and "
    "DisableResourceNamingInConfig (v0.17.4 to v0.20.0)",
    bad="""\
apiVersion: v1
kind: ConfigMap
metadata: {name: device-plugin-config}
data:
  any: |
    version: v1
    sharing:
      timeSlicing:
        resources:
          - name: nvidia.com/gpu
            rename: nvidia.com/gpu-slice  # <- here
            devices: [0, 1]  # <- here
            replicas: 4
""",
    good="""\
apiVersion: v1
kind: ConfigMap
metadata: {name: device-plugin-config}
data:
  any: |
    version: v1
    sharing:
      timeSlicing:
        renameByDefault: true
        resources:
          - name: nvidia.com/gpu
            devices: all
            replicas: 4
""",
    check=_check,
)
