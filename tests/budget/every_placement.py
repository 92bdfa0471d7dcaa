"""What may meet on a device, found by trying: every set of pods, every way to hand their units to a node's devices."""

from collections.abc import Iterator
from itertools import combinations, combinations_with_replacement, product

from generator.facts.runtimes import cuda_context
from generator.model.plan import Plan, PoolPlan, Resource, WorkloadPlan


def most_on_one_device(plan: Plan, pool: PoolPlan, resource: Resource, first: int, devices: int) -> int:
    """Return the most MiB that pods can take on one of `devices` devices from index `first` on."""
    pods = [one for one in plan.workloads if _may_come(one, pool, resource) for _ in range(one.replicas)]
    most = 0
    for size in range(len(pods) + 1):
        for some in combinations(pods, size):
            for handed_out in _hand_outs(some, resource):
                loads = _loads(some, handed_out, resource, pool)
                most = max(most, *loads[first : first + devices])
    return most + sum(
        one.replicas * one.processes * _process(one, pool)
        for one in plan.workloads
        if one.unaccounted and one.pool == pool.name
    )


def _may_come(workload: WorkloadPlan, pool: PoolPlan, resource: Resource) -> bool:
    return workload.resource == resource.name and pool.name in (workload.pool, *workload.fallback)


def _hand_outs(pods: tuple[WorkloadPlan, ...], resource: Resource) -> Iterator[tuple[tuple[int, ...], ...]]:
    """Yield the devices of each pod's units, wherever no device has to give more units than it has."""
    devices = range(resource.devices)
    for handed_out in product(*(combinations_with_replacement(devices, pod.units) for pod in pods)):
        given = [device for units in handed_out for device in units]
        if all(given.count(device) <= resource.replicas for device in devices):
            yield handed_out


def _loads(
    pods: tuple[WorkloadPlan, ...], handed_out: tuple[tuple[int, ...], ...], resource: Resource, pool: PoolPlan
) -> list[int]:
    """Return the most on each device; each pod deals for itself, so the most of all is the sum of the most of each."""
    loads = [0] * resource.devices
    for pod, units in zip(pods, handed_out, strict=True):
        dealings = list(_dealings(pod, units, resource))
        for device in set(units):
            loads[device] += max(dealing.count(device) for dealing in dealings) * _process(pod, pool)
    return loads


def _dealings(pod: WorkloadPlan, units: tuple[int, ...], resource: Resource) -> Iterator[tuple[int, ...]]:
    """Yield the devices of a pod's processes: any of those that it may see.

    Devices of its own it uses as its framework deals them out, as many on each as on any other and at most one more;
    of shared ones it may use only some.
    """
    for dealing in product(units, repeat=pod.processes):
        counts = [dealing.count(device) for device in set(units)]
        if resource.replicas > 1 or max(counts) - min(counts) <= 1:
            yield dealing


def _process(workload: WorkloadPlan, pool: PoolPlan) -> int:
    context = 0 if workload.context_included else cuda_context(pool.gpus[0].gpu.architecture).memory_mib
    return workload.memory_mib + context
