"""Each device's budget: the worst set of pods that may meet on it, given any order in which pods come and go."""

from collections.abc import Sequence
from typing import NamedTuple

from generator.budget.claim import Claim, Met, allocated_mib, claim_on
from generator.budget.device import Device
from generator.budget.knapsack import Limits
from generator.budget.worst import Worst, worst_set
from generator.model.plan import WorkloadPlan
from generator.model.tree import Path

CURE_WORK = 20_000
"""Choices looked at for a question of what would fit: dozens of them are asked of one budget."""


class UnitCount(NamedTuple):
    """Units of a resource over all nodes of a pool: asked for by its own workloads, by others that may fall back to it,
    and there; `there` is None where nobody says how many nodes the pool has."""

    asked: int
    by_fallback: int
    there: int | None
    per_node: int


class DeviceBudget(NamedTuple):
    """The memory of one kind of device behind a resource of a pool, and what may be wanted of it at worst.

    `replicas` units share a device, of which a node has `node_devices` of all kinds behind the resource.
    `client_limit_mib` is what the MPS daemon allows each process, None elsewhere. `claims` are all workloads whose pods
    may come here, `worst` those that take the most together, `unaccounted` those that reach the device past the plugin.
    Where `proven` is False others may take more than the worst set, up to `worst_most_mib`: all amounts are at least so
    much. `work` is how many choices were looked at for it.
    """

    pool: str
    origin: Path
    resource: str
    replicas: int
    node_devices: int
    nodes: int | None
    device: Device
    client_limit_mib: int | None
    claims: tuple[Claim, ...]
    worst: tuple[Met, ...]
    unaccounted: tuple[Met, ...]
    units: UnitCount
    proven: bool = True
    worst_most_mib: int = 0
    work: int = 0

    @property
    def part(self) -> str:
        """The kind of device: a card's name or a MIG profile."""
        return self.device.name

    @property
    def unaccounted_mib(self) -> int:
        """What workloads past the plugin take."""
        return sum(met.memory_mib for met in self.unaccounted)

    @property
    def need_mib(self) -> int:
        """What is wanted of the device at worst."""
        return sum(met.memory_mib for met in self.worst) + self.unaccounted_mib

    @property
    def over_mib(self) -> int:
        """By how much that is more than the device has; what is left over is negative."""
        return self.need_mib - self.device.memory.usable_mib

    @property
    def fits(self) -> bool:
        """Whether all that may meet has room for certain."""
        if self.proven:
            return self.over_mib <= 0
        return self.worst_most_mib + self.unaccounted_mib <= self.device.memory.usable_mib

    @property
    def is_simple(self) -> bool:
        """Whether the worst set was found so soon that more questions of its kind can be asked."""
        return self.proven and self.work <= CURE_WORK

    def with_worst(self, claims: tuple[Claim, ...], worst: Worst) -> "DeviceBudget":
        """Return the budget of other claims with their worst set."""
        return self._replace(
            claims=claims, worst=worst.met, proven=worst.proven, worst_most_mib=worst.most_mib, work=worst.work
        )

    @property
    def most_replicas(self) -> int | None:
        """The largest number of replicas with which the worst set fits; 0 for none, None for any.

        With fewer replicas than a pod asks for units the pod could not run; such numbers do not count.
        """
        least = max((-(-claim.units // self.node_devices) for claim in self.claims), default=1)
        pods = sum(claim.pods for claim in self.claims)
        units = sum(claim.pods * claim.units for claim in self.claims)
        most = max(2, least, pods, -(-units // self.node_devices))
        if self.client_limit_mib is not None:
            most = max(least, self.device.most_clients)
        if not fits(self, least):
            return 0
        low = least
        while low < most and fits(self, min(2 * low, most)):
            low = min(2 * low, most)
        if low == most:
            return None if self.client_limit_mib is None else most
        high = min(2 * low, most)
        while high - low > 1:
            middle = (low + high) // 2
            low, high = (middle, high) if fits(self, middle) else (low, middle)
        return low


def fits(budget: DeviceBudget, replicas: int, workloads: Sequence[WorkloadPlan] | None = None) -> bool:
    """Say whether the worst set fits for certain with so many replicas, of the budget's own workloads or of others."""
    chosen = [claim.workload for claim in budget.claims] if workloads is None else workloads
    if budget.client_limit_mib is not None:
        limit = budget.device.memory.total_mib // replicas
        if any(allocated_mib(one, budget.device.context_mib) > limit for one in chosen):
            return False
    claims = [claim_on(one, replicas, budget.device.context_mib) for one in chosen]
    worst = worst_set(claims, Limits(replicas, replicas * budget.node_devices), CURE_WORK)
    return worst.most_mib + budget.unaccounted_mib <= budget.device.memory.usable_mib
