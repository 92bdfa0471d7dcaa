"""MIG layouts whose device filters name other cards than those that are to have them."""

from collections.abc import Iterator
from functools import cache
from typing import NamedTuple

from generator.ecosystem.node_cards import card_by_label
from generator.facts.discovery_labels import PRODUCT, plain_product
from generator.facts.gpus import all_gpus
from generator.facts.mig import all_mig_families, mig_families
from generator.lint.common.known_gpus import gpus_by_label
from generator.lint.common.mig_files import MigFile, MigItem, filter_ids, mig_items, packed_id
from generator.lint.common.mig_names import instance_of, is_profile_name
from generator.lint.common.mig_use import default_said, named_elsewhere, operators, read_configs
from generator.model.finding import Severity
from generator.model.gpu import Gpu
from generator.model.manifest import Configuration, Manifests
from generator.model.manifest_objects import Labelled
from generator.model.manifest_rule import ManifestFault, ManifestRule
from generator.model.manifest_value import Place, Value
from generator.model.plan import MIG_LABEL

_SHOWN = 3
_Layouts = dict[str, list[MigItem]]


class _Asked(NamedTuple):
    """A layout that somebody asks for, where that stands, and the cards with MIG that are to have it."""

    layout: str
    at: Value
    who: str
    gpus: tuple[Gpu, ...]


def _check(manifests: Manifests) -> Iterator[ManifestFault]:
    files = _by_file(manifests)
    told: set[Place] = set()
    read = _read(manifests) if files else None
    of_read = [(file, layouts) for file, layouts in files if file.config_map is read]
    every = [one for one in _asked(manifests) if one.gpus] if of_read else []
    for _, layouts in of_read:
        asked = [one for one in every if one.layout in layouts]
        for one in asked:
            fault = _of_asked(one, layouts, asked)
            if fault is not None and fault.place not in told:
                told.add(fault.place)
                yield fault
    stated = _with_mig(manifests.context.every_gpu)
    for _, layouts in files if stated and not told else ():
        yield from _of_file(layouts, stated)


def _by_file(manifests: Manifests) -> list[tuple[MigFile, _Layouts]]:
    found: list[tuple[MigFile, _Layouts]] = []
    for item in mig_items(manifests):
        if not found or found[-1][0] is not item.file:
            found.append((item.file, {}))
        found[-1][1].setdefault(item.name, []).append(item)
    return [(file, {name: items for name, items in layouts.items() if _cuts(items)}) for file, layouts in found]


def _cuts(items: list[MigItem]) -> bool:
    """Say whether a layout turns MIG on for some card."""
    return any((on := item.value.get("mig-enabled")) is not None and on.tree is True for item in items)


def _read(manifests: Manifests) -> Configuration | None:
    """Return the configuration from which and no other nodes take their layouts, as far as the files tell."""
    read = read_configs(manifests)
    configs = read if read or named_elsewhere(manifests) else manifests.mig_configs
    return configs[0] if len(configs) == 1 else None


def _of_asked(one: _Asked, layouts: _Layouts, asked: list[_Asked]) -> ManifestFault | None:
    items = layouts[one.layout]
    if not all(_passes_over(items, gpu) for gpu in one.gpus):
        return None
    others = [name for name in layouts if not all(_passes_over(layouts[name], gpu) for gpu in one.gpus)]
    same = (other for other in asked if other.layout == one.layout)
    # Where no other layout is for this card, and no other card has this one, the filter is what has to change.
    meets = any(not _passes_over(items, gpu) for other in same for gpu in other.gpus)
    message = f"layout {one.layout} passes over the {_names(one.gpus)}, {_only(items)}: {one.who} gets no MIG device"
    if others or meets:
        fix = f"Ask for {' or '.join(others[:_SHOWN])}." if others else _fix(one.gpus)
        return ManifestFault(one.at.place, message, fix)
    return ManifestFault(_filter_of(items), message, _fix(one.gpus), on_key=True)


def _of_file(layouts: _Layouts, stated: tuple[Gpu, ...]) -> Iterator[ManifestFault]:
    if layouts and all(_passes_over(items, gpu) for items in layouts.values() for gpu in stated):
        name, items = next(iter(layouts.items()))
        which = f"layout {name} passes" if len(layouts) == 1 else f"all {len(layouts)} layouts pass"
        message = f"{which} over the {_names(stated)}, {_only([each for one in layouts.values() for each in one])}"
        yield ManifestFault(_filter_of(items), message, _fix(stated), on_key=True, severity=Severity.WARNING)


def _asked(manifests: Manifests) -> Iterator[_Asked]:
    for one in manifests.labelled:
        for key, value in one.labels:
            if key == MIG_LABEL and isinstance(value.tree, str):
                who = one.what if one.node is None else f"node {one.node}"
                yield _Asked(value.tree, value, who, _with_mig(_cards(one, manifests)))
    for use in operators(manifests):
        said = default_said(use)
        if said is not None and said.place is not None:
            gpus = manifests.context.every_gpu or _of_plain_nodes(manifests)
            yield _Asked(said.text, said.place, "a node without a label", _with_mig(gpus))


def _cards(one: Labelled, manifests: Manifests) -> tuple[Gpu, ...]:
    """Return the cards of what has labels: by those labels, else by what the caller says."""
    own = _by_labels(one)
    if own is not None:
        return (own,)
    context = manifests.context
    return context.every_gpu if one.node is None else context.gpus_of(one.node)


