"""What would make a worst set fit: pods that stay apart, or a lower limit for the processes of one workload."""

from collections.abc import Iterable

from generator.budget.budget import CURE_WORK, DeviceBudget, fits
from generator.budget.claim import Claim
from generator.budget.knapsack import Limits
from generator.budget.worst import worst_set


def without(budget: DeviceBudget, claims: tuple[Claim, ...], work: int = CURE_WORK) -> DeviceBudget:
    """Return the budget as if some workloads were not there, its worst set looked for with so much work."""
    gone = {claim.workload.origin for claim in claims}
    return _again(budget, (claim for claim in budget.claims if claim.workload.origin not in gone), work)


def with_one_pod_of(budget: DeviceBudget, claim: Claim) -> DeviceBudget:
    """Return the budget as if no two pods of a workload met on a node."""
    return _again(budget, (one._replace(pods=1) if one == claim else one for one in budget.claims), CURE_WORK)


def _again(budget: DeviceBudget, claims: Iterable[Claim], work: int) -> DeviceBudget:
    chosen = tuple(claims)
    worst = worst_set(chosen, Limits(budget.replicas, budget.replicas * budget.node_devices), work)
    return budget.with_worst(chosen, worst)


def process_limit_mib(budget: DeviceBudget, claim: Claim) -> int | None:
    """Return the largest memory of one process of a workload with which the worst set fits, None if there is none.

    It is counted as the profile does: without the CUDA context where that comes on top.
    """
    others = [one.workload for one in budget.claims]
    place = budget.claims.index(claim)

    def enough(memory_mib: int) -> bool:
        others[place] = claim.workload._replace(memory_mib=memory_mib)
        return fits(budget, budget.replicas, others)

    low, high = 0, claim.workload.memory_mib
    if not enough(1):
        return None
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (middle, high) if enough(middle) else (low, middle)
    return low
