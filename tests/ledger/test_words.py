"""What is said of quotas, priorities and prices."""

import pytest

from generator.artifacts.readme import emit
from generator.ledger.words import ledger
from generator.report.details import plan_details
from tests.support.bundles import bundle_of
from tests.support.plans import plan_of

GPU = "nvidia.com/gpu"
POOL = "{name: a, nodes: {count: 2}, gpus: [{model: L4, pricePerHour: 0.80}], timeSlicing: {replicas: 4}}"
PRIORITIES = (
    "priorities: [{name: high, value: 9}, {name: never, value: 9, preemptionPolicy: Never}, {name: low, value: 1}]\n"
)


def quotas(*units: int) -> str:
    listed = (f"{{namespace: ns-{index}, quota: {{{GPU}: {most}}}}}" for index, most in enumerate(units))
    return f"tenants: [{', '.join(listed)}]\n"


@pytest.mark.parametrize(
    ("units", "who", "outcome"),
    [
        ((6, 2), "ns-0 6, ns-1 2", "8 of 8, each namespace finds its own"),
        ((6, 3), "ns-0 6, ns-1 3", "9 of 8, 1 too many: when all are taken some within their quota wait"),
        ((0,), "ns-0 none", "nobody else is limited"),
        (
            (1, 1, 1, 1, 1, 2, 0),
            "ns-0 1, ns-1 1, ns-2 1, ns-3 1, 2 more 3, ns-6 none",
            "7 of 8, each namespace finds its own",
        ),
    ],
)
def test_what_follows_from_quotas(units: tuple[int, ...], who: str, outcome: str) -> None:
    (row,) = ledger(plan_of(f"pools: [{POOL}]\n{quotas(*units)}")).rooms
    assert (row.resource, row.where, row.units, row.quotas, row.outcome) == (GPU, "a", "8", who, outcome)


def test_ranks_in_words() -> None:
    found = ledger(plan_of(f"pools: [{POOL}]\n{PRIORITIES}")).ranks
    assert [(row.names, row.value, row.takes, row.loses) for row in found] == [
        ("high", 9, "low, pods without a class", "nobody"),
        ("never", 9, "nobody, it waits (preemptionPolicy: Never)", "nobody"),
        ("low", 1, "pods without a class", "high"),
        ("pods without a class", 0, "nobody", "high, low"),
    ]


def test_many_ranks_are_counted_and_not_listed() -> None:
    classes = ", ".join(f"{{name: p{value}, value: {value}}}" for value in range(1, 7))
    found = ledger(plan_of(f"pools: [{POOL}]\npriorities: [{classes}]\n")).ranks
    assert [(row.takes, row.loses) for row in found][:4] == [
        ("all 6 below", "nobody"),
        ("all 5 below", "p6"),
        ("p3, p2, p1, pods without a class", "p6, p5"),
        ("p2, p1, pods without a class", "p6, p5, p4"),
    ]


def readme(body: str) -> str:
    text = bundle_of(f"pools: [{POOL}]\n{body}").files["README.md"]
    assert "\n\n\n" not in text
    return text


def test_a_readme_says_that_quotas_come_before_priorities() -> None:
    text = readme(PRIORITIES + quotas(6, 2))
    assert "| `nvidia.com/gpu` | a | 8 | ns-0 6, ns-1 2 | 8 of 8, each namespace finds its own |\n" in text
    assert (
        "in a full namespace a higher priority gets nothing, not even\nfrom the namespace's own pods. Within its"
        in text
    )
    assert "Under time-slicing that is a slot and not memory" in text


def test_a_readme_without_quotas_speaks_of_priorities_alone() -> None:
    text = readme(PRIORITIES)
    assert "\nA pod that finds all taken ends pods of lower priority, of whatever namespace, and\n" in text
    assert "A quota refuses" not in text


def test_a_readme_without_priorities_says_that_the_later_pod_waits() -> None:
    text = readme(quotas(6, 2))
    assert "no priorities are defined here, so of two pods within their quotas the later one waits.\n" in text
    assert "| priority |" not in text


def test_a_share_costs_its_part_only_while_all_are_taken() -> None:
    """Platforms promise "3x utilization" and "~33 %" of the cost for three shares."""
    text = readme(quotas(6))
    assert "| `nvidia.com/gpu` | a | 0.20 | 0.80 / 4 shares |\n" in text
    assert "alone on the card its hour costs the whole card" in text
    assert "is not multiplied by their number" in text
    assert "| ns-0 | 6 nvidia.com/gpu | 1.20 |\n" in text
    assert "MIG" not in text[text.index("## Who gets what") : text.index("## Apply")]


