"""Budgets against a trial of every placement on small clusters."""

from hypothesis import assume, given, settings
from hypothesis import strategies as st

from generator.budget import DeviceBudget, budgets
from generator.model.plan import Part, Plan, PoolPlan, Promise, Resource, WorkloadPlan
from generator.model.workload import Target
from tests.budget.every_placement import most_on_one_device
from tests.rules.plans import L4, a_plan, a_pool

NAME = "nvidia.com/gpu"
POOLS = ("one", "two")


def pools(replicas: int, parts: tuple[int, ...]) -> tuple[PoolPlan, ...]:
    kinds = tuple(Part(f"card-{number}", devices, 23034) for number, devices in enumerate(parts))
    promise = Promise.HARDWARE if replicas == 1 else Promise.NONE
    entries = tuple(a_pool().gpus[0]._replace(gpu=L4._replace(marketing=kind.device)) for kind in kinds)
    resource = Resource(NAME, NAME, replicas, promise, kinds)
    return tuple(a_pool(name, index)._replace(gpus=entries, resources=(resource,)) for index, name in enumerate(POOLS))


@st.composite
def workloads(draw: st.DrawFn, most_units: int) -> WorkloadPlan:
    home, other = draw(st.permutations(POOLS))
    unaccounted = draw(st.integers(0, 5)) == 0
    return WorkloadPlan(
        name="w",
        origin=("workloads", 0),
        namespace="n",
        pool=home,
        resource=None if unaccounted else NAME,
        units=0 if unaccounted else draw(st.integers(1, most_units)),
        replicas=draw(st.integers(1, 2)),
        processes=draw(st.integers(1, 3)),
        memory_mib=draw(st.integers(1, 6)) * 1000,
        context_included=draw(st.booleans()),
        isolation=None,
        priority=None,
        framework=None,
        fallback=(other,) if not unaccounted and draw(st.booleans()) else (),
        chosen=False,
        unaccounted=unaccounted,
        target=Target(),
    )


@st.composite
def clusters(draw: st.DrawFn) -> Plan:
    """Return two pools of one kind of node, with devices of one or two kinds, and up to three workloads."""
    replicas = draw(st.integers(1, 3))
    parts = draw(st.sampled_from(((1,), (2,), (3,), (1, 1), (1, 2))))
    found = draw(st.lists(workloads(min(3, replicas * sum(parts) + 1)), max_size=3))
    assume(sum(one.replicas for one in found) <= 4)  # more take minutes
    return a_plan(*pools(replicas, parts))._replace(workloads=tuple(found))


@settings(max_examples=300)
@given(clusters())
def test_the_worst_set_is_that_of_every_placement(plan: Plan) -> None:
    found = iter(budgets(plan))
    for pool in plan.pools:
        for resource in pool.resources:
            first = 0
            for part in resource.parts:
                budget = next(found)
                assert (budget.pool, budget.part) == (pool.name, part.device)
                assert budget.need_mib == most_on_one_device(plan, pool, resource, first, part.devices)
                assert sum(met.pods for met in budget.worst) <= resource.replicas
                first += part.devices
    assert next(found, None) is None


@settings(max_examples=200)
@given(clusters(), st.integers(1, 30))
def test_the_largest_number_of_replicas_is_the_last_that_fits(plan: Plan, thousands: int) -> None:
    """By trying every number; one with which a pod finds fewer units on a node than it asks for does not count."""
    for budget in budgets(plan):
        pool = next(one for one in plan.pools if one.name == budget.pool)
        memory = budget.device.memory._replace(total_mib=thousands * 1000, kept_mib=0)
        narrow = budget._replace(device=budget.device._replace(memory=memory))
        good = [number for number in range(1, 25) if fitting(plan, pool, narrow, number)]
        most = narrow.most_replicas
        assert (24 if most is None else most) == max(good, default=0)


def fitting(plan: Plan, pool: PoolPlan, budget: DeviceBudget, replicas: int) -> bool:
    (resource,) = pool.resources
    other = pool._replace(resources=(resource._replace(replicas=replicas),))
    again = budgets(plan._replace(pools=tuple(other if one is pool else one for one in plan.pools)))
    need = next(one.need_mib for one in again if (one.pool, one.part) == (pool.name, budget.part))
    runs = all(claim.units <= replicas * resource.devices for claim in budget.claims)
    return runs and need <= budget.device.memory.usable_mib
