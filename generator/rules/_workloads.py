"""What several rules ask of workloads and of the budgets of the devices that they run on."""

from collections.abc import Iterable, Iterator, Mapping, Sequence

from generator.budget import DeviceBudget
from generator.budget.claim import Claim, allocated_mib
from generator.model.doubt import ALL_RESOURCES, Needs
from generator.model.plan import Plan, PoolPlan, Resource, WorkloadPlan
from generator.model.tree import Path

MEMORY_NEEDS: Needs = (*ALL_RESOURCES, "workloads[]")
"""What decides which device a workload runs on, and what it takes there."""
UNIT_NEEDS: Needs = (*ALL_RESOURCES, "workloads[]", "pools[*].nodes")
"""What decides how many units there are for a workload."""


def memory_path(workload: WorkloadPlan) -> Path:
    """Return where the workload's memory stands in the profile."""
    return (*workload.origin, "memory" if workload.context_included else "allocates")


def own_claims(devices: Iterable[DeviceBudget]) -> Iterator[tuple[DeviceBudget, Claim]]:
    """Yield the claims of the pool's own workloads with the largest of the devices behind one resource.

    What is too large for that one fits nowhere; which of unlike devices a pod gets is open, and so is a fallback.
    """
    largest = max(devices, key=lambda budget: budget.device.memory.usable_mib)
    for claim in largest.claims:
        if claim.workload.pool == largest.pool:
            yield largest, claim


def above_limit(budget: DeviceBudget, claim: Claim) -> bool:
    """Say whether one process alone is above what the MPS daemon allows it, for certain: even without its context."""
    limit = budget.client_limit_mib
    return limit is not None and allocated_mib(claim.workload, budget.device.context_mib) > limit


def at_least(budget: DeviceBudget, claim: Claim) -> Claim:
    """Return the claim with the processes that some device has for certain.

    A pod's units may be on as many devices, and its processes spread evenly over them: the plugin prefers the device
    with the fewest units given out (source: NVIDIA/k8s-device-plugin internal/rm/allocate.go, `distributed`).
    """
    devices = max(1, min(claim.units, budget.node_devices))
    return claim._replace(processes=-(-claim.workload.processes // devices))


def roomless(budget: DeviceBudget, claim: Claim) -> bool:
    """Say whether one pod alone is too large for certain: even without what context and driver take."""
    need = at_least(budget, claim).processes * claim.workload.memory_mib
    return above_limit(budget, claim) or need > budget.device.memory.most_mib


def hopeless_past(found: Mapping[tuple[str, str], Sequence[DeviceBudget]]) -> Iterator[tuple[DeviceBudget, Claim]]:
    """Yield the claims past the plugin of which one process is larger than the largest device of its pool."""
    largest: dict[str, DeviceBudget] = {}
    for budget in (one for devices in found.values() for one in devices):
        known = largest.get(budget.pool)
        if known is None or budget.device.memory.usable_mib > known.device.memory.usable_mib:
            largest[budget.pool] = budget
    for budget in largest.values():
        for met in budget.unaccounted:
            if met.claim.workload.memory_mib > budget.device.memory.most_mib:
                yield budget, met.claim


def pools_by_name(plan: Plan) -> dict[str, PoolPlan]:
    """Return the pools by their names."""
    return {pool.name: pool for pool in plan.pools}


def asked_of(workload: WorkloadPlan, pool: PoolPlan) -> Resource | None:
    """Return the pool's resource that a workload asks for, None if the pool does not advertise it."""
    return next((one for one in pool.resources if one.name == workload.resource), None)


def counted(number: int, word: str, plural: str = "s") -> str:
    """Return ``1 pod`` or ``2 pods``."""
    return f"{number} {word}" if number == 1 else f"{number} {word}{plural}"
