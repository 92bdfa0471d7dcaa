"""Memory that the declared workloads may want of one device at worst, against what it has."""

from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

from generator.budget.budget import DeviceBudget, UnitCount
from generator.budget.claim import Met, claim_on
from generator.budget.device import device_of
from generator.budget.knapsack import Limits
from generator.budget.worst import worst_set
from generator.model.plan import Part, Plan, PoolPlan, Promise, Resource, WorkloadPlan

__all__ = ["DeviceBudget", "budgets", "budgets_by_resource", "reckoned"]


def budgets(plan: Plan) -> tuple[DeviceBudget, ...]:
    """Return a budget for every kind of device behind every resource of every pool, in the order of the Plan.

    Rules, report and bundle all ask for them; the same pools and workloads are reckoned once.
    """
    return _known(plan.pools, plan.workloads)


def budgets_by_resource(plan: Plan) -> dict[tuple[str, str], list[DeviceBudget]]:
    """Return the budgets of all kinds of device behind each resource, by the names of pool and resource."""
    found: dict[tuple[str, str], list[DeviceBudget]] = {}
    for budget in budgets(plan) if plan.workloads else ():
        found.setdefault((budget.pool, budget.resource), []).append(budget)
    return found


def reckoned(pools: tuple[PoolPlan, ...], workloads: tuple[WorkloadPlan, ...]) -> tuple[DeviceBudget, ...]:
    """Reckon the budgets of these pools with these workloads."""
    comers = _comers(workloads)
    return tuple(
        budget
        for pool in pools
        for resource in pool.resources
        for budget in _of_resource(pool, resource, comers.get(pool.name, _NOBODY))
    )


_known = lru_cache(maxsize=2)(reckoned)
"""Two, since a change is compared with what was."""


class _Comers(NamedTuple):
    """Who may come to a pool: its own workloads, those that fall back to it, and those past the plugin."""

    own: list[WorkloadPlan]
    fallen_back: list[WorkloadPlan]
    unaccounted: list[WorkloadPlan]

    def of(self, resource: str) -> Iterator[WorkloadPlan]:
        """Yield those that ask for a resource."""
        return (one for one in (*self.own, *self.fallen_back) if one.resource == resource)


_NOBODY = _Comers([], [], [])


class _Place(NamedTuple):
    pool: PoolPlan
    resource: Resource
    part: Part


def _comers(workloads: tuple[WorkloadPlan, ...]) -> dict[str, _Comers]:
    found: dict[str, _Comers] = {}
    for workload in workloads:
        there = found.setdefault(workload.pool, _Comers([], [], []))
        (there.unaccounted if workload.unaccounted else there.own).append(workload)
        for name in () if workload.unaccounted else workload.fallback:
            found.setdefault(name, _Comers([], [], [])).fallen_back.append(workload)
    return found


def _of_resource(pool: PoolPlan, resource: Resource, comers: _Comers) -> Iterator[DeviceBudget]:
    units = _units(pool, resource, comers)
    for part in resource.parts:
        yield _budget(_Place(pool, resource, part), comers, units)


def _budget(place: _Place, comers: _Comers, units: UnitCount) -> DeviceBudget:
    pool, resource, part = place
    device = device_of(pool, part)
    replicas, devices = resource.replicas, resource.devices
    claims = tuple(claim_on(one, replicas, device.context_mib) for one in comers.of(resource.name))
    worst = worst_set(claims, Limits(replicas, replicas * devices))
    past = (claim_on(one, replicas, device.context_mib) for one in comers.unaccounted)
    return DeviceBudget(
        pool=pool.name,
        origin=pool.origin,
        resource=resource.name,
        replicas=replicas,
        node_devices=devices,
        nodes=pool.most_nodes,
        device=device,
        client_limit_mib=part.memory_mib if resource.promise is Promise.PER_PROCESS else None,
        claims=claims,
        worst=worst.met,
        unaccounted=tuple(Met(claim, claim.pods) for claim in past),
        units=units,
        proven=worst.proven,
        worst_most_mib=worst.most_mib,
        work=worst.work,
    )


def _units(pool: PoolPlan, resource: Resource, comers: _Comers) -> UnitCount:
    nodes = pool.most_nodes
    return UnitCount(
        sum(one.replicas * one.units for one in comers.own if one.resource == resource.name),
        sum(one.replicas * one.units for one in comers.fallen_back if one.resource == resource.name),
        None if nodes is None else nodes * resource.units,
        resource.units,
    )
