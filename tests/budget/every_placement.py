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
    loads = [0] * resource.devices
    for pod, units in zip(pods, handed_out, strict=True):
        for device in set(units):
            loads[device] += _processes(pod, units, device, resource) * _process(pod, pool)
    return loads


def _processes(pod: WorkloadPlan, units: tuple[int, ...], device: int, resource: Resource) -> int:
    """Shared devices may get all processes of a pod; devices of its own get them dealt out, from any of them on."""
    if resource.replicas > 1:
        return pod.processes
    first = units.index(device)
    order = units[first:] + units[:first]
    return len([number for number in range(pod.processes) if order[number % len(order)] == device])


def _process(workload: WorkloadPlan, pool: PoolPlan) -> int:
    context = 0 if workload.context_included else cuda_context(pool.gpus[0].gpu.architecture).memory_mib
    return workload.memory_mib + context
