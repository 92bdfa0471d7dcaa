"""Which pool and resource a workload gets, and what is told where there is none."""

import pytest

from generator.model.plan import WorkloadPlan
from generator.resolve import resolve
from tests.support.plans import STANDALONE, compile_text, plan_of
from tests.support.profiles import decoded, laid_over

SHARED = "{name: shared, nodes: {names: [n1]}, gpus: [{model: RTX 3090}], timeSlicing: {replicas: 4}}"
CUT = "{name: cut, nodes: {names: [n2]}, gpus: [{model: A100-SXM4-80GB, count: 2}], mig: all-balanced}"
WHOLE = "{name: whole, nodes: {names: [n3]}, gpus: [{model: A100-SXM4-80GB}]}"
CLIENTS = "{name: clients, nodes: {names: [n4]}, gpus: [{model: L4}], mps: {replicas: 4}}"


def planned(fields: str, *pools: str) -> WorkloadPlan:
    """Return the one workload of a Plan, whatever the rules say of it."""
    text = f"pools: [{', '.join(pools)}]\nworkloads: [{{name: chat, namespace: ai, {fields}}}]\n"
    resolution = resolve(decoded(laid_over(text)))
    assert resolution.findings == ()
    (found,) = resolution.plan.workloads
    return found


def told(fields: str, *pools: str) -> list[tuple[str, str, str]]:
    """Return code, place and text of what the resolver says of workloads."""
    text = f"pools: [{', '.join(pools)}]\nworkloads: [{{name: chat, namespace: ai, {fields}}}]\n"
    found = compile_text(text).findings
    return [
        (one.code, ".".join(map(str, one.at)), f"{one.message} {one.fix}")
        for one in found
        if one.code in ("WRK001", "WRK002", "WRK003")
    ]


def test_a_workload_that_says_little_takes_the_only_pool() -> None:
    found = planned("memory: 4GiB", SHARED)
    assert (found.pool, found.resource, found.units, found.replicas, found.processes) == (
        "shared",
        "nvidia.com/gpu",
        1,
        1,
        1,
    )
    assert found.chosen
    assert (found.target.kind, found.target.name, found.target.container) == ("Deployment", "chat", "chat")
    assert found.origin == ("workloads", 0)


@pytest.mark.parametrize(
    ("fields", "pool", "resource"),
    [
        # A quarter of 24 GiB is less than 1g.10gb has, so the shares come first.
        ("memory: 4GiB", "shared", "nvidia.com/gpu"),
        ("memory: 4GiB, isolation: trusted", "shared", "nvidia.com/gpu"),
        ("memory: 4GiB, isolation: untrusted", "cut", "nvidia.com/mig-1g.10gb"),
        ("memory: 4GiB, isolation: latency-bound", "cut", "nvidia.com/mig-1g.10gb"),
        ("memory: 9GiB", "cut", "nvidia.com/mig-1g.10gb"),
        ("memory: 12GiB", "cut", "nvidia.com/mig-2g.20gb"),
        ("memory: 30GiB", "cut", "nvidia.com/mig-3g.40gb"),
        ("memory: 60GiB", "whole", "nvidia.com/gpu"),
        # Three processes of 5 GiB need 15, but two units of 1g.10gb have two of them on one device.
        ("memory: 5GiB, processes: 3", "cut", "nvidia.com/mig-2g.20gb"),
        ("memory: 4GiB, processes: 3, units: 2", "cut", "nvidia.com/mig-1g.10gb"),
        ("memory: 4GiB, resource: nvidia.com/mig-3g.40gb", "cut", "nvidia.com/mig-3g.40gb"),
        ("memory: 4GiB, pool: whole", "whole", "nvidia.com/gpu"),
        ("memory: 12GiB, pool: cut", "cut", "nvidia.com/mig-2g.20gb"),
        # What is too large for the pool that was named is the memory budget's to tell.
        ("memory: 70GiB, pool: cut", "cut", "nvidia.com/mig-3g.40gb"),
    ],
)
def test_the_smallest_unit_that_holds_it_is_taken(fields: str, pool: str, resource: str) -> None:
    found = planned(fields, SHARED, CUT, WHOLE)
    assert (found.pool, found.resource) == (pool, resource)


def test_an_mps_limit_is_one_for_a_process() -> None:
    # 23034 MiB in four are 5758 MiB for each client, however many a pod has.
    for fields, pool in (("memory: 5758MiB, processes: 2", "clients"), ("memory: 5759MiB", "whole")):
        text = f"pools: [{CLIENTS}, {WHOLE}]\nworkloads: [{{name: chat, namespace: ai, {fields}}}]\n"
        (found,) = plan_of(text, install=STANDALONE).workloads
        assert found.pool == pool


def test_the_cuda_context_comes_on_top_of_what_is_allocated() -> None:
    # An even share is (24576 - 492) / 4 = 6021 MiB; a context on Ampere takes 338 of them.
    assert planned("allocates: 5683MiB", SHARED, WHOLE).pool == "shared"
    assert planned("allocates: 5684MiB", SHARED, WHOLE).pool == "whole"
    assert planned("memory: 6021MiB", SHARED, WHOLE).pool == "shared"


def test_an_unaccounted_workload_asks_for_nothing() -> None:
    found = planned("memory: 2GiB, pool: shared, unaccounted: true", SHARED)
    assert (found.pool, found.resource, found.units, found.unaccounted) == ("shared", None, 0, True)


def test_the_only_pool_is_taken_whatever_its_size() -> None:
    assert planned("memory: 60GiB", SHARED).pool == "shared"


@pytest.mark.parametrize(
    ("fields", "code", "place", "words"),
    [
        ("memory: 1GiB, pool: sharde", "WRK001", "workloads.0.pool", 'no pool "sharde" Pools: cut, shared.'),
        ("memory: 1GiB, fallback: [gone]", "WRK001", "workloads.0.fallback.0", 'no pool "gone"'),
        (
            "memory: 1GiB, pool: cut, resource: nvidia.com/gpu",
            "WRK002",
            "workloads.0.resource",
            "does not advertise nvidia.com/gpu, but nvidia.com/mig-3g.40gb, nvidia.com/mig-2g.20gb, ",
        ),
        (
            "memory: 1GiB, resource: nvidia.com/mig-7g.80gb",
            "WRK003",
            "workloads.0.resource",
            "no pool advertises nvidia.com/mig-7g.80gb",
        ),
        ("memory: 200GiB", "WRK003", "workloads.0.memory", "chat needs 204800 MiB, and the largest unit is"),
        ("allocates: 200GiB", "WRK003", "workloads.0.allocates", "nvidia.com/mig-3g.40gb of pool cut"),
    ],
)
def test_what_cannot_be_placed_is_told(fields: str, code: str, place: str, words: str) -> None:
    ((found, at, text),) = told(fields, SHARED, CUT)
    assert (found, at) == (code, place)
    assert words in text


def test_isolation_that_no_pool_gives_is_told() -> None:
    other = SHARED.replace("name: shared", "name: more").replace("n1", "n9")
    ((code, place, text),) = told("memory: 1GiB, isolation: untrusted", SHARED, other)
    assert (code, place) == ("WRK003", "workloads.0.isolation")
    assert "chat is untrusted, and every unit here shares a device with others" in text


def test_a_pool_that_is_wrong_itself_is_told_once() -> None:
    wrong = "{name: wrong, nodes: {names: [n7]}, gpus: [{model: RTX 9999}]}"
    assert told("memory: 1GiB, pool: wrong", SHARED, wrong) == []
    assert told("memory: 100GiB", wrong) == []
