"""What the rules on memory say at their edges: cards of little known memory, several workloads on one pool, cures."""

import pytest

from generator.budget import worst
from generator.budget.knapsack import Item, Limits, Packed, most_memory
from generator.model.finding import Finding
from generator.rules import RULES
from tests.rules.test_workloads import CUT, MEMORY, SHARED, WHOLE, places, told

OWN_FIX = {rule.code: rule.fix for rule in RULES}
NAME = "nvidia.com/mig-1g.10gb"
RESERVED = "gpus: [{{model: L4, reservedMemory: {}MiB}}], timeSlicing: {{replicas: 2}}"
TWO = f"nodes: {{names: [a, b]}}, {SHARED}"


def one(pool: str, *workloads: str) -> Finding:
    (found,) = told([pool], list(workloads), *MEMORY)
    return found


def test_memory_that_nobody_published_is_said_to_be_about() -> None:
    """23 x 1024 = 23552 and 45 x 1024 x 0.88 = 40550.4; 1g.45gb and 2g.45gb are alike, and the first computes less."""
    found = one("gpus: [{model: B200 SXM 180GB}], mig: all-1g.23gb", "memory: 24GiB")
    assert found.message == "a pod of n/w0 takes 24576 MiB, and one 1g.23gb of pool p0 has at most 23552 MiB"
    assert found.fix == "The smallest profile of B200 SXM 180GB that holds it is 1g.45gb with about 40550 MiB."


@pytest.mark.parametrize(
    ("memory", "codes"), [(20712, []), (20713, ["MEM101"]), (23552, ["MEM101"]), (23553, ["MEM104"])]
)
def test_between_its_bounds_memory_that_nobody_published_is_a_warning(memory: int, codes: list[str]) -> None:
    """23 x 1024 = 23552; 0.88 of it are 20725, 13 of them the driver's."""
    found = told(["gpus: [{model: B200 SXM 180GB}], mig: all-1g.23gb"], [f"memory: {memory}MiB"], *MEMORY)
    assert [finding.code for finding in found] == codes


def test_that_no_profile_holds_it_is_uncertain_where_no_memory_is_published() -> None:
    found = one("gpus: [{model: B200 SXM 180GB}], mig: all-1g.23gb", "memory: 170GiB")
    assert found.fix.startswith("No profile of B200 SXM 180GB holds it for certain:")


@pytest.mark.parametrize(("memory", "name"), [(19955, "1g.20gb with 19968 MiB"), (19956, "3g.40gb with 40192 MiB")])
def test_the_smallest_profile_leaves_room_for_the_driver(memory: int, name: str) -> None:
    assert one(CUT, f"memory: {memory}MiB").fix.endswith(f"holds it is {name}.")


def test_the_profile_is_one_of_the_card_that_is_cut() -> None:
    found = one("gpus: [{model: L4}, {model: A100-SXM4-80GB}], mig: all-1g.10gb", f"memory: 15GiB, resource: {NAME}")
    assert found.fix.endswith("The smallest profile of A100 SXM4 80GB that holds it is 1g.20gb with 19968 MiB.")


def test_each_client_above_the_limit_is_told() -> None:
    found = told(
        ["gpus: [{model: L4}], mps: {replicas: 4}"], ["memory: 1GiB", "memory: 12GiB", "memory: 7GiB"], "MEM103"
    )
    assert [(finding.at[1], finding.fix) for finding in found] == [
        (1, "Leave mps out of this pool, or limit each process to 6215 MiB."),
        (2, "Write at most 3 replicas, or limit each process to 6215 MiB."),
    ]
    assert found[1].message.startswith(
        "a process of n/w2 takes 6711 MiB beside its CUDA context of 457 MiB, and the MPS daemon allows each 5758 MiB"
    )


