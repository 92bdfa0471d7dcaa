"""Namespaces and their quotas, under the names that nodes really advertise."""

from collections.abc import Mapping
from typing import NamedTuple

from generator.model.plan import PoolPlan, TenantPlan
from generator.model.profile import ClusterProfile
from generator.model.tree import Path
from generator.resolve import _problems as problem

_POD_SECURITY = "pod-security.kubernetes.io/"


def resolve_tenants(
    profile: ClusterProfile, pools: tuple[PoolPlan, ...], faults: problem.Faults
) -> tuple[TenantPlan, ...]:
    """Return every tenant with its quota by resource name; quotas by pool are translated."""
    plans: list[TenantPlan] = []
    offers = _offers(pools)
    for index, tenant in enumerate(profile.tenants):
        quota = dict(tenant.quota)
        for pool_name, units in tenant.pool_quota:
            at = ("tenants", index, "poolQuota", pool_name)
            resource = _resource_of(pool_name, profile, offers, at, faults)
            if resource is None:
                continue
            if resource in quota:
                faults.append(
                    problem.POOL_QUOTA.at(at, f"{tenant.namespace} has a quota on {resource} already", on_key=True)
                )
            quota[resource] = units
        labels = (*tenant.labels, *((_POD_SECURITY + mode, level) for mode, level in tenant.pod_security))
        plans.append(TenantPlan(tenant.namespace, tenant.create, labels, tuple(quota.items())))
    return tuple(plans)


class _Offers(NamedTuple):
    """Pools by their name, and the names of pools by the resource that they advertise."""

    pools: Mapping[str, PoolPlan]
    advertisers: Mapping[str, list[str]]


def _offers(pools: tuple[PoolPlan, ...]) -> _Offers:
    by_name: dict[str, PoolPlan] = {}
    advertisers: dict[str, list[str]] = {}
    for pool in pools:
        by_name.setdefault(pool.name, pool)
        for resource in dict.fromkeys(one.name for one in pool.resources):
            advertisers.setdefault(resource, []).append(pool.name)
    return _Offers(by_name, advertisers)


def _resource_of(
    pool_name: str, profile: ClusterProfile, offers: _Offers, at: Path, faults: problem.Faults
) -> str | None:
    pool = offers.pools.get(pool_name)
    if pool is None:
        # A pool that is in the profile but could not be resolved has been reported already.
        if all(one.name != pool_name for one in profile.pools):
            names = ", ".join(one.name for one in profile.pools)
            faults.append(problem.POOL_UNKNOWN.at(at, f'no pool "{pool_name}"', f"Pools: {names}.", on_key=True))
        return None
    advertised = [resource.name for resource in pool.resources]
    if len(advertised) != 1:
        faults.append(
            problem.POOL_QUOTA.at(
                at, f"pool {pool_name} advertises {len(advertised)} resources: {', '.join(advertised)}", on_key=True
            )
        )
        return None
    others = [name for name in offers.advertisers.get(advertised[0], []) if name != pool_name]
    if others:
        faults.append(
            problem.POOL_QUOTA.at(
                at,
                f"{advertised[0]} is advertised by pool {pool_name} and by {', '.join(others)}",
                f"Count the pools together under `quota: {{{advertised[0]}: N}}`, set renameByDefault on one of them "
                "so that the names differ, or use a queueing system that knows node flavours, such as Kueue.",
                on_key=True,
            )
        )
        return None
    return advertised[0]
