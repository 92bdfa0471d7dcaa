"""A knapsack with two limits: how many things there are, and how many units they have together."""

from collections.abc import Sequence
from heapq import nlargest
from typing import NamedTuple

_WIDTHS = (64, 1024, 16384)
"""Choices that are followed at once, first only the most promising: a good one known early rules out most others. The
last is more than hundreds of pods of a dozen unlike kinds took; beyond it the best one found is returned, unproven."""


class Limits(NamedTuple):
    """At most so many things, with at most so many units."""

    slots: int
    units: int


class Item(NamedTuple):
    """`number` things of one kind, each with its memory and at least one unit."""

    memory: int
    units: int
    number: int


class Packed(NamedTuple):
    """How many of each item are chosen; `proven` where no choice has more memory, else one may have."""

    counts: list[int]
    proven: bool


def most_memory(items: Sequence[Item], limits: Limits) -> Packed:
    """Return how many of each item make up the most memory within the limits.

    Of things with equally many units the heaviest come first, so a choice is a count for each number of units. Counts
    are tried group by group; a choice is dropped when even its upper bound is no better than what is known. A bound
    lets the units be exceeded at a price for each (a Lagrangian relaxation).
    """
    price = _price(items, limits)
    counts = _bought(items, limits, price)
    memory = sum(item.memory * count for item, count in zip(items, counts, strict=True))
    groups = _groups(items, limits)
    rooms = _rooms(groups, limits.slots, price)
    for width in _WIDTHS:
        choices, whole = {limits: _Choice(0, ())}, True
        for group, room in zip(groups, rooms, strict=True):
            bound = _Bound(price, room, memory, last=group is groups[-1])
            choices = _extended(choices, group, bound)
            whole = whole and len(choices) <= width
            choices = _promising(choices, bound, width)
        found = max(choices.values(), key=lambda choice: choice.memory, default=None)
        if found is not None and found.memory > memory:
            memory, counts = found.memory, _by_item(groups, found.counts, len(items))
        if whole:
            return Packed(counts, proven=True)
    return Packed(counts, proven=False)


class _Choice(NamedTuple):
    """The memory of a choice, and a count for each group or item."""

    memory: int
    counts: tuple[int, ...]


class _Group(NamedTuple):
    """Things of `units` each, heaviest first, as indices of items; `sums[n]` is the memory of the first n."""

    units: int
    members: tuple[int, ...]
    sums: tuple[int, ...]


class _Bound(NamedTuple):
    """`room[n]` is the most that n things of later groups add after paying for their units; `known` is to be beaten."""

    price: int
    room: tuple[int, ...]
    known: int
    last: bool

    def most(self, left: Limits, choice: "_Choice") -> int:
        """Return what a choice comes to at most with the room that it leaves."""
        return choice.memory + self.price * left.units + self.room[left.slots]


def _groups(items: Sequence[Item], limits: Limits) -> list[_Group]:
    by_units: dict[int, list[int]] = {}
    for index in _sorted(items, 0):
        by_units.setdefault(items[index].units, []).append(index)
    groups = []
    for units, indices in sorted(by_units.items(), reverse=True):
        most = min(limits.slots, limits.units // units)
        members: list[int] = []
        sums = [0]
        for index in indices:
            for _ in range(min(items[index].number, most - len(members))):
                members.append(index)
                sums.append(sums[-1] + items[index].memory)
        groups.append(_Group(units, tuple(members), tuple(sums)))
    return groups


def _sorted(items: Sequence[Item], price: int) -> list[int]:
    """Return the items' indices by what is left of their memory after paying for their units, most first."""
    return sorted(range(len(items)), key=lambda index: price * items[index].units - items[index].memory)


def _price(items: Sequence[Item], limits: Limits) -> int:
    """Return the price of a unit with the lowest upper bound; the bound is convex in the price."""
    low, high = 0, max(item.memory // item.units for item in items) + 1
    while high > low:
        middle = (low + high) // 2
        if _relaxed(items, limits, middle) <= _relaxed(items, limits, middle + 1):
            high = middle
        else:
            low = middle + 1
    return low


def _relaxed(items: Sequence[Item], limits: Limits, price: int) -> int:
    """Return the most memory where units may be bought and sold at a price: no choice within the limits has more."""
    left, total = limits.slots, price * limits.units
    for index in _sorted(items, price):
        gain = items[index].memory - price * items[index].units
        if gain <= 0 or not left:
            break
        taken = min(left, items[index].number)
        left -= taken
        total += taken * gain
    return total


def _bought(items: Sequence[Item], limits: Limits, price: int) -> list[int]:
    """Return a good choice within the limits: what gains most at the price comes first."""
    slots, units = limits
    counts = [0] * len(items)
    for index in _sorted(items, price):
        counts[index] = min(slots, units // items[index].units, items[index].number)
        slots -= counts[index]
        units -= counts[index] * items[index].units
    return counts


def _rooms(groups: Sequence[_Group], slots: int, price: int) -> list[tuple[int, ...]]:
    """Return for each group what the groups after it add at most, by the number of their things."""
    rooms: list[tuple[int, ...]] = []
    gains: list[int] = []
    for group in reversed(groups):
        sums = [0]
        for gain in gains:
            sums.append(sums[-1] + gain)
        rooms.append(tuple(sums) + (sums[-1],) * (slots + 1 - len(sums)))
        steps = zip(group.sums, group.sums[1:], strict=False)
        own = (after - before - price * group.units for before, after in steps)
        gains = sorted((*gains, *(gain for gain in own if gain > 0)), reverse=True)[:slots]
    return rooms[::-1]


def _extended(choices: dict[Limits, _Choice], group: _Group, bound: _Bound) -> dict[Limits, _Choice]:
    """Return the best choice for each room that is left after a group; of the last group all that fit are taken."""
    found: dict[Limits, _Choice] = {}
    for (slots, units), choice in choices.items():
        most = min(slots, units // group.units, len(group.members))
        for count in range(most if bound.last else 0, most + 1):
            left = Limits(slots - count, units - count * group.units)
            memory = choice.memory + group.sums[count]
            if memory + bound.price * left.units + bound.room[left.slots] <= bound.known:
                continue
            known = found.get(left)
            if known is None or memory > known.memory:
                found[left] = _Choice(memory, (*choice.counts, count))
    return found


def _promising(choices: dict[Limits, _Choice], bound: _Bound, width: int) -> dict[Limits, _Choice]:
    """Return the choices with the highest upper bounds, so that a good one is known early."""
    if len(choices) <= width:
        return choices
    return dict(nlargest(width, choices.items(), key=lambda pair: bound.most(*pair)))


def _by_item(groups: Sequence[_Group], counts: Sequence[int], items: int) -> list[int]:
    found = [0] * items
    for group, count in zip(groups, counts, strict=True):
        for index in group.members[:count]:
            found[index] += 1
    return found