def _by_labels(one: Labelled) -> Gpu | None:
    labels = {key: value.tree for key, value in one.labels if isinstance(value.tree, str)}
    product = labels.get(PRODUCT)
    if product is None:
        found = (card_by_label(key, text) for key, text in labels.items())
        product = next((card for card in found if card is not None), "")
    return gpus_by_label().get(plain_product(product))


def _of_plain_nodes(manifests: Manifests) -> tuple[Gpu, ...]:
    """Return the cards of the Nodes that ask for no layout of their own; none where one is not known."""
    nodes = [one for one in manifests.labelled if one.node is not None]
    plain = [one for one in nodes if all(key != MIG_LABEL for key, _ in one.labels)]
    found = [gpu for one in plain if any(key == PRODUCT for key, _ in one.labels) for gpu in [_by_labels(one)]]
    return tuple(dict.fromkeys(gpu for gpu in found if gpu is not None)) if None not in found else ()


def _with_mig(gpus: tuple[Gpu, ...]) -> tuple[Gpu, ...]:
    return tuple(gpu for gpu in gpus if gpu.mig_family)


def _passes_over(items: list[MigItem], gpu: Gpu) -> bool:
    """Say whether no item of a layout meets a card, for certain and for no fault of another rule's."""
    return all(_misses(item, gpu) and not _is_told(item) for item in items)


def _misses(item: MigItem, gpu: Gpu) -> bool:
    ids = filter_ids(item.value)
    if not ids or ids & set(gpu.pci_device_ids):
        return False
    # An id that no other card is known to have may be that of a board of this one.
    return all(one in _ids_of_cards() or one in _ids_of_families() - _ids_of_family(gpu) for one in ids)


def _is_told(item: MigItem) -> bool:
    """Say whether a filter has texts that are no ids, or profiles that its cards do not have."""
    found = item.value.get("device-filter")
    texts = [] if found is None else list(found.elements()) or [found]
    if any(not isinstance(text.tree, str) or packed_id(text.tree) is None for text in texts):
        return True
    ids = filter_ids(item.value) or frozenset()
    families = [one for one in all_mig_families() if ids & set(one.pci_device_ids)]
    names = [instance_of(name)[0] for name, _ in item.value.entries("mig-devices") if is_profile_name(name)]
    return not families or any(not any(one.profile(name) for one in families) for name in names)


@cache
def _ids_of_cards() -> frozenset[int]:
    return frozenset(one for gpu in all_gpus() for one in gpu.pci_device_ids)


@cache
def _ids_of_families() -> frozenset[int]:
    return frozenset(one for family in all_mig_families() for one in family.pci_device_ids)


@cache
def _ids_of_family(gpu: Gpu) -> frozenset[int]:
    return frozenset(one for family in mig_families(gpu) for one in family.pci_device_ids)


def _filter_of(items: list[MigItem]) -> Place:
    return items[0].value.place.below("device-filter")


def _names(gpus: tuple[Gpu, ...]) -> str:
    return " and the ".join(dict.fromkeys(gpu.marketing for gpu in gpus))


def _only(items: list[MigItem]) -> str:
    """Return the cards that the filters of items name, in words."""
    ids = sorted({one for item in items for one in filter_ids(item.value) or ()})
    names = dict.fromkeys(_card_of(one) for one in ids)
    shown = list(names)[:_SHOWN]
    return f"its filter names {' and '.join(shown)}{' and others' if len(names) > len(shown) else ''} only"


def _card_of(number: int) -> str:
    gpu = next((gpu.marketing for gpu in all_gpus() if number in gpu.pci_device_ids), None)
    products = (family.products[0] for family in all_mig_families() if number in family.pci_device_ids)
    return gpu or next((f"a board like the {one.removeprefix('NVIDIA-')}" for one in products), f"0x{number:04X}")


def _fix(gpus: tuple[Gpu, ...]) -> str:
    ids = ", ".join(dict.fromkeys(f'"0x{one:04X}10DE"' for gpu in gpus for one in gpu.pci_device_ids))
    return f"Write `device-filter: [{ids}]`, or delete the filter: an item without one meets every GPU."


RULE = ManifestRule(
    "MIG220",
    "MIG layout whose device filter passes over the card",
    Severity.ERROR,
    why="mig-parted goes through the GPUs and leaves out those that an item's filter does not name. Where no item is "
    "left, applying the layout changes nothing and reports no error, no MIG device comes up, and the check afterwards "
    "never finds the layout applied.",
    fix="Write the PCI id of the card that the node has, or delete the filter.",
    source="NVIDIA/mig-parted cmd/nvidia-mig-parted/assert/assert.go (WalkSelectedMigConfigForEachGPU), "
    "assert/config.go (AssertMigConfig) and apply/config.go; PCI ids as in generator/facts/gpus",
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
        - device-filter: ["0x232110DE"]  # <- here
          devices: all
          mig-enabled: true
          mig-devices: {1g.12gb: 7}
---
apiVersion: v1
kind: Node
metadata:
  name: gpu-1
  labels:
    nvidia.com/gpu.product: NVIDIA-GH200-480GB
    nvidia.com/mig.config: small
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
        - device-filter: ["0x234210DE"]
          devices: all
          mig-enabled: true
          mig-devices: {1g.12gb: 7}
---
apiVersion: v1
kind: Node
metadata:
  name: gpu-1
  labels:
    nvidia.com/gpu.product: NVIDIA-GH200-480GB
    nvidia.com/mig.config: small
""",
    check=_check,
)
