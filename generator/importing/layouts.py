"""Layouts of mig-parted's configuration: which GPUs of a node are cut into what."""

from typing import NamedTuple

from generator.facts.mig import all_mig_families, uniform_layout
from generator.importing.codes import ANOTHER, INEXPRESSIBLE, NO_EFFECT, NOT_FOUND
from generator.importing.draft import Draft
from generator.importing.source import Source, of_release
from generator.lint.common.mig_files import CONFIGS, counts_of, filter_ids, mig_entries
from generator.model.finding import Severity
from generator.model.gpu import Gpu
from generator.model.manifest import Configuration, Manifests, Origin
from generator.model.manifest_value import Place, Value
from generator.model.mig import MigLayout
from generator.model.plan import ALL_DISABLED

_OWN_CONFIG = "default-mig-parted-config"
"""The ConfigMap of NVIDIA's own layouts; source: NVIDIA/gpu-operator assets/state-mig-manager/0400_configmap.yaml."""


class LayoutItem(NamedTuple):
    """Devices that are cut alike: `devices` None for all, `ids` the PCI ids of a filter, None where there is none."""

    devices: tuple[int, ...] | None
    counts: dict[str, int]
    ids: frozenset[int] | None
    place: Place

    def fits(self, gpu: Gpu) -> bool:
        """Say whether a GPU meets the filter."""
        return self.ids is None or bool(self.ids & set(gpu.pci_device_ids))


class Layout(NamedTuple):
    """A named layout; `items` are those that switch MIG on. `own` is false for one of NVIDIA's, known by name alone."""

    key: str
    items: tuple[LayoutItem, ...]
    place: Place
    own: bool = True

    @property
    def profiles(self) -> frozenset[str]:
        """The MIG profiles of all items."""
        return frozenset(name for item in self.items for name in item.counts)

    @property
    def highest_index(self) -> int:
        """The highest device index that is named; -1 where none is."""
        return max((index for item in self.items for index in item.devices or ()), default=-1)


def find_layouts(source: Source, manifests: Manifests, draft: Draft) -> dict[str, Layout]:
    """Return the layouts that cut something, by name; those of NVIDIA's own configuration are not among them."""
    name = source.said.text("migManager", "config", "name")
    source.said.take("migManager", "config")
    chosen = _chosen(of_release(manifests.mig_configs, source), None if name is None else str(name.tree), draft)
    if chosen is None:
        if name is not None and name.tree != _OWN_CONFIG:
            draft.tell(NOT_FOUND, f"ConfigMap {name.tree} of the MIG manager was not found", name.place)
        return {}
    found: dict[str, Layout] = {}
    for entry in mig_entries(chosen):
        for key, value in entry.content.entries(CONFIGS) if entry.content is not None else ():
            layout = _layout(key, value, draft)
            if layout.items:
                found[key] = layout
            elif any(not item.has("mig-enabled") for item in value.elements()):
                draft.tell(NO_EFFECT, f"the layout {key}, of which an item does not say mig-enabled", value.place)
            elif key != ALL_DISABLED and _has_enabled(value):
                draft.tell(
                    INEXPRESSIBLE,
                    f"the layout {key} switches MIG on without cutting any device",
                    value.place,
                    severity=Severity.INFO,
                )
    return found


def _chosen(given: list[Configuration], name: str | None, draft: Draft) -> Configuration | None:
    every = [one for one in given if one.origin is not Origin.WITHIN_VALUES]
    own = [one for one in every if one.chart is not None]
    named = [one for one in every if name is not None and one.name == name]
    candidates = own or named or ([] if name is not None and every and every[0].name else every)
    for one in every:
        same = candidates and [each.text.tree for each in one.entries] == [
            each.text.tree for each in candidates[0].entries
        ]
        if candidates and one is not candidates[0] and not same:
            draft.tell(ANOTHER, f"the MIG configuration {one.name or one.place.file} is not imported", one.place)
    return candidates[0] if candidates else None


def _layout(key: str, value: Value, draft: Draft) -> Layout:
    items: list[LayoutItem] = []
    for one in value.elements():
        enabled = one.get("mig-enabled")
        counts = counts_of(one)
        if enabled is None or enabled.tree is not True or not counts:
            continue
        devices = one.get("devices")
        items.append(LayoutItem(_indices(devices, key, draft), counts, filter_ids(one), one.place))
    return Layout(key, tuple(items), value.place)


def _indices(value: Value | None, key: str, draft: Draft) -> tuple[int, ...] | None:
    if value is None or value.tree == "all":
        return None
    found = [one.tree for one in value.elements()]
    if not found or not all(isinstance(one, int) and not isinstance(one, bool) for one in found):
        draft.tell(NO_EFFECT, f"devices of the layout {key}", value.place)
        return None
    return tuple(one for one in found if isinstance(one, int))


def _has_enabled(value: Value) -> bool:
    return any((one := item.get("mig-enabled")) is not None and one.tree is True for item in value.elements())


def is_nvidias(layout: Layout) -> bool:
    """Say whether a layout is one of NVIDIA's by name and content, so that every cluster has it anyway."""
    return all(item.devices is None and _is_uniform(layout.key, item.counts) for item in layout.items)


def _is_uniform(name: str, counts: dict[str, int]) -> bool:
    wanted = MigLayout.of(counts)
    return any(uniform_layout(family, name) == wanted for family in all_mig_families())
