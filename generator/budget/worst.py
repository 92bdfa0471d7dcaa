"""The pods that take the most memory among all sets that may meet on one device: a knapsack with two limits, exact.

Pods may meet on a device if there are no more of them than it has units, and if the units of all of them are no more
than the node has: each has one unit here at least, the others anywhere on the node.
"""

from collections.abc import Sequence
from typing import NamedTuple

from generator.budget.claim import Claim, Met


class Limits(NamedTuple):
    """`slots` units on the device, `units` on the whole node."""

    slots: int
    units: int


def worst_set(claims: Sequence[Claim], limits: Limits) -> tuple[Met, ...]:
    """Return the set of most memory, in the order of the claims."""
    usable = [claim for claim in claims if claim.units <= limits.units]
    heaviest = _heaviest(usable, limits.slots)
    if sum(count * usable[index].units for index, count in heaviest.items()) > limits.units:
        heaviest = _exact(usable, limits)
    return tuple(Met(usable[index], heaviest[index]) for index in sorted(heaviest))


def _heaviest(claims: Sequence[Claim], slots: int) -> dict[int, int]:
    """Return how many pods of each claim are the heaviest ones, whatever units they ask for."""
    left = slots
    found: dict[int, int] = {}
    for index in sorted(range(len(claims)), key=lambda index: -claims[index].pod_mib):
        if not left:
            break
        found[index] = min(left, claims[index].pods)
        left -= found[index]
    return found


class _State(NamedTuple):
    """Memory of a choice, and how many pods of each group it takes."""

    memory_mib: int
    counts: tuple[int, ...]


def _exact(claims: Sequence[Claim], limits: Limits) -> dict[int, int]:
    """Return the best choice. Of pods that ask for equally many units the heaviest come first, so a choice is a count
    for each number of units; of the last group as many as there is room for."""
    by_units: dict[int, list[int]] = {}
    for index in sorted(range(len(claims)), key=lambda index: -claims[index].pod_mib):
        by_units.setdefault(claims[index].units, []).append(index)
    groups = [_Group.of(units, members, claims, limits) for units, members in sorted(by_units.items(), reverse=True)]
    states: dict[Limits, _State] = {limits: _State(0, ())}
    for group in groups:
        states = _with_group(states, group, last=group is groups[-1])
    best = max(states.values(), key=lambda state: state.memory_mib)
    found: dict[int, int] = {}
    for group, count in zip(groups, best.counts, strict=True):
        for index in group.pods[:count]:
            found[index] = found.get(index, 0) + 1
    return found


class _Group(NamedTuple):
    """Pods that ask for `units` each, heaviest first, as indices of claims; `sums[n]` is the memory of the first n."""

    units: int
    pods: tuple[int, ...]
    sums: tuple[int, ...]

    @classmethod
    def of(cls, units: int, members: Sequence[int], claims: Sequence[Claim], limits: Limits) -> "_Group":
        most = min(limits.slots, limits.units // units)
        pods: list[int] = []
        for index in members:
            pods += [index] * min(claims[index].pods, most - len(pods))
        sums = [0]
        for index in pods:
            sums.append(sums[-1] + claims[index].pod_mib)
        return cls(units, tuple(pods), tuple(sums))


def _with_group(states: dict[Limits, _State], group: _Group, *, last: bool) -> dict[Limits, _State]:
    """Return the best choice for each room that is left after a group."""
    found: dict[Limits, _State] = {}
    for (slots, units), state in states.items():
        most = min(slots, units // group.units, len(group.pods))
        for count in range(most if last else 0, most + 1):
            left = Limits(slots - count, units - count * group.units)
            memory = state.memory_mib + group.sums[count]
            known = found.get(left)
            if known is None or memory > known.memory_mib:
                found[left] = _State(memory, (*state.counts, count))
    return found
