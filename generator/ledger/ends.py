"""Which declared workload ends pods of which other when all units are taken."""

from typing import NamedTuple

from generator.ledger.priority import Claim, Verdict, can_take
from generator.model.plan import Plan, WorkloadPlan

_MOST = 24
"""With more workloads than this, pairs are more than anybody reads, and the ranks of priorities say the same."""


class Ends(NamedTuple):
    """A workload as people write it, and those whose pods end for its own."""

    taker: str
    ended: tuple[str, ...]


def ends(plan: Plan) -> tuple[Ends, ...]:
    """Return every workload whose pods get slots of others, while its namespace's quota has room for them."""
    asking = [one for one in plan.workloads if one.resource is not None]
    if len(asking) > _MOST:
        return ()
    found = (Ends(one.title, tuple(other.title for other in asking if _ends(plan, one, other))) for one in asking)
    return tuple(one for one in found if one.ended)


def ends_text(plan: Plan) -> str:
    """Return a paragraph with a line for each such workload, empty where none ends another."""
    found = ends(plan)
    lines = [f"  pods of {one.taker} end pods of {', '.join(one.ended)}" for one in found]
    return "".join(f"{line}\n" for line in ["when all is taken", *lines]) if lines else ""


def _ends(plan: Plan, taker: WorkloadPlan, holder: WorkloadPlan) -> bool:
    if taker.resource is None or taker.resource != holder.resource or taker is holder:
        return False
    return can_take(plan, taker.resource, _claim(taker), _claim(holder)) is Verdict.YES


def _claim(workload: WorkloadPlan) -> Claim:
    return Claim(workload.namespace, workload.priority, frozenset((workload.pool, *workload.fallback)))
