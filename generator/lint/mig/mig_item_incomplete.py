"""Items of a layout that lack a key, or have one too many."""

from collections.abc import Iterator

from generator.lint.common.mig_files import END, MigItem, mig_items
from generator.model.finding import Severity
from generator.model.manifest import Manifests
from generator.model.manifest_rule import ManifestFault, ManifestRule

_ON = "Write `mig-devices: {PROFILE: COUNT}`, or `mig-devices: {}` for MIG without any device."


def _check(manifests: Manifests) -> Iterator[ManifestFault]:
    for item in mig_items(manifests):
        yield from _of_item(item)


def _of_item(item: MigItem) -> Iterator[ManifestFault]:
    value = item.value
    for key, fix in (("devices", "Write `devices: all`."), ("mig-enabled", "Write `mig-enabled: true` or `false`.")):
        if not value.has(key) and not _misspelt(item, key):
            yield ManifestFault(value.place, f"an item of {item.name} has no {key}{END}", fix)
    enabled, devices = value.get("mig-enabled"), value.get("mig-devices")
    if enabled is not None and enabled.tree is True and devices is None and not _misspelt(item, "mig-devices"):
        yield ManifestFault(enabled.place, f"{item.name} turns MIG on and says no mig-devices{END}", _ON)
    off = value.has("mig-enabled") and (enabled is None or enabled.tree is False)
    if off and devices is not None and devices.tree and isinstance(devices.tree, dict):
        message = f"{item.name} turns MIG off and lists mig-devices{END}"
        fix = "Delete mig-devices, or write `mig-enabled: true`."
        yield ManifestFault(devices.place, message, fix, on_key=True)


def _misspelt(item: MigItem, key: str) -> bool:
    """Say whether another key is most likely this one, which is told for itself."""
    wanted = key.replace("-", "")
    return any(_plain(one) in (wanted, wanted.rstrip("s")) for one, _ in item.value.entries() if one != key)


def _plain(key: str) -> str:
    return key.lower().replace("-", "").replace("_", "")


RULE = ManifestRule(
    "MIG203",
    "Incomplete or contradictory item of a layout",
    Severity.ERROR,
    why="An item needs devices and mig-enabled. With MIG on it needs mig-devices, with MIG off it must have none. "
    "mig-parted refuses the whole file otherwise.",
    fix="Write what is missing.",
    source="NVIDIA/mig-parted api/spec/v1/spec.go, MigConfigSpec.UnmarshalJSON",
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
        - devices: [0]
          mig-enabled: true  # <- here
        - devices: [1]
          mig-enabled: false
          mig-devices: {1g.10gb: 7}  # <- here
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
        - devices: [0]
          mig-enabled: true
          mig-devices: {1g.10gb: 7}
        - devices: [1]
          mig-enabled: false
""",
    check=_check,
)
