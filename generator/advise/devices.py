"""What a workload can get to itself of a card: a MIG device, or the whole card."""

from functools import cache
from typing import NamedTuple

from generator.advise.request import Fleet
from generator.facts.mig import instance_memory, mig_family
from generator.facts.placement import maximal_layouts
from generator.facts.runtimes import kept_by_driver
from generator.model.mig import Basis, MigFamily, MigLayout, MigProfile

WHOLE = "whole card"
"""The device of a card without MIG."""


class Device(NamedTuple):
    """Something that one pod can have for itself; of a MIG device the driver keeps `kept_mib` besides."""

    name: str
    memory_mib: int
    compute_slices: int
    estimated: bool = False
    kept_mib: int = 0


def family_of(fleet: Fleet) -> MigFamily | None:
    """Return the family whose layouts the fleet's cards can have, None without MIG or with no placements known.

    Cards that something reaches past the plugin are not cut: it would end up on an instance of another (rule MEM107).
    """
    if fleet.gpu.mig_family is None or fleet.past_mib:
        return None
    family = mig_family(fleet.gpu.mig_family)
    return None if family.basis is Basis.UNKNOWN else family


def usable_mib(fleet: Fleet) -> int:
    """Return what pods have of a whole card, in MiB: all but what is reserved, past the plugin or the driver's."""
    total = fleet.gpu.total_mib
    return total - fleet.reserved_mib - fleet.past_mib - kept_by_driver(total).memory_mib


def whole_card(fleet: Fleet) -> Device:
    """Return the card as one device."""
    family = family_of(fleet)
    return Device(WHOLE, usable_mib(fleet), 7 if family is None else family.compute_slices)


@cache
def mig_devices(family: MigFamily) -> tuple[Device, ...]:
    """Return the plain devices of a family, the smallest first; those with media engines and graphics left out."""
    plain = (profile for profile in family.profiles if not profile.is_variant)
    return tuple(sorted(map(_device, plain), key=lambda one: (one.memory_mib, one.compute_slices, one.name)))


@cache
def mig_layouts(family: MigFamily) -> tuple[MigLayout, ...]:
    """Return the layouts of these devices that leave no room for another one."""
    return maximal_layouts(family, tuple(device.name for device in mig_devices(family)))


def _device(profile: MigProfile) -> Device:
    """Return a device with the memory that can be counted on."""
    memory = instance_memory(profile.memory_gb_name, profile.memory_mib).least_mib
    kept = kept_by_driver(memory, is_instance=True).memory_mib
    return Device(profile.name, memory - kept, profile.compute_slices, profile.memory_mib is None, kept)
