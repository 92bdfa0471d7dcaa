"""The pods that take the most memory among all sets that may meet on one device.

Pods may meet on a device if there are no more of them than it has units, and if the units of all of them are no more
than the node has: each has one unit here at least, the others anywhere on the node.
"""

from collections.abc import Sequence
from typing import NamedTuple

from generator.budget.claim import Claim, Met
from generator.budget.knapsack import MOST_WORK, Item, Limits, most_memory


class Worst(NamedTuple):
    """Pods that may meet; `proven` where no others take more, else some may, up to `most_mib`.

    `work` is how many choices it took to find them.
    """

    met: tuple[Met, ...]
    proven: bool
    most_mib: int
    work: int

    @property
    def memory_mib(self) -> int:
        """What they take together."""
        return sum(one.memory_mib for one in self.met)


def worst_set(claims: Sequence[Claim], limits: Limits, work: int = MOST_WORK) -> Worst:
    """Return the set of most memory, in the order of the claims, as far as so much work finds it."""
    usable = [claim for claim in claims if claim.units <= limits.units]
    counts = _heaviest(usable, limits.slots)
    if sum(count * claim.units for claim, count in zip(usable, counts, strict=True)) <= limits.units:
        most = sum(count * claim.pod_mib for claim, count in zip(usable, counts, strict=True))
        return Worst(_met(usable, counts), proven=True, most_mib=most, work=0)
    packed = most_memory([Item(claim.pod_mib, claim.units, claim.pods) for claim in usable], limits, work)
    return Worst(_met(usable, packed.counts), packed.proven, packed.most, packed.work)


def _met(claims: Sequence[Claim], counts: Sequence[int]) -> tuple[Met, ...]:
    return tuple(Met(claim, count) for claim, count in zip(claims, counts, strict=True) if count)


def _heaviest(claims: Sequence[Claim], slots: int) -> list[int]:
    """Return how many pods of each claim are the heaviest ones, whatever units they ask for."""
    found = [0] * len(claims)
    for index in sorted(range(len(claims)), key=lambda index: -claims[index].pod_mib):
        found[index] = min(slots, claims[index].pods)
        slots -= found[index]
    return found