def test_of_what_is_allocated_no_context_is_taken_off() -> None:
    found = one("gpus: [{model: L4}], mps: {replicas: 4}", "allocates: 5759MiB")
    assert found.message == (
        "a process of n/w0 takes 5759 MiB, and the MPS daemon allows each 5758 MiB of a L4 in pool p0: 23034 MiB / 4 "
        "replicas"
    )
    assert found.fix == "Write at most 3 replicas, or limit each process to 5758 MiB."


@pytest.mark.parametrize("declared", ["allocates: 3290MiB", "memory: 3747MiB"])
def test_a_process_is_held_against_the_limit_without_its_context_however_it_is_declared(declared: str) -> None:
    """23034 MiB / 7 are 3290, and the context has 457."""
    pool, (kind, mib) = "gpus: [{model: L4}], mps: {replicas: 7}", declared.split(": ")
    assert told([pool], [declared], *MEMORY) == []
    (found,) = told([pool], [f"{kind}: {int(mib.removesuffix('MiB')) + 1}MiB"], *MEMORY)
    assert (found.code, found.at[-1]) == ("MEM103", kind)
    assert found.fix == f"Write at most 6 replicas, or limit each process to {mib.removesuffix('MiB')} MiB."


def test_what_is_impossible_in_its_own_pool_is_not_told_again_for_a_fallback() -> None:
    pools = [WHOLE, WHOLE]
    found = told(pools, ["pool: p0, memory: 30GiB, fallback: [p1]", "pool: p1, memory: 2GiB"], *MEMORY)
    assert places(found) == [("MEM102", 0, "memory")]


def test_each_pod_that_is_too_large_is_told() -> None:
    found = told([WHOLE], ["memory: 1GiB", "memory: 20GiB, processes: 2", "memory: 30GiB"], *MEMORY)
    assert places(found) == [("MEM105", 1, "processes"), ("MEM102", 2, "memory")]


@pytest.mark.parametrize(
    ("pool", "workload", "fix"),
    [
        (WHOLE, "allocates: 24000MiB", "Lower it to 22116 MiB for each process,"),  # 22573 - 457
        (SHARED, "memory: 12GiB, processes: 2", "Lower it to 11286 MiB for each process,"),  # 22573 / 2
        (SHARED, "allocates: 300MiB, processes: 100", OWN_FIX["MEM102"]),  # 225 - 457 is nothing
        (SHARED, "memory: 1GiB, processes: 4096", "Lower it to 5 MiB for each process,"),
        # (22573 - 140) / 49 = 457, which is the context; with 40 MiB more there is one for each.
        (RESERVED.format(140), "allocates: 500MiB, processes: 49", OWN_FIX["MEM102"]),
        (RESERVED.format(100), "allocates: 500MiB, processes: 49", "Lower it to 1 MiB for each process,"),
    ],
)
def test_how_far_the_memory_has_to_come_down(pool: str, workload: str, fix: str) -> None:
    found = one(pool, workload)
    assert (found.code, found.fix.startswith(fix)) == ("MEM102", True), found.fix


def test_a_pod_whose_processes_are_too_large_even_on_several_cards() -> None:
    """With 22573 MiB / 2 processes they fit where they are spread evenly."""
    found = one(SHARED.replace("L4", "L4, count: 2"), "memory: 20GiB, processes: 3, units: 2")
    assert found.message == (
        "a pod of n/w0 takes 2 processes x 20480 MiB = 40960 MiB even if its processes are spread evenly, and one L4 "
        "of pool p0 has 23034 MiB"
    )
    assert found.fix.startswith("Lower it to 11286 MiB for each process,")


def test_what_is_reserved_is_said_and_missing_everywhere() -> None:
    reserved = "gpus: [{model: L4, reservedMemory: 2GiB}]"
    assert one(reserved, "memory: 22GiB").message.endswith("has 23034 MiB, 2048 MiB of it reserved")
    assert one(reserved, "memory: 10500MiB, processes: 2").code == "MEM105"
    past = one(f"{reserved}, timeSlicing: {{replicas: 2}}", "pool: p0, unaccounted: true, memory: 22000MiB")
    assert past.code == "MEM102"


