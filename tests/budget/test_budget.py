"""Budgets of each way of sharing, computed by hand.

An L4 has 23034 MiB, of which 461 (2 %, rounded up) are the driver's; a context on Ada Lovelace is taken to be 457 MiB.
An RTX 3090 has 24576 MiB, 492 of them the driver's; a context on Ampere takes 338 MiB.
"""

from typing import NamedTuple

import pytest

from generator.budget import DeviceBudget, budgets, reckoned, worst
from generator.budget.budget import UnitCount, fits
from generator.budget.cures import process_limit_mib, without
from generator.budget.knapsack import Packed
from generator.budget.text import arithmetic
from generator.resolve import resolve
from tests.support.profiles import decoded, laid_over

L4_MIB = 23034 - 461
SHARED = "gpus: [{model: L4}], timeSlicing: {replicas: 4, failRequestsGreaterThanOne: false}"


def found(pools: str, workloads: str) -> tuple[DeviceBudget, ...]:
    text = f"pools: [{pools}]\nworkloads: [{workloads}]\n"
    return budgets(resolve(decoded(laid_over(text if workloads else f"pools: [{pools}]\n"))).plan)


def only(pool: str, *workloads: str) -> DeviceBudget:
    named = (f"{{name: w{index}, namespace: n, {one}}}" for index, one in enumerate(workloads))
    (budget,) = found(f"{{name: p, nodes: {{names: [a, b]}}, {pool}}}", ", ".join(named))
    return budget


def met(budget: DeviceBudget) -> list[tuple[str, int]]:
    return [(one.claim.workload.name, one.pods) for one in budget.worst]


class Case(NamedTuple):
    """A pool, its workloads, who meets at worst, and how much more than there is they want."""

    pool: str
    workloads: tuple[str, ...]
    worst: list[tuple[str, int]]
    over_mib: int


CASES = {
    "time-slicing: the four heaviest of six pods": Case(
        SHARED,
        ("memory: 4GiB, replicas: 2", "memory: 6GiB, replicas: 3", "memory: 5GiB"),
        [("w1", 3), ("w2", 1)],
        3 * 6144 + 5120 - L4_MIB,
    ),
    "time-slicing: all processes of a pod": Case(
        SHARED, ("memory: 2GiB, processes: 3, replicas: 2",), [("w0", 2)], 12288 - L4_MIB
    ),
    "time-slicing: a context for each process that leaves it out": Case(
        SHARED, ("allocates: 2GiB, processes: 3",), [("w0", 1)], 3 * (2048 + 457) - L4_MIB
    ),
    "time-slicing: two units of a pod leave two for others": Case(
        SHARED, ("memory: 6GiB, units: 2, replicas: 4", "memory: 5GiB, replicas: 4"), [("w1", 4)], 20480 - L4_MIB
    ),
    "time-slicing: on two cards the second units lie elsewhere": Case(
        SHARED.replace("L4}", "L4, count: 2}"),
        ("memory: 6GiB, units: 2, replicas: 4", "memory: 5GiB, replicas: 4"),
        [("w0", 4)],
        4 * 6144 - L4_MIB,
    ),
    "time-slicing: three units of eight and five single ones": Case(
        SHARED.replace("L4}", "L4, count: 2}"),
        ("memory: 9GiB, units: 3, replicas: 4", "memory: 1GiB, replicas: 9"),
        [("w0", 2), ("w1", 2)],
        2 * 9216 + 2 * 1024 - L4_MIB,
    ),
    "time-slicing: a pod of more units than a node has comes nowhere": Case(
        SHARED, ("memory: 9GiB, units: 5", "memory: 1GiB"), [("w1", 1)], 1024 - L4_MIB
    ),
    "time-slicing: what is reserved is nobody's": Case(
        "gpus: [{model: L4, reservedMemory: 2GiB}], timeSlicing: {replicas: 2}",
        ("memory: 4GiB",),
        [("w0", 1)],
        4096 - (L4_MIB - 2048),
    ),
    "MPS: clients of pods with several processes come to more than the card": Case(
        "gpus: [{model: L4}], mps: {replicas: 4}",
        ("memory: 5GiB, processes: 2, replicas: 3",),
        [("w0", 3)],
        30720 - L4_MIB,
    ),
    "exclusive: one pod, and of its processes those on one card": Case(
        "gpus: [{model: L4, count: 4}]",
        ("memory: 3GiB, processes: 5, units: 2, replicas: 2", "memory: 8GiB"),
        [("w0", 1)],
        3 * 3072 - L4_MIB,
    ),
    "exclusive: of equally heavy pods the first": Case(
        "gpus: [{model: L4}]", ("memory: 8GiB", "memory: 8GiB"), [("w0", 1)], 8192 - L4_MIB
    ),
    "MIG: one pod on an instance of 9856 MiB, 13 of them used": Case(
        "gpus: [{model: A100-SXM4-80GB}], mig: all-1g.10gb",
        ("memory: 9GiB, replicas: 7", "allocates: 9600MiB"),
        [("w1", 1)],
        9600 + 338 - (9856 - 13),
    ),
    "MIG and time-slicing: as many pods as an instance has units": Case(
        "gpus: [{model: A100-SXM4-80GB}], mig: all-1g.10gb, timeSlicing: {replicas: 3}",
        ("memory: 3GiB, replicas: 4",),
        [("w0", 3)],
        9216 - (9856 - 13),
    ),
    "nobody": Case(SHARED, (), [], -L4_MIB),
}


