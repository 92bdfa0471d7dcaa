"""Costs, against sums done by hand and against the law that a card's units cost what the card costs."""

from fractions import Fraction

import pytest

from generator.ledger.money import money, money_range
from generator.ledger.price import TenantPrice, cards_of, tenant_prices, unit_prices
from generator.model.plan import Plan
from tests.ledger.plans import shipped_plans
from tests.support.plans import compile_text, plan_of

A100 = "gpus: [{model: A100-SXM4-80GB, count: 8, pricePerHour: 2.50}]"
GPU = "nvidia.com/gpu"


def units_of(plan: Plan) -> dict[tuple[str, str], Fraction]:
    return {(one.resource, one.device): one.amount for one in unit_prices(plan)}


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        (A100, {(GPU, "A100 SXM4 80GB"): Fraction(5, 2)}),
        # "~33 % of a dedicated GPU", as platforms write, is right as long as all three shares are taken.
        (f"{A100}, timeSlicing: {{replicas: 3}}", {(GPU, "A100 SXM4 80GB"): Fraction(5, 6)}),
        (f"{A100}, mps: {{replicas: 5}}", {(GPU, "A100 SXM4 80GB"): Fraction(1, 2)}),
        # 1/7 of the compute slices, 1/8 of the memory; seven of them are all there is of the card.
        (f"{A100}, mig: all-1g.10gb", {("nvidia.com/mig-1g.10gb", "1g.10gb"): Fraction(5, 14)}),
        # 3/7 of the compute slices but 4/8 of the memory: two are the whole card.
        (f"{A100}, mig: all-3g.40gb", {("nvidia.com/mig-3g.40gb", "3g.40gb"): Fraction(5, 4)}),
        # Three of 2/7 leave 1/7 that nobody has and the three pay.
        (f"{A100}, mig: all-2g.20gb", {("nvidia.com/mig-2g.20gb", "2g.20gb"): Fraction(5, 6)}),
        # Weights 1/2, 2/7 and 2/7 are 15/14 of a card, so 7/15, 4/15 and 4/15 of it are paid.
        (
            f"{A100}, mig: [{{migDevices: {{3g.40gb: 1, 2g.20gb: 2}}}}]",
            {
                ("nvidia.com/mig-3g.40gb", "3g.40gb"): Fraction(7, 6),
                ("nvidia.com/mig-2g.20gb", "2g.20gb"): Fraction(2, 3),
            },
        ),
        # Four shares of time on each of seven devices.
        (
            f"{A100}, mig: all-1g.10gb, timeSlicing: {{replicas: 4}}",
            {("nvidia.com/mig-1g.10gb", "1g.10gb"): Fraction(5, 56)},
        ),
        ("gpus: [{model: L4}]", {}),
        ("gpus: [{model: L4, pricePerHour: 0}]", {(GPU, "L4"): Fraction(0)}),
    ],
)
def test_what_a_unit_costs(body: str, expected: dict[tuple[str, str], Fraction]) -> None:
    assert units_of(plan_of(f"pools: [{{name: a, {body}}}]\n")) == expected


def test_cards_cut_by_index_and_cards_left_whole_have_their_own_prices() -> None:
    mig = "[{devices: [0, 1], migDevices: {1g.10gb: 7}}, {devices: [2], migDevices: {1g.10gb: 4, 3g.40gb: 1}}]"
    plan = plan_of(f"pools: [{{name: a, {A100}, mig: {mig}}}]\n")
    found = [(one.device, one.devices, one.part) for one in unit_prices(plan)]
    # 4 x 1/7 + 1/2 = 15/14
    assert found == [
        ("1g.10gb", 14, Fraction(1, 7)),
        ("3g.40gb", 1, Fraction(7, 15)),
        ("1g.10gb", 4, Fraction(2, 15)),
        ("A100 SXM4 80GB", 5, Fraction(1)),
    ]


def test_equal_devices_of_several_items_are_one_price_and_cards_without_a_price_are_passed_over() -> None:
    mig = "[{devices: [0], migDevices: {1g.10gb: 7}}, {devices: [1, 2], migDevices: {1g.10gb: 7}}]"
    (cut, whole) = unit_prices(plan_of(f"pools: [{{name: a, {A100}, mig: {mig}}}]\n"))
    assert (cut.device, cut.devices, whole.devices) == ("1g.10gb", 21, 5)
    two = "gpus: [{model: L4}, {model: T4, pricePerHour: 1}]"
    assert [one.device for one in unit_prices(plan_of(f"pools: [{{name: a, {two}}}]\n"))] == ["T4"]


@pytest.mark.parametrize("plan", shipped_plans(), ids=lambda plan: plan.cluster)
def test_the_units_of_a_node_cost_what_its_cards_cost(plan: Plan) -> None:
    """With a different price on every card: a part given to the wrong card, or twice, would not add up."""
    number = 0
    for pool in plan.pools:
        gpus = []
        for entry in pool.gpus:
            number += 1
            gpus.append(entry._replace(price_micros=1_000_003 * number))
        priced = pool._replace(gpus=tuple(gpus))
        prices = unit_prices(plan._replace(pools=(priced,)))
        whole = sum(entry.per_node * Fraction(entry.price_micros or 0, 1_000_000) for entry in gpus)
        assert sum(one.amount * one.devices * one.replicas for one in prices) == whole
        assert sum(one.devices for one in prices) == sum(one.devices for one in pool.resources)
        assert sum(cards.number for cards in cards_of(pool)) == sum(entry.per_node for entry in pool.gpus)


