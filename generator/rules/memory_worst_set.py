"""Pods that may meet on one device and together want more memory than it has."""

from collections.abc import Iterator

from generator.budget import DeviceBudget
from generator.budget.claim import Claim, Met
from generator.budget.cures import process_limit_mib, with_one_pod_of, without
from generator.budget.text import has, taken
from generator.model.finding import Severity
from generator.model.plan import Plan
from generator.model.rule import Fault, Rule
from generator.rules._workloads import MEMORY_NEEDS, counted, hopeless_past, loads, memory_path, own_claims, roomless

_LEAST_LIMIT_MIB = 512
"""A lower limit is no cure: CUDA context and kernels alone take some hundred MiB; a rule of thumb."""
_SHOWN = 3


def _check(plan: Plan) -> Iterator[Fault]:
    known = loads(plan)
    past = {claim.workload.origin for _, claim in hopeless_past(known)}
    for devices in known.values():
        impossible = {claim.workload.origin for budget, claim in own_claims(devices) if roomless(budget, claim)}
        for whole in devices:
            told = tuple(claim for claim in whole.claims if claim.workload.origin in impossible)
            budget = without(whole, told) if told else whole
            if past:
                others = (met for met in whole.unaccounted if met.claim.workload.origin not in past)
                budget = budget._replace(unaccounted=tuple(others))
            if budget.over_mib > 0:
                yield _fault(budget)


def _fault(budget: DeviceBudget) -> Fault:
    met = (*budget.worst, *budget.unaccounted)
    heaviest = max(met, key=lambda one: one.memory_mib)
    parts = [taken(one) for one in budget.worst]
    parts += [f"{taken(one)}, past the plugin" for one in budget.unaccounted]
    if len(met) > 1:
        parts.append(f"together {budget.need_mib} MiB")
    return Fault(
        memory_path(heaviest.claim.workload),
        f"what may meet on one {budget.part} of pool {budget.pool} wants {budget.over_mib} MiB more than it has: "
        f"{has(budget.device.memory)}; {'; '.join(parts)}",
        _cures(budget),
    )


def _cures(budget: DeviceBudget) -> str:
    found = list(_fewer(budget))
    by_weight = sorted(budget.worst, key=lambda one: -one.memory_mib)
    found += [f"limit each process of {met.claim.name} to {mib} MiB" for met, mib in _limits(budget, by_weight)]
    found += _apart(budget, by_weight)
    if not found:
        return "Lower the memory of several of them, or move some to another pool."
    return f"One of these is enough: {'; '.join(found)}."


def _fewer(budget: DeviceBudget) -> Iterator[str]:
    most = budget.most_replicas
    if not most or most >= budget.replicas:
        return
    cure = "1 replica, so no sharing" if most == 1 else f"{most} replicas"
    units, nodes = most * budget.node_devices, budget.nodes
    if nodes is not None and budget.units.asked > units * nodes:
        cure += f" (which makes {counted(units * nodes, 'unit')}, and {budget.units.asked} are asked for)"
    yield cure


def _limits(budget: DeviceBudget, by_weight: list[Met]) -> Iterator[tuple[Met, int]]:
    for met in by_weight[:_SHOWN]:
        mib = process_limit_mib(budget, met.claim)
        if mib is not None and mib >= _LEAST_LIMIT_MIB:
            yield met, mib


def _apart(budget: DeviceBudget, by_weight: list[Met]) -> Iterator[str]:
    """Yield what keeps pods apart; that each is enough is tried."""
    heaviest = [met.claim for met in by_weight[:_SHOWN]]
    if len(by_weight) > 1:
        own = next((claim for claim in heaviest if _fits_without(budget, claim)), None)
        if own is not None:
            yield f"give {own.name} a pool of its own"
    nodes = budget.nodes or 0
    for claim in heaviest:
        if 1 < claim.pods <= nodes and with_one_pod_of(budget, claim).over_mib <= 0:
            yield f"keep the pods of {claim.name} on different nodes by anti-affinity"
            return
    pair = heaviest[:2]
    if nodes > 1 and len(pair) == 2 and all(_fits_without(budget, claim) for claim in pair):
        yield f"keep the pods of {pair[0].name} and {pair[1].name} on different nodes by anti-affinity"


def _fits_without(budget: DeviceBudget, claim: Claim) -> bool:
    return without(budget, (claim,)).over_mib <= 0


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
