"""Who can take a slot from whom when all are taken.

A ResourceQuota is enforced by admission when the pod is made, so a pod beyond it never reaches the scheduler, and its
priority is worth nothing there. The scheduler then ends pods of a lower priority, whatever their namespace, unless the
newcomer's PriorityClass says `preemptionPolicy: Never`. Sources:
https://kubernetes.io/docs/concepts/policy/resource-quotas/ and
https://kubernetes.io/docs/concepts/scheduling-eviction/pod-priority-preemption/.
"""

from collections.abc import Mapping
from enum import Enum
from typing import NamedTuple

from generator.facts.priority_classes import SYSTEM_PRIORITIES
from generator.model.plan import Plan

_NEVER = "Never"


class Rank(NamedTuple):
    """Pods of one value: the classes that give it, and whether pods that name no class are among them.

    `preempts` are those classes whose pods may end others. Pods without a class have value 0, or what the default
    class gives them.
    """

    value: int
    classes: tuple[str, ...]
    preempts: tuple[str, ...]
    unnamed: bool
    unnamed_preempts: bool = False


class Claim(NamedTuple):
    """Pods of a namespace under a PriorityClass (None names none), and the pools that they tolerate and select."""

    namespace: str
    priority: str | None
    pools: frozenset[str]


class Verdict(Enum):
    """Whether a claim can get a slot that another holds; the values are the reason in words."""

    YES = "its priority is higher"
    NO_CLASS = "no such PriorityClass: the pod is refused when it is made"
    BANNED = "its quota is 0: the pod is refused when it is made"
    FULL = "the slot that is held fills the quota: the pod is refused when it is made"
    NOTHING_HELD = "the other's quota is 0: it holds no slot"
    APART = "no pool takes both"
    NEVER = "its class says preemptionPolicy Never: it waits"
    NOT_HIGHER = "its priority is not higher: it waits"


class _Priority(NamedTuple):
    value: int
    preempts: bool


def ranks(plan: Plan) -> tuple[Rank, ...]:
    """Return the priorities that pods can have here, highest first, with the value of pods that name no class."""
    known = _classes(plan)
    unnamed = known[None]
    named: dict[int, list[tuple[str, bool]]] = {unnamed.value: []}
    for name, one in known.items():
        if name is not None:
            named.setdefault(one.value, []).append((name, one.preempts))
    return tuple(
        Rank(
            value,
            tuple(name for name, _ in named[value]),
            tuple(name for name, preempts in named[value] if preempts),
            value == unnamed.value,
            value == unnamed.value and unnamed.preempts,
        )
        for value in sorted(named, reverse=True)
    )


def can_take(plan: Plan, resource: str, taker: Claim, holder: Claim) -> Verdict:
    """Say whether a pod of one claim can get a slot of a resource that a pod of another holds, and why not.

    YES holds while the taker's namespace has not used up its quota, which admission counts before anything else.
    """
    known = _classes(plan)
    known.update({name: _Priority(value, preempts=True) for name, value in SYSTEM_PRIORITIES.items()})
    if taker.priority not in known or holder.priority not in known:
        return Verdict.NO_CLASS
    quotas = {tenant.namespace: dict(tenant.quota).get(resource) for tenant in plan.tenants}
    refusal = _refusal(quotas, taker, holder)
    if refusal is not None:
        return refusal
    if not taker.pools & holder.pools & _pools_of(plan, resource):
        return Verdict.APART
    if known[taker.priority].value <= known[holder.priority].value:
        return Verdict.NOT_HIGHER
    return Verdict.YES if known[taker.priority].preempts else Verdict.NEVER


def _refusal(quotas: Mapping[str, int | None], taker: Claim, holder: Claim) -> Verdict | None:
    limit = quotas.get(taker.namespace)
    if limit == 0:
        return Verdict.BANNED
    if quotas.get(holder.namespace) == 0:
        return Verdict.NOTHING_HELD
    return Verdict.FULL if limit == 1 and taker.namespace == holder.namespace else None


def _pools_of(plan: Plan, resource: str) -> frozenset[str]:
    return frozenset(pool.name for pool in plan.pools if any(one.name == resource for one in pool.resources))


def _classes(plan: Plan) -> dict[str | None, _Priority]:
    """Return every class by its name; None is a pod that names none, and has what the default class gives."""
    known: dict[str | None, _Priority] = {}
    for one in plan.priorities:
        known[one.name] = _Priority(one.value, one.preemption_policy != _NEVER)
    default = next((one.name for one in plan.priorities if one.global_default), None)
    known[None] = _Priority(0, preempts=True) if default is None else known[default]
    return known
