"""Two items of one layout that want different things of one GPU."""

from collections.abc import Iterator

from generator.lint._mig_files import MigItem, counts_of, filter_ids, mig_items
from generator.model.finding import Severity
from generator.model.manifest import Manifests
from generator.model.manifest_rule import ManifestFault, ManifestRule


def _check(manifests: Manifests) -> Iterator[ManifestFault]:
    layout: list[MigItem] = []
    for item in mig_items(manifests):
        if layout and (layout[0].name, layout[0].file) != (item.name, item.file):
            layout = []
        earlier = next((one for one in layout if _contradicts(one, item)), None)
        if earlier is not None:
            message = (
                f"items {earlier.number} and {item.number} of {item.name} want different things of "
                f"{_shared(earlier, item)}: the layout never counts as applied"
            )
            yield ManifestFault(item.value.place, message)
        layout.append(item)


def _contradicts(one: MigItem, other: MigItem) -> bool:
    if _wanted(one) == _wanted(other):
        return False
    ids, others = filter_ids(one.value), filter_ids(other.value)
    if ids is not None and others is not None and not ids & others:
        return False
    if frozenset() in (ids, others):
        return False
    indices, others_indices = _indices(one), _indices(other)
    if frozenset() in (indices, others_indices):
        return False
    return indices is None or others_indices is None or bool(indices & others_indices)


def _wanted(item: MigItem) -> tuple[bool, tuple[tuple[str, int], ...]]:
    enabled = item.value.get("mig-enabled")
    return enabled is not None and enabled.tree is True, tuple(sorted(counts_of(item.value).items()))


def _indices(item: MigItem) -> frozenset[int] | None:
    """Return the devices that an item lists, None where it takes all."""
    devices = item.value.get("devices")
    listed = devices.tree if devices is not None and isinstance(devices.tree, list) else None
    return None if listed is None else frozenset(one for one in listed if isinstance(one, int))


def _shared(one: MigItem, other: MigItem) -> str:
    indices, others = _indices(one), _indices(other)
    both = indices if others is None else others if indices is None else indices & others
    return "the same GPUs" if both is None else f"GPU {min(both)}"


RULE = ManifestRule(
    "MIG211",
    "Two items for one GPU",
    Severity.ERROR,
    why="All items that meet a GPU are applied to it, one after the other, so the last one wins. The check afterwards "
    "holds the GPU against every one of them and fails: the node ends in mig.config.state failed.",
    fix="Let each GPU be met by one item: by device indices, or by device-filter.",
    source="NVIDIA/mig-parted cmd/nvidia-mig-parted/apply/config.go and assert/assert.go, "
    "WalkSelectedMigConfigForEachGPU",
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
      half:
        - {devices: all, mig-enabled: false}
        # the next line
        - {devices: [0, 1], mig-enabled: true, mig-devices: {1g.10gb: 7}}
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
      half:
        - {devices: [2, 3], mig-enabled: false}
        - {devices: [0, 1], mig-enabled: true, mig-devices: {1g.10gb: 7}}
""",
    check=_check,
)
