"""Which cards get which layout: the integer programme.

GPUs of one kind are interchangeable, so a column counts the cards that get a layout, or go from one to another; the
programme is as small for ten thousand cards as for ten.
"""

from collections.abc import Iterator
from typing import NamedTuple

from generator.advise.devices import WHOLE, Device, family_of, mig_devices, mig_layouts, whole_card
from generator.advise.programme import INFINITE, Goal, Programme, Row
from generator.advise.request import Fleet, Standing
from generator.model.mig import MigLayout

PARTS = 168
"""Stranded capacity is counted in parts of a card: 168 is divisible by 4, 7, 8 and 12, the slices that cards have."""
UNCUT = MigLayout(())

SERVED, KEPT, USED, MOVED = "served", "kept whole", "used", "moved"
LAYOUTS, STRANDED, OVERSIZED = "layouts", "stranded", "oversized"


class Kind(NamedTuple):
    """One way to use a card of a fleet; the empty layout is a card without MIG."""

    fleet: int
    layout: MigLayout
    offers: tuple[tuple[str, int], ...]
    stranded: int
    """Memory and compute slices that lie in no device, each in parts of a card (`PARTS`), added up."""


class Need(NamedTuple):
    """`pods` that the same devices would do for: names by fleet, the smallest first."""

    fits: tuple[tuple[str, ...], ...]
    pods: int


class Task(NamedTuple):
    """What the programme is made of. `standing` is empty where the present state does not matter.

    `reserve` says for each fleet how many cards should stay whole for shares, as far as that costs no demand.
    """

    fleets: tuple[Fleet, ...]
    needs: tuple[Need, ...]
    standing: tuple[Standing, ...] = ()
    reserve: tuple[int, ...] = ()


class Model(NamedTuple):
    """The programme with the meaning of its columns."""

    programme: Programme
    goals: tuple[Goal, ...]
    cards: tuple[tuple[int, int, int], ...]
    """Column, index of a standing (-1 for none) and index of a kind."""
    served: tuple[tuple[int, int, int, str], ...]
    """Column, index of a need, fleet and device."""
    flags: tuple[tuple[int, int], ...]
    """Column, and index of the kind that it says to be in use."""
    kinds: tuple[Kind, ...]
    kept: tuple[int, ...]
    """Columns for the cards of each fleet that stay whole for shares."""
    standing: tuple[Standing, ...]

    def stays(self, source: int, kind: int) -> bool:
        """Say whether cards from there to there keep the layout they have."""
        return source >= 0 and self.standing[source].layout == self.kinds[kind].layout

    def keys(self) -> dict[int, object]:
        """Return what each column means, in words that hold for another choice of kinds too."""
        cards = {column: ("cards", source, self.kinds[kind]) for column, source, kind in self.cards}
        served = {column: ("served", *rest) for column, *rest in self.served}
        flags = {column: ("flag", self.kinds[kind]) for column, kind in self.flags}
        return {**cards, **served, **flags, **{column: ("kept", fleet) for fleet, column in enumerate(self.kept)}}


def devices_of(fleet: Fleet) -> tuple[Device, ...]:
    """Return what a fleet's cards can be cut into, and the whole card, the smallest first."""
    family = family_of(fleet)
    return (*(() if family is None else mig_devices(family)), whole_card(fleet))


def kinds_of(task: Task) -> tuple[Kind, ...]:
    """Return every use of a card that could matter: full layouts, present ones, and the whole card."""
    found: list[Kind] = []
    for number, fleet in enumerate(task.fleets):
        family = family_of(fleet)
        layouts = list(() if family is None else mig_layouts(family))
        present = [one.layout for one in task.standing if one.fleet == number]
        wanted = [layout for layout in layouts if any(_useful(layout, need, number) for need in task.needs)]
        uncut = [UNCUT] if family is None or present or any(_only_whole(need, number) for need in task.needs) else []
        found += [_kind(number, fleet, layout) for layout in dict.fromkeys((*wanted, *present, *uncut))]
    return tuple(found)


