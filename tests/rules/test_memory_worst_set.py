"""Pods that may meet: when they are told, and which cures they get. An L4 has 22573 MiB for them."""

import pytest

from generator.model.finding import Finding
from tests.rules.test_workloads import MEMORY, SHARED, TWO_KINDS, TWO_SHARED, WHOLE, places, told


def on_nodes(names: str, pool: str = SHARED) -> str:
    return f"nodes: {{names: [{names}]}}, {pool}"


def meeting(pool: str, *workloads: str) -> Finding:
    """Return the one thing that is told, which is of pods that meet."""
    (found,) = told([pool], list(workloads), *MEMORY)
    assert found.code == "MEM101"
    return found


def test_pods_that_fill_a_card_to_the_last_mib_are_not_told() -> None:
    found = told([SHARED, SHARED], ["pool: p0, memory: 22573MiB", "pool: p1, memory: 22574MiB"], *MEMORY)
    assert places(found) == [("MEM101", 1, "memory")]


def test_what_is_left_without_a_pod_that_fits_nowhere_is_weighed_in_full() -> None:
    """Of 4 units: 20 + 4 GiB by 3 + 1 units are more than 19 + 4 by 2 + 1, and 20 + 19 would take 5."""
    workloads = ["memory: 30GiB", "memory: 20GiB, units: 3", "memory: 19GiB, units: 2", "memory: 4GiB"]
    found = told([SHARED], workloads, *MEMORY)
    assert places(found) == [("MEM102", 0, "memory"), ("MEM101", 1, "memory")]
    assert found[1].message.endswith(
        "; n/w1: 1 pod x 20480 MiB = 20480 MiB; n/w3: 1 pod x 4096 MiB = 4096 MiB; together 24576 MiB"
    )


def test_clients_above_the_limit_of_mps_are_not_told_to_meet_as_well() -> None:
    """23034 / 2 = 11517; two of 12 GiB would be too much for the card too, but the daemon lets none of them run."""
    found = told(["gpus: [{model: L4}], mps: {replicas: 2}"], ["memory: 12GiB, replicas: 2"], *MEMORY)
    assert places(found) == [("MEM103", 0, "memory")]


def test_a_process_of_just_a_card_is_weighed_where_its_pod_falls_back_to() -> None:
    """It asks for more cards than its own pool has on a node, so it runs in the other one only."""
    pools = [WHOLE, TWO_SHARED]
    (found,) = told(pools, ["pool: p0, memory: 23034MiB, processes: 2, units: 2, fallback: [p1]"], *MEMORY)
    assert found.message.startswith("what may meet on one L4 of pool p1 wants 23495 MiB more than it has")


def test_of_a_pool_with_one_shared_resource_sharing_as_a_whole_is_left_out() -> None:
    name = "nvidia.com/mig-1g.10gb"
    pool = f"{TWO_KINDS}, timeSlicing: {{resources: {{{name}: 2}}}}"
    found = meeting(pool, f"memory: 6GiB, resource: {name}, replicas: 2")
    assert found.fix == "One of these is enough: leave timeSlicing out; limit each process of n/w0 to 4921 MiB."


@pytest.mark.parametrize(
    ("pods", "fix"),
    [
        (2, "leave timeSlicing out; limit each process of n/w0 to 11286 MiB."),
        (3, "limit each process of n/w0 to 7524 MiB; leave timeSlicing out, then a node has room for 2 units."),
    ],
)
def test_where_nobody_says_how_many_nodes_there_are_one_is_enough_or_its_units_are_told(pods: int, fix: str) -> None:
    """22573 / 2 = 11286 and 22573 / 3 = 7524; a node has two cards."""
    found = meeting(f"nodes: {{nodeSelector: {{a: b}}}}, {TWO_SHARED}", f"memory: 12GiB, replicas: {pods}")
    assert found.fix == f"One of these is enough: {fix}"


@pytest.mark.parametrize(
    ("workloads", "waiting"),
    [
        # Three of one unit run, and then there is no room for two.
        (("memory: 8GiB, replicas: 2, units: 2", "memory: 8GiB, replicas: 3"), 2),
        # Four of one unit run: the fifth waits, and both of two units.
        (("memory: 8GiB, replicas: 5", "memory: 8GiB, replicas: 2, units: 2"), 3),
    ],
)
def test_the_pods_that_wait_are_those_of_all_workloads_and_first_of_many_units(
    workloads: tuple[str, ...], waiting: int
) -> None:
    """Two nodes with two replicas have four units."""
    assert meeting(on_nodes("a, b"), *workloads).fix.endswith(f"; 2 replicas, then at least {waiting} pods wait.")


def test_the_only_workload_of_a_pool_is_given_none_of_its_own() -> None:
    assert meeting(on_nodes("a, b, c"), "memory: 12GiB, replicas: 2").fix == (
        "One of these is enough: leave timeSlicing out; limit each process of n/w0 to 11286 MiB; keep the pods of n/w0 "
        "on different nodes by anti-affinity."
    )


def test_to_take_one_away_is_no_cure_where_the_others_still_want_too_much() -> None:
    """Any two of them do, so there is no limit for the third either."""
    assert meeting(on_nodes("a, b, c"), *["memory: 12GiB"] * 3).fix == "One of these is enough: leave timeSlicing out."


OWN, APART = "a pool of its own", "on different nodes"


@pytest.mark.parametrize(
    ("nodes", "pool", "workloads", "cures"),
    [
        # Three pods of two units need two nodes of four units, and the other a third.
        ("a, b", SHARED, ("memory: 16GiB", "memory: 7GiB, units: 2, replicas: 3"), ()),
        ("a, b, c", SHARED, ("memory: 16GiB", "memory: 7GiB, units: 2, replicas: 3"), (OWN, APART)),
        # So do four pods of two units, whichever of both is to have its own nodes.
        ("a, b", SHARED, ("memory: 8GiB, units: 2, replicas: 4", "memory: 16GiB"), ()),
        ("a, b, c", SHARED, ("memory: 8GiB, units: 2, replicas: 4", "memory: 16GiB"), (OWN, APART)),
        # Alone it has both cards of one node, a pod on each; on the other node both may meet on one card.
        ("a, b", TWO_SHARED, ("memory: 16GiB, replicas: 2", "memory: 10GiB"), (OWN,)),
        # A pod to a card, three pods take two nodes; ten of the other, of which eight find units on one, take two more.
        ("a, b, c", TWO_SHARED, ("memory: 16GiB, replicas: 3", "memory: 5GiB, replicas: 10"), ()),
        ("a, b, c, d", TWO_SHARED, ("memory: 16GiB, replicas: 3", "memory: 5GiB, replicas: 10"), (OWN,)),
    ],
)
def test_nodes_are_counted_as_wholes_by_the_units_that_pods_ask_for(
    nodes: str, pool: str, workloads: tuple[str, ...], cures: tuple[str, ...]
) -> None:
    fix = meeting(on_nodes(nodes, pool), *workloads).fix
    assert tuple(cure for cure in (OWN, APART) if cure in fix) == cures, fix
