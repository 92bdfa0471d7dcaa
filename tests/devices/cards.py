"""NVIDIA cards that do not exist, as their driver would tell of them: what our facts say of a pool's GPUs."""

from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from generator.facts.mig import mig_family
from generator.model.gpu import Gpu
from generator.model.mig import MigFamily, MigProfile, parse_mig_name
from generator.model.plan import MigItem, PoolPlan

DRIVER = "580.95.05"
CUDA = 13000
_PLAIN = {1: 0x0, 2: 0x1, 3: 0x2, 4: 0x3, 7: 0x4, 8: 0x5, 6: 0x6}
_LARGE_MEMORY = {1: 0x9}
_ATTRIBUTES = {
    "+me": {1: 0x7, 2: 0x8},
    "+gfx": {1: 0xA, 2: 0xB, 4: 0xC},
    "-me": {1: 0xD, 2: 0xE},
    "+me.all": {1: 0xF, 2: 0x10},
}
"""NVML's numbers of the kinds of GPU instances by compute slices (source: nvml.h, NVML_GPU_INSTANCE_PROFILE_*)."""


class Instance(NamedTuple):
    """A MIG device; `compute_slices` below those of its profile make it one of several in a GPU instance."""

    profile: str
    compute_slices: int | None = None


class Card(NamedTuple):
    """A card: `instances` is None where MIG is off, and empty where it is on and nothing is made yet."""

    gpu: Gpu
    instances: tuple[Instance, ...] | None = None

    @property
    def family(self) -> MigFamily | None:
        """How it is cut; boards of one model may come in variants, of which it is the first that has its profiles."""
        wanted = {one.profile for one in self.instances or ()}
        names = (self.gpu.mig_family, *self.gpu.mig_family_variants)
        families = [mig_family(name) for name in names if name is not None]
        return next((one for one in families if wanted <= set(one.profile_names)), None)

    @property
    def memory_mib(self) -> int:
        """The card's memory; where none is published, what its box or its largest MIG profile says."""
        family = self.family
        if family is None or family.id == self.gpu.mig_family:
            return self.gpu.memory_mib or self.gpu.memory_gib_marketing * 1024
        return family.total_memory_mib or max(one.memory_gb_name for one in family.profiles) * 1024


class Kind(NamedTuple):
    """A kind of GPU instance: NVML's number of it, and the id that nvidia-smi shows."""

    number: int
    profile_id: int
    slices: int
    memory_mib: int
    multiprocessors: int


def cards_of(pool: PoolPlan) -> tuple[Card, ...]:
    """Return the cards of a node of a pool, cut as mig-parted would cut them."""
    models = [(entry.gpu, number) for entry in pool.gpus for number in range(entry.per_node)]
    return tuple(
        Card(gpu, _instances(pool.mig_items, index, gpu.pci_device_ids[number % len(gpu.pci_device_ids)]))
        for index, (gpu, number) in enumerate(models)
    )


def cut(gpu: Gpu, *profiles: str) -> Card:
    """Return a card with MIG on and one device of each profile."""
    return Card(gpu, tuple(Instance(name) for name in profiles))


def _instances(items: Sequence[MigItem], index: int, device_id: int) -> tuple[Instance, ...] | None:
    """Apply mig-parted's items: all that fit a card, the last one wins."""
    found: tuple[Instance, ...] | None = None
    for item in items:
        if (item.devices is None or index in item.devices) and (
            not item.device_filter or device_id in item.device_filter
        ):
            found = None if item.layout is None else tuple(Instance(name) for name in item.layout.flatten())
    return found


def node_files(cards: Sequence[Card]) -> Mapping[str, str]:
    """Return what describes a node: to our NVML (see nvml/node.h), and in the kernel's list of MIG capabilities."""
    lines = [f"driver {DRIVER}", f"cuda {CUDA}"]
    minors = ["config 1", "monitor 2"]
    for index, card in enumerate(cards):
        lines += _card(index, card)
        for number, _ in enumerate(card.instances or ()):
            access = f"gpu{index}/gi{number + 1}"
            minors += [f"{access}/access {len(minors) + 1}", f"{access}/ci0/access {len(minors) + 2}"]
    return {"node": _text(lines), "capabilities/mig-minors": _text(minors)}


def _text(lines: Sequence[str]) -> str:
    return "".join(f"{line}\n" for line in lines)


def uuid_of(index: int) -> str:
    """Return the UUID of a node's card."""
    return f"GPU-{index:08x}-0000-4000-8000-000000000000"


def _card(index: int, card: Card) -> Iterator[str]:
    major, minor = card.gpu.compute_capability
    bus = f"00000000:{index + 1:02X}:00.0"
    yield f"gpu {uuid_of(index)} {card.memory_mib} {major} {minor} {bus} {product_name(card.gpu)}"
    if card.gpu.mig_family is None:
        return
    yield f"mig {int(card.instances is not None)}"
    kinds = kinds_of(card)
    for kind in kinds.values():
        yield f"profile {kind.number} {kind.profile_id} {kind.slices} {kind.memory_mib} {kind.multiprocessors}"
    for number, one in enumerate(card.instances or ()):
        kind = kinds[one.profile]
        uuid = f"MIG-{index:08x}-0000-4000-8000-{number:012x}"
        yield f"instance {number + 1} 0 {kind.profile_id} {one.compute_slices or kind.slices} {uuid}"


def product_name(gpu: Gpu) -> str:
    """Return a name from which GFD makes the label; it joins words with hyphens (lm/resource.go, sanitise)."""
    return gpu.label.replace("-", " ", 1)


def kinds_of(card: Card) -> Mapping[str, Kind]:
    """Return every kind of MIG device that a card offers, in the order of NVML's numbers."""
    family = card.family
    if family is None or not family.profiles:
        return {}
    per_unit = card.memory_mib // family.placement_units
    smallest = min(one.memory_units for one in family.profiles)
    found: dict[str, Kind] = {}
    for place, profile in enumerate(family.profiles):
        room = profile.memory_mib or profile.memory_units * per_unit
        number = _number(profile, large=profile.memory_units > smallest)
        profile_id = 100 + place if profile.gi_profile_id is None else profile.gi_profile_id
        found[profile.name] = Kind(number, profile_id, profile.compute_slices, room, profile.multiprocessors or 0)
    return dict(sorted(found.items(), key=lambda pair: pair[1].number))


def _number(profile: MigProfile, *, large: bool) -> int:
    parts = parse_mig_name(profile.name)
    assert parts is not None, profile
    if parts.attributes:
        return _ATTRIBUTES[parts.attributes][parts.compute_slices]
    return (_LARGE_MEMORY if large and parts.compute_slices == 1 else _PLAIN)[parts.compute_slices]
