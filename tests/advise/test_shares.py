"""Shares are sized for the worst set of pods, and nodes as few as in any cut of the workloads by size."""

from itertools import combinations, pairwise
from math import ceil

from hypothesis import given, settings
from hypothesis import strategies as st

from generator.advise.request import Fleet, Workload
from generator.advise.shares import Member, Room, safe_shares, share_out, worst_set
from tests.advise.sample import gpu, trusted

CARD = 24576 - 492
sizes = st.lists(st.tuples(st.integers(1, 23), st.integers(1, 5)), min_size=1, max_size=5)


def wanted(demand: list[tuple[int, int]]) -> list[Workload]:
    return [trusted(f"w{n}", pods, gib * 1024) for n, (gib, pods) in enumerate(demand)]


def _size(workload: Workload) -> tuple[int, str]:
    return workload.memory_mib, workload.name


def largest_first(demand: list[tuple[int, int]]) -> list[Member]:
    return [Member(one, one.pods) for one in sorted(wanted(demand), key=_size, reverse=True)]


@given(demand=st.lists(st.tuples(st.integers(1, 23), st.integers(1, 3)), min_size=1, max_size=4))
def test_every_set_of_so_many_pods_fits_and_one_more_would_not(demand: list[tuple[int, int]]) -> None:
    pods = [gib * 1024 for gib, number in demand for _ in range(number)]
    shares = safe_shares(largest_first(demand), CARD)
    assert all(sum(some) <= CARD for some in combinations(pods, shares))
    assert shares == len(pods) or any(sum(some) > CARD for some in combinations(pods, shares + 1))
    assert worst_set(largest_first(demand), shares) == sum(sorted(pods, reverse=True)[:shares])


def fewest_nodes(demand: list[tuple[int, int]], per_node: int) -> int:
    """Try every way to cut the workloads, the largest first, into pools."""
    members = largest_first(demand)

    def nodes(pool: list[Member]) -> int:
        return ceil(sum(member.pods for member in pool) / (safe_shares(pool, CARD) * per_node))

    places = [cut for number in range(len(members)) for cut in combinations(range(1, len(members)), number)]
    ways = [[0, *cut, len(members)] for cut in places]
    return min(sum(nodes(members[i:j]) for i, j in pairwise(way)) for way in ways)


@settings(max_examples=60)
@given(demand=sizes, per_node=st.integers(1, 4))
def test_no_other_cut_into_pools_takes_fewer_nodes(demand: list[tuple[int, int]], per_node: int) -> None:
    fleet = Fleet(gpu("RTX 3090"), per_node, 100)
    shared = share_out((fleet,), [Room(0, 100, 0)], wanted(demand))
    assert shared.left == ()
    assert sum(group.nodes for group in shared.groups) == fewest_nodes(demand, per_node)
    for group in shared.groups:
        assert group.capacity >= sum(member.pods for member in group.members)
        assert worst_set(group.members, group.replicas) <= CARD


@settings(max_examples=60)
@given(demand=sizes, nodes=st.integers(0, 3), spare=st.integers(0, 3))
def test_every_pod_is_placed_once_or_left(demand: list[tuple[int, int]], nodes: int, spare: int) -> None:
    fleet = Fleet(gpu("RTX 3090"), 4, 10)
    shared = share_out((fleet,), [Room(0, nodes, spare)], wanted(demand))
    placed: dict[str, int] = {}
    for member in (*shared.left, *(member for group in shared.groups for member in group.members)):
        placed[member.workload.name] = placed.get(member.workload.name, 0) + member.pods
    assert placed == {one.name: one.pods for one in wanted(demand)}
    assert sum(group.nodes for group in shared.groups) <= nodes
    assert sum(group.cards for group in shared.groups if group.nodes == 0) in (0, spare)
    for group in shared.groups:
        assert group.capacity >= sum(member.pods for member in group.members)
        assert worst_set(group.members, group.replicas) <= CARD


def test_many_tenants_get_slices_of_mig_devices() -> None:
    fleet = Fleet(gpu("A100-SXM4-80GB"), 1, 1)
    shared = share_out((fleet,), [Room(0, 1, 0)], [trusted(f"w{n}", 1, 4 * 1024, f"t{n}") for n in range(14)])
    (group,) = shared.groups
    assert (group.carrier.device, group.carrier.per_card, group.replicas) == ("1g.10gb", 7, 2)
    shared = share_out((fleet,), [Room(0, 1, 0)], [trusted(f"w{n}", 1, 4 * 1024, f"t{n % 7}") for n in range(14)])
    assert shared.groups[0].carrier.device == "whole card"


def test_shares_are_as_few_as_the_nodes_allow() -> None:
    # Four of 2 GiB would fit on one card; the node has four.
    fleet = Fleet(gpu("RTX 3090"), 4, 1)
    (group,) = share_out((fleet,), [Room(0, 1, 0)], [trusted("w", 4, 2048)]).groups
    assert group.replicas == 1
