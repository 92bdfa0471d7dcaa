"""From a request to advice: who is kept apart from whom first, then what the rest shares."""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from generator.advise import codes, rules
from generator.advise.baselines import all_baselines
from generator.advise.cuts import UNCUT, Need, Task
from generator.advise.devices import WHOLE, family_of, usable_mib
from generator.advise.highs import solver_is_there
from generator.advise.pools import AdvisedPool, Chosen, Laid, Namer, cut_cards, laid_on_nodes, pools_of, room_left
from generator.advise.request import Fleet, Request, Standing, Workload
from generator.advise.shares import Group, Member, Shared, share_out
from generator.advise.split import Given, Split, best_split, needs_of, whole_cards_only
from generator.model.finding import Finding
from generator.model.plan import Mode
from generator.model.workload import Isolation


class Alternative(NamedTuple):
    """Another way to cut a model's cards, or to share those of a pool, and why it lost."""

    subject: str
    name: str
    lost: str


class Advice(NamedTuple):
    """What to do with the cards of a request. `given` is who gets a device of its own; sharers are in the pools."""

    request: Request
    pools: tuple[AdvisedPool, ...]
    split: Split
    unplaced: tuple[Member, ...]
    runners_up: tuple[Alternative, ...]
    findings: tuple[Finding, ...]


def advise(request: Request, seconds: float) -> Advice | Finding:
    """Return the best advice; ADV009 where it takes the solver and that is not there.

    Isolated workloads come first, since no other place does for them; those that trust each other share the rest.
    """
    asking = [one for one in request.workloads if one.past is None]
    isolated = [one for one in asking if one.isolation is not Isolation.TRUSTED]
    trusted = [one for one in asking if one.isolation is Isolation.TRUSTED]
    cuttable = any(family_of(fleet) is not None for fleet in request.fleets)
    if isolated and cuttable and not solver_is_there():
        return codes.SOLVER_MISSING.at((), "MIG layouts for this request take the solver HiGHS, which is not installed")
    needs, places = needs_of(request.fleets, isolated)
    task = Task(request.fleets, needs, _standing(request, isolated), _reserve(request, trusted))
    split = best_split(task, isolated, places, seconds) if cuttable else whole_cards_only(task, isolated, places)
    laid = [laid_on_nodes(fleet, cut_cards(split.cuts, number)) for number, fleet in enumerate(request.fleets)]
    whole = [_whole_cards(split.given, number) for number in range(len(request.fleets))]
    rooms = [room_left(n, fleet, laid[n], whole[n]) for n, fleet in enumerate(request.fleets)]
    shared = share_out(request.fleets, rooms, trusted)
    pools = _by_mps(tuple(_pools(request, laid, whole, shared)))
    unplaced = (*_not_given(isolated, split.given), *shared.left)
    findings = (*_unknown_geometry(request), *_not_placed(request, unplaced), *_not_proven(split))
    return Advice(request, pools, split, unplaced, tuple(_runners_up(request, split, pools)), findings)


def _standing(request: Request, isolated: Sequence[Workload]) -> tuple[Standing, ...]:
    """Without isolated workloads nothing needs to be cut, and what is cut need not stay so."""
    return request.standing if isolated else ()


def _reserve(request: Request, trusted: Sequence[Workload]) -> tuple[int, ...]:
    """Return how many cards of each fleet the sharing workloads would take if all of them were free."""
    if not request.standing:
        return ()
    rooms = [room_left(number, fleet, (), 0) for number, fleet in enumerate(request.fleets)]
    cards = [0] * len(rooms)
    for group in share_out(request.fleets, rooms, trusted).groups:
        cards[group.fleet] += group.cards
    return tuple(cards)


def _whole_cards(given: Sequence[Given], fleet: int) -> int:
    return sum(one.pods for one in given if one.fleet == fleet and one.device == WHOLE)


