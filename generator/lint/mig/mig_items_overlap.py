"""Two items of one layout that want different things of one GPU."""

from collections.abc import Iterator

from generator.lint.common.mig_files import MigFile, MigItem, counts_of, filter_ids, mig_items
from generator.model.finding import Severity
from generator.model.manifest import Manifests
from generator.model.manifest_rule import ManifestFault, ManifestRule

_Cell = tuple[int, int]
_Wanted = tuple[bool, tuple[tuple[str, int], ...]]
_ANY, _ALL = -1, -2
"""The cells of items without a filter or list, and those of all items whatever their filter or list."""
_MOST = 256
"""More GPUs than a node has, and more kinds of them than there are with MIG."""


def _check(manifests: Manifests) -> Iterator[ManifestFault]:
    layout: tuple[str, MigFile] | None = None
    earlier = _Earlier()
    for item in mig_items(manifests):
        if layout is None or layout[0] != item.name or layout[1] is not item.file:
            layout, earlier = (item.name, item.file), _Earlier()
        other = earlier.contradicting(item)
        if other is not None:
            message = (
                f"items {other.number} and {item.number} of {item.name} want different things of "
                f"{_shared(other, item)}: the layout never counts as applied"
            )
            yield ManifestFault(item.value.place, message)
        earlier.add(item)


class _Earlier:
    """The items of a layout so far, by the kind of GPU and the index that they meet: looking one up takes no search.

    Of each cell the first item is kept, and the first that wants something else: no other can come before them.
    """

    def __init__(self) -> None:
        self._cells: dict[_Cell, list[tuple[_Wanted, MigItem]]] = {}

    def add(self, item: MigItem) -> None:
        """Put an item into every cell that it meets, and into those of all kinds and all indices."""
        wanted = _wanted(item)
        for kind in (*_kinds(item), _ALL):
            for index in (*_places(item), _ALL) if _kinds(item) and _places(item) else ():
                kept = self._cells.setdefault((kind, index), [])
                if not kept or (len(kept) == 1 and kept[0][0] != wanted):
                    kept.append((wanted, item))

    def contradicting(self, item: MigItem) -> MigItem | None:
        """Return the first item that wants something else of a GPU that this one meets."""
        wanted = _wanted(item)
        met = (
            next((other for said, other in self._cells.get((kind, index), ()) if said != wanted), None)
            for one in _kinds(item)
            for kind in ((_ALL,) if one == _ANY else (one, _ANY))
            for number in _places(item)
            for index in ((_ALL,) if number == _ANY else (number, _ANY))
        )
        return min((one for one in met if one is not None), key=lambda one: one.number, default=None)


def _kinds(item: MigItem) -> tuple[int, ...]:
    """Return the kinds of GPU that an item meets by its filter: ids, or any."""
    ids = filter_ids(item.value)
    return (_ANY,) if ids is None else tuple(sorted(ids)[:_MOST])


def _places(item: MigItem) -> tuple[int, ...]:
    """Return the indices that an item meets, or any."""
    indices = _indices(item)
    return (_ANY,) if indices is None else tuple(sorted(one for one in indices if one >= 0)[:_MOST])


def _wanted(item: MigItem) -> _Wanted:
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
