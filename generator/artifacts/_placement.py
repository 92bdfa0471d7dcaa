"""Where a workload's pods may go: the nodes of their pool, or of the pools that they may fall back to."""

from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from generator.artifacts._nodes import selecting_labels, selecting_term, terms_by_name
from generator.artifacts._setting import tolerations
from generator.model.plan import Plan, PoolPlan, WorkloadPlan
from generator.model.profile import Labels
from generator.model.taints import Toleration
from generator.model.tree import Tree

_MOST_WEIGHT = 100
_COMMON = Toleration("nvidia.com/gpu", "Exists", None, "NoSchedule")


class Placement(NamedTuple):
    """What places a workload's pods.

    `node_selector` is enough where there is one pool and its nodes are found by labels; otherwise `affinity` says it,
    None where nothing tells these nodes from others. `alone` is True where nobody else advertises the resource, so that
    the resource finds the nodes by itself. `tolerations` are for the taints of the pools and for the usual one;
    `tainted` says whether a taint of the pools keeps pods away that do not tolerate it. `devices` is on how many
    devices a pod's units may lie: on no more than there are units, nor than the smallest of these nodes has.
    """

    node_selector: Labels
    affinity: Tree
    alone: bool
    tolerations: tuple[Toleration, ...]
    tainted: bool
    devices: int


class Pools(NamedTuple):
    """The pools by name, and by resource the names of those that advertise it."""

    by_name: Mapping[str, PoolPlan]
    advertisers: Mapping[str, Sequence[str]]


def pools_of(plan: Plan) -> Pools:
    """Return a Plan's pools, to be looked up for each of its workloads."""
    advertisers: dict[str, list[str]] = {}
    for pool in plan.pools:
        for one in pool.resources:
            advertisers.setdefault(one.name, []).append(pool.name)
    return Pools({pool.name: pool for pool in plan.pools}, advertisers)


def placement(there: Pools, workload: WorkloadPlan) -> Placement:
    """Return where a workload's pods may go: its own pool, or with a fallback any of those, its own first."""
    names = (workload.pool, *workload.fallback)
    pools = [there.by_name[name] for name in names]
    selector = selecting_labels(pools[0]) if len(pools) == 1 and not pools[0].node_names else ()
    wanted = [_COMMON]
    wanted += [Toleration(one.key, "Equal", one.value, one.effect) for pool in pools for one in pool.taints]
    return Placement(
        node_selector=selector,
        affinity=None if selector else _affinity(pools),
        alone=all(name in names for name in there.advertisers.get(workload.resource or "", ())),
        tolerations=tuple(dict.fromkeys(wanted)),
        tainted=any(taint.keeps_away for pool in pools for taint in pool.taints),
        devices=min((workload.units, *_devices(pools, workload.resource))),
    )


def _devices(pools: Sequence[PoolPlan], resource: str | None) -> Iterator[int]:
    return (one.devices for pool in pools for one in pool.resources if one.name == resource)


def tolerated(there: tuple[Toleration, ...], wanted: tuple[Toleration, ...]) -> list[Tree]:
    """Return the tolerations that a pod has and those that it lacks."""
    return tolerations((*there, *(one for one in wanted if one not in there)))


def _affinity(pools: list[PoolPlan]) -> Tree:
    """Return a node affinity: the nodes of these pools and no others, rather those of the first."""
    terms = [_terms(pool) for pool in pools]
    found: dict[str, Tree] = {}
    if all(terms):
        flat: list[Tree] = [term for some in terms for term in some]
        found["requiredDuringSchedulingIgnoredDuringExecution"] = {"nodeSelectorTerms": flat}
    if len(pools) > 1 and terms[0]:
        found["preferredDuringSchedulingIgnoredDuringExecution"] = [
            {"weight": _MOST_WEIGHT, "preference": term} for term in terms[0]
        ]
    return {"nodeAffinity": found} if found else None


def _terms(pool: PoolPlan) -> list[Tree]:
    if pool.node_names:
        return terms_by_name(pool.node_names)
    term = selecting_term(pool)
    return [] if term is None else [term]