@pytest.mark.parametrize("case", CASES.values(), ids=CASES)
def test_worst_sets(case: Case) -> None:
    budget = only(case.pool, *case.workloads)
    assert (met(budget), budget.over_mib) == (case.worst, case.over_mib)


def test_who_comes_past_the_plugin_is_on_every_card_at_once() -> None:
    past = "{name: plex, namespace: media, pool: p, unaccounted: true, allocates: 1GiB, processes: 2, replicas: 2}"
    (budget,) = found(f"{{name: p, {SHARED}}}", f"{past}, {{name: w, namespace: n, memory: 20GiB}}")
    assert [(one.claim.name, one.pods) for one in budget.unaccounted] == [("media/plex", 2)]
    assert budget.unaccounted_mib == 2 * 2 * (1024 + 457)
    assert budget.need_mib == 20480 + 5924
    assert met(budget) == [("w", 1)]


def test_two_models_in_a_node_have_a_budget_each_with_their_own_contexts() -> None:
    pool = "{name: p, gpus: [{model: RTX 3090, count: 2}, {model: L4}], timeSlicing: {replicas: 2}}"
    first, second = found(pool, "{name: w, namespace: n, allocates: 8GiB, replicas: 4}")
    assert [(one.part, one.device.memory.usable_mib) for one in (first, second)] == [
        ("GeForce RTX 3090", 24576 - 492),
        ("L4", L4_MIB),
    ]
    assert [one.need_mib for one in (first, second)] == [2 * (8192 + 338), 2 * (8192 + 457)]
    assert first.node_devices == second.node_devices == 3


def test_a_fallback_brings_pods_along_and_asks_for_no_unit_of_that_pool() -> None:
    pools = ", ".join(f"{{name: p{index}, nodes: {{names: [n{index}]}}, {SHARED}}}" for index in range(2))
    one = "{name: w, namespace: n, pool: p0, memory: 3GiB, replicas: 3, fallback: [p1]}"
    first, second = found(pools, f"{one}, {{name: x, namespace: n, pool: p1, memory: 2GiB}}")
    assert (met(first), met(second)) == ([("w", 3)], [("x", 1), ("w", 3)])
    assert (first.units, second.units) == (UnitCount(3, 0, 4, 4), UnitCount(1, 3, 4, 4))


