"""The knapsack against every choice that there is."""

from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from generator.budget import knapsack
from generator.budget.knapsack import Item, Limits, most_memory

ITEMS = st.lists(st.builds(Item, st.integers(0, 60), st.integers(1, 6), st.integers(1, 4)), min_size=1, max_size=5)
LIMITS = st.builds(Limits, st.integers(1, 9), st.integers(1, 30))


def memory(items: list[Item], counts: list[int]) -> int:
    return sum(item.memory * count for item, count in zip(items, counts, strict=True))


def allowed(items: list[Item], counts: tuple[int, ...], limits: Limits) -> bool:
    units = sum(item.units * count for item, count in zip(items, counts, strict=True))
    return sum(counts) <= limits.slots and units <= limits.units


def best_of_all(items: list[Item], limits: Limits) -> int:
    choices = product(*(range(item.number + 1) for item in items))
    return max(memory(items, list(one)) for one in choices if allowed(items, one, limits))


@settings(max_examples=300, deadline=None)
@given(ITEMS, LIMITS)
def test_no_choice_has_more(items: list[Item], limits: Limits) -> None:
    found = most_memory(items, limits)
    assert all(0 <= count <= item.number for item, count in zip(items, found, strict=True))
    assert allowed(items, tuple(found), limits)
    assert memory(items, found) == best_of_all(items, limits)


@settings(deadline=None)
@given(ITEMS, LIMITS)
def test_a_good_choice_that_is_known_early_hides_no_better_one(items: list[Item], limits: Limits) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(knapsack, "_WIDTHS", (1, 2, 1000))
        assert memory(items, most_memory(items, limits)) == best_of_all(items, limits)


@settings(deadline=None)
@given(ITEMS, LIMITS)
def test_few_choices_at_once_still_give_a_choice_within_the_limits(items: list[Item], limits: Limits) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(knapsack, "_WIDTHS", (1,))
        found = most_memory(items, limits)
    assert allowed(items, tuple(found), limits)
    assert memory(items, found) <= best_of_all(items, limits)


@pytest.mark.parametrize(
    ("items", "limits", "counts"),
    [
        # One thing of 3 units for 10, or three of 1 unit for 4 each.
        ([Item(10, 3, 1), Item(4, 1, 3)], Limits(3, 3), [0, 3]),
        ([Item(10, 3, 1), Item(4, 1, 3)], Limits(2, 3), [1, 0]),
        # 5 + 4 + 4 units for 9 each; what gains most for each unit comes first and the rest is used up.
        ([Item(9, 5, 4), Item(9, 4, 2), Item(4, 5, 3)], Limits(5, 13), [1, 2, 0]),
        ([Item(7, 9, 1)], Limits(1, 8), [0]),
    ],
)
def test_choices_made_by_hand(items: list[Item], limits: Limits, counts: list[int]) -> None:
    assert most_memory(items, limits) == counts
