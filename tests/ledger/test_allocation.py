"""The table of workloads: what their units are parts of in each mode, what is free, and what a change does."""

from fractions import Fraction

import pytest

from generator.ledger.allocation import Allocation, Row, allocation, percent
from generator.ledger.change import Mark, change, unmarked
from tests.support.bundles import bundle_of
from tests.support.plans import plan_of

A100 = "nodes: {names: [n-1, n-2]}, gpus: [{model: A100-SXM4-80GB, count: 8}]"
L4 = "nodes: {names: [n-1]}, gpus: [{model: L4, count: 4}]"
ONE = "{name: w, namespace: n, memory: 1GiB, WITH}"


def only(pool: str, workload: str = "replicas: 1") -> Row:
    plan = plan_of(f"pools: [{{name: a, {pool}}}]\nworkloads: [{ONE.replace('WITH', workload)}]\n")
    (row,) = allocation(plan).rows
    return row


@pytest.mark.parametrize(
    ("pool", "workload", "units", "worth"),
    [
        (L4, "replicas: 3", 3, "3 of 4 cards, 75 %"),
        (f"{L4}, timeSlicing: {{replicas: 2}}", "replicas: 1", 1, "1 of 8 slots, 12.5 %"),
        (
            f"{L4}, timeSlicing: {{replicas: 2, failRequestsGreaterThanOne: false}}",
            "units: 2, replicas: 2",
            4,
            "4 of 8 slots, 50 %",
        ),
        # 100 / 3 in whole percent is what the daemon sets.
        (
            f"{L4}, mps: {{replicas: 3}}",
            "replicas: 1",
            1,
            "1 of 12 slots, 8.3 %, each process at most 33 % of the card's SMs",
        ),
        # 2 nodes x 8 cards x 7 devices; a device is a part of its card, not of the pool.
        (f"{A100}, mig: all-1g.10gb", "replicas: 2", 2, "2 x 1/7 compute and 1/8 memory slices of a card"),
        (f"{A100}, mig: all-3g.40gb", "replicas: 1", 1, "1 x 3/7 compute and 4/8 memory slices of a card"),
        (f"{A100}, mig: all-1g.10gb, timeSlicing: {{replicas: 2}}", "replicas: 1", 1, "1 of 224 slots, 0.4 %"),
        ("gpus: [{model: L4}], nodes: {nodeSelector: {a: b}}, timeSlicing: {replicas: 2}", "replicas: 3", 3, "3 slots"),
        ("gpus: [{model: L4}], nodes: {nodeSelector: {a: b}}", "replicas: 1", 1, "1 card"),
        (L4, "pool: a, unaccounted: true", None, "not counted"),
    ],
)
def test_what_units_are_parts_of(pool: str, workload: str, units: int | None, worth: str) -> None:
    row = only(pool, workload)
    assert (row.units, row.worth) == (units, worth)


def test_memory_is_that_of_processes_with_their_contexts() -> None:
    row = only(L4, "processes: 3")
    assert (row.process_mib, row.pod_mib) == (1024, 3072)
    # No figure was measured on Ada; 457 MiB is what Ollama keeps.
    plan = plan_of(
        f"pools: [{{name: a, {L4}}}]\nworkloads: [{{name: w, namespace: n, allocates: 1GiB, processes: 2}}]\n"
    )
    (row,) = allocation(plan).rows
    assert (row.process_mib, row.pod_mib) == (1024 + 457, 2 * (1024 + 457))


def test_of_unlike_cards_the_larger_context_counts() -> None:
    """457 MiB on the L4, 338 MiB on the RTX 3060: nobody knows on which the pod comes."""
    row = only("nodes: {names: [n-1]}, gpus: [{model: L4}, {model: RTX 3060}]")
    assert row.process_mib == 1024
    plan = plan_of(
        "pools: [{name: a, nodes: {names: [n-1]}, gpus: [{model: L4}, {model: RTX 3060}]}]\n"
        "workloads: [{name: w, namespace: n, pool: a, allocates: 1GiB}]\n"
    )
    assert allocation(plan).rows[0].process_mib == 1024 + 457


