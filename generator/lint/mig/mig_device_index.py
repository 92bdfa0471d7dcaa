"""Device indices that mean nothing."""

import re
from collections.abc import Iterator

from generator.lint.common.mig_files import MigItem, mig_items
from generator.model.finding import Severity
from generator.model.manifest import Manifests
from generator.model.manifest_rule import ManifestFault, ManifestRule
from generator.model.plan import MIG_LABEL

_COUNT = "nvidia.com/gpu.count"
_is_number = re.compile(r"[0-9]{1,9}").fullmatch


def _check(manifests: Manifests) -> Iterator[ManifestFault]:
    counted = _counted(manifests)
    told: set[tuple[int, str]] = set()
    for item in mig_items(manifests):
        devices = item.value.get("devices")
        if devices is None or not isinstance(devices.tree, list):
            continue
        indices = [one for one in devices.tree if isinstance(one, int) and not isinstance(one, bool)]
        if not devices.tree:
            yield ManifestFault(devices.place, f"no device is listed: the item of {item.name} does nothing")
        elif any(index < 0 for index in indices):
            message = f"devices are counted from 0, {min(indices)} is none"
            yield ManifestFault(devices.place, message, "Write indices as nvidia-smi does.")
        elif len(set(indices)) < len(indices):
            twice = next(index for index in indices if indices.count(index) > 1)
            yield ManifestFault(devices.place, f"device {twice} is listed twice", severity=Severity.WARNING)
        elif indices and item.name in counted and (id(item.file.config_map), item.name) not in told:
            told |= {
                (id(item.file.config_map), item.name) for fault in [max(indices)] if fault >= counted[item.name][1]
            }
            yield from _beyond(item, max(indices), *counted[item.name])


def _beyond(item: MigItem, highest: int, node: str, count: int) -> Iterator[ManifestFault]:
    if highest >= count:
        message = f"node {node} asks for {item.name} and has GPUs 0 to {count - 1} only: there is no device {highest}"
        fix = "Write the indices that the node has, or `devices: all`; unlike nodes need a layout each."
        yield ManifestFault(item.value.place.below("devices"), message, fix, severity=Severity.WARNING)


def _counted(manifests: Manifests) -> dict[str, tuple[str, int]]:
    """Return by layout the node with fewest GPUs that asks for it, and how many it has."""
    found: dict[str, tuple[str, int]] = {}
    for node in manifests.nodes:
        labels = {name: value.tree for name, value in node.labels}
        layout, count = labels.get(MIG_LABEL), labels.get(_COUNT)
        if isinstance(layout, str) and isinstance(count, str) and _is_number(count) and int(count):
            least = found.get(layout)
            found[layout] = (node.name, int(count)) if least is None or int(count) < least[1] else least
    return found


RULE = ManifestRule(
    "MIG210",
    "Device index that means nothing",
    Severity.ERROR,
    why="mig-parted compares the index of each GPU with the list, and passes over indices that the node has not: those "
    "GPUs stay as they are, and nothing says so.",
    fix="Write the indices that nvidia-smi prints, or `devices: all`.",
    source="NVIDIA/mig-parted api/spec/v1/helpers.go, MatchesDevices; its parser at v0.13.1, asked in tests/parsers",
    bad="""\
apiVersion: v1
kind: ConfigMap
metadata: {name: mig-config}
data:
  config.yaml: |
    version: v1
    mig-configs:
      all-disabled:
        - {devices: all, mig-enabled: false}
      small:
        - devices: [-1]  # <- here
          mig-enabled: true
          mig-devices: {1g.10gb: 7}
""",
    good="""\
apiVersion: v1
kind: ConfigMap
metadata: {name: mig-config}
data:
  config.yaml: |
    version: v1
    mig-configs:
      all-disabled:
        - {devices: all, mig-enabled: false}
      small:
        - devices: [0, 1]
          mig-enabled: true
          mig-devices: {1g.10gb: 7}
""",
    check=_check,
)
