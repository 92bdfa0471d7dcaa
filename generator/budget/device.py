"""What a device has for pods: its memory, less what is reserved and what the driver keeps."""

from typing import NamedTuple

from generator.facts.mig import mig_family
from generator.facts.runtimes import INSTANCE_KEPT_MIB, cuda_context, kept_by_driver
from generator.model.mig import parse_mig_name
from generator.model.plan import Part, PoolGpu, PoolPlan

__all__ = ["INSTANCE_KEPT_MIB", "Device", "DeviceMemory", "device_of", "owners_of"]


class DeviceMemory(NamedTuple):
    """Memory in MiB; `estimated` where none is published and what the name says stands for it, an upper bound."""

    total_mib: int
    reserved_mib: int
    kept_mib: int
    estimated: bool

    @property
    def usable_mib(self) -> int:
        """What all pods on the device have together."""
        return self.total_mib - self.reserved_mib - self.kept_mib


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
    return Device(
        part.device,
        card is None,
        _instance(part) if card is None else _card(card),
        max((cuda_context(entry.gpu.architecture).memory_mib for entry in owners), default=0),
        min((entry.gpu.mps_max_clients for entry in owners), default=0),
    )


def owners_of(pool: PoolPlan, part: Part) -> tuple[PoolGpu, ...]:
    """Return the card that a part is, or the pool's cards that have its MIG profile."""
    card = _named(pool, part)
    if card is not None:
        return (card,)
    families = ((entry, entry.gpu.mig_family) for entry in pool.gpus)
    return tuple(entry for entry, name in families if name is not None and mig_family(name).profile(part.device))


def _named(pool: PoolPlan, part: Part) -> PoolGpu | None:
    return next((entry for entry in pool.gpus if entry.gpu.marketing == part.device), None)


def _card(entry: PoolGpu) -> DeviceMemory:
    total = entry.gpu.memory_mib
    estimated = total is None
    if total is None:
        total = entry.gpu.memory_gib_marketing * 1024
    return DeviceMemory(total, entry.reserved_mib, kept_by_driver(total).memory_mib, estimated)


def _instance(part: Part) -> DeviceMemory:
    total = part.memory_mib
    if total is None:
        name = parse_mig_name(part.device)
        total = 0 if name is None else name.memory_gb * 1024
    kept = kept_by_driver(total, is_instance=True).memory_mib
    return DeviceMemory(total, 0, kept, estimated=part.memory_mib is None)
