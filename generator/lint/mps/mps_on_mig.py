"""MPS on MIG devices."""

from collections.abc import Iterator

from generator.lint.common.plugin_files import SharingBlock, sharing_blocks
from generator.lint.common.plugin_use import PluginRuns
from generator.lint.common.resource_names import MIG_PREFIX, full_name
from generator.model.finding import Severity
from generator.model.manifest import Manifests
from generator.model.manifest_rule import ManifestFault, ManifestRule
from generator.model.manifest_value import Labels, Value
from generator.model.plan import ALL_DISABLED, CONFIG_LABEL, MIG_LABEL

_END = "the device plugin refuses MPS there, and advertises nothing"


def _check(manifests: Manifests) -> Iterator[ManifestFault]:
    by_mps = [one for one in sharing_blocks(manifests) if one.kind == "mps"]
    runs = PluginRuns(manifests)
    for sharing in by_mps:
        strategy = runs.strategy_of(sharing.file)
        if strategy is None or strategy.value != "mixed":
            yield from _of_resources(sharing)
    keys = {sharing.file.key for sharing in by_mps} - {
        one.file.key for one in sharing_blocks(manifests) if one.kind != "mps"
    }
    for labelled in manifests.labelled:
        yield from _of_labels(labelled.labels, keys)


def _of_resources(sharing: SharingBlock) -> Iterator[ManifestFault]:
    for entry in sharing.block.elements("resources"):
        name = entry.get("name")
        if name is not None and isinstance(name.tree, str) and full_name(name.tree).startswith(MIG_PREFIX):
            yield ManifestFault(name.place, f"{full_name(name.tree)} is a MIG device: {_END}")


def _of_labels(labels: Labels, keys: set[str]) -> Iterator[ManifestFault]:
    entry, layout = _label(labels, CONFIG_LABEL), _label(labels, MIG_LABEL)
    if entry is None or layout is None or entry.tree not in keys or layout.tree == ALL_DISABLED:
        return
    yield ManifestFault(
        entry.place,
        f"entry {entry.tree} shares by MPS, and MIG layout {layout.tree} goes to the same node: {_END}",
        f"Label the node {MIG_LABEL}={ALL_DISABLED}, or give it an entry that time-slices.",
    )


def _label(labels: Labels, key: str) -> Value | None:
    return next((value for name, value in labels if name == key and isinstance(value.tree, str)), None)


RULE = ManifestRule(
    "MPS202",
    "MPS on MIG devices",
    Severity.ERROR,
    why="CUDA can run MPS inside a MIG device, the device plugin cannot: it ends with an error for each MIG device, "
    "and GPU feature discovery fails on the node too.",
    fix="Share MIG devices by timeSlicing, or turn MIG off where MPS is wanted.",
    source="NVIDIA/k8s-device-plugin internal/plugin/mps.go and internal/lm/nvml.go, isMPSCapable (v0.17.4 to v0.20.0)",
    bad="""\
apiVersion: v1
kind: ConfigMap
metadata: {name: device-plugin-config}
data:
  any: |
    version: v1
    sharing:
      mps:
        resources:
          - name: nvidia.com/mig-3g.40gb  # <- here
            replicas: 4
""",
    good="""\
apiVersion: v1
kind: ConfigMap
metadata: {name: device-plugin-config}
data:
  any: |
    version: v1
    flags: {migStrategy: mixed}
    sharing:
      timeSlicing:
        resources:
          - name: nvidia.com/mig-3g.40gb
            replicas: 4
""",
    check=_check,
)