def test_a_device_of_a_later_layout_is_a_part_of_its_card_too() -> None:
    mig = "[{devices: [0], migDevices: {1g.10gb: 7}}, {devices: [1], migDevices: {3g.40gb: 2}}]"
    row = only(f"{A100}, mig: {mig}", "pool: a, resource: nvidia.com/mig-3g.40gb")
    assert row.worth == "1 x 3/7 compute and 4/8 memory slices of a card"


TWO_POOLS = f"""\
pools:
  - {{name: a, {L4}, timeSlicing: {{replicas: 2}}}}
  - {{name: b, nodes: {{nodeSelector: {{a: b}}}}, gpus: [{{model: T4}}], timeSlicing: {{replicas: 4}}}}
workloads:
  - {{name: many, namespace: n, pool: a, memory: 1GiB, replicas: 9, fallback: [b]}}
"""


def test_what_is_free_and_what_is_too_many() -> None:
    found = allocation(plan_of(TWO_POOLS))
    first, second = found.free
    assert (first.pool, first.asked, first.there, first.free, first.worth) == ("a", 9, 8, -1, "")
    assert (second.pool, second.asked, second.by_fallback, second.free) == ("b", 0, 9, None)
    assert found.rows[0].fallback == ("b",)
    assert found.has_slots


@pytest.mark.parametrize(("pods", "free", "part"), [(7, 1, "1 of 8 slots, 12.5 %"), (8, 0, "")])
def test_the_last_unit_is_a_part_and_none_is_not(pods: int, free: int, part: str) -> None:
    (one, _) = allocation(plan_of(TWO_POOLS.replace("replicas: 9", f"replicas: {pods}"))).free
    assert (one.free, one.worth) == (free, part)


def test_without_workloads_all_is_free() -> None:
    found = allocation(plan_of(f"pools: [{{name: a, {L4}}}]\n"))
    assert (found.rows, found.budgets, found.has_slots) == ((), (), False)
    assert [(one.free, one.worth) for one in found.free] == [(4, "4 of 4 cards, 100 %")]


def test_devices_of_unlike_cards_are_just_devices() -> None:
    pool = "nodes: {names: [n-1]}, gpus: [{model: A100-SXM4-80GB}, {model: A30}], mig: all-balanced"
    plan = plan_of(f"mig: {{strategy: mixed}}\npools: [{{name: a, {pool}}}]\n")
    assert {one.worth for one in allocation(plan).free} == {
        "2 of 2 devices, 100 %",
        "1 of 1 device, 100 %",
    }


@pytest.mark.parametrize(
    ("part", "text"),
    [
        (Fraction(1, 8), "12.5 %"),
        (Fraction(1, 3), "33.3 %"),
        (Fraction(2, 3), "66.7 %"),
        (Fraction(1, 2), "50 %"),
        (Fraction(9, 8), "112.5 %"),
        (Fraction(1, 2000), "0.1 %"),
    ],
)
def test_percent(part: Fraction, text: str) -> None:
    assert percent(part) == text


def test_a_change_is_marked_where_it_is_new_and_what_went_where_it_was() -> None:
    pool = f"pools: [{{name: a, {L4}, timeSlicing: {{replicas: 2}}}}]\n"

    def of(*entries: str) -> Allocation:
        return allocation(plan_of(f"{pool}workloads: [{', '.join(entries)}]\n"))

    same, goes = ("{name: same, namespace: n, memory: 1GiB}", "{name: goes, namespace: n, memory: 1GiB}")
    grows, moves = ("{name: grows, namespace: n, memory: 1GiB}", "{name: moves, namespace: n, memory: 1GiB}")
    before = of(same, grows, goes, moves)
    after = of(same, grows.replace("1GiB", "2GiB"), moves.replace("namespace: n", "namespace: m"))
    found = change(before, after)
    assert found.before.rows == (Mark.SAME, Mark.SAME, Mark.GONE, Mark.GONE)
    assert found.after.rows == (Mark.SAME, Mark.CHANGED, Mark.NEW)
    assert (found.before.free, found.after.free) == ((Mark.SAME,), (Mark.CHANGED,))
    assert change(after, after) == (unmarked(after), unmarked(after))


