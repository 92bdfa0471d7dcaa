"""Which pools are told apart by their node selectors alone."""

from itertools import combinations

from generator.model.plan import BindingKind, Plan, PoolPlan
from generator.model.profile import Labels


def selected_pairs(plan: Plan) -> tuple[tuple[PoolPlan, PoolPlan], ...]:
    """Return every two pools that have only selectors to say which nodes are theirs.

    Left out are pools with node names, pools reached by a GPU model of their own, and pairs that want the same
    configuration, where it does not matter which pool a node is in.
    """
    chosen = [
        pool
        for pool in plan.pools
        if pool.node_selector and not pool.node_names and pool.binding.kind is not BindingKind.GPU_RULE
    ]
    return tuple((one, other) for one, other in combinations(chosen, 2) if one.binding.labels != other.binding.labels)


def selector_text(labels: Labels) -> str:
    """Return labels as ``kubectl -l`` takes them: ``gpu=l4,team=web``."""
    return ",".join(f"{key}={value}" for key, value in labels)