def test_where_nothing_is_said_there_is_no_section() -> None:
    text = bundle_of("pools: [{name: a, gpus: [{model: L4}]}]\n").files["README.md"]
    assert "## Who gets what" not in text


def test_a_missing_price_is_named() -> None:
    whole = "{name: b, nodes: {count: 1}, gpus: [{model: A100-SXM4-80GB}], mig: all-1g.10gb}"
    body = f"tenants: [{{namespace: x, quota: {{{GPU}: 4, nvidia.com/mig-1g.10gb: 1}}}}]\n"
    (row,) = ledger(plan_of(f"pools: [{POOL}, {whole}]\n{body}")).bills
    assert (row.quotas, row.price, row.missing) == (
        "4 nvidia.com/gpu",
        "0.80",
        "without a price: nvidia.com/mig-1g.10gb",
    )


def test_a_namespace_and_a_pool_without_any_price_are_named() -> None:
    whole = "{name: b, nodes: {count: 1}, gpus: [{model: A100-SXM4-80GB}], mig: all-1g.10gb}"
    body = f"pools: [{POOL}, {whole}]\ntenants: [{{namespace: x, quota: {{nvidia.com/mig-1g.10gb: 1}}}}]\n"
    found = ledger(plan_of(body))
    assert [tuple(row) for row in found.bills] == [("x", "-", "", "without a price: nvidia.com/mig-1g.10gb", "")]
    assert found.unpriced == (("b", "A100 SXM4 80GB"),)
    text = bundle_of(body).files["README.md"]
    assert "| x | - | without a price: nvidia.com/mig-1g.10gb |\n" in text
    assert "No price is said for A100 SXM4 80GB in pool b.\n" in text
    assert ledger(plan_of(f"pools: [{whole}]\n")).unpriced == ()


def test_amounts_without_a_currency_say_so() -> None:
    assert "The profile names no `currency` for these amounts.\n" in readme("")
    (named,) = emit(plan_of(f"pools: [{POOL}]\n")._replace(currency="EUR"), "profile.yaml", ())
    assert "EUR" in named.text
    assert "`currency`" not in named.text


def test_a_layout_that_comes_to_more_than_a_card_is_explained() -> None:
    cards = "nodes: {count: 1}, gpus: [{model: A100-SXM4-80GB, pricePerHour: 3}]"
    body = f"pools: [{{name: a, {cards}, mig: [{{migDevices: {{3g.40gb: 1, 2g.20gb: 2}}}}]}}]\n"
    text = bundle_of(body).files["README.md"]
    assert "| 1.40 | 3.00 x 7/15 of the card |\n" in text
    assert "or to more where one device counts by memory and another by slices" in text


def test_a_name_on_several_devices_of_a_pool_names_them() -> None:
    cards = "nodes: {names: [n-1]}, gpus: [{model: L4, pricePerHour: 0.80}, {model: T4, pricePerHour: 0.40}]"
    found = ledger(
        plan_of(
            f"pools: [{{name: a, {cards}}}, {POOL.replace('name: a', 'name: b').replace('count: 2', 'names: [n-2]')}]\n"
        )
    ).costs
    assert [tuple(row) for row in found] == [
        ("a", "nvidia.com/gpu", "L4", "0.80", "the whole card"),
        ("a", "nvidia.com/gpu", "T4", "0.40", "the whole card"),
        ("b", "nvidia.com/gpu", "", "0.20", "0.80 / 4 shares"),
    ]


def test_unlike_cards_are_named_outside_of_what_people_copy() -> None:
    text = bundle_of("pools: [{name: a, gpus: [{model: L4, pricePerHour: 0.8}, {model: T4, pricePerHour: 0.4}]}]\n")
    assert "| `nvidia.com/gpu` on L4 | a | 0.80 | the whole card |\n" in text.files["README.md"]


def test_a_quota_of_more_than_there_is_says_what_its_price_is_for() -> None:
    """8 shares at 0.80 / 4 are 1.60, and nobody has a ninth."""
    plan = plan_of(f"pools: [{POOL}]\n{quotas(9, 8)}")
    short, all_there = ledger(plan).bills
    assert (short.quotas, short.price, short.short) == (
        "9 nvidia.com/gpu (the price is for the 8 that there are)",
        "1.60",
        "8 nvidia.com/gpu",
    )
    assert (all_there.quotas, all_there.price, all_there.short) == ("8 nvidia.com/gpu", "1.60", "")
    assert "  price       1.60 an hour for all of it (counting the 8 nvidia.com/gpu that there are)\n" in plan_details(
        plan
    )
