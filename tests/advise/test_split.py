"""The split is the best there is: compared with trying everything, on every family."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from generator.advise.baselines import all_baselines
from generator.advise.cuts import LAYOUTS, MOVED, SERVED, STRANDED, UNCUT, USED, Task
from generator.advise.devices import mig_devices, mig_layouts
from generator.advise.request import Fleet, Standing, Workload
from generator.advise.split import Split, best_split, needs_of, whole_cards_only
from generator.facts.mig import all_mig_families
from generator.model.mig import Basis, MigFamily, MigLayout
from tests.advise.sample import best_by_hand, fits_on_mig, fleet, gpu, gpu_of_family, isolated

MANY = 10
FAMILIES = [family for family in all_mig_families() if family.basis is not Basis.UNKNOWN]
SECONDS = 60.0
Demand = list[tuple[int, int, int]]
"""Index of a device whose memory is wanted, least compute slices beyond its own or fewer, and pods."""

demands = st.lists(st.tuples(st.integers(0, 5), st.integers(1, 4), st.integers(1, 6)), min_size=1, max_size=4)


def workloads(family: MigFamily, demand: Demand) -> tuple[Workload, ...]:
    """Workloads that some MIG device of the family does for."""
    devices = mig_devices(family)
    found = []
    for number, (index, slices, pods) in enumerate(demand):
        device = devices[index % len(devices)]
        found.append(isolated(f"w{number}", pods, device.memory_mib, min(slices, device.compute_slices)))
    return tuple(found)


def split(fleets: tuple[Fleet, ...], wanted: tuple[Workload, ...], standing: tuple[Standing, ...] = ()) -> Split:
    needs, places = needs_of(fleets, wanted)
    return best_split(Task(fleets, needs, standing), wanted, places, SECONDS)


def handed_out_rightly(found: Split, fleets: tuple[Fleet, ...]) -> bool:
    """Nobody has a device twice or one that is too small, and no more devices are given than are cut."""
    offered: dict[tuple[int, str], int] = {}
    for cut in found.cuts:
        for name, count in cut.layout.counts or (("whole card", 1),):
            offered[cut.fleet, name] = offered.get((cut.fleet, name), 0) + count * cut.cards
    for one in found.given:
        offered[one.fleet, one.device] -= one.pods
    cards = [sum(cut.cards for cut in found.cuts if cut.fleet == number) for number in range(len(fleets))]
    return min(offered.values(), default=0) >= 0 and all(n <= f.cards for n, f in zip(cards, fleets, strict=True))


@pytest.mark.parametrize("family", FAMILIES, ids=[family.id for family in FAMILIES])
@settings(max_examples=5)
@given(demand=demands, cards=st.integers(1, 3))
def test_it_is_what_trying_everything_finds(family: MigFamily, demand: Demand, cards: int) -> None:
    # Three cards of 28 layouts each are 4,495 ways to cut them, which takes seconds and shows nothing more.
    cards = cards if len(mig_layouts(family)) < MANY else min(cards, 2)
    fleets = (Fleet(gpu_of_family(family)._replace(mig_family=family.id), cards, 1),)
    wanted = workloads(family, demand)
    needs, _ = needs_of(fleets, wanted)
    found = split(fleets, wanted)
    pods = sum(one.pods for one in wanted)
    score = (pods + found.value(SERVED), found.value(USED), found.value(LAYOUTS), found.value(STRANDED))
    assert score == best_by_hand(family, needs, cards)
    assert all(level.proven for level in found.levels)
    assert handed_out_rightly(found, fleets)
    assert sum(one.pods for one in found.given) == -found.value(SERVED)
    assert all(one.device in fits_on_mig(family, one.workload) for one in found.given)


@settings(max_examples=25)
@given(demand=st.lists(st.tuples(st.integers(0, 5), st.integers(1, 4), st.integers(1, 40)), min_size=1, max_size=8))
def test_no_heuristic_takes_fewer_cards(demand: Demand) -> None:
    for family in (FAMILIES[1], FAMILIES[2], FAMILIES[-1]):
        fleets = (Fleet(gpu_of_family(family), 8, 100),)
        wanted = workloads(family, demand)
        needs, _ = needs_of(fleets, wanted)
        found = split(fleets, wanted)
        assert found.value(SERVED) == -sum(one.pods for one in wanted)
        assert found.value(USED) <= min(all_baselines(family, needs).values())


def test_two_models_share_the_work() -> None:
    # Three of 38 GiB: two on one A100 80GB and the third on the other, since no device of an A30 holds it.
    fleets = (fleet("A30", 2), fleet("A100-SXM4-80GB", 2))
    found = split(fleets, (isolated("large", 3, 38 * 1024), isolated("small", 8, 5 * 1024)))
    assert found.value(SERVED) == -11
    assert {one.fleet for one in found.given if one.workload.name == "large"} == {1}
    assert handed_out_rightly(found, fleets)


def test_what_is_larger_than_any_device_gets_a_card_without_mig() -> None:
    fleets = (fleet("A30", 2),)
    found = split(fleets, (isolated("huge", 1, 24000), isolated("small", 4, 5000)))
    assert {(cut.layout, cut.cards) for cut in found.cuts} == {(UNCUT, 1), (MigLayout.of({"1g.6gb": 4}), 1)}
    assert handed_out_rightly(found, fleets)


SEVENTHS, HALVES = MigLayout.of({"1g.10gb": 7}), MigLayout.of({"3g.40gb": 2})


def standing(*cards: tuple[MigLayout, int]) -> tuple[Standing, ...]:
    return tuple(Standing(0, layout, number) for layout, number in cards)


def test_cards_that_do_stay_as_they_are() -> None:
    fleets = (fleet("A100-SXM4-80GB", 8),)
    found = split(fleets, (isolated("small", 10, 9000),), standing((SEVENTHS, 2), (UNCUT, 6)))
    assert found.value(MOVED) == 0
    assert {(cut.before, cut.layout) for cut in found.cuts} == {(SEVENTHS, SEVENTHS), (UNCUT, UNCUT)}


def test_as_few_cards_as_possible_are_cut_anew() -> None:
    # 14 small ones have two cards. Of the seven large ones two have halves and three the cards that are whole; the
    # last two take one of the cards whose sevenths nobody needs.
    fleets = (fleet("A100-SXM4-80GB", 8),)
    wanted = (isolated("small", 14, 9000), isolated("large", 7, 38 * 1024))
    found = split(fleets, wanted, standing((SEVENTHS, 4), (HALVES, 1), (UNCUT, 3)))
    assert (found.value(SERVED), found.value(MOVED)) == (-21, 1)
    (moved,) = [cut for cut in found.cuts if cut.before != cut.layout]
    assert (moved.cards, moved.before) == (1, SEVENTHS)
    assert moved.layout.count_of("3g.40gb") + moved.layout.count_of("4g.40gb") == 2
    assert sum(cut.cards for cut in found.cuts) == 8


@settings(max_examples=15)
@given(demand=demands, sevenths=st.integers(0, 2), halves=st.integers(0, 1))
def test_the_present_state_costs_no_demand(demand: Demand, sevenths: int, halves: int) -> None:
    family = FAMILIES[1]
    fleets = (Fleet(gpu("A100-SXM4-80GB"), 3, 1),)
    wanted = workloads(family, demand)
    state = standing((SEVENTHS, sevenths), (HALVES, halves), (UNCUT, 3 - sevenths - halves))
    found = split(fleets, wanted, tuple(one for one in state if one.cards))
    assert found.value(SERVED) == split(fleets, wanted).value(SERVED)
    assert handed_out_rightly(found, fleets)


def test_without_time_there_is_an_answer_and_no_proof() -> None:
    fleets = (fleet("A100-SXM4-80GB", 8),)
    wanted = (isolated("small", 10, 9000),)
    needs, places = needs_of(fleets, wanted)
    found = best_split(Task(fleets, needs), wanted, places, 0.0)
    assert handed_out_rightly(found, fleets)
    assert not all(level.proven for level in found.levels)
    assert all(level.bound <= level.value for level in found.levels)
    assert found.levels[0].bound >= -10


def test_the_same_request_has_the_same_answer() -> None:
    fleets = (fleet("A100-SXM4-80GB", 64), fleet("H100-SXM5-80GB", 64))
    wanted = tuple(isolated(f"w{n}", 7 + n, 3000 * (n + 1), 1 + n % 3) for n in range(20))
    assert split(fleets, wanted) == split(fleets, wanted)


def test_cards_without_mig_take_no_solver() -> None:
    fleets = (fleet("RTX 4090", 2), fleet("L40S", 1))
    wanted = (isolated("small", 2, 20000), isolated("large", 1, 40000))
    needs, places = needs_of(fleets, wanted)
    found = whole_cards_only(Task(fleets, needs), wanted, places)
    assert {(one.workload.name, one.fleet, one.pods) for one in found.given} == {("small", 0, 2), ("large", 1, 1)}
    assert handed_out_rightly(found, fleets)
