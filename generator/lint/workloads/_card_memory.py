"""What the label nvidia.com/gpu.memory can be on a node with a card, in MiB as the driver reports it."""

from collections.abc import Iterable
from functools import cache

from generator.facts.gpus import all_gpus
from generator.facts.mig import mig_families
from generator.model.gpu import Gpu
from generator.model.mig import MigProfile, parse_mig_name

_ECC = (15, 16)
"""With ECC on, cards with GDDR keep a sixteenth of their memory for it; stacked memory (HBM) brings its own room."""
_STACKED = frozenset({(6, 0), (7, 0), (8, 0), (9, 0), (10, 0), (10, 3)})
"""Compute capabilities of chips with HBM alone."""
_NEAR = 4
"""By how many MiB what is worked out may differ from what a driver reports."""
_GIB = 1024
_OF_DEVICE = 0.01
"""By what part drivers differ in the memory of a MIG device."""
_LEAST = 0.9
_UNKNOWN = 0.05
"""By what part memory that is not known may differ from what it is sold by."""


def reported(gpu: Gpu) -> tuple[int, ...]:
    """Return what current drivers report of a card in MiB, ECC on and off; nothing where that is not known."""
    memory = gpu.memory_mib
    if memory is None:
        return ()
    less, more = _ECC
    return (memory,) if gpu.compute_capability in _STACKED else (memory, memory * less // more, memory * more // less)


def is_of_another(memory: int, gpus: Iterable[Gpu], *, with_devices: bool) -> bool:
    """Say whether some MiB are those of another card, or whole GiB that none of these cards reports.

    Other numbers may come of a driver that is not known here. `with_devices` counts those of MIG devices, which the
    label has under the strategy single.
    """
    if memory % _GIB and memory not in _all_memories():
        return False
    return not any(_may_report(gpu, memory) or (with_devices and _has_device(gpu, memory)) for gpu in gpus)


def _may_report(gpu: Gpu, memory: int) -> bool:
    found = reported(gpu)
    if not found:
        return _is_about(memory, gpu.memory_gib_marketing)
    return any(abs(memory - one) <= _NEAR for one in found)


def _has_device(gpu: Gpu, memory: int) -> bool:
    if gpu.memory_mib is not None and memory >= gpu.memory_mib:
        return False
    return any(_may_be_of(profile, memory) for family in mig_families(gpu) for profile in family.profiles)


def _may_be_of(profile: MigProfile, memory: int) -> bool:
    if profile.memory_mib is not None:
        return abs(profile.memory_mib - memory) <= _OF_DEVICE * memory
    parts = parse_mig_name(profile.name)
    return parts is None or _is_about(memory, parts.memory_gb)


def _is_about(memory: int, gib: int) -> bool:
    return abs(memory - gib * _GIB) <= _UNKNOWN * memory


def most(gpus: tuple[Gpu, ...]) -> int | None:
    """Return what none of these cards exceeds, in MiB; None where one is not known."""
    found = [reported(gpu) for gpu in gpus]
    return max(max(one) for one in found) if found and all(found) else None


def least(gpus: tuple[Gpu, ...]) -> int | None:
    """Return what none of these cards falls short of, in MiB; None where one is not known, or may be cut by MIG."""
    found = [reported(gpu) for gpu in gpus]
    if not found or not all(found) or any(gpu.mig_family for gpu in gpus):
        return None
    return min(int(_LEAST * min(one)) for one in found)


def cards_with(memory: int) -> tuple[str, ...]:
    """Return the names of the cards that report just that many MiB."""
    return tuple(dict.fromkeys(gpu.marketing for gpu in all_gpus() if gpu.memory_mib == memory))


@cache
def _all_memories() -> frozenset[int]:
    return frozenset(gpu.memory_mib for gpu in all_gpus() if gpu.memory_mib is not None)
