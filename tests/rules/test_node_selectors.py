"""Pairs of pools that only selectors tell apart: those that could share a node, and no more work than that."""

from itertools import combinations

from hypothesis import given
from hypothesis import strategies as st

from generator.model.plan import Binding, BindingKind, PoolPlan
from generator.model.profile import Labels
from generator.rules import _node_selectors
from generator.rules._node_selectors import selected_pairs
from tests.rules.plans import a_plan, a_pool

SELECTORS = st.dictionaries(st.sampled_from("xyz"), st.sampled_from("12"), min_size=1).map(lambda one: (*one.items(),))


def selecting(index: int, selector: Labels) -> PoolPlan:
    binding = Binding(BindingKind.COMMAND, (("config", f"pool-{index}"),), (), selector)
    return a_pool(f"pool-{index}", index)._replace(node_selector=selector, binding=binding)


def may_share_a_node(one: PoolPlan, other: PoolPlan) -> bool:
    wanted = dict(one.node_selector)
    return all(wanted.get(key, value) == value for key, value in other.node_selector)


@given(st.lists(SELECTORS, max_size=8))
def test_pairs_are_those_that_no_key_keeps_apart_in_the_order_of_the_profile(selectors: list[Labels]) -> None:
    pools = [selecting(index, selector) for index, selector in enumerate(selectors)]
    expected = [(one.name, other.name) for one, other in combinations(pools, 2) if may_share_a_node(one, other)]
    assert [(one.name, other.name) for one, other in selected_pairs(a_plan(*pools))] == expected


def test_pools_that_one_key_tells_apart_are_not_compared_with_each_other() -> None:
    pools = [selecting(index, (("gpu", "yes"), ("pool", str(index)))) for index in range(100)]
    # The other key has one value for all of them, and would put them into one group.
    assert list(_node_selectors._candidates(pools)) == []
