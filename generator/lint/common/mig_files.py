"""What the rules on mig-parted's configuration ask of manifests."""

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from generator.facts.mig import all_mig_families, mig_family
from generator.lint.common.numbers import whole
from generator.model.config_kinds import MIG_FILE, is_mig_entry
from generator.model.gpu import Gpu
from generator.model.manifest import ConfigEntry, Configuration, Manifests, Origin
from generator.model.manifest_value import Value
from generator.model.mig import MigFamily
from generator.model.tree import Path, Tree

CONFIGS = "mig-configs"
ITEM_KEYS = ("device-filter", "devices", "mig-enabled", "mig-devices")
END = ": mig-parted refuses the file, and no layout of it can be applied"
_NVIDIA = 0x10DE


class MigFile(NamedTuple):
    """A configuration of mig-parted that is a mapping; `quoted` is as in `ConfigEntry`."""

    key: str
    content: Value
    config_map: Configuration
    quoted: frozenset[Path] | None


class MigItem(NamedTuple):
    """One item of a layout: `value` is its mapping, `name` the layout's, `number` its place in it, from 1."""

    value: Value
    name: str
    number: int
    file: MigFile


def mig_entries(config_map: Configuration) -> tuple[ConfigEntry, ...]:
    """Return the entries of a ConfigMap that are meant for mig-parted."""
    chosen = [entry for entry in config_map.entries if entry.key == MIG_FILE or is_mig_entry(entry)]
    # Charts want texts: what their values have as a mapping is refused before mig-parted could read it.
    from_chart = config_map.origin is Origin.CHART_VALUES
    return tuple(entry for entry in chosen if not from_chart or isinstance(entry.text.tree, str))


def mig_files(manifests: Manifests) -> Iterator[MigFile]:
    """Return every readable configuration of mig-parted, those in patches among them."""
    for config_map in (*manifests.mig_configs, *manifests.mig_in_part):
        for entry in mig_entries(config_map):
            if entry.content is not None and isinstance(entry.content.tree, dict):
                yield MigFile(entry.key, entry.content, config_map, entry.quoted)


def mig_layouts(file: MigFile) -> Iterator[tuple[str, Value]]:
    """Return the named layouts of a file, whatever they hold."""
    yield from file.content.entries(CONFIGS)


def mig_items(manifests: Manifests) -> Iterator[MigItem]:
    """Return every item of every layout that is a mapping."""
    for file in mig_files(manifests):
        for name, layout in mig_layouts(file):
            for number, item in enumerate(layout.elements(), 1):
                if isinstance(item.tree, dict):
                    yield MigItem(item, name, number, file)


def filter_ids(item: Value) -> frozenset[int] | None:
    """Return the PCI device ids that an item's filter names, None where it takes any GPU.

    Strings that are no id meet no GPU (NVIDIA/mig-parted api/spec/v1/helpers.go), so they are left out.
    """
    found = item.get("device-filter")
    texts = () if found is None else tuple(_texts(found.tree))
    if not texts:
        return None
    return frozenset(packed >> 16 for text in texts if (packed := packed_id(text)) is not None)


def packed_id(text: str) -> int | None:
    """Return what a filter string packs, device before vendor, if it can meet a GPU: ``0x20B210DE`` can."""
    primary, sign, subsystem = text.partition(":")
    packed = _unsigned(primary)
    # Since v0.15.0 the subsystem may follow; source: NVIDIA/mig-parted pkg/types/device.go, NewDeviceIDFromString.
    if packed is None or (sign and _unsigned(subsystem) is None):
        return None
    return packed if packed & 0xFFFF == _NVIDIA and 0 < packed >> 16 <= 0xFFFF else None


def _unsigned(text: str) -> int | None:
    """Return a number as Go's ParseUint reads it, which takes neither spaces nor signs."""
    try:
        return int(text, 0) if text[:1].isdigit() and not text[-1:].isspace() else None
    except ValueError:
        return None


def known_families(manifests: Manifests) -> tuple[MigFamily, ...] | None:
    """Return the families of the cards that the caller named, None where none was named."""
    cards = manifests.context.every_gpu
    return families_of_gpus(cards) if cards else None


def families_of_gpus(gpus: Iterable[Gpu]) -> tuple[MigFamily, ...]:
    """Return the families that cards may be of; none for cards without MIG."""
    ids = (family for gpu in gpus for family in (gpu.mig_family, *gpu.mig_family_variants) if family)
    return tuple(mig_family(family) for family in dict.fromkeys(ids))


def families_of(item: Value, manifests: Manifests) -> tuple[MigFamily, ...]:
    """Return the families whose GPUs an item may meet, by its filter and by the cards that the caller named."""
    ids = filter_ids(item)
    known = known_families(manifests)
    families = all_mig_families() if known is None else known
    return tuple(one for one in families if ids is None or ids & set(one.pci_device_ids))


def counts_of(item: Value) -> dict[str, int]:
    """Return profiles and counts of an item as far as they are such."""
    found = item.get("mig-devices")
    tree = found.tree if found is not None and isinstance(found.tree, dict) else {}
    counts = {name: _count(count) for name, count in tree.items()}
    return {name: count for name, count in counts.items() if count is not None}


def _count(tree: Tree) -> int | None:
    number = whole(tree)
    return None if number is None or number < 0 else number


def _texts(tree: Tree) -> Iterator[str]:
    if isinstance(tree, str) and tree:
        yield tree
    for one in tree if isinstance(tree, list) else ():
        if isinstance(one, str):
            yield one
