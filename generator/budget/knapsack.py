"""A knapsack with two limits: how many things there are, and how many units they have together."""

from collections.abc import Iterable, Sequence
from heapq import nlargest
from typing import NamedTuple

_WIDTHS = (64, 1024, 16384)
"""Choices that are followed at once, first only the most promising: a good one known early rules out most others. The
last is more than hundreds of pods of a dozen unlike kinds took; beyond it the best one found is returned, unproven."""
MOST_WORK = 200_000
"""Choices that one call looks at, all widths together: some tenths of a second."""
_STEPS_OF_A_CHOICE = 4
"""Steps of making the upper bounds ready that take as long as looking at one choice; a rule of thumb."""


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
    """How many of each item are chosen; `proven` where no choice has more memory, else one may have up to `most`.

    `work` is how many choices were looked at.
    """

    counts: list[int]
    proven: bool
    most: int
    work: int


def most_memory(items: Sequence[Item], limits: Limits, work: int = MOST_WORK) -> Packed:
    """Return how many of each item make up the most memory within the limits, as far as so much work finds it.

    Of things with equally many units the heaviest come first, so a choice is a count for each number of units. Counts
    are tried group by group; a choice is dropped when even its upper bound is no better than what is known. A bound
    lets the units be exceeded at a price for each (a Lagrangian relaxation).
    """
    limits = limits._replace(slots=min(limits.slots, sum(item.number for item in items)))
    price = _price(items, limits)
    most = _relaxed(items, limits, price)
    counts = _bought(items, limits, price)
    memory = _memory(items, counts)
    spent = len({item.units for item in items}) * limits.slots // _STEPS_OF_A_CHOICE
    if memory == most or spent > work:
        return Packed(counts, memory == most, most, 0)
    groups = _groups(items, limits)
    rooms = _rooms(groups, limits.slots, price)
    for width in _WIDTHS:
        bounds = [_Bound(price, room, memory, last=room is rooms[-1]) for room in rooms]
        swept = _swept(groups, bounds, limits, _Effort(width, work - spent))
        spent += swept.work
        found = max(swept.choices, key=lambda choice: choice.memory, default=None)
        if found is not None and found.memory > memory:
            memory, counts = found.memory, _by_item(groups, found.counts, len(items))
        if swept.whole:
            return Packed(counts, proven=True, most=memory, work=spent)
    return Packed(counts, memory == most, most, spent)


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


class _Effort(NamedTuple):
    """Choices followed at once, and choices looked at in all."""

    width: int
    work: int


class _Swept(NamedTuple):
    """The choices that are left after all groups, whether none was dropped for the effort, and how many were seen."""

    choices: list[_Choice]
    whole: bool
    work: int


def _swept(groups: Sequence[_Group], bounds: Sequence[_Bound], limits: Limits, effort: _Effort) -> _Swept:
    """Try the counts of one group after the other; what work is left is shared evenly by the groups that are left."""
    choices, whole, left = {limits: _Choice(0, ())}, True, effort.work
    before = bounds[0]
    for number, (group, bound) in enumerate(zip(groups, bounds, strict=True)):
        kept = _afforded(_promising(choices, before, effort.width), group, bound, left // (len(groups) - number))
        whole = whole and len(kept) == len(choices)
        left -= _looks(kept, group, bound)
        choices, before = _extended(kept, group, bound), bound
    return _Swept(list(choices.values()), whole, effort.work - left)


def _looks(choices: Iterable[Limits], group: _Group, bound: _Bound) -> int:
    """Return how many choices `_extended` makes of these."""
    if bound.last:
        return sum(1 for _ in choices)
    return sum(min(left.slots, left.units // group.units, len(group.members)) + 1 for left in choices)


def _afforded(choices: dict[Limits, _Choice], group: _Group, bound: _Bound, work: int) -> dict[Limits, _Choice]:
    """Return the first choices whose counts are no more than the work."""
    if _looks(choices, group, bound) <= work:
        return choices
    kept: dict[Limits, _Choice] = {}
    for left, choice in choices.items():
        work -= _looks((left,), group, bound)
        if work < 0:
            break
        kept[left] = choice
    return kept


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
    """Return a good choice within the limits: what gains most at the price comes first, or the heaviest of what does.

    Where all gain the same the price says nothing, and light things would use up the slots.
    """
    by_gain = _sorted(items, price)
    orders = (
        by_gain,
        sorted(by_gain, key=lambda index: (price * items[index].units - items[index].memory, -items[index].memory)),
        sorted(by_gain, key=lambda index: -items[index].memory),
    )
    return max((_in_order(items, limits, order) for order in orders), key=lambda counts: _memory(items, counts))


def _in_order(items: Sequence[Item], limits: Limits, order: Sequence[int]) -> list[int]:
    slots, units = limits
    counts = [0] * len(items)
    for index in order:
        counts[index] = min(slots, units // items[index].units, items[index].number)
        slots -= counts[index]
        units -= counts[index] * items[index].units
    return counts


def _memory(items: Sequence[Item], counts: Sequence[int]) -> int:
    return sum(item.memory * count for item, count in zip(items, counts, strict=True))


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