def test_processes_of_which_each_takes_a_whole_card() -> None:
    assert one(WHOLE, "memory: 23034MiB, processes: 2").code == "MEM105"
    assert one("gpus: [{model: L4}], timeSlicing: {replicas: 2}", "memory: 12GiB, processes: 2").code == "MEM102"


def test_processes_that_have_just_room_hide_none_that_have_not() -> None:
    """Two halves of 23034 MiB are 11517."""
    found = told([WHOLE], ["memory: 11517MiB, processes: 2", "memory: 11518MiB, processes: 2"], "MEM105")
    assert places(found) == [("MEM105", 1, "processes")]


def test_a_large_pool_beside_makes_no_room_in_a_small_one() -> None:
    found = told([WHOLE, "gpus: [{model: A100-SXM4-80GB}]"], ["pool: p0, memory: 40GiB"], *MEMORY)
    assert [finding.code for finding in found] == ["MEM102"]


def test_past_the_plugin_the_largest_device_of_the_pool_counts() -> None:
    pool = "gpus: [{model: A100-SXM4-80GB}], mig: [{migDevices: {3g.40gb: 1, 1g.10gb: 3}}]"
    assert "MEM102" not in [one.code for one in told([pool], ["pool: p0, unaccounted: true, memory: 20GiB"], *MEMORY)]


def test_one_pod_is_no_sum() -> None:
    assert one(WHOLE, "memory: 23000MiB").message == (
        "what may meet on one L4 of pool p0 wants 427 MiB more than it has: 23034 MiB - 461 MiB of the driver = 22573 "
        "MiB; n/w0: 1 pod x 23000 MiB = 23000 MiB"
    )


def test_cures_begin_with_those_that_let_all_pods_run_and_with_the_heaviest() -> None:
    """With one node nothing can have a pool of its own."""
    assert one(SHARED, "memory: 10GiB", "memory: 16GiB").fix == (
        "One of these is enough: limit each process of n/w1 to 12333 MiB; limit each process of n/w0 to 6189 MiB; "
        "leave timeSlicing out, then 1 pod waits."
    )


@pytest.mark.parametrize(
    ("workloads", "cure"),
    [
        (("memory: 8GiB, replicas: 4",), "enough: 2 replicas; limit"),
        (("memory: 8GiB, replicas: 5",), "; 2 replicas, then 1 pod waits."),
        (("memory: 8GiB, replicas: 7",), "; 2 replicas, then 3 pods wait."),
        # Of four units three go to the pods of one, and none of two finds room.
        (
            ("memory: 8GiB, replicas: 3", "memory: 8GiB, replicas: 2, units: 2"),
            "; 2 replicas, then at least 2 pods wait.",
        ),
        (("memory: 16GiB", "memory: 10GiB"), "enough: leave timeSlicing out; limit"),
    ],
)
def test_fewer_replicas_come_with_the_pods_that_wait_on_all_nodes(workloads: tuple[str, ...], cure: str) -> None:
    """Two nodes with two replicas have four units."""
    assert cure in one(TWO, *workloads).fix


def test_who_asks_for_one_of_several_shared_resources_leaves_that_out() -> None:
    layout = "mig: [{migDevices: {2g.20gb: 1, 1g.10gb: 2}}]"
    sharing = "timeSlicing: {resources: {nvidia.com/mig-2g.20gb: 2, nvidia.com/mig-1g.10gb: 2}}"
    workload = f"memory: 6GiB, resource: {NAME}, replicas: 2"
    found = one(f"gpus: [{{model: A100-SXM4-80GB}}], {layout}, {sharing}", workload)
    assert f": leave {NAME} out of timeSlicing; limit" in found.fix


def test_under_mps_it_is_mps_that_is_left_out() -> None:
    found = one("gpus: [{model: L4}], mps: {replicas: 2}", "memory: 11GiB, processes: 2", "memory: 1GiB")
    assert found.fix.endswith("; leave mps out, then 1 pod waits."), found.fix


