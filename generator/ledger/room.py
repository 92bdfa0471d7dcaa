"""What each namespace finds of an advertised name: its quota against what there is, pool by pool."""

from enum import Enum
from typing import NamedTuple

from generator.ledger.supply import Capacity, QuotaSum, capacities, quota_sums
from generator.model.plan import Plan, Promise
from generator.model.taints import Taint

_NO_QUOTAS = QuotaSum((), ())


class Sum(Enum):
    """How the quotas on a name relate to what there is of it."""

    UNLIMITED = "no quota"
    WITHIN = "within what there is"
    WITHIN_LARGEST = "within what there is when the pools are at their largest"
    BEYOND = "more than there is"
    UNKNOWN = "against as many as nodes bring"


class Places(NamedTuple):
    """Pools with the same taints: a pod that does not tolerate them all gets nothing there, from nobody."""

    taints: tuple[Taint, ...]
    pools: tuple[str, ...]


class Room(NamedTuple):
    """One advertised name: what there is, who may take how much of it, and where.

    `limits` are the namespaces with a quota of at least one unit, `banned` those with a quota of 0.
    """

    capacity: Capacity
    limits: tuple[tuple[str, int], ...]
    banned: tuple[str, ...]
    sum: Sum
    places: tuple[Places, ...]
    promises: tuple[Promise, ...]

    @property
    def units(self) -> int:
        """The quotas together."""
        return sum(units for _, units in self.limits)


def rooms(plan: Plan) -> tuple[Room, ...]:
    """Return a room for every advertised name, in the order in which pools name them."""
    quotas = quota_sums(plan)
    return tuple(_room(capacity, quotas.get(name, _NO_QUOTAS)) for name, capacity in capacities(plan).items())


def _room(capacity: Capacity, quotas: QuotaSum) -> Room:
    places: dict[tuple[Taint, ...], list[str]] = {}
    for supply in capacity.supplies:
        hard = tuple(taint for taint in supply.pool.taints if taint.keeps_away)
        places.setdefault(hard, []).append(supply.pool.name)
    return Room(
        capacity,
        tuple((namespace, units) for _, namespace, units in quotas.entries),
        quotas.banned,
        _sum(capacity, quotas.units),
        tuple(Places(taints, tuple(pools)) for taints, pools in places.items()),
        tuple(dict.fromkeys(supply.resource.promise for supply in capacity.supplies)),
    )


def _sum(capacity: Capacity, units: int) -> Sum:
    if not units:
        return Sum.UNLIMITED
    if units <= capacity.least:
        return Sum.WITHIN
    if capacity.is_open:
        return Sum.UNKNOWN
    return Sum.WITHIN_LARGEST if units <= capacity.most else Sum.BEYOND
