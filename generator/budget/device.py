"""What a device has for pods: its memory, less what is reserved and what the driver keeps."""

from typing import NamedTuple

from generator.facts.mig import family_with, instance_memory
from generator.facts.runtimes import cuda_context, kept_by_driver
from generator.model.mig import parse_mig_name
from generator.model.plan import Part, PoolGpu, PoolPlan


class DeviceMemory(NamedTuple):
    """Memory in MiB; `estimated` where none is published: then it may be up to `spread_mib` more."""

    total_mib: int
    reserved_mib: int
    kept_mib: int
    estimated: bool
    spread_mib: int = 0

    @property
    def usable_mib(self) -> int:
        """What all pods on the device have together, as far as it can be counted on."""
        return self.total_mib - self.reserved_mib - self.kept_mib

    @property
    def whole_mib(self) -> int:
        """The most that the device has, as nvidia-smi shows it."""
        return self.total_mib + self.spread_mib

    @property
    def most_mib(self) -> int:
        """More than this no pod gets, however little the driver keeps."""
        return self.whole_mib - self.reserved_mib


class Device(NamedTuple):
    """A kind of device behind a resource; a context is that of one process, of several architectures the largest."""

    name: str
    is_instance: bool
    memory: DeviceMemory
    context_mib: int
    most_clients: int


def device_of(pool: PoolPlan, part: Part) -> Device:
    """Return the device behind a part of one of the pool's resources."""
    card, owners = _named(pool, part), owners_of(pool, part)
    if not owners:
        raise ValueError(f"no card of pool {pool.name} is {part.device} or is cut into it")
    return Device(
        part.device,
        card is None,
        _instance(part) if card is None else _card(card),
        max(cuda_context(entry.gpu.architecture).memory_mib for entry in owners),
        min(entry.gpu.mps_max_clients for entry in owners),
    )


def owners_of(pool: PoolPlan, part: Part) -> tuple[PoolGpu, ...]:
    """Return the card that a part is, or the pool's cards that have its MIG profile."""
    card = _named(pool, part)
    if card is not None:
        return (card,)
    return tuple(entry for entry in pool.gpus if family_with(entry.gpu, (part.device,)) is not None)


def _named(pool: PoolPlan, part: Part) -> PoolGpu | None:
    return next((entry for entry in pool.gpus if entry.gpu.marketing == part.device), None)


def _card(entry: PoolGpu) -> DeviceMemory:
    total = entry.gpu.total_mib
    estimated = entry.gpu.memory_mib is None
    return DeviceMemory(total, entry.reserved_mib, kept_by_driver(total).memory_mib, estimated)


def _instance(part: Part) -> DeviceMemory:
    name = parse_mig_name(part.device)
    least, most = instance_memory(0 if name is None else name.memory_gb, part.memory_mib)
    kept = kept_by_driver(least, is_instance=True).memory_mib
    return DeviceMemory(least, 0, kept, part.memory_mib is None, most - least)
