"""More units asked for than there are."""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from generator.budget import budgets_by_resource
from generator.ledger.supply import few
from generator.model.finding import Severity
from generator.model.plan import Mode, Plan, WorkloadPlan
from generator.model.rule import Fault, Rule
from generator.model.tree import Path
from generator.rules._common import listed
from generator.rules._workloads import UNIT_NEEDS, counted, own_claims, roomless

_Key = tuple[str, str]
"""A pool and one of its resources."""
_FALLING_BACK = (Mode.EXCLUSIVE, Mode.TIME_SLICING)
"""Between pools of these modes workloads may fall back."""


def _check(plan: Plan) -> Iterator[Fault]:
    supplies = _supplies(plan)
    elsewhere = _elsewhere(plan, supplies)
    falling_back = frozenset(pool.name for pool in plan.pools if pool.mode in _FALLING_BACK)
    refused = _refused(plan, supplies)
    workloads = [workload for workload in plan.workloads if workload.origin not in refused]
    for group in _groups(workloads, supplies):
        alone: dict[tuple[_Key, ...], list[WorkloadPlan]] = {}
        for workload in group.workloads:
            keys = _places(workload, supplies)
            if len(keys) == 1:
                alone.setdefault(keys, []).append(workload)
        faults = [fault for keys, some in alone.items() for fault in _short(_Group(keys, some), supplies)]
        faults = faults or list(_short(group, supplies) if len(group.keys) > 1 else ())
        yield from (fault._replace(fix=_fix(group, elsewhere.get(group.keys[0][1]), falling_back)) for fault in faults)


class _Supply(NamedTuple):
    """Units of a resource on each node of a pool, and how many nodes: 0 where nobody says."""

    per_node: int
    nodes: int


class _Group(NamedTuple):
    """Where some workloads may run, and these workloads."""

    keys: tuple[_Key, ...]
    workloads: list[WorkloadPlan]


def _supplies(plan: Plan) -> dict[_Key, _Supply]:
    found: dict[_Key, _Supply] = {}
    for pool in plan.pools:
        nodes = pool.most_nodes or 0
        for resource in pool.resources:
            found[pool.name, resource.name] = _Supply(resource.units, nodes)
    return found


def _places(workload: WorkloadPlan, supplies: dict[_Key, _Supply]) -> tuple[_Key, ...]:
    """Return where a workload may run, its own pool first."""
    keys = ((name, workload.resource or "") for name in (workload.pool, *workload.fallback))
    return tuple(key for key in keys if key in supplies)


def _refused(plan: Plan, supplies: dict[_Key, _Supply]) -> frozenset[Path]:
    """Return the workloads that other rules refuse: too many units for any node, or too much for a MIG instance."""
    too_large = (
        claim.workload.origin
        for devices in budgets_by_resource(plan).values()
        for budget, claim in own_claims(devices)
        if budget.device.is_instance and roomless(budget, claim)
    )
    too_wide = (
        workload.origin
        for workload in plan.workloads
        if all(supplies[key].per_node < workload.units for key in _places(workload, supplies))
    )
    return frozenset((*too_large, *too_wide))


def _groups(workloads: Sequence[WorkloadPlan], supplies: dict[_Key, _Supply]) -> list[_Group]:
    """Return groups of workloads that share no pool with those of another."""
    leaders: dict[_Key, _Key] = {}
    for workload in workloads:
        first, *others = _places(workload, supplies) or (None,)
        for other in others:
            if first is not None and other is not None:
                leaders[_leader(leaders, other)] = _leader(leaders, first)
    members: dict[_Key, list[WorkloadPlan]] = {}
    keys: dict[_Key, dict[_Key, None]] = {}
    for workload in workloads:
        for key in _places(workload, supplies):
            keys.setdefault(_leader(leaders, key), {})[key] = None
        for key in _places(workload, supplies)[:1]:
            members.setdefault(_leader(leaders, key), []).append(workload)
    return [_Group(tuple(keys[leader]), some) for leader, some in members.items()]


def _leader(leaders: dict[_Key, _Key], key: _Key) -> _Key:
    """Return the key that stands for all that are joined with this one; ways to it are shortened as they are gone."""
    while leaders.setdefault(key, key) != key:
        leaders[key] = leaders[leaders[key]]
        key = leaders[key]
    return key


