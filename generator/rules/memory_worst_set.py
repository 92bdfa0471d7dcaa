"""Pods that may meet on one device and together want more memory than it has."""

from collections.abc import Iterator
from typing import NamedTuple

from generator.budget import DeviceBudget, budgets_by_resource
from generator.budget.claim import Claim, Met
from generator.budget.cures import process_limit_mib, with_one_pod_of, without
from generator.budget.knapsack import MOST_WORK
from generator.budget.text import has, taken, together
from generator.model.finding import Severity
from generator.model.plan import Mode, Plan, PoolPlan
from generator.model.rule import Fault, Rule
from generator.rules._workloads import (
    MEMORY_NEEDS,
    counted,
    hopeless_past,
    memory_path,
    own_claims,
    pools_by_name,
    roomless,
)

_LEAST_LIMIT_MIB = 512
"""A lower limit is no cure: CUDA context and kernels alone take some hundred MiB; a rule of thumb."""
_SHOWN = 3
_OWN_WAY = "Lower the memory of several of them, or move some to another pool."


def _check(plan: Plan) -> Iterator[Fault]:
    known = budgets_by_resource(plan)
    pools = pools_by_name(plan)
    past = {claim.workload.origin for _, claim in hopeless_past(known)}
    own = (pair for devices in known.values() for pair in own_claims(devices))
    impossible = {claim.workload.origin for budget, claim in own if _impossible(budget, claim)}
    for devices in known.values():
        for whole in devices:
            told = tuple(claim for claim in whole.claims if claim.workload.origin in impossible)
            budget = without(whole, told, MOST_WORK) if told else whole
            if past:
                others = (met for met in whole.unaccounted if met.claim.workload.origin not in past)
                budget = budget._replace(unaccounted=tuple(others))
            if budget.over_mib > 0:
                yield _fault(budget, pools[budget.pool])


def _impossible(budget: DeviceBudget, claim: Claim) -> bool:
    """Say whether a workload is told to be too large for its own pool; one of too many units is not there at all."""
    alone = claim.processes * claim.workload.memory_mib > budget.device.memory.most_mib
    return roomless(budget, claim) and (alone or budget.replicas > 1 or budget.device.is_instance)


def _fault(budget: DeviceBudget, pool: PoolPlan) -> Fault:
    met = (*budget.worst, *budget.unaccounted)
    heaviest = max(met, key=lambda one: one.memory_mib)
    parts = [taken(one) for one in budget.worst]
    parts += [f"{taken(one)}, past the plugin" for one in budget.unaccounted]
    if len(met) > 1:
        parts.append(together(budget))
    least = "" if budget.proven else "at least "
    return Fault(
        memory_path(heaviest.claim.workload),
        f"what may meet on one {budget.part} of pool {budget.pool} wants {least}{budget.over_mib} MiB more than it "
        f"has: {has(budget.device.memory)}; {'; '.join(parts)}",
        _cures(budget, pool),
    )


def _cures(budget: DeviceBudget, pool: PoolPlan) -> str:
    """Return what is enough, first that with which all pods run; nothing of it is tried where one try is long."""
    if not budget.is_simple:
        return _OWN_WAY
    by_weight = sorted(budget.worst, key=lambda one: -one.memory_mib)
    found = [f"limit each process of {met.claim.name} to {mib} MiB" for met, mib in _limits(budget, by_weight)]
    found += _apart(budget, by_weight)
    fewer = _fewer(budget, pool)
    if fewer is not None:
        found = [*found, f"{fewer.text}, then {fewer.cost}"] if fewer.cost else [fewer.text, *found]
    if not found:
        return _OWN_WAY
    return f"One of these is enough: {'; '.join(found)}."


class _Fewer(NamedTuple):
    """A lower number of replicas as people write it, and which pods find no unit then; "" where all do."""

    text: str
    cost: str


def _fewer(budget: DeviceBudget, pool: PoolPlan) -> _Fewer | None:
    most = budget.most_replicas
    if not most or most >= budget.replicas:
        return None
    units = most * budget.node_devices
    if most > 1:
        return _Fewer(f"{most} replicas", _waiting(budget, units))
    key = "mps" if pool.mode is Mode.MPS else "timeSlicing"
    shared = [one for one in pool.resources if one.replicas > 1]
    text = f"leave {key} out" if len(shared) == 1 else f"leave {budget.resource} out of {key}"
    return _Fewer(text, _waiting(budget, units))


