"""The rules of thumb: who gets which mode, and why."""

import pytest

from generator.advise import advise as module
from generator.advise import rules
from generator.advise.advise import Advice, advise
from generator.advise.codes import NOT_PLACED, SOLVER_MISSING
from generator.model.finding import Finding
from generator.model.plan import Mode
from tests.advise.requests import SECONDS, advised, decoded, laid_over


def modes(advice: Advice) -> list[tuple[str, Mode, int]]:
    return [(pool.name, pool.mode, pool.replicas) for pool in advice.pools]


def work(*entries: str) -> str:
    return "workloads:\n" + "".join(f"- {{{entry}}}\n" for entry in entries)


CHAT = "name: chat, count: 2, memory: 7GiB, isolation: trusted"
ONE = "gpus: [{model: RTX 3090, nodes: 1}]\n"


@pytest.mark.parametrize(
    ("sections", "mode", "replicas", "reason"),
    [
        (ONE + work(CHAT), Mode.MPS, 2, rules.MPS_FOR_EQUAL_SHARES),
        # 16 GiB are more than half of 24.
        (ONE + work(CHAT.replace("2", "1"), "name: big, memory: 16GiB, isolation: trusted"), Mode.TIME_SLICING, 2,
         rules.SLICES_FOR_UNEQUAL),
        (ONE + work(f"{CHAT}, tenant: a", "name: b, memory: 2GiB, isolation: trusted, tenant: b"), Mode.TIME_SLICING, 3,
         rules.SLICES_FOR_TENANTS),
        ("gpus: [{model: GTX 1080 Ti, nodes: 1}]\n" + work("name: a, count: 2, memory: 2GiB, isolation: trusted"),
         Mode.TIME_SLICING, 2, rules.SLICES_OF_OLD_CARDS),
        # A V100 takes 16 clients of the plugin's daemon.
        ("gpus: [{model: V100-SXM2-32GB, nodes: 1}]\n" + work("name: a, count: 17, memory: 1GiB, isolation: trusted"),
         Mode.TIME_SLICING, 17, rules.SLICES_OF_MANY),
        # CUDA past the daemon fails under MPS.
        (ONE + work(CHAT, "name: plex, memory: 2GiB, unaccounted: true"), Mode.TIME_SLICING, 2,
         rules.SLICES_BESIDE_PAST),
        ("gpus: [{model: A30, nodes: 1}]\n"
         + work("name: a, memory: 2GiB, isolation: untrusted", "name: plex, memory: 2GiB, unaccounted: true"),
         Mode.EXCLUSIVE, 1, rules.ISOLATED_BESIDE_PAST),
        (ONE + work("name: a, memory: 2GiB, isolation: trusted"), Mode.EXCLUSIVE, 1, rules.NOT_SHARED),
        (ONE + work("name: a, memory: 2GiB, isolation: untrusted"), Mode.EXCLUSIVE, 1, rules.ISOLATED_WITHOUT_MIG),
        (ONE + work("name: a, memory: 2GiB, isolation: latency-bound"), Mode.EXCLUSIVE, 1, rules.ISOLATED_WITHOUT_MIG),
        ("gpus: [{model: A30, nodes: 1}]\n" + work("name: a, memory: 2GiB, isolation: untrusted"), Mode.MIG, 1,
         rules.ISOLATED_ON_MIG),
        ("gpus: [{model: A30, nodes: 1}]\n" + work("name: a, memory: 2GiB, isolation: latency-bound"), Mode.MIG, 1,
         rules.ISOLATED_ON_MIG),
        ("gpus: [{model: A30, nodes: 1}]\n" + work("name: a, memory: 23.5GiB, isolation: untrusted"),
         Mode.EXCLUSIVE, 1,
         rules.LARGER_THAN_A_DEVICE),
    ],
)  # fmt: skip
def test_one_pool(sections: str, mode: Mode, replicas: int, reason: rules.Reason) -> None:
    (pool,) = advised(sections).pools
    assert (pool.mode, pool.replicas, pool.reason) == (mode, replicas, reason)


def test_more_tenants_than_a_card_has_devices_get_slices_on_mig() -> None:
    entries = [f"name: w{n}, memory: 4GiB, isolation: trusted, tenant: t{n}" for n in range(8)]
    (pool,) = advised("gpus: [{model: A100-SXM4-80GB, nodes: 1}]\n" + work(*entries)).pools
    assert (pool.mode, pool.replicas, pool.reason) == (Mode.MIG_TIME_SLICING, 2, rules.SLICES_ON_MIG)


def test_beside_mig_pods_take_turns() -> None:
    advice = advised(
        "gpus: [{model: A30, count: 1, nodes: 3}]\n" + work("name: a, memory: 2GiB, isolation: untrusted", CHAT)
    )
    assert modes(advice) == [
        ("mig", Mode.MIG, 1),
        ("shared", Mode.TIME_SLICING, 2),
        ("free", Mode.EXCLUSIVE, 1),
    ]
    assert advice.pools[1].reason == rules.SLICES_BESIDE_MIG


def test_in_a_second_pool_the_mps_daemon_would_miss_its_label() -> None:
    advice = advised("gpus: [{model: RTX 3090, nodes: 2}]\n" + work(CHAT))
    assert [pool.reason for pool in advice.pools] == [rules.SLICES_BESIDE_OTHERS, rules.LEFT_WHOLE]


