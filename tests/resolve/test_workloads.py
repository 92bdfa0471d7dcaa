"""Which pool and resource a workload gets, and what is told where there is none."""

import re

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from generator.budget import DeviceBudget, budgets
from generator.model.plan import Promise, WorkloadPlan
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
        if one.code in ("WRK001", "WRK002", "WRK003", "WRK004")
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


def test_in_a_pool_that_is_named_the_smallest_unit_is_taken_whatever_its_name() -> None:
    half = CUT.replace("mig: all-balanced", "mig: [{devices: [0], migDevices: {3g.40gb: 2}}]")
    assert planned("memory: 4GiB, pool: cut", half).resource == "nvidia.com/mig-3g.40gb"
    assert planned("memory: 60GiB, pool: cut", half).resource == "nvidia.com/gpu"


@pytest.mark.parametrize(
    ("fields", "pool"),
    [
        # Of four units two pods get two each, and one pod three: 2 x 10240 and 1 x 20480 of 24084 MiB.
        ("memory: 10GiB, units: 2", "shared"),
        ("memory: 20GiB, units: 3", "shared"),
        ("memory: 12GiB, units: 2", "whole"),
    ],
)
def test_no_more_pods_are_counted_on_a_card_than_get_units_there(fields: str, pool: str) -> None:
    several = SHARED.replace("replicas: 4", "replicas: 4, failRequestsGreaterThanOne: false")
    assert planned(fields, several, WHOLE).pool == pool


def test_of_units_of_as_many_mebibytes_the_first_is_taken() -> None:
    # (24576 - 492 - 1) / 4 and (24576 - 492 - 4) / 4 are both 6020 MiB, the first and three quarters of one.
    first, second = (
        SHARED.replace("name: shared", f"name: {name}").replace("RTX 3090", f"RTX 3090, reservedMemory: {reserved}MiB")
        for name, reserved in (("first", 1), ("second", 4))
    )
    assert planned("memory: 4GiB", first, second.replace("n1", "n9")).pool == "first"


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


def test_an_unaccounted_workload_without_a_pool_is_on_the_only_one() -> None:
    found = planned("memory: 2GiB, unaccounted: true", SHARED)
    assert (found.pool, found.resource, found.unaccounted, found.chosen) == ("shared", None, True, True)
    ((code, place, text),) = told("memory: 2GiB, unaccounted: true", SHARED, WHOLE)
    assert (code, place) == ("WRK004", "workloads.0.name")
    assert text == ("chat is unaccounted and does not say which pool's cards it uses Add `pool`. Pools: shared, whole.")
    ((code, place, _),) = told("memory: 2GiB, unaccounted: true, pool: shard", SHARED)
    assert (code, place) == ("WRK001", "workloads.0.pool")


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
            (
                "no pool advertises nvidia.com/mig-7g.80gb; they advertise nvidia.com/gpu, nvidia.com/mig-1g.10gb, "
                "nvidia.com/mig-2g.20gb, nvidia.com/mig-3g.40gb Name a pool, "
            ),
        ),
        (
            "memory: 200GiB",
            "WRK003",
            "workloads.0.memory",
            "a pod of chat needs 204800 MiB of one device, and the largest here",
        ),
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
    for fields in (
        "memory: 100GiB",
        "memory: 1GiB, isolation: untrusted",
        "memory: 1GiB, resource: nvidia.com/mig-1g.5gb",
    ):
        assert told(fields, SHARED, wrong) == []


MODELS = ("RTX 3090", "L4", "A100-SXM4-80GB")
SHARINGS = ("", "timeSlicing: {replicas: 2}", "timeSlicing: {replicas: 3}", "mps: {replicas: 2}", "mps: {replicas: 5}")


@st.composite
def pool_texts(draw: st.DrawFn, name: str) -> str:
    """Draw a pool of cards, of unlike ones with some of their memory reserved, or of MIG instances."""
    fields = f"name: {name}, nodes: {{names: [node-{name}]}}"
    if draw(st.integers(0, 2)) == 0:
        layout = draw(st.sampled_from(("all-balanced", "all-1g.10gb", "all-3g.40gb")))
        shared = draw(st.sampled_from(SHARINGS[:3]))
        return f"{{{fields}, gpus: [{{model: A100-SXM4-80GB}}], mig: {layout}, {shared}}}"
    models = draw(st.lists(st.sampled_from(MODELS), min_size=1, max_size=2, unique=True))
    counts, reserved = st.integers(1, 2), st.sampled_from((1, 900, 14000))
    cards = (f"{{model: {one}, count: {draw(counts)}, reservedMemory: {draw(reserved)}MiB}}" for one in models)
    return f"{{{fields}, gpus: [{', '.join(cards)}], {draw(st.sampled_from(SHARINGS))}}}"


