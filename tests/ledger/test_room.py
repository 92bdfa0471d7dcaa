"""What each name has room for, from profiles small enough to count."""

import pytest

from generator.ledger.room import Places, Room, Sum, rooms
from generator.model.plan import Promise
from generator.model.taints import Taint
from tests.support.plans import plan_of

GPU = "nvidia.com/gpu"
POOL = "{name: a, NODES, gpus: [{model: L4, count: 2}], timeSlicing: {replicas: 4}}"


def only(nodes: str, *quotas: int) -> Room:
    tenants = "".join(f"  - {{namespace: ns-{index}, quota: {{{GPU}: {most}}}}}\n" for index, most in enumerate(quotas))
    listed = f"tenants:\n{tenants}" if quotas else ""
    (room,) = rooms(plan_of(f"pools: [{POOL.replace('NODES', nodes)}]\n{listed}"))
    return room


@pytest.mark.parametrize(
    ("nodes", "quotas", "expected"),
    [
        ("nodes: {count: 1}", (), Sum.UNLIMITED),
        ("nodes: {count: 1}", (0,), Sum.UNLIMITED),
        ("nodes: {count: 1}", (6, 2), Sum.WITHIN),
        ("nodes: {count: 1}", (6, 3), Sum.BEYOND),
        ("nodes: {count: {min: 1, max: 2}}", (4, 4), Sum.WITHIN),
        ("nodes: {count: {min: 1, max: 2}}", (6, 10), Sum.WITHIN_LARGEST),
        ("nodes: {count: {min: 1, max: 2}}", (7, 10), Sum.BEYOND),
        ("nodes: {nodeSelector: {a: b}}", (900,), Sum.UNKNOWN),
    ],
)
def test_quotas_against_what_there_is(nodes: str, quotas: tuple[int, ...], expected: Sum) -> None:
    room = only(nodes, *quotas)
    assert (room.sum, room.units) == (expected, sum(quotas))


def test_a_ban_is_no_limit_to_share() -> None:
    room = only("nodes: {count: 1}", 3, 0)
    assert (room.limits, room.banned) == ((("ns-0", 3),), ("ns-1",))


def test_pools_with_the_same_hard_taints_are_one_place() -> None:
    pools = [
        "{name: a, nodes: {names: [n-1]}, gpus: [{model: L4}], taints: [{key: gpu, value: x, effect: NoSchedule}]}",
        "{name: b, nodes: {names: [n-2]}, gpus: [{model: L4}], taints: [{key: gpu, value: x, effect: NoSchedule}]}",
        "{name: c, nodes: {names: [n-3]}, gpus: [{model: L4}], taints: [{key: k, value: v, effect: PreferNoSchedule}]}",
    ]
    (room,) = rooms(plan_of(f"pools: [{', '.join(pools)}]"))
    assert room.places == (Places((Taint("gpu", "x", "NoSchedule"),), ("a", "b")), Places((), ("c",)))
    assert (room.capacity.text(), room.promises) == ("3", (Promise.HARDWARE,))


@pytest.mark.parametrize(
    ("nodes", "text"),
    [
        ("nodes: {count: 2}", "16"),
        ("nodes: {count: {min: 1, max: 2}}", "8-16"),
        ("nodes: {count: {min: 0, max: 2}}", "0-16"),
        ("nodes: {nodeSelector: {a: b}}", "as many as nodes bring"),
    ],
)
def test_what_there_is_in_words(nodes: str, text: str) -> None:
    assert only(nodes).capacity.text() == text


def test_an_open_pool_beside_a_counted_one_leaves_a_least() -> None:
    plan = plan_of(
        f"pools: [{POOL.replace('NODES', 'nodes: {names: [n-1]}')}, "
        f"{POOL.replace('NODES', 'nodes: {nodeSelector: {a: b}}').replace('name: a', 'name: b')}]"
    )
    (room,) = rooms(plan)
    assert room.capacity.text() == "8 or more"