def _useful(layout: MigLayout, need: Need, fleet: int) -> bool:
    return any(layout.count_of(name) for name in need.fits[fleet])


def _only_whole(need: Need, fleet: int) -> bool:
    return need.fits[fleet] == (WHOLE,)


def _kind(number: int, fleet: Fleet, layout: MigLayout) -> Kind:
    family = family_of(fleet)
    if family is None or not layout.counts:
        return Kind(number, layout, ((WHOLE, 1),), 0)
    units, slices = family.placement_units, family.compute_slices
    for name, count in layout.counts:
        profile = family.profile(name)
        if profile is not None:
            units -= profile.memory_units * count
            slices -= profile.compute_slices * count
    stranded = PARTS * units // family.placement_units + PARTS * slices // family.compute_slices
    return Kind(number, layout, layout.counts, stranded)


def undominated(kinds: tuple[Kind, ...], needs: tuple[Need, ...]) -> tuple[Kind, ...]:
    """Return the kinds that no other kind of their fleet can stand in for, whatever the needs take of it."""
    found = []
    for index, kind in enumerate(kinds):
        others = ((i, other) for i, other in enumerate(kinds) if i != index and other.fleet == kind.fleet)
        better = ((covers(other, kind, needs) and (i < index or not covers(kind, other, needs))) for i, other in others)
        if not any(better):
            found.append(kind)
    return tuple(found)


def covers(one: Kind, other: Kind, needs: tuple[Need, ...]) -> bool:
    """Say whether each device of the other kind has one of its own here that does for all needs it does for."""
    own = [_users(name, one.fleet, needs) for name, count in one.offers for _ in range(count)]
    wanted = [_users(name, other.fleet, needs) for name, count in other.offers for _ in range(count)]
    taken: dict[int, int] = {}

    def seat(index: int, tried: set[int]) -> bool:
        for place, users in enumerate(own):
            if place in tried or not wanted[index] <= users:
                continue
            tried.add(place)
            if place not in taken or seat(taken[place], tried):
                taken[place] = index
                return True
        return False

    return all(seat(index, set()) for index, users in enumerate(wanted) if users)


def _users(name: str, fleet: int, needs: tuple[Need, ...]) -> frozenset[int]:
    return frozenset(index for index, need in enumerate(needs) if name in need.fits[fleet])


def build(task: Task, kinds: tuple[Kind, ...]) -> Model:
    """Return the programme over these kinds: who gets which device, and which cards go where."""
    builder = _Builder(task, kinds)
    return Model(
        # Once the cards are cut, who gets which device is a matter of flow, whose solutions are whole.
        Programme(tuple(builder.upper), tuple(builder.rows()), frozenset(column for column, *_ in builder.served)),
        builder.goals(),
        tuple(builder.cards),
        tuple(builder.served),
        tuple((flag, kind) for kind, flag in builder.used.items()),
        kinds,
        tuple(builder.kept),
        task.standing,
    )


