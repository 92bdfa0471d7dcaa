"""How much of what is free in the MIG pools of a Plan a typical pod of its workloads cannot use."""

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from textwrap import wrap
from typing import NamedTuple

from generator.advise.fragmentation import FreeCard, Task, fragmentation
from generator.budget import DeviceBudget, budgets
from generator.budget.claim import Claim
from generator.facts.mig import family_with
from generator.ledger.price import cards_of
from generator.model.plan import Mode, Plan, PoolPlan

_SHOWN = 5


class Stranded(NamedTuple):
    """Memory of a MIG pool in MiB over all of its nodes.

    `free_mib` is what no declared workload takes; `loose_mib` of it could lie in a device and does in none, and
    `unusable_mib` is what a pod of the mix cannot use on average: the loose memory, and devices that are too small.
    """

    pool: str
    free_mib: int
    loose_mib: int
    unusable_mib: int


class StrandedPools(NamedTuple):
    """The pools, and the mix: each workload on MIG with how many pods it has."""

    pools: tuple[Stranded, ...]
    mix: tuple[tuple[str, int], ...]


def stranded(plan: Plan) -> StrandedPools:
    """Return the figure for every MIG pool whose nodes are counted and whose memory is published.

    The mix is what the Plan's workloads ask of MIG devices that are not shared, a pod as likely as any other. Without
    such a workload there is none, and nothing is typical.
    """
    cut = {pool.name for pool in plan.pools if pool.mode is Mode.MIG}
    known = [one for one in budgets(plan) if one.pool in cut]
    claims = {claim.name: claim for one in known for claim in one.claims}
    if not claims:
        return StrandedPools((), ())
    mix = _mix(claims.values(), sorted({one.device.memory.usable_mib for one in known}))
    own: dict[str, list[DeviceBudget]] = {name: [] for name in cut}
    for one in known:
        own[one.pool].append(one)
    pools = (_stranded(pool, own[pool.name], mix) for pool in plan.pools if pool.name in cut)
    named = tuple((claim.name, claim.pods) for claim in claims.values())
    return StrandedPools(tuple(one for one in pools if one is not None), named)


def stranded_text(plan: Plan) -> str:
    """Return a paragraph with a line for each pool and what the figure means, empty where nothing runs on MIG."""
    found = stranded(plan)
    if not found.pools:
        return ""
    mix = ", ".join(f"{name} x {pods}" for name, pods in found.mix[:_SHOWN])
    if len(found.mix) > _SHOWN:
        mix += f" and {len(found.mix) - _SHOWN} more"
    meaning = (
        f"a typical pod is one of those declared on MIG, each as likely as the others ({mix}); of no use to it are "
        "free devices with too little memory, and memory that lies in no device"
    )
    lines = ["free on MIG", *map(_line, found.pools), *wrap(meaning, 110, initial_indent="  ", subsequent_indent="  ")]
    return "".join(f"{line}\n" for line in lines)


def _mix(claims: Iterable[Claim], sizes: Sequence[int]) -> list[Task]:
    """Return the mix, with all tasks that can use the same devices as one."""
    weights: dict[int, int] = {}
    for claim in claims:
        place = bisect_left(sizes, claim.pod_mib)
        weights[place] = weights.get(place, 0) + claim.pods
    wanted = [*sizes, sizes[-1] + 1]
    return [Task(wanted[place], weight) for place, weight in weights.items()]


def _line(one: Stranded) -> str:
    part = f" ({(200 * one.unusable_mib + one.free_mib) // (2 * one.free_mib)} %)" if one.free_mib else ""
    return (
        f"  pool {one.pool}: {one.free_mib} MiB, of which a typical pod cannot use {one.unusable_mib} MiB{part}; "
        f"{one.loose_mib} MiB lie in no device"
    )


def _stranded(pool: PoolPlan, own: list[DeviceBudget], mix: list[Task]) -> Stranded | None:
    nodes = pool.most_nodes
    loose = _loose_mib(pool)
    if not nodes or loose is None or any(one.device.memory.estimated for one in own):
        return None
    devices = [(FreeCard(0, (size,)), number) for size, number in _free(pool, own, nodes)]
    cards = [(FreeCard(loose, ()), nodes), *devices]
    free = sum(card.free_mib * number for card, number in cards)
    return Stranded(pool.name, free, loose * nodes, round(fragmentation(cards, mix)))


def _loose_mib(pool: PoolPlan) -> int | None:
    """Return the memory of a node's cut cards that lies in no device; None where a figure is not published.

    What no layout hands out is nobody's: a card counts for as much as its largest profile has, which is all of it.
    """
    sizes = {part.device: part.memory_mib for one in pool.resources for part in one.parts}
    loose = 0
    for cards in cards_of(pool):
        if cards.layout is None:
            continue
        inside = [(sizes[name], count) for name, count in cards.layout.counts]
        family = family_with(cards.entry.gpu, cards.layout.names)
        fullest = max((one.memory_mib or 0 for one in family.profiles), default=0) if family is not None else 0
        if not fullest:
            return None
        taken = sum((size or 0) * count for size, count in inside)
        loose += max(0, fullest - taken) * cards.number
    return loose


def _free(pool: PoolPlan, own: list[DeviceBudget], nodes: int) -> Iterator[tuple[int, int]]:
    """Yield usable memory and number of the free devices; of one name the smallest that are large enough go first."""
    for resource in pool.resources:
        asked = next((one.units.asked for one in own if one.resource == resource.name), 0)
        usable = {one.part: one.device.memory.usable_mib for one in own if one.resource == resource.name}
        for part in sorted(resource.parts, key=lambda part: usable[part.device]):
            taken = min(asked, part.devices * nodes)
            asked -= taken
            yield usable[part.device], part.devices * nodes - taken