def _waiting(budget: DeviceBudget, units: int) -> str:
    """Return how many pods of the pool's own workloads wait where each node has so many units, those of few first."""
    if budget.nodes is None:
        return "" if budget.units.asked <= units else f"a node has room for {counted(units, 'unit')}"
    left, waiting, exact = units * budget.nodes, 0, True
    own = (claim for claim in budget.claims if claim.workload.pool == budget.pool)
    for claim in sorted(own, key=lambda one: one.units):
        run = min(claim.pods, left // claim.units)
        left -= run * claim.units
        waiting += claim.pods - run
        exact = exact and claim.units == 1
    if not waiting:
        return ""
    return f"{'' if exact else 'at least '}{counted(waiting, 'pod')} {'waits' if waiting == 1 else 'wait'}"


def _limits(budget: DeviceBudget, by_weight: list[Met]) -> Iterator[tuple[Met, int]]:
    for met in by_weight[:_SHOWN]:
        mib = process_limit_mib(budget, met.claim)
        if mib is not None and mib >= _LEAST_LIMIT_MIB:
            yield met, mib


def _apart(budget: DeviceBudget, by_weight: list[Met]) -> Iterator[str]:
    """Yield what keeps pods apart; that each is enough is tried, and that there are nodes for it."""
    heaviest = [met.claim for met in by_weight[:_SHOWN]]
    own = next((claim for claim in heaviest if len(by_weight) > 1 and _movable(budget, claim)), None)
    if own is not None:
        yield f"give {own.name} a pool of its own"
    nodes = budget.nodes or 0
    for claim in heaviest:
        if 1 < claim.pods <= nodes and with_one_pod_of(budget, claim).fits:
            yield f"keep the pods of {claim.name} on different nodes by anti-affinity"
            return
    pair = heaviest[:2]
    room = sum(_nodes_for(claim.pods * claim.units, budget.units.per_node) for claim in pair) <= nodes
    if room and len(pair) == 2 and all(without(budget, (claim,)).fits for claim in pair):
        yield f"keep the pods of {pair[0].name} and {pair[1].name} on different nodes by anti-affinity"


def _movable(budget: DeviceBudget, claim: Claim) -> bool:
    """Say whether a workload can have some of the pool's nodes to itself, and all pods still run."""
    others = tuple(one for one in budget.claims if one != claim)
    alone = without(budget, others)
    replicas = alone.replicas if alone.most_replicas is None else min(alone.replicas, alone.most_replicas)
    if not replicas or not without(budget, (claim,)).fits:
        return False
    if budget.nodes is None:
        return True
    rest = sum(one.pods * one.units for one in others if one.workload.pool == budget.pool)
    own_nodes = _nodes_for(claim.pods * claim.units, replicas * budget.node_devices)
    return own_nodes + _nodes_for(rest, budget.units.per_node) <= budget.nodes


def _nodes_for(units: int, per_node: int) -> int:
    return max(1, -(-units // per_node))


RULE = Rule(
    "MEM101",
    "Pods that meet on a device may want more memory than it has",
    Severity.WARNING,
    why="Replicas multiply slots, not memory. The scheduler counts units alone, so with pods that come and go the set "
    "named may end up on one device; whoever allocates last fails with out of memory, whoever's fault it is.",
    fix="Lower replicas, limit the processes, or give the largest a pool of its own.",
    source="NVIDIA/cloud-native-docs gpu-operator/gpu-sharing.rst (no memory isolation); generator/facts/runtimes.py "
    "has the sources of what driver and CUDA context take",
    bad="""\
pools:
  - name: shared
    gpus: [{model: L4}]
    timeSlicing: {replicas: 4}
workloads:
  - name: chat
    namespace: ai
    memory: 16GiB  # <- here
  - {name: images, namespace: ai, memory: 10GiB}
""",
    good="""\
pools:
  - name: shared
    gpus: [{model: L4}]
    timeSlicing: {replicas: 4}
workloads:
  - {name: chat, namespace: ai, memory: 12GiB}
  - {name: images, namespace: ai, memory: 10GiB}
""",
    check=_check,
    needs=MEMORY_NEEDS,
)
