"""How much of the free capacity a typical workload cannot use.

After FGD (Weng et al., Beware of Fragmentation: Scheduling GPU-Sharing Workloads with Fragmentation Gradient Descent,
USENIX ATC'23, section 4): for each kind of task the free capacity that it cannot use, and of these the expected
value over the mix of tasks. Here the capacity is memory, and what can be used of a cut card is its free MIG devices.
"""

from collections.abc import Sequence
from typing import NamedTuple


class FreeCard(NamedTuple):
    """What is free of a card, in MiB: memory that lies in no device, and devices that nobody has."""

    loose_mib: int
    devices_mib: tuple[int, ...]

    @property
    def free_mib(self) -> int:
        """All of it together."""
        return self.loose_mib + sum(self.devices_mib)


class Task(NamedTuple):
    """A kind of workload: the memory that one pod wants, and how often it comes."""

    memory_mib: int
    weight: int


def fragmentation(cards: Sequence[tuple[FreeCard, int]], mix: Sequence[Task]) -> float:
    """Return the free memory that the typical task of the mix cannot use, in MiB; 0 for an empty mix.

    `cards` are pairs of a card and how many there are of it.
    """
    weights = sum(task.weight for task in mix)
    if not weights:
        return 0.0
    lost = sum(task.weight * number * _unusable(card, task) for task in mix for card, number in cards)
    return lost / weights


def _unusable(card: FreeCard, task: Task) -> int:
    return card.loose_mib + sum(device for device in card.devices_mib if device < task.memory_mib)