def test_of_a_budget_only_what_is_needed_is_taken() -> None:
    advice = advised("gpus: [{model: RTX 3090, nodes: {max: 9}}]\n" + work(CHAT))
    assert [(pool.name, pool.nodes) for pool in advice.pools] == [("shared", 1)]


def test_what_does_not_fit_is_told_and_the_rest_is_placed() -> None:
    advice = advised("gpus: [{model: A30, nodes: 1}]\n" + work("name: a, count: 5, memory: 5GiB, isolation: untrusted"))
    assert [(one.workload.name, one.pods) for one in advice.unplaced] == [("a", 1)]
    assert [(one.code, one.at) for one in advice.findings] == [(NOT_PLACED.code, ("workloads", 0))]
    assert sum(one.pods for one in advice.split.given) == 4


@pytest.mark.parametrize(
    ("sections", "reason"),
    [
        # 7 and 18 GiB are more than 24.
        (ONE + work("name: a, memory: 7GiB, isolation: trusted", "name: b, memory: 18GiB, isolation: trusted"),
         rules.NO_TWO_FIT),
        # One of a would fit beside b, but all twenty do not fit, and the second card is enough for three of them.
        (ONE.replace("1}", "2}") + work("name: a, count: 20, memory: 7GiB, isolation: trusted",
                                        "name: b, memory: 6GiB, isolation: trusted"),
         rules.TOO_FEW),
        # What no card of the fleet holds would not be there either way.
        (ONE.replace("}]", "}, {model: L40S, nodes: 1}]")
         + work("name: a, count: 2, memory: 40GiB, isolation: trusted", "name: b, memory: 6GiB, isolation: trusted"),
         rules.NOT_SHARED),
    ],
)  # fmt: skip
def test_who_has_a_device_to_itself_while_others_are_left_out(sections: str, reason: rules.Reason) -> None:
    advice = advised(sections)
    assert advice.unplaced
    assert next(pool.reason for pool in advice.pools if pool.name.endswith("single")) == reason


def test_what_is_taken_past_the_plugin_is_missing_on_each_card() -> None:
    # Two of 11 GiB fit on 24084 MiB, and no longer when 2 GiB of them are taken.
    chat = "name: a, count: 2, memory: 11GiB, isolation: trusted"
    assert advised(ONE + work(chat)).unplaced == ()
    advice = advised(ONE + work(chat, "name: plex, count: 2, memory: 1GiB, unaccounted: true"))
    assert [(one.workload.name, one.pods) for one in advice.unplaced] == [("a", 1)]
    assert advice.findings[0].at == ("workloads", 0)


def test_cards_that_nothing_reaches_past_the_plugin_are_cut_as_before() -> None:
    advice = advised(
        "gpus: [{model: RTX 3090, nodes: 1}, {model: A30, nodes: 1}]\n"
        + work("name: a, count: 2, memory: 5GiB, isolation: untrusted",
               "name: plex, memory: 20GiB, unaccounted: true, model: RTX 3090")
    )  # fmt: skip
    assert Mode.MIG in {pool.mode for pool in advice.pools}
    assert [one.code for one in advice.findings] == []


def test_isolated_workloads_come_first() -> None:
    advice = advised(
        ONE + work("name: first, memory: 1GiB, isolation: trusted", "name: a, memory: 9GiB, isolation: untrusted")
    )
    assert [one.workload.name for one in advice.unplaced] == ["first"]


def test_the_runner_up_is_named_with_what_it_costs() -> None:
    cards = "gpus: [{model: A100-SXM4-80GB, count: 8, nodes: 1}]\n"
    (other,) = advised(cards + work("name: a, count: 4, memory: 38GiB, isolation: untrusted")).runners_up
    # Two cards hold four, and so do the heuristics.
    assert (other.name, other.lost.startswith("it takes 2 cards too")) == ("first-fit", True)
    (other,) = advised(ONE + work(CHAT)).runners_up
    assert other.name == "time-slicing"


def test_cards_stay_cut_as_they_are_where_that_does() -> None:
    advice = advised(
        "gpus: [{model: A100-SXM4-80GB, count: 8, nodes: 1}]\n"
        "current:\n- {model: A100-SXM4-80GB, count: 2, migDevices: {1g.10gb: 7}}\n"
        + work(
            "name: a, count: 9, memory: 9GiB, isolation: untrusted",
            "name: b, count: 6, memory: 40GiB, isolation: trusted",
        )
    )
    assert [cut.cards for cut in advice.split.cuts if cut.before != cut.layout] == []
    assert modes(advice) == [("mig", Mode.MIG, 1)]
    assert advice.unplaced == ()


def test_a_card_that_sharers_need_is_made_whole() -> None:
    advice = advised(
        "gpus: [{model: A30, count: 2, nodes: 1}]\n"
        "current:\n- {model: A30, count: 2, migDevices: {1g.6gb: 4}}\n"
        + work(
            "name: a, count: 2, memory: 5GiB, isolation: untrusted",
            "name: b, count: 2, memory: 11GiB, isolation: trusted",
        )
    )
    assert advice.unplaced == ()
    (moved,) = [cut for cut in advice.split.cuts if cut.before != cut.layout]
    assert (moved.cards, moved.layout.counts) == (1, ())


def test_without_the_solver_it_says_how_to_get_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "solver_is_there", lambda: False)
    request = decoded(laid_over("")).request
    assert request is not None
    found = advise(request, SECONDS)
    assert isinstance(found, Finding)
    assert (found.code, "pip install" in found.fix) == (SOLVER_MISSING.code, True)
    assert advised(ONE + work(CHAT)).unplaced == (), "sharing needs no solver"
