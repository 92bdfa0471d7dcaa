"""What simpler ways to cut cards come to: the usual heuristics, and NVIDIA's balanced default."""

from collections.abc import Sequence
from itertools import combinations
from math import ceil

from generator.advise.cuts import Need
from generator.advise.devices import mig_devices
from generator.facts.placement import place
from generator.model.mig import MigFamily, MigLayout

Runs = list[tuple[MigLayout, int]]
"""Cards in the order in which they were opened; equal neighbours together."""


def first_fit(family: MigFamily, needs: Sequence[Need]) -> int:
    """Return how many cards are taken when each pod goes onto the first card with room, in the order given."""
    return _filled(family, needs, best=False)


def best_fit(family: MigFamily, needs: Sequence[Need]) -> int:
    """Return how many cards are taken when the largest pods come first, each onto the fullest card with room."""
    largest_first = sorted(needs, key=lambda need: -_units(family, need.fits[0][0]))
    return _filled(family, largest_first, best=True)


def balanced(family: MigFamily, needs: Sequence[Need]) -> int:
    """Return how many cards are taken when each is cut as `all-balanced` says, and pods take any device that does.

    Pods that no device of that layout holds get a card of their own. Of the rest no set may want more devices than
    all cards together have for it, and that is enough (Hall's theorem).
    """
    counts = dict(family.balanced.counts)
    wanted: dict[frozenset[str], int] = {}
    for need in needs:
        names = frozenset(counts).intersection(need.fits[0])
        wanted[names] = wanted.get(names, 0) + need.pods
    alone = wanted.pop(frozenset(), 0)
    sets = (some for size in range(1, len(wanted) + 1) for some in combinations(wanted, size))
    return alone + max((_cards_for(counts, wanted, some) for some in sets), default=0)


def _cards_for(counts: dict[str, int], wanted: dict[frozenset[str], int], some: Sequence[frozenset[str]]) -> int:
    names = frozenset[str]().union(*some)
    return ceil(sum(wanted[one] for one in some) / sum(counts[name] for name in names))


def _units(family: MigFamily, name: str) -> int:
    profile = family.profile(name)
    return 0 if profile is None else profile.memory_units


def _filled(family: MigFamily, needs: Sequence[Need], *, best: bool) -> int:
    runs: Runs = []
    for need in needs:
        _put(family, runs, need.fits[0][0], need.pods, best=best)
    return sum(cards for _, cards in runs)


def _put(family: MigFamily, runs: Runs, name: str, pods: int, *, best: bool) -> None:
    order = sorted(range(len(runs)), key=lambda one: -_used(family, runs[one][0])) if best else range(len(runs))
    replaced: dict[int, Runs] = {}
    for index in order:
        replaced[index] = _topped_up(family, runs[index], name, pods)
        pods -= _instances(replaced[index]) - _instances([runs[index]])
    runs[:] = [run for index in range(len(runs)) for run in replaced[index]]
    if pods:
        full = _room(family, MigLayout(()), name)
        runs += [
            run
            for run in ((MigLayout.of({name: full}), pods // full), (MigLayout.of({name: pods % full}), 1))
            if run[0].counts and run[1]
        ]


def _topped_up(family: MigFamily, run: tuple[MigLayout, int], name: str, pods: int) -> Runs:
    """Return a run of equal cards after as many pods as fit were put on them, card by card."""
    layout, cards = run
    room = _room(family, layout, name)
    if not room or not pods:
        return [run]
    full = min(cards, pods // room)
    rest = pods - full * room if full < cards else 0
    found = [(_with(layout, name, room), full), (_with(layout, name, rest), int(rest > 0))]
    found.append((layout, cards - full - int(rest > 0)))
    return [one for one in found if one[1]]


def _room(family: MigFamily, layout: MigLayout, name: str) -> int:
    """Return how many more devices of that name a card can have."""
    more = 0
    while place(family, _with(layout, name, more + 1)) is not None:
        more += 1
    return more


def _with(layout: MigLayout, name: str, more: int) -> MigLayout:
    return MigLayout.of({**dict(layout.counts), name: layout.count_of(name) + more})


def _used(family: MigFamily, layout: MigLayout) -> int:
    return sum(_units(family, name) * count for name, count in layout.counts)


def _instances(runs: Runs) -> int:
    return sum(layout.instances * cards for layout, cards in runs)


FIRST_FIT, BEST_FIT, BALANCED = "first-fit", "best-fit, largest first", "all-balanced"


def all_baselines(family: MigFamily, needs: Sequence[Need]) -> dict[str, int]:
    """Return the cards that each way takes; needs that only a whole card without MIG meets are for the caller."""
    if any(need.fits[0][0] not in {device.name for device in mig_devices(family)} for need in needs):
        raise ValueError("a need that no MIG device meets")
    return {
        FIRST_FIT: first_fit(family, needs),
        BEST_FIT: best_fit(family, needs),
        BALANCED: balanced(family, needs),
    }
