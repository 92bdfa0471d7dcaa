"""The pods that take the most memory among all sets that may meet on one device.

Pods may meet on a device if there are no more of them than it has units, and if the units of all of them are no more
than the node has: each has one unit here at least, the others anywhere on the node.
"""

from collections.abc import Sequence

from generator.budget.claim import Claim, Met
from generator.budget.knapsack import Item, Limits, most_memory


def worst_set(claims: Sequence[Claim], limits: Limits) -> tuple[Met, ...]:
    """Return the set of most memory, in the order of the claims."""
    usable = [claim for claim in claims if claim.units <= limits.units]
    heaviest = _heaviest(usable, limits.slots)
    if sum(count * claim.units for claim, count in zip(usable, heaviest, strict=True)) > limits.units:
        items = [Item(claim.pod_mib, claim.units, claim.pods) for claim in usable]
        heaviest = most_memory(items, limits)
    return tuple(Met(claim, count) for claim, count in zip(usable, heaviest, strict=True) if count)


def _heaviest(claims: Sequence[Claim], slots: int) -> list[int]:
    """Return how many pods of each claim are the heaviest ones, whatever units they ask for."""
    found = [0] * len(claims)
    for index in sorted(range(len(claims)), key=lambda index: -claims[index].pod_mib):
        found[index] = min(slots, claims[index].pods)
        slots -= found[index]
    return found