@st.composite
def wanted(draw: st.DrawFn) -> str:
    """Draw a workload's memory near what units have, its processes, units and replicas."""
    edge = draw(st.sampled_from((9856, 19968, 40192, 81920, 24576, 23034)))
    near = edge // draw(st.integers(1, 6)) - draw(st.sampled_from((0, 10, 13, 14, 200, 500, 850, 1700)))
    units = draw(st.integers(1, 3))
    said = draw(st.sampled_from(("memory", "allocates")))
    processes, replicas = draw(st.integers(1, 3)), draw(st.integers(1, 6))
    return f"{said}: {max(near, 1)}MiB, processes: {processes}, units: {units}, replicas: {replicas}"


def devices_of(pools: list[str], fields: str, where: str) -> list[DeviceBudget]:
    """Return the budgets of the devices that a workload may run on."""
    text = f"pools: [{', '.join(pools)}]\nworkloads: [{{name: chat, namespace: ai, {fields}{where}}}]\n"
    plan = resolve(decoded(laid_over(text))).plan
    asked = {(one.pool, one.resource) for one in plan.workloads}
    return [one for one in budgets(plan) if (one.pool, one.resource) in asked]


def refused(devices: list[DeviceBudget]) -> bool:
    """Say whether the budget of some device is exceeded, or a process is above the limit of MPS."""
    return any(
        one.over_mib > 0 or any(claim.workload.memory_mib > (one.client_limit_mib or 99999) for claim in one.claims)
        for one in devices
    )


def size(devices: list[DeviceBudget]) -> int:
    """Return what a unit has of the smallest of its devices."""
    return min(
        min(one.device.memory.usable_mib, one.client_limit_mib)
        if one.client_limit_mib is not None
        else one.device.memory.usable_mib // one.replicas
        for one in devices
    )


@settings(max_examples=200)
@given(pool_texts("one"), pool_texts("two"), pool_texts("three"), wanted())
def test_what_is_chosen_the_budget_allows_and_what_is_passed_over_it_refuses(
    one: str, two: str, three: str, fields: str
) -> None:
    pools = [one, two, three]
    plan = resolve(decoded(laid_over(f"pools: [{', '.join(pools)}]\n"))).plan
    # Beside MPS not every layout of MIG can be had, and nothing is chosen while a pool is missing.
    assume(len(plan.pools) == len(pools))
    chosen = devices_of(pools, fields, "")
    sizes = []
    for pool in plan.pools:
        for resource in pool.resources:
            # Time-slicing promises no share: a unit holds for certain what may run in all of them at once.
            full = re.sub("replicas: .*", "replicas: 99", fields) if resource.promise is Promise.NONE else fields
            there = devices_of(pools, full, f", pool: {pool.name}, resource: {resource.name}")
            if resource.units >= there[0].claims[0].units and not refused(there):
                sizes.append(size(there))
    if sizes:
        assert not refused(chosen)
        assert size(chosen) <= min(sizes)


def test_where_no_share_holds_it_for_certain_the_largest_that_may_is_taken() -> None:
    eighths = "{name: eighths, nodes: {names: [s1]}, gpus: [{model: L4}], timeSlicing: {replicas: 8}}"
    quarters = "{name: quarters, nodes: {names: [l1]}, gpus: [{model: L4}], timeSlicing: {replicas: 4}}"
    # 22573 MiB are there for all pods on a card, so one of 20 GiB runs as long as the others leave it room.
    assert planned("memory: 8GiB", eighths, quarters).pool == "quarters"
    assert planned("memory: 20GiB", eighths, quarters).pool == "quarters"
    assert told("memory: 22573MiB", eighths, quarters) == []
    ((code, _, text),) = told("memory: 22574MiB", eighths, quarters)
    assert code == "WRK003"
    # Both pools have such cards; the first of them is named.
    assert text.startswith(
        "a pod of chat needs 22574 MiB of one device, and the largest here, L4 behind nvidia.com/gpu of pool eighths, "
        "has 22573 MiB "
    )


