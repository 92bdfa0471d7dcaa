"""The knapsack against every choice that there is."""

import random
from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from generator.budget import knapsack
from generator.budget.knapsack import MOST_WORK, Item, Limits, _Bound, _Choice, _promising, most_memory

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


@settings(max_examples=300)
@given(ITEMS, LIMITS)
def test_no_choice_has_more(items: list[Item], limits: Limits) -> None:
    found, proven, most, work = most_memory(items, limits)
    assert (most, work <= MOST_WORK) == (memory(items, found), True)
    assert all(0 <= count <= item.number for item, count in zip(items, found, strict=True))
    assert allowed(items, tuple(found), limits)
    assert (memory(items, found), proven) == (best_of_all(items, limits), True)


@given(ITEMS, LIMITS)
def test_a_good_choice_that_is_known_early_hides_no_better_one(items: list[Item], limits: Limits) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(knapsack, "_WIDTHS", (1, 2, 1000))
        assert memory(items, most_memory(items, limits).counts) == best_of_all(items, limits)


@given(ITEMS, LIMITS)
def test_few_choices_at_once_still_give_a_choice_within_the_limits(items: list[Item], limits: Limits) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(knapsack, "_WIDTHS", (1,))
        found, proven, most, _ = most_memory(items, limits)
    assert allowed(items, tuple(found), limits)
    best = best_of_all(items, limits)
    assert memory(items, found) == best if proven else memory(items, found) <= best <= most


@given(ITEMS, LIMITS, st.integers(0, 60))
def test_little_work_gives_a_choice_within_the_limits_and_a_bound(items: list[Item], limits: Limits, work: int) -> None:
    found = most_memory(items, limits, work)
    assert allowed(items, tuple(found.counts), limits)
    assert found.work <= work
    best = best_of_all(items, limits)
    least = best if found.proven else 0
    assert least <= memory(items, found.counts) <= best <= found.most


HUGE = {
    "as much for each unit": ([Item(100 * one, one, 1000) for one in range(1, 17)], Limits(256, 2048)),
    "nearly as much": ([Item(100 * one + one * 7 % 5, one, 1000) for one in range(1, 17)], Limits(256, 2048)),
    "larger devices": ([Item(100 * one + one * 7 % 5, one, 1000) for one in range(1, 17)], Limits(1024, 8192)),
    "a hundred kinds": ([Item(one + one * 7 % 5, one, 10**5) for one in range(1, 101)], Limits(1024, 65536)),
    "a thousand kinds": ([Item(one + one * 7 % 5, one, 10**5) for one in range(1, 1001)], Limits(1024, 65536)),
}


@pytest.mark.parametrize("work", [MOST_WORK, 20_000, 300])
@pytest.mark.parametrize("name", HUGE)
def test_no_more_choices_are_looked_at_than_are_allowed(name: str, work: int, monkeypatch: pytest.MonkeyPatch) -> None:
    items, limits = HUGE[name]
    looks: list[int] = []

    def looked_at(slots: int, units: int) -> Limits:
        """Stand for the room that is left, which is made once for each choice that is looked at."""
        looks.append(units)
        return Limits(slots, units)

    monkeypatch.setattr(knapsack, "Limits", looked_at)
    found = most_memory(items, limits, work)
    assert len(looks) <= found.work <= work
    assert allowed(items, tuple(found.counts), limits)
    assert memory(items, found.counts) <= found.most
    assert found.proven is (memory(items, found.counts) == found.most)


def test_where_all_bring_as_much_for_a_unit_the_slots_go_to_the_heaviest() -> None:
    """All units at 100 MiB each are the most there can be: 128 things of 16 units."""
    items, limits = HUGE["as much for each unit"]
    assert most_memory(items, limits) == ([0] * 15 + [128], True, 204800, 0)


def hard(number: int) -> tuple[list[Item], Limits]:
    """Return a case in which each unit brings nearly as much memory, so that what gains most first is seldom best."""
    chance = random.Random(number)  # noqa: S311 - the same cases each time are the point
    units = [chance.randint(2, 9) for _ in range(5)]
    items = [Item(10 * one + chance.randint(0, 6), one, chance.randint(1, 4)) for one in units]
    return items, Limits(chance.randint(3, 9), chance.randint(12, 40))


@pytest.mark.parametrize("widths", [(64, 1024), (1, 2, 1000)])
def test_hard_cases(widths: tuple[int, ...], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(knapsack, "_WIDTHS", widths)
    for number in range(150):
        items, limits = hard(number)
        found, proven, _, _ = most_memory(items, limits)
        assert allowed(items, tuple(found), limits)
        assert (memory(items, found), proven) == (best_of_all(items, limits), True), (items, limits)


def test_of_too_many_choices_the_best_is_not_proven(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(knapsack, "_WIDTHS", (1,))
    found = [(most_memory(*hard(number)), best_of_all(*hard(number)), hard(number)[0]) for number in range(150)]
    missed = [one for one, best, items in found if memory(items, one.counts) < best]
    assert missed
    assert not any(one.proven for one in missed)
    assert any(one.proven for one, _, _ in found)


def test_the_most_promising_choices_are_followed() -> None:
    """With a bound of 10 for each unit left: 3 + 50, 40 + 10, 7 + 20 and 0 + 40."""
    choices = {Limits(1, units): _Choice(memory, ()) for units, memory in ((5, 3), (1, 40), (2, 7), (4, 0))}
    bound = _Bound(10, (0, 0), 0, last=False)
    assert [choice.memory for choice in _promising(choices, bound, 2).values()] == [3, 40]
    assert _promising(choices, bound, 4) == choices


def test_twice_as_many_things_of_unlike_units_are_weighed_in_less_than_a_thousand_choices() -> None:
    """Sixteen units on each of eight cards, five kinds of pods: all choices would be millions."""
    items = [Item(1024 * memory, units, 9) for memory, units in ((3, 2), (7, 5), (11, 7), (13, 9), (2, 1))]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(knapsack, "_WIDTHS", (1000,))
        few = memory(items, most_memory(items, Limits(16, 64)).counts)
        patch.setattr(knapsack, "_WIDTHS", (10**6,))
        assert few == memory(items, most_memory(items, Limits(16, 64)).counts)


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
    assert most_memory(items, limits)[:2] == (counts, True)