def _short(group: _Group, supplies: dict[_Key, _Supply]) -> Iterator[Fault]:
    """Yield where the workloads want more than there is, or pods of several units find no room on single nodes."""
    there = [supplies[key] for key in group.keys]
    if any(supply.nodes == 0 for supply in there):
        return
    most = sum(supply.nodes * supply.per_node for supply in there)
    total = 0
    for workload in group.workloads:
        total += workload.replicas * workload.units
        if total > most:
            yield Fault((*workload.origin, "replicas"), _too_many(group, supplies, most))
            return
    for workload in group.workloads:
        room = sum(supply.nodes * (supply.per_node // workload.units) for supply in there)
        if 0 < room < workload.replicas:
            yield Fault(
                (*workload.origin, "replicas"),
                f"{workload.title} has {counted(workload.replicas, 'pod')} of {workload.units} x "
                f"{workload.resource} each, and there is room for {room}: a pod's units are on one node",
            )


def _too_many(group: _Group, supplies: dict[_Key, _Supply], most: int) -> str:
    pools = listed([f"pool {key[0]} has {_units(supplies[key])}" for key in group.keys])
    wanted = sum(one.replicas * one.units for one in group.workloads)
    return (
        f"{wanted} x {group.keys[0][1]} are asked for, {wanted - most} more than there are: {_asked(group.workloads)}; "
        f"{pools}"
    )


class _Free(NamedTuple):
    """A pool whose units no workload asks for, and how many."""

    pool: str
    units: int
    per_node: int


def _elsewhere(plan: Plan, supplies: dict[_Key, _Supply]) -> dict[str, _Free]:
    """Return by resource the first pool with units that no workload asks for or may fall back to."""
    asked = {key for workload in plan.workloads for key in _places(workload, supplies)}
    found: dict[str, _Free] = {}
    for (pool, resource), supply in supplies.items():
        if (pool, resource) not in asked and supply.nodes:
            found.setdefault(resource, _Free(pool, supply.nodes * supply.per_node, supply.per_node))
    return found


def _fix(group: _Group, free: _Free | None, falling_back: frozenset[str]) -> str | None:
    """Return where the same resource is free, None where it is nowhere; only some pools can be fallbacks."""
    if free is None or any(workload.units > free.per_node for workload in group.workloads):
        return None
    both = falling_back.issuperset((free.pool, *(pool for pool, _ in group.keys)))
    where = "`pool` or `fallback`" if both else "`pool`"
    return (
        f"No workload asks for the {counted(free.units, 'unit')} of it that pool {free.pool} has: where they are large "
        f"enough, name that pool as {where} of some workloads."
    )


def _units(supply: _Supply) -> str:
    return f"{counted(supply.nodes, 'node')} x {supply.per_node} = {supply.nodes * supply.per_node}"


def _asked(workloads: list[WorkloadPlan]) -> str:
    """Return ``ai/a 4 pods x 2 + ai/b 3 pods = 11``."""
    parts = few([(_pods(one), one.replicas * one.units) for one in workloads], "more workloads")
    return f"{' + '.join(parts)} = {sum(one.replicas * one.units for one in workloads)}"


def _pods(workload: WorkloadPlan) -> str:
    units = f" x {workload.units}" if workload.units > 1 else ""
    return f"{workload.title} {counted(workload.replicas, 'pod')}{units}"


RULE = Rule(
    "WRK103",
    "More units asked for than there are",
    Severity.WARNING,
    why="Some pods stay Pending until others end; which ones is decided by priority, and among equals by chance.",
    fix="Lower the number of pods or of their units, raise the pool's replicas if its memory allows, or add nodes.",
    source="https://kubernetes.io/docs/concepts/configuration/manage-resources-containers/#extended-resources; "
    "arithmetic",
    bad="""\
pools:
  - name: shared
    nodes: {count: 2}
    gpus: [{model: L4}]
    timeSlicing: {replicas: 4}
workloads:
  - name: chat
    namespace: ai
    memory: 4GiB
    replicas: 9  # <- here
""",
    good="""\
pools:
  - name: shared
    nodes: {count: 2}
    gpus: [{model: L4}]
    timeSlicing: {replicas: 4}
workloads:
  - {name: chat, namespace: ai, memory: 4GiB, replicas: 8}
""",
    check=_check,
    whole_plan=True,
    needs=UNIT_NEEDS,
)
