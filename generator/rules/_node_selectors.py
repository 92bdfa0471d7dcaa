"""Which pools are told apart by their node selectors alone."""

from collections import Counter
from collections.abc import Iterator
from itertools import combinations

from generator.model.plan import BindingKind, Plan, PoolPlan
from generator.model.profile import Labels


def selected_pairs(plan: Plan) -> tuple[tuple[PoolPlan, PoolPlan], ...]:
    """Return every two pools that have only selectors to say which nodes are theirs, and that may share a node.

    Left out are pools with node names, pools reached by a GPU model of their own, pairs that want the same
    configuration, where it does not matter which pool a node is in, and pairs that ask for different values of one key.
    """
    chosen = [
        pool
        for pool in plan.pools
        if pool.node_selector and not pool.node_names and pool.binding.kind is not BindingKind.GPU_RULE
    ]
    return tuple(
        (one, other)
        for one, other in _candidates(chosen)
        if one.binding.labels != other.binding.labels and not _key_apart(one, other)
    )


def _candidates(pools: list[PoolPlan]) -> Iterator[tuple[PoolPlan, PoolPlan]]:
    """Yield pairs in the order of the profile, less those that the key with the most values keeps apart.

    Most clusters tell all their pools by one key; comparing each with every other would take the square of the time.
    """
    values = Counter(key for key, _ in dict.fromkeys(label for pool in pools for label in pool.node_selector))
    telling = values.most_common(1)[0][0] if values else ""
    groups: dict[str | None, list[int]] = {}
    for index, pool in enumerate(pools):
        groups.setdefault(dict(pool.node_selector).get(telling), []).append(index)
    keyless = set(groups.get(None, ()))
    pairs = {pair for group in groups.values() for pair in combinations(group, 2)}
    pairs |= {(min(one, other), max(one, other)) for one in keyless for other in range(len(pools)) if one != other}
    for one, other in sorted(pairs):
        yield pools[one], pools[other]


def _key_apart(first: PoolPlan, second: PoolPlan) -> bool:
    """Say whether a key that both have takes different values."""
    one, other = dict(first.node_selector), dict(second.node_selector)
    return any(one[key] != other[key] for key in one.keys() & other.keys())


def selector_text(labels: Labels) -> str:
    """Return labels as ``kubectl -l`` takes them: ``gpu=l4,team=web``."""
    return ",".join(f"{key}={value}" for key, value in labels)
