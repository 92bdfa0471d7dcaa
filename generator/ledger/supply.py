"""What all nodes together have of each advertised name."""

from collections.abc import Sequence
from typing import NamedTuple

from generator.model.plan import Plan, PoolPlan, Resource

_SHOWN = 4


class Supply(NamedTuple):
    """What one pool has of a resource: `low` nodes at least and `high` at most, 0 and 0 where nobody says how many."""

    pool: PoolPlan
    low: int
    high: int
    resource: Resource

    @property
    def units(self) -> int:
        """Units when all its nodes are there."""
        return self.high * self.resource.units

    def text(self) -> str:
        """Return the arithmetic of its units: ``pool a has 2 nodes x 1 x 4 replicas``."""
        nodes = "1 node" if self.high == 1 else f"{self.high} nodes"
        replicas = f" x {self.resource.replicas} replicas" if self.resource.replicas > 1 else ""
        return f"pool {self.pool.name} has {nodes} x {self.resource.devices}{replicas}"


class Capacity(NamedTuple):
    """All that there is of one advertised name, in units: when every pool is as small as it gets, and as large.

    Where it is open a pool of unknown size has the name too, and `most` means nothing.
    """

    name: str
    supplies: tuple[Supply, ...]
    least: int
    most: int
    is_open: bool

    def arithmetic(self) -> str:
        """Return how the most comes about."""
        return ", ".join(supply.text() for supply in self.supplies)

    def text(self) -> str:
        """Return the units: ``8``, ``8-16``, ``8 or more``, ``as many as nodes bring``."""
        if self.is_open:
            return f"{self.least} or more" if self.least else "as many as nodes bring"
        return str(self.least) if self.least == self.most else f"{self.least}-{self.most}"


def capacities(plan: Plan) -> dict[str, Capacity]:
    """Return what there is of every advertised name, in the order in which pools name them."""
    found: dict[str, list[Supply]] = {}
    for pool in plan.pools:
        low, high = pool.fewest_nodes or 0, pool.most_nodes or 0
        for resource in pool.resources:
            found.setdefault(resource.name, []).append(Supply(pool, low, high, resource))
    return {name: _capacity(name, tuple(supplies)) for name, supplies in found.items()}


def _capacity(name: str, supplies: tuple[Supply, ...]) -> Capacity:
    least = sum(supply.low * supply.resource.units for supply in supplies)
    most = sum(supply.units for supply in supplies)
    return Capacity(name, supplies, least, most, any(supply.high == 0 for supply in supplies))


class QuotaSum(NamedTuple):
    """What all namespaces together may take of a name: (index of the tenant, namespace, units) of each that may take
    at least one, and the names of those that may take none."""

    entries: tuple[tuple[int, str, int], ...]
    banned: tuple[str, ...]

    @property
    def units(self) -> int:
        """The quotas together."""
        return sum(units for _, _, units in self.entries)


def quota_sums(plan: Plan) -> dict[str, QuotaSum]:
    """Return the quotas of every name on which there are some."""
    found: dict[str, list[tuple[int, str, int]]] = {}
    for index, tenant in enumerate(plan.tenants):
        for name, units in tenant.quota:
            found.setdefault(name, []).append((index, tenant.namespace, units))
    return {
        name: QuotaSum(
            tuple(entry for entry in entries if entry[2]), tuple(space for _, space, units in entries if not units)
        )
        for name, entries in found.items()
    }


def few(entries: Sequence[tuple[str, int]], more: str = "more") -> list[str]:
    """Return the first texts, and for the others one with their number and the sum of their amounts."""
    rest = [amount for _, amount in entries[_SHOWN:]]
    return [*(text for text, _ in entries[:_SHOWN]), *([f"{len(rest)} {more} {sum(rest)}"] if rest else [])]