def test_resources_of_one_pool_are_counted_apart() -> None:
    pool = "{name: p, gpus: [{model: A100-SXM4-80GB}], mig: [{migDevices: {3g.40gb: 1, 1g.10gb: 3}}]}"
    large, small = found(pool, "{name: w, namespace: n, memory: 30GiB}, {name: x, namespace: n, memory: 6GiB}")
    assert [(one.part, met(one), one.over_mib) for one in (large, small)] == [
        ("3g.40gb", [("w", 1)], 30720 - (40192 - 13)),
        ("1g.10gb", [("x", 1)], 6144 - (9856 - 13)),
    ]


@pytest.mark.parametrize(
    ("nodes", "there"),
    [
        ("names: [a, b]", 8),
        ("count: 3", 12),
        ("count: {min: 1, max: 2}", 8),
        ("nodeSelector: {a: b}", None),
    ],
)
def test_units_are_those_of_all_nodes(nodes: str, there: int | None) -> None:
    (budget,) = found(
        f"{{name: p, nodes: {{{nodes}}}, {SHARED}}}", "{name: w, namespace: n, memory: 1GiB, replicas: 3}"
    )
    assert (budget.units.asked, budget.units.there) == (3, there)


@pytest.mark.parametrize(
    ("pool", "workload", "most"),
    [
        (SHARED, "memory: 8GiB, replicas: 4", 2),  # 2 x 8192 <= 22573 < 3 x 8192
        (SHARED, "memory: 2GiB, replicas: 40", 11),  # 11 x 2048 = 22528
        (SHARED, "memory: 2GiB, replicas: 5", None),
        (SHARED, "memory: 12GiB", None),
        (SHARED, "memory: 8GiB, processes: 3, units: 3", 0),  # with 3 replicas all three would be on the card
        ("gpus: [{model: L4}], mps: {replicas: 2}", "memory: 5GiB, replicas: 9", 4),  # 23034 / 4 = 5758, / 5 = 4606
        ("gpus: [{model: L4}], mps: {replicas: 2}", "memory: 400MiB, replicas: 9", 48),
        ("gpus: [{model: L4}], mps: {replicas: 2}", "memory: 11500MiB, processes: 2", 0),
        ("gpus: [{model: L4}]", "memory: 8GiB, replicas: 5", 2),
    ],
)
def test_the_largest_number_of_replicas_that_fits(pool: str, workload: str, most: int | None) -> None:
    assert only(pool, workload).most_replicas == most


def test_the_limit_of_a_process_makes_the_rest_fit_exactly() -> None:
    budget = only(SHARED, "memory: 8GiB, replicas: 2", "allocates: 4GiB, processes: 2")
    # 2 x 8192 + 2 x (4096 + 457) = 25490; 22573 - 16384 = 6189; / 2 = 3094; - 457 = 2637
    assert budget.over_mib == 25490 - L4_MIB
    assert process_limit_mib(budget, budget.claims[1]) == 2637
    # 22573 - 9106 = 13467; / 2 = 6733
    assert process_limit_mib(budget, budget.claims[0]) == 6733


def test_no_limit_helps_where_the_others_are_too_much_already() -> None:
    budget = only(SHARED, "memory: 8GiB, replicas: 3", "memory: 1GiB")
    assert process_limit_mib(budget, budget.claims[1]) is None
    assert process_limit_mib(budget, budget.claims[0]) == (L4_MIB - 1024) // 3


def test_a_budget_without_a_workload_is_that_of_the_others() -> None:
    budget = only(SHARED, "memory: 8GiB, replicas: 3", "memory: 1GiB")
    assert without(budget, (budget.claims[0],)) == only(SHARED, "memory: 8GiB, replicas: 3", "memory: 1GiB")._replace(
        claims=budget.claims[1:], worst=budget.worst[1:], worst_most_mib=1024
    )


def test_who_is_left_takes_units_on_all_devices_of_the_node() -> None:
    """Two cards of four units have room for four pods of two units each that all have one on the first card."""
    budget = only(SHARED.replace("L4}", "L4, count: 2}"), "memory: 3GiB, units: 2, replicas: 4", "memory: 9GiB")
    assert met(budget) == [("w0", 3), ("w1", 1)]
    assert met(without(budget, (budget.claims[1],))) == [("w0", 4)]