@pytest.mark.parametrize("says", ["pool: a", "pool: a, unaccounted: true"])
def test_a_workload_on_other_cards_than_before_is_changed(says: str) -> None:
    def of(model: str) -> Allocation:
        pool = f"pools: [{{name: a, nodes: {{names: [n]}}, gpus: [{{model: {model}}}], timeSlicing: {{replicas: 2}}}}]"
        return allocation(plan_of(f"{pool}\nworkloads: [{{name: w, namespace: n, memory: 1GiB, {says}}}]\n"))

    found = change(of("L4"), of("L40S"))
    assert (found.before.rows, found.after.rows) == ((Mark.SAME,), (Mark.CHANGED,))
    assert change(of("L4"), of("L4")).after.rows == (Mark.SAME,)


def allocation_section(body: str) -> str:
    text = bundle_of(body).files["README.md"]
    section = text[text.index("## Allocation") : text.index("## Workloads")]
    assert "\n\n\n" not in section
    return section


def test_the_readme_has_the_table_and_the_worst_case() -> None:
    pool = f"pools: [{{name: a, {L4}, timeSlicing: {{replicas: 2}}}}]\n"
    workloads = (
        "workloads: [{name: w, namespace: n, memory: 9GiB, replicas: 3}, "
        "{name: past, namespace: m, pool: a, memory: 2GiB, unaccounted: true}]\n"
    )
    text = allocation_section(pool + workloads)
    assert "\n| w | n | a | 3 | 3 `nvidia.com/gpu` | 3 of 8 slots, 37.5 % | 9216 MiB | 9216 MiB |\n" in text
    assert "\n| past | m | a | 1 | nothing | not counted | 2048 MiB | 2048 MiB |\n" in text
    assert "\n| *free* | | a | | 5 `nvidia.com/gpu` | 5 of 8 slots, 62.5 % | | |\n" in text
    assert "\n- A slot is no part of its card's time or memory" in text
    assert "\n- What reaches a card past the device plugin takes no slot" in text
    assert (
        "```\npool a, nvidia.com/gpu\n"
        "  one L4 has 23034 MiB - 461 MiB of the driver = 22573 MiB\n"
        "  n/w: 2 pods x 9216 MiB = 18432 MiB\n"
        "  m/past: 1 pod x 2048 MiB = 2048 MiB, past the plugin\n"
        "  together 20480 MiB: 2093 MiB left\n```\n"
    ) in text


def test_the_readme_says_nothing_of_slots_where_there_are_none() -> None:
    text = allocation_section(f"pools: [{{name: a, {L4}}}]\nworkloads: [{ONE.replace('WITH', 'replicas: 1')}]\n")
    assert "slot" not in text
    assert "past the device plugin" not in text


def test_a_readme_without_workloads_has_no_table() -> None:
    assert "## Allocation" not in bundle_of(f"pools: [{{name: a, {L4}}}]\n").files["README.md"]


def test_the_readme_names_fallbacks_and_units_that_are_missing() -> None:
    text = allocation_section(TWO_POOLS)
    assert "\n| many | n | a (or b) | 9 | 9 `nvidia.com/gpu` |" in text
    assert "\n| *free* | | a | | none, 1 too many of `nvidia.com/gpu` |" in text
    assert "\n| *free* | | b | | what nodes bring, less 0 `nvidia.com/gpu` |" in text