def test_memory_that_is_not_published_may_hold_what_the_name_says() -> None:
    assert (
        planned("memory: 60GiB", "{name: new, nodes: {names: [g1]}, gpus: [{model: GH200-144GB}]}", SHARED).pool
        == "new"
    )


def test_memory_that_is_not_published_comes_behind_what_is_and_before_shares_of_other_pods() -> None:
    """An RTX PRO 5000 has 48 GB by its name; 20 GiB have room on it, and for certain on an A100."""
    new = "{name: new, nodes: {names: [g1]}, gpus: [{model: RTX PRO 5000}]}"
    assert planned("memory: 20GiB", new, WHOLE).pool == "whole"
    assert planned("memory: 20GiB", new, SHARED).pool == "new"
    assert told("memory: 200GiB", new, SHARED) == [
        (
            "WRK003",
            "workloads.0.memory",
            (
                "a pod of chat needs 204800 MiB of one device, and the largest here, RTX PRO 5000 Blackwell behind "
                "nvidia.com/gpu of pool new, has 48168 MiB Name a pool, lower the memory, or add a pool with larger "
                "units."
            ),
        )
    ]


def test_an_instance_and_a_card_with_reserved_memory_have_what_the_budget_says() -> None:
    # 40192 - 13 MiB of 3g.40gb; 24576 - 2000 - 492 MiB of the card, and not 2 % of what is not reserved.
    assert planned("memory: 40179MiB", CUT, WHOLE).resource == "nvidia.com/mig-3g.40gb"
    assert planned("memory: 40180MiB", CUT, WHOLE).pool == "whole"
    card = "{name: card, nodes: {names: [n5]}, gpus: [{model: RTX 3090, reservedMemory: 2000MiB}]}"
    assert planned("memory: 22084MiB", card, WHOLE).pool == "card"
    assert planned("memory: 22085MiB", card, WHOLE).pool == "whole"


def test_the_processes_of_an_mps_pod_must_all_fit_on_the_card() -> None:
    # 23034 - 461 MiB hold three processes of 5758 MiB, and not four.
    text = f"pools: [{CLIENTS}, {WHOLE}]\nworkloads: [{{name: chat, namespace: ai, memory: 5758MiB, processes: 3}}]\n"
    assert plan_of(text, install=STANDALONE).workloads[0].pool == "clients"
    assert plan_of(text.replace("processes: 3", "processes: 4"), install=STANDALONE).workloads[0].pool == "whole"
    assert plan_of(text.replace("processes: 3", "replicas: 4"), install=STANDALONE).workloads[0].pool == "whole"


def test_what_the_clients_of_mps_would_have_to_have_is_told() -> None:
    # 5758 MiB are the limit of one of four clients on an L4, which has 22573 MiB for pods.
    more = CLIENTS.replace("name: clients", "name: more").replace("n4", "n9")
    text = f"pools: [{CLIENTS}, {more}]\nworkloads: [{{name: chat, namespace: ai, memory: 5759MiB}}]\n"
    (found,) = (one for one in compile_text(text, install=STANDALONE).findings if one.code == "WRK003")
    assert found.message == (
        "a pod of chat needs 5759 MiB of one device, and the largest here, an MPS client of L4 behind nvidia.com/gpu "
        "of pool clients, has 5758 MiB"
    )
    # 4 x 5758 MiB of one pod are too many for the card, though no process is above the limit.
    (found,) = (
        one
        for one in compile_text(text.replace("5759MiB", "5758MiB, processes: 4"), install=STANDALONE).findings
        if one.code == "WRK003"
    )
    assert found.message == (
        "a pod of chat needs 23032 MiB of one device, and the largest here, L4 behind nvidia.com/gpu of pool clients, "
        "has 22573 MiB"
    )
    # Four clients of 5758 MiB are more than the card has, which is the memory budget's to tell.
    assert "WRK003" not in [
        one.code for one in compile_text(text.replace("5759MiB", "5758MiB, replicas: 4"), install=STANDALONE).findings
    ]