def _pools(
    request: Request, laid: Sequence[tuple[Laid, ...]], whole: Sequence[int], shared: Shared
) -> Iterator[AdvisedPool]:
    namer = Namer(request.fleets)
    with_mig = any(laid) or any(group.carrier.device != WHOLE for group in shared.groups)
    for number, fleet in enumerate(request.fleets):
        groups = [group for group in shared.groups if group.fleet == number]
        chosen = [(group, _chosen(fleet, group, shared.left, with_mig=with_mig)) for group in groups]
        yield from pools_of(number, laid[number], chosen, namer, rules.ISOLATED_ON_MIG)
        spare = fleet.per_node - laid[number][-1].cards if laid[number] else 0
        alone = -(-max(0, whole[number] - spare) // fleet.per_node)
        if alone:
            yield _exclusive(number, alone, "whole", _whole_because(fleet), namer)
        used = sum(one.nodes for one in laid[number]) + alone + sum(group.nodes for group in groups)
        if fleet.nodes > used and not fleet.budget:
            yield _exclusive(number, fleet.nodes - used, "free", rules.LEFT_WHOLE, namer)


def _whole_because(fleet: Fleet) -> rules.Reason:
    if fleet.past_mib:
        return rules.ISOLATED_BESIDE_PAST
    return rules.ISOLATED_WITHOUT_MIG if family_of(fleet) is None else rules.LARGER_THAN_A_DEVICE


def _exclusive(number: int, nodes: int, word: str, reason: rules.Reason, namer: Namer) -> AdvisedPool:
    names = namer.nodes(number, nodes)
    return AdvisedPool(namer.pool(number, word), number, nodes, names, Mode.EXCLUSIVE, 1, (), (), reason)


def _chosen(fleet: Fleet, group: Group, left: Sequence[Member], *, with_mig: bool) -> Chosen:
    if group.carrier.device != WHOLE:
        return Chosen(Mode.MIG_TIME_SLICING if group.replicas > 1 else Mode.MIG, rules.SLICES_ON_MIG)
    if group.replicas == 1:
        return Chosen(Mode.EXCLUSIVE, _unshared(fleet, group, left))
    return Chosen(Mode.TIME_SLICING, _against_mps(fleet, group, with_mig=with_mig) or rules.SLICES_BESIDE_OTHERS)


def _unshared(fleet: Fleet, group: Group, left: Sequence[Member]) -> rules.Reason:
    """Say why each pod of a group has a device to itself, given what found no place."""
    holdable = [one.workload.memory_mib for one in left if one.workload.memory_mib <= usable_mib(fleet)]
    if not holdable:
        return rules.NOT_SHARED
    largest = max(member.workload.memory_mib for member in group.members)
    return rules.NO_TWO_FIT if min(holdable) + largest > usable_mib(fleet) else rules.TOO_FEW


def _by_mps(pools: tuple[AdvisedPool, ...]) -> tuple[AdvisedPool, ...]:
    """A pool that is alone may share by MPS, where nothing but other pools spoke against it."""
    if len(pools) == 1 and pools[0].reason == rules.SLICES_BESIDE_OTHERS:
        return (pools[0]._replace(mode=Mode.MPS, reason=rules.MPS_FOR_EQUAL_SHARES),)
    return pools


def _against_mps(fleet: Fleet, group: Group, *, with_mig: bool) -> rules.Reason | None:
    """The MPS daemon gives each process floor(total / replicas) MiB of the whole card, reserved or not."""
    total = fleet.gpu.total_mib
    if fleet.past_mib:
        return rules.SLICES_BESIDE_PAST
    if with_mig:
        return rules.SLICES_BESIDE_MIG
    if not fleet.gpu.limits_mps_clients:
        return rules.SLICES_OF_OLD_CARDS if fleet.gpu.memory_readable else rules.SLICES_WITHOUT_LIMIT
    if group.replicas > fleet.gpu.mps_max_clients:
        return rules.SLICES_OF_MANY
    if any(member.workload.memory_mib > total // group.replicas for member in group.members):
        return rules.SLICES_FOR_UNEQUAL
    tenants = {member.workload.tenant for member in group.members}
    return rules.SLICES_FOR_TENANTS if len(tenants) > 1 else None


def _not_given(isolated: Sequence[Workload], given: Sequence[Given]) -> Iterator[Member]:
    for workload in isolated:
        missing = workload.pods - sum(one.pods for one in given if one.workload == workload)
        if missing:
            yield Member(workload, missing)


def _not_placed(request: Request, unplaced: Sequence[Member]) -> Iterator[Finding]:
    for member in unplaced:
        index = request.workloads.index(member.workload)
        message = f"{member.pods} of {member.workload.pods} pods of {member.workload.name} do not fit"
        yield codes.NOT_PLACED.at(("workloads", index), message)


def _not_proven(split: Split) -> Iterator[Finding]:
    for level in split.levels:
        if not level.proven:
            message = f"{level.goal}: {abs(level.value)} found, {abs(level.bound)} not ruled out within the time"
            yield codes.NOT_PROVEN.at((), message)


def _unknown_geometry(request: Request) -> Iterator[Finding]:
    for index, fleet in enumerate(request.fleets):
        if fleet.gpu.mig_family is not None and family_of(fleet._replace(past_mib=0)) is None:
            message = f"nothing is published of the MIG layouts of a {fleet.gpu.marketing}"
            yield codes.GEOMETRY_UNKNOWN.at(("gpus", index, "model"), message)


def _runners_up(request: Request, split: Split, pools: Sequence[AdvisedPool]) -> Iterator[Alternative]:
    for number, fleet in enumerate(request.fleets):
        cut = sum(cut.cards for cut in split.cuts if cut.fleet == number and cut.layout != UNCUT)
        if cut and not request.standing:
            yield _other_cut(fleet, split, number, cut)
    for pool in pools:
        if pool.mode is Mode.MPS:
            yield Alternative(pool.name, "time-slicing", rules.TURNS_INSTEAD_OF_MPS.text)
        elif pool.replicas > 1:
            yield _other_share(request.fleets[pool.fleet], pool)


def _other_cut(fleet: Fleet, split: Split, number: int, cards: int) -> Alternative:
    """Return the best of the simpler ways for the same pods, and of giving each a whole card."""
    family = family_of(fleet)
    given = [one for one in split.given if one.fleet == number and one.device != WHOLE]
    pods = sum(one.pods for one in given)
    # Smallest device first, as the request's order gives no other; the same for all ways.
    needs, _ = needs_of((fleet,), [one.workload._replace(pods=one.pods) for one in given])
    ways = {} if family is None else all_baselines(family, _without_whole(needs))
    ways["a whole card each"] = pods
    name, taken = min(ways.items(), key=lambda way: way[1])
    if taken > cards:
        return Alternative(fleet.gpu.marketing, name, f"it takes {taken} cards for the same pods, not {cards}")
    lost = f"it takes {taken} cards too, and has no fewer layouts and no more that can be used"
    return Alternative(fleet.gpu.marketing, name, lost)


def _without_whole(needs: Sequence[Need]) -> tuple[Need, ...]:
    return tuple(need._replace(fits=(tuple(name for name in need.fits[0] if name != WHOLE),)) for need in needs)


def _other_share(fleet: Fleet, pool: AdvisedPool) -> Alternative:
    pods = sum(member.pods for member in pool.members)
    cut = 0 if pool.sliced else sum(cards for _, cards in pool.cuts)
    shared = pool.nodes * (fleet.per_node - cut)
    lost = f"it takes {pods} cards for as many pods, not {shared}, and they may share"
    return Alternative(pool.name, "a whole card each", lost)
