"""The best split of cards into devices, and who gets which of them."""

import time
from collections.abc import Sequence
from typing import NamedTuple

from generator.advise.cuts import SERVED, UNCUT, USED, Model, Need, Task, build, devices_of, kinds_of, undominated
from generator.advise.devices import WHOLE, whole_card
from generator.advise.highs import solve
from generator.advise.programme import Level, Solution
from generator.advise.request import Fleet, Workload
from generator.model.mig import MigLayout

_LAST = 2
"""Goals that tell layouts apart which come to the same by all others."""


class Cut(NamedTuple):
    """`cards` GPUs of a fleet that get a layout; `before` is what they have now, None where that was not said."""

    fleet: int
    layout: MigLayout
    cards: int
    before: MigLayout | None = None


class Given(NamedTuple):
    """`pods` of a workload that get devices of one name."""

    workload: Workload
    fleet: int
    device: str
    pods: int


class Split(NamedTuple):
    """Cuts and who gets what; `levels` say how far each goal was met, and whether that is proven."""

    cuts: tuple[Cut, ...]
    given: tuple[Given, ...]
    levels: tuple[Level, ...]

    def value(self, goal: str) -> int:
        """Return how far a goal was met; 0 for one that was not set."""
        return next((level.value for level in self.levels if level.goal == goal), 0)


def needs_of(fleets: Sequence[Fleet], workloads: Sequence[Workload]) -> tuple[tuple[Need, ...], tuple[int, ...]]:
    """Return the needs, workloads that the same devices do for together, and the need of each workload."""
    fits = [tuple(_fitting(fleet, workload) for fleet in fleets) for workload in workloads]
    counts: dict[tuple[tuple[str, ...], ...], int] = {}
    for one, workload in zip(fits, workloads, strict=True):
        counts[one] = counts.get(one, 0) + workload.pods
    places = list(counts)
    return tuple(Need(one, count) for one, count in counts.items()), tuple(places.index(one) for one in fits)


def _fitting(fleet: Fleet, workload: Workload) -> tuple[str, ...]:
    return tuple(
        device.name
        for device in devices_of(fleet)
        if device.memory_mib >= workload.memory_mib and device.compute_slices >= workload.compute_slices
    )


def best_split(task: Task, workloads: Sequence[Workload], places: Sequence[int], seconds: float) -> Split:
    """Return the best split; `places` is the need of each workload. Without workloads nothing is cut."""
    if not workloads and not task.standing:
        return Split((), (), ())
    deadline = time.monotonic() + seconds
    kinds = kinds_of(task)
    # A kind that another one can stand in for changes neither demand, cards nor layouts, only what is stranded.
    narrow = build(task, kinds if task.standing else undominated(kinds, task.needs))
    first = solve(narrow.programme, narrow.goals[:-_LAST], seconds, _nothing(narrow))
    model = build(task, kinds)
    start = _widened(model, narrow, first)
    held = tuple(goal.at_most(level.value) for goal, level in zip(model.goals, first.levels, strict=False))
    programme = model.programme._replace(rows=(*model.programme.rows, *held))
    last = solve(programme, model.goals[-_LAST:], max(0.0, deadline - time.monotonic()), start)
    cuts = _cuts(task, model, last)
    return Split(cuts, _given(model, last, workloads, places), (*first.levels, *last.levels))


def whole_cards_only(task: Task, workloads: Sequence[Workload], places: Sequence[int]) -> Split:
    """Return the best split of cards without MIG, which takes no solver.

    Of two needs one has at least the cards of the other, so the pickiest may choose first, the smallest card that does.
    """
    free = [fleet.cards for fleet in task.fleets]
    found: dict[tuple[int, int], int] = {}
    for need in sorted(range(len(task.needs)), key=lambda one: sum(map(len, task.needs[one].fits))):
        wanted = task.needs[need].pods
        for fleet in sorted(range(len(free)), key=lambda one: whole_card(task.fleets[one]).memory_mib):
            taken = min(wanted, free[fleet]) if task.needs[need].fits[fleet] else 0
            free[fleet] -= taken
            wanted -= taken
            found[need, fleet] = taken
    given = _handed_out({(need, fleet, WHOLE): cards for (need, fleet), cards in found.items()}, workloads, places)
    cuts = tuple(Cut(n, UNCUT, fleet.cards - free[n]) for n, fleet in enumerate(task.fleets) if fleet.cards > free[n])
    served = sum(found.values())
    return Split(cuts, given, (Level(SERVED, -served, -served), Level(USED, served, served)) if workloads else ())


def _nothing(model: Model) -> tuple[int, ...]:
    """Return the solution that serves nobody: every card stays as it is."""
    values = [0] * len(model.programme.upper)
    staying = [(column, source, kind) for column, source, kind in model.cards if model.stays(source, kind)]
    for column, source, _ in staying:
        values[column] = model.standing[source].cards
    present = {kind for _, _, kind in staying}
    for column, kind in model.flags:
        values[column] = int(kind in present)
    return tuple(values)


def _widened(wide: Model, narrow: Model, solution: Solution) -> tuple[int, ...]:
    """Return the solution of the narrow programme in the columns of the wide one."""
    values = {key: solution.values[column] for column, key in narrow.keys().items()}
    means = wide.keys()
    return tuple(values.get(means[column], 0) for column in range(len(wide.programme.upper)))


def _cuts(task: Task, model: Model, solution: Solution) -> tuple[Cut, ...]:
    return tuple(
        Cut(
            model.kinds[kind].fleet,
            model.kinds[kind].layout,
            solution.values[column],
            task.standing[source].layout if source >= 0 else None,
        )
        for column, source, kind in model.cards
        if solution.values[column]
    )


def _given(model: Model, solution: Solution, workloads: Sequence[Workload], places: Sequence[int]) -> tuple[Given, ...]:
    devices = {(need, fleet, name): solution.values[column] for column, need, fleet, name in model.served}
    return _handed_out(devices, workloads, places)


def _handed_out(
    devices: dict[tuple[int, int, str], int], workloads: Sequence[Workload], places: Sequence[int]
) -> tuple[Given, ...]:
    """Hand the devices of each need, by fleet and name, to its workloads, in the order of the request."""
    found: list[Given] = []
    left = dict(devices)
    for workload, place in zip(workloads, places, strict=True):
        wanted = workload.pods
        for key, count in left.items():
            taken = min(wanted, count) if key[0] == place else 0
            if taken:
                found.append(Given(workload, key[1], key[2], taken))
                left[key] -= taken
                wanted -= taken
    return tuple(found)
