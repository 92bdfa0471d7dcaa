"""Values of a type that mig-parted refuses."""

from collections.abc import Iterator

from generator.lint.common.config_text import is_bare_word
from generator.lint.common.mig_files import CONFIGS, END, MigItem, mig_files, mig_items, mig_layouts
from generator.lint.common.numbers import whole
from generator.model.finding import Severity
from generator.model.manifest import Manifests
from generator.model.manifest_rule import ManifestFault, ManifestRule
from generator.model.manifest_value import Value, is_filled_in_later
from generator.model.tree import Tree


def _check(manifests: Manifests) -> Iterator[ManifestFault]:
    for file in mig_files(manifests):
        configs = file.content.get(CONFIGS)
        if configs is not None and not isinstance(configs.tree, dict):
            yield ManifestFault(configs.place, f"{CONFIGS} must be a mapping from names to lists{END}", on_key=True)
        for name, layout in mig_layouts(file):
            yield from _of_layout(name, layout)
    for item in mig_items(manifests):
        yield from _of_item(item)


def _of_layout(name: str, layout: Value) -> Iterator[ManifestFault]:
    if layout.tree is not None and not isinstance(layout.tree, list):
        yield ManifestFault(
            layout.place, f"{name} must be a list of items{END}", "Put `- ` before the item.", on_key=True
        )
    for item in layout.elements():
        if not isinstance(item.tree, dict):
            yield ManifestFault(item.place, f"an item of {name} must be a mapping{END}")


def _of_item(item: MigItem) -> Iterator[ManifestFault]:
    value, tree = item.value, item.value.tree
    if isinstance(tree, dict) and "devices" in tree and not _is_devices(tree["devices"]):
        fix = "Write `devices: all`, or a list of indices such as `devices: [0, 1]`."
        yield ManifestFault(value.place.below("devices"), f"devices is neither `all` nor a list of indices{END}", fix)
    enabled = value.get("mig-enabled")
    if enabled is not None and not isinstance(enabled.tree, bool) and not _is_truth(item, enabled):
        yield ManifestFault(enabled.place, f"mig-enabled must be true or false, without quotes{END}")
    filters = value.get("device-filter")
    if filters is not None and not _is_filter(filters.tree):
        fix = 'Write each in quotes: `device-filter: ["0x20B210DE"]`.'
        yield ManifestFault(filters.place, f"device-filter must be text or a list of texts{END}", fix)
    devices = value.get("mig-devices")
    if devices is not None:
        yield from _of_devices(item.name, devices)


def _of_devices(name: str, devices: Value) -> Iterator[ManifestFault]:
    if not isinstance(devices.tree, dict):
        fix = "Write `mig-devices: {1g.10gb: 7}`."
        yield ManifestFault(devices.place, f"mig-devices must map profiles to counts{END}", fix, on_key=True)
        return
    for profile, count in devices.entries():
        if (
            count.tree is None
            or is_filled_in_later(count.tree)
            or (_is_whole(count.tree) and not _is_negative(count.tree))
        ):
            continue
        kind = "negative" if _is_whole(count.tree) else "no whole number"
        yield ManifestFault(
            count.place, f"the count of {profile} is {kind}{END}", "Write a whole number without quotes."
        )
    if devices.tree and all(not count for count in devices.tree.values()):
        fix = "Write `mig-devices: {}` for MIG without any device, or a count."
        yield ManifestFault(devices.place, f"all counts of {name} are 0{END}", fix, on_key=True)


def _is_devices(tree: Tree) -> bool:
    return (
        tree == "all"
        or is_filled_in_later(tree)
        or (isinstance(tree, list) and all(one is None or _is_whole(one) for one in tree))
    )


def _is_filter(tree: Tree) -> bool:
    texts = tree if isinstance(tree, list) else [tree]
    return all(isinstance(one, str) for one in texts if one is not None)


def _is_truth(item: MigItem, value: Value) -> bool:
    return is_bare_word(item.file.quoted, value) or is_filled_in_later(value.tree)


def _is_whole(tree: Tree) -> bool:
    return whole(tree) is not None


def _is_negative(tree: Tree) -> bool:
    return isinstance(tree, int | float) and tree < 0


RULE = ManifestRule(
    "MIG204",
    "Value that mig-parted refuses",
    Severity.ERROR,
    why="mig-parted reads its file into fixed types. A value of another type makes the whole file unreadable, and "
    "every node that asks for a layout ends in mig.config.state failed.",
    fix="Write a value of the type that the key takes.",
    source="NVIDIA/mig-parted api/spec/v1/spec.go, UnmarshalJSON; pkg/types/mig_config.go, AssertValid; its parser at "
    "v0.13.1, asked in tests/parsers",
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
        - devices: 0  # <- here
          mig-enabled: true
          mig-devices:
            1g.10gb: "7"  # <- here
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
          mig-devices:
            1g.10gb: 7
""",
    check=_check,
)