@pytest.mark.parametrize(
    ("nodes", "workloads", "own"),
    [
        ("names: [a]", ("memory: 16GiB", "memory: 10GiB"), False),
        ("names: [a, b]", ("memory: 16GiB", "memory: 10GiB"), True),
        ("nodeSelector: {a: b}", ("memory: 16GiB", "memory: 10GiB"), True),
        # Five pods of the other need both nodes; four need one.
        ("names: [a, b]", ("memory: 16GiB", "memory: 3GiB, replicas: 5"), False),
        ("names: [a, b]", ("memory: 16GiB", "memory: 3GiB, replicas: 4"), True),
        # A pool of its own without sharing has a card for each of two pods on two nodes, and the other needs a third.
        ("names: [a, b]", ("memory: 16GiB, replicas: 2", "memory: 3GiB"), False),
        ("names: [a, b, c]", ("memory: 16GiB, replicas: 2", "memory: 3GiB"), True),
    ],
)
def test_a_pool_of_its_own_is_named_where_there_are_nodes_for_it(
    nodes: str, workloads: tuple[str, ...], own: bool
) -> None:
    found = one(f"nodes: {{{nodes}}}, {SHARED}", *workloads)
    assert ("give n/w0 a pool of its own" in found.fix) is own, found.fix


@pytest.mark.parametrize(("memory", "limit"), [(22061, True), (22062, False)])
def test_half_a_gib_is_a_limit_and_less_is_none(memory: int, limit: bool) -> None:
    fix = one(SHARED, f"memory: {memory}MiB", "memory: 4GiB").fix
    assert ("limit each process of n/w1 to 512 MiB" in fix) is limit


@pytest.mark.parametrize(
    ("workloads", "apart"),
    [
        (("memory: 22573MiB", "memory: 100MiB"), "n/w0 and n/w1"),
        (("memory: 22573MiB, replicas: 2",), "n/w0"),
        (("memory: 12GiB", "memory: 11GiB", "memory: 1GiB"), "n/w0 and n/w1"),
        (("memory: 22573MiB", "memory: 22573MiB"), "n/w0 and n/w1"),
    ],
)
def test_what_fits_exactly_when_kept_apart(workloads: tuple[str, ...], apart: str) -> None:
    cure, _, _ = one(TWO, *workloads).fix.partition(" on different nodes by anti-affinity")
    assert cure.endswith(f"keep the pods of {apart}")


def test_a_pod_of_more_units_than_its_own_pool_has_is_weighed_where_it_falls_back_to() -> None:
    """It runs on the two cards of p1 only, where both processes may meet."""
    pools = [WHOLE, SHARED.replace("L4", "L4, count: 2")]
    found = told(pools, ["pool: p0, memory: 22573MiB, processes: 2, units: 2, fallback: [p1]"], *MEMORY)
    assert [finding.code for finding in found] == ["MEM101"]


def test_of_what_is_long_to_weigh_no_cures_are_tried(monkeypatch: pytest.MonkeyPatch) -> None:
    """Sixteen kinds of pods of nearly as much memory for each unit, by the thousand, on eight cards of 256 units."""
    calls = []

    def counted(items: list[Item], limits: Limits, work: int) -> Packed:
        calls.append(work)
        return most_memory(items, limits, work)

    monkeypatch.setattr(worst, "most_memory", counted)
    pool = "gpus: [{model: L4, count: 8}], timeSlicing: {replicas: 256, failRequestsGreaterThanOne: false}"
    kinds = [f"memory: {100 * units + units * 7 % 5}MiB, units: {units}, replicas: 1000" for units in range(1, 17)]
    found = one(pool, *kinds)
    assert "wants at least " in found.message
    assert found.fix == "Lower the memory of several of them, or move some to another pool."
    assert calls == [200_000]