def test_the_arithmetic_can_be_checked_line_by_line() -> None:
    pool = "{name: p, gpus: [{model: L4, reservedMemory: 1GiB}], timeSlicing: {replicas: 4}}"
    past = "{name: plex, namespace: media, pool: p, unaccounted: true, memory: 2GiB}"
    one = "{name: chat, namespace: ai, allocates: 4GiB, processes: 2, replicas: 2}"
    (budget,) = found(pool, f"{past}, {one}, {{name: tts, namespace: ai, memory: 3GiB}}")
    assert arithmetic(budget) == (
        "one L4 has 23034 MiB - 1024 MiB reserved - 461 MiB of the driver = 21549 MiB",
        "ai/chat: 2 pods x 2 processes x (4096 MiB + 457 MiB CUDA context) = 18212 MiB",
        "ai/tts: 1 pod x 3072 MiB = 3072 MiB",
        "media/plex: 1 pod x 2048 MiB = 2048 MiB, past the plugin",
        "together 23332 MiB: 1783 MiB too much",
    )


def test_what_is_left_is_said_too() -> None:
    assert arithmetic(only("gpus: [{model: L4}]", "memory: 2GiB"))[-1] == "together 2048 MiB: 20525 MiB left"
    assert arithmetic(only("gpus: [{model: L4}]")) == ("one L4 has 23034 MiB - 461 MiB of the driver = 22573 MiB",)


def test_memory_that_nobody_published_is_estimated_and_said_to_be_about() -> None:
    card = only("gpus: [{model: GH200 144GB}]")
    assert (card.device.memory.total_mib, card.device.memory.estimated) == (144 * 1024, True)
    instance = only("gpus: [{model: B200 SXM 180GB}], mig: all-1g.23gb")
    assert arithmetic(instance) == ("one 1g.23gb has about 20725 MiB - 13 MiB of the driver = 20712 MiB",)


def test_what_is_not_proven_is_said_to_be_at_least() -> None:
    budget = only(SHARED, "memory: 2GiB, replicas: 2")
    usable = budget.device.memory.usable_mib
    short = budget._replace(proven=False, worst_most_mib=usable + 1)
    assert (budget.fits, short.fits, short._replace(worst_most_mib=usable).fits) == (True, False, True)
    assert arithmetic(short)[-1] == "together at least 4096 MiB: at most 18477 MiB left"
    over = only(SHARED, "memory: 12GiB, replicas: 2")._replace(proven=False)
    assert arithmetic(over)[-1] == "together at least 24576 MiB: at least 2003 MiB too much"


def test_a_choice_that_is_not_proven_leaves_the_budget_unproven(monkeypatch: pytest.MonkeyPatch) -> None:
    unproven = Packed([1], proven=False, most=10**6, work=1)
    monkeypatch.setattr(
        worst, "most_memory", lambda items, limits, work: unproven._replace(counts=[1] + [0] * (len(items) - 1))
    )
    pool = SHARED.replace("replicas: 4", "replicas: 3")
    budget = only(pool, "memory: 1GiB, units: 2", "memory: 2GiB, units: 2")
    assert (met(budget), budget.proven, budget.fits) == ([("w0", 1)], False, False)
    assert without(budget, (budget.claims[0],)).proven
    assert fits(budget, 4)
    assert not fits(budget, 3)


def test_the_same_pools_and_workloads_are_reckoned_once() -> None:
    plan = resolve(decoded(laid_over(f"pools: [{{name: p, {SHARED}}}]\nworkloads: []\n"))).plan
    known = budgets(plan)
    assert budgets(plan._replace(description="another")) is known
    (pool,) = plan.pools
    assert budgets(plan._replace(pools=(pool._replace(name="q"),)))[0].pool == "q"
    assert known == reckoned(plan.pools, plan.workloads)