TWO = """\
pools:
  - {name: research, nodes: {names: [n-1]}, gpus: [{model: A100-SXM4-80GB, count: 8, pricePerHour: 2.50}],
     timeSlicing: {replicas: 3}}
  - {name: training, nodes: {names: [n-2]}, gpus: [{model: H100-SXM5-80GB, count: 8, pricePerHour: 4}],
     timeSlicing: {replicas: 2}}
  - {name: cut, nodes: {names: [n-3]}, gpus: [{model: A100-SXM4-80GB, count: 8PRICE}], mig: all-1g.10gb}
tenants:
  - {namespace: both, quota: {nvidia.com/gpu: 6, nvidia.com/mig-1g.10gb: 7}}
  - {namespace: nothing, quota: {nvidia.com/gpu: 0}}
  - {namespace: cut, quota: {nvidia.com/mig-1g.10gb: 7}}
"""


def test_a_quota_over_pools_of_different_prices_costs_a_range() -> None:
    both, cut = tenant_prices(plan_of(TWO.replace("PRICE", ", pricePerHour: 1.75")))
    # 6 x 2.50 / 3 = 5 and 6 x 4 / 2 = 12; 7 x 1.75 / 7
    assert (both.namespace, both.low, both.high, both.unpriced) == ("both", 6 + Fraction(3, 4), 13 + Fraction(3, 4), ())
    assert (cut.low, cut.high) == (Fraction(7, 4), Fraction(7, 4))


def test_a_quota_on_cards_without_a_price_is_left_out_and_named() -> None:
    (both, cut) = tenant_prices(plan_of(TWO.replace("PRICE", "")))
    assert both == TenantPrice("both", both.quotas, ("nvidia.com/mig-1g.10gb",))
    assert (both.low, both.high) == (Fraction(5), Fraction(12))
    assert cut == TenantPrice("cut", (), ("nvidia.com/mig-1g.10gb",))


def test_one_card_without_a_price_behind_a_name_leaves_the_name_without_one() -> None:
    found = tenant_prices(plan_of(TWO.replace(", pricePerHour: 4", "").replace("PRICE", "")))
    assert [(one.quotas, one.unpriced) for one in found] == [
        ((), ("nvidia.com/gpu", "nvidia.com/mig-1g.10gb")),
        ((), ("nvidia.com/mig-1g.10gb",)),
    ]


@pytest.mark.parametrize(
    ("quota", "nodes", "low", "high"),
    [
        # One L4 at 1 and eight L40S at 10: the ninth unit is the L4 whichever comes first.
        (9, "{names: [n-2]}", 81, 81),
        (8, "{names: [n-2]}", 71, 80),
        (1, "{names: [n-2]}", 1, 10),
        # Nobody has more than there is.
        (20, "{names: [n-2]}", 81, 81),
        # Nobody says how many nodes: dear units do not run out.
        (20, "{nodeSelector: {gpu: l40s}}", 191, 200),
    ],
)
def test_no_more_units_are_cheap_or_dear_than_there_are(quota: int, nodes: str, low: int, high: int) -> None:
    pools = (
        "pools: [{name: a, nodes: {names: [n-1]}, gpus: [{model: L4, pricePerHour: 1}]}, "
        f"{{name: b, nodes: {nodes}, gpus: [{{model: L40S, count: 8, pricePerHour: 10}}]}}]\n"
    )
    compiled = compile_text(f"{pools}tenants: [{{namespace: x, quota: {{{GPU}: {quota}}}}}]\n")
    assert compiled.plan is not None
    (found,) = tenant_prices(compiled.plan)
    assert (found.low, found.high) == (Fraction(low), Fraction(high))


def test_where_no_price_is_said_nothing_is() -> None:
    plan = plan_of("pools: [{name: a, gpus: [{model: L4}]}]\ntenants: [{namespace: x, quota: {nvidia.com/gpu: 1}}]\n")
    assert (unit_prices(plan), tenant_prices(plan)) == ((), ())


@pytest.mark.parametrize(
    ("amount", "text"),
    [
        (Fraction(5, 2), "2.50 EUR"),
        (Fraction(40), "40.00 EUR"),
        (Fraction(5, 8), "0.625 EUR"),
        (Fraction(1, 1_000_000), "0.000001 EUR"),
        (Fraction(5, 6), "about 0.8333 EUR"),
        (Fraction(2, 3), "about 0.6667 EUR"),
        (Fraction(0), "0.00 EUR"),
        # 0.1 + 0.2 as people write it
        (Fraction(1, 10) + Fraction(1, 5), "0.30 EUR"),
        # More decimals than six are rounded too, half up.
        (Fraction(1, 20_000_000), "less than 0.0001 EUR"),
        (Fraction(13, 160_000), "about 0.0001 EUR"),
    ],
)
def test_amounts_are_exact_or_said_to_be_rounded(amount: Fraction, text: str) -> None:
    assert money(amount, "EUR") == text


def test_ranges_and_amounts_without_a_currency() -> None:
    assert money_range(Fraction(40), Fraction(96), "EUR") == "40.00 to 96.00 EUR"
    assert money_range(Fraction(40), Fraction(40), None) == "40.00"
    assert money_range(Fraction(40), Fraction(125, 3), "EUR") == "about 40.00 to 41.6667 EUR"
    tiny = Fraction(1, 7_000_000)
    assert money_range(tiny, Fraction(2), "EUR") == "less than 0.0001 to 2.00 EUR"
    assert money_range(tiny, 2 * tiny, "EUR") == "less than 0.0001 EUR"
    assert money_range(tiny, tiny, None) == "less than 0.0001"
