"""Whether a model fits in a place, by how much, and what would fit instead."""

from collections.abc import Callable
from typing import NamedTuple

from generator.facts.quantisations import QUANTISATIONS, Quantisation
from generator.fit.need import Need, Usage, need
from generator.fit.place import Place

_MOST_CONTEXT = 1 << 20
_MOST_BATCH = 4096
_STEP = 256
"""Contexts are told in multiples of this many tokens."""


class Verdict(NamedTuple):
    """The answer for one model in one place; `spare_mib` is negative where each unit is too small.

    `largest_context` and `largest_batch` are the most that would fit, other things equal, 0 for none.
    `units_that_fit` of the place's units may run the same at once.
    """

    usage: Usage
    place: Place
    need: Need
    spare_mib: int
    largest_context: int
    largest_batch: int
    units_that_fit: int
    other_quantisation: Quantisation | None

    @property
    def fits(self) -> bool:
        """True if every unit of the device can run it at the same time."""
        return self.spare_mib >= 0


def judge(usage: Usage, place: Place) -> Verdict:
    """Return the verdict; a model fits if all units of a device can run it at once."""
    room, found = place.each_mib, need(usage, place.architecture)
    total = found.memory_mib

    def fits(other: Usage) -> bool:
        return need(other, place.architecture).memory_mib <= room

    most = usage.model.max_context or _MOST_CONTEXT
    steps = _most(lambda count: fits(usage._replace(context=count * _STEP)), most // _STEP)
    return Verdict(
        usage,
        place,
        found,
        room - total,
        steps * _STEP,
        _most(lambda count: fits(usage._replace(batch=count)), _MOST_BATCH),
        min(place.replicas, place.usable_mib // total) if total <= place.alone_mib else 0,
        None if total <= room else _widest(usage, fits),
    )


def _widest(usage: Usage, fits: Callable[[Usage], bool]) -> Quantisation | None:
    """Return the widest format of the same runtime that fits, then of any."""
    kinds = [one for one in QUANTISATIONS if (one.expert_bits is None) == (usage.quantisation.expert_bits is None)]
    ordered = sorted(kinds, key=lambda one: one.gguf is not usage.quantisation.gguf)
    return next((one for one in ordered if fits(usage._replace(quantisation=one))), None)


def _most(fits: Callable[[int], bool], most: int) -> int:
    """Return the largest count up to `most` that fits, 0 for none; what fits must fit for every smaller count too."""
    low, high = 0, most
    while low < high:
        middle = (low + high + 1) // 2
        low, high = (middle, high) if fits(middle) else (low, middle - 1)
    return low