class _Builder:
    """Numbers the columns; rows and goals are then a matter of writing them down."""

    def __init__(self, task: Task, kinds: tuple[Kind, ...]) -> None:
        self.task, self.kinds = task, kinds
        self.upper: list[int] = []
        self.sources = [(one.fleet, one.cards) for one in task.standing] or [
            (number, fleet.cards) for number, fleet in enumerate(task.fleets)
        ]
        self.cards = [
            (self._column(cards), source if task.standing else -1, kind)
            for source, (fleet, cards) in enumerate(self.sources)
            for kind, one in enumerate(kinds)
            if one.fleet == fleet
        ]
        offered = [
            {name for kind in kinds if kind.fleet == f for name, _ in kind.offers} for f in range(len(task.fleets))
        ]
        self.served = [
            (self._column(need.pods), index, fleet, name)
            for index, need in enumerate(task.needs)
            for fleet, names in enumerate(need.fits)
            for name in names
            if name in offered[fleet]
        ]
        self.used = {kind: self._column(1) for kind, one in enumerate(kinds) if one.layout.counts}
        self.kept = [self._column(wanted) for wanted in task.reserve]

    def _column(self, most: int) -> int:
        self.upper.append(most)
        return len(self.upper) - 1

    def rows(self) -> Iterator[Row]:
        yield from self._devices()
        for index, need in enumerate(self.task.needs):
            yield Row(0, need.pods, tuple((column, 1) for column, one, _, _ in self.served if one == index))
        for source, (fleet, cards) in enumerate(self.sources):
            own = tuple((c, 1) for c, s, k in self.cards if (s == source if s >= 0 else self.kinds[k].fleet == fleet))
            yield Row(cards if self.task.standing else 0, cards, own)
        for kind, flag in self.used.items():
            own = tuple((column, 1) for column, _, one in self.cards if one == kind)
            yield Row(-INFINITE, 0, (*own, (flag, -self.task.fleets[self.kinds[kind].fleet].cards)))

    def _devices(self) -> Iterator[Row]:
        for fleet in range(len(self.task.fleets)):
            names = dict.fromkeys(name for kind in self.kinds if kind.fleet == fleet for name, _ in kind.offers)
            for name in names:
                taken = tuple((column, 1) for column, _, one, device in self.served if (one, device) == (fleet, name))
                kept = ((self.kept[fleet], 1),) if self.kept and name == WHOLE else ()
                offered = tuple(
                    (column, -dict(self.kinds[kind].offers)[name])
                    for column, _, kind in self.cards
                    if self.kinds[kind].fleet == fleet and name in dict(self.kinds[kind].offers)
                )
                yield Row(-INFINITE, 0, (*taken, *kept, *offered))

    def goals(self) -> tuple[Goal, ...]:
        pods = sum(need.pods for need in self.task.needs)
        served = Goal(SERVED, tuple((column, -1) for column, *_ in self.served), -pods)
        layouts = Goal(LAYOUTS, tuple((flag, 1) for flag in self.used.values()))
        stranded = Goal(STRANDED, (*self._loose(), *self._oversize()))
        # Of layouts that strand as much, the one in which pods get what they need and no more is the simpler one.
        larger = ((c, 1) for c, need, fleet, name in self.served if name != self.task.needs[need].fits[fleet][0])
        oversized = Goal(OVERSIZED, tuple(larger))
        if not self.task.standing:
            used = Goal(USED, tuple((column, 1) for column, *_ in self.cards))
            return (served, used, layouts, stranded, oversized)
        kept = Goal(KEPT, tuple((column, -1) for column in self.kept))
        moved = Goal(MOVED, tuple((column, 1) for column, source, kind in self.cards if self._moves(source, kind)))
        return (served, kept, moved, layouts, stranded, oversized)

    def _moves(self, source: int, kind: int) -> bool:
        return self.task.standing[source].layout != self.kinds[kind].layout

    def _loose(self) -> Iterator[tuple[int, int]]:
        yield from ((c, self.kinds[k].stranded) for c, _, k in self.cards if self.kinds[k].stranded)

    def _oversize(self) -> Iterator[tuple[int, int]]:
        for column, index, fleet, name in self.served:
            smallest = self.task.needs[index].fits[fleet][0]
            more = _parts(self.task.fleets[fleet], name) - _parts(self.task.fleets[fleet], smallest)
            if more:
                yield column, more


def _parts(fleet: Fleet, name: str) -> int:
    """Return the memory of a device in parts of a card."""
    family = family_of(fleet)
    profile = None if family is None or name == WHOLE else family.profile(name)
    return PARTS if family is None or profile is None else PARTS * profile.memory_units // family.placement_units
