"""From what is to run to the resource that it asks for, and the pool that it runs on."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from generator.budget.claim import Claim, claim_on
from generator.budget.device import Device, device_of
from generator.model.finding import Finding
from generator.model.plan import PoolPlan, Promise, Resource, WorkloadPlan
from generator.model.profile import ClusterProfile
from generator.model.tree import Path
from generator.model.workload import Isolation, Workload
from generator.resolve import _problems as problem


def resolve_workloads(
    profile: ClusterProfile, pools: tuple[PoolPlan, ...], faults: problem.Faults
) -> tuple[WorkloadPlan, ...]:
    """Return every workload whose pool is known; the others are among the faults."""
    if not profile.workloads:
        return ()
    known: dict[str, PoolPlan] = {}
    for pool in pools:
        known.setdefault(pool.name, pool)
    around = _Around(known, frozenset(one.name for one in profile.pools), tuple(_kinds(_units(pools))))
    found = (_resolved(one, ("workloads", index), around, faults) for index, one in enumerate(profile.workloads))
    return tuple(one for one in found if one is not None)


class _Unit(NamedTuple):
    """A unit that a pod can ask for: its memory in MiB if all units of its device are in use, None if unknown.

    With Promise.NONE nothing enforces the figure: it is what an even split would give. It is that of the smallest of
    the devices, since a pod cannot choose among them.
    """

    pool: PoolPlan
    resource: Resource
    memory_mib: int | None
    devices: tuple[Device, ...]


class _Around(NamedTuple):
    """The resolved pools by name, the names of all pools of the profile, and every kind of unit, smallest first."""

    pools: Mapping[str, PoolPlan]
    names: frozenset[str]
    kinds: tuple[_Unit, ...]


def _resolved(workload: Workload, at: Path, around: _Around, faults: problem.Faults) -> WorkloadPlan | None:
    fallback = tuple(
        name
        for number, name in enumerate(workload.fallback)
        if _pool(name, (*at, "fallback", number), around, faults) is not None
    )
    if workload.unaccounted:
        where = _past_plugin(workload, at, around, faults)
        return None if where is None else _planned(workload, at, where, None, fallback)
    if workload.pool is None:
        unit = _chosen(workload, at, around, faults)
        return None if unit is None else _planned(workload, at, unit.pool, unit.resource.name, fallback)
    pool = _pool(workload.pool, (*at, "pool"), around, faults)
    if pool is None:
        return None
    unit = _in_pool(workload, at, pool, faults)
    return None if unit is None else _planned(workload, at, pool, unit.resource.name, fallback)


def _planned(
    workload: Workload, at: Path, pool: PoolPlan, resource: str | None, fallback: tuple[str, ...]
) -> WorkloadPlan:
    target = workload.target
    return WorkloadPlan(
        name=workload.name,
        origin=at,
        namespace=workload.namespace,
        pool=pool.name,
        resource=resource,
        units=0 if resource is None else workload.units or 1,
        replicas=workload.replicas,
        processes=workload.processes,
        memory_mib=workload.memory_mib,
        context_included=workload.context_included,
        isolation=workload.isolation,
        priority=workload.priority,
        framework=workload.framework,
        fallback=tuple(name for name in fallback if name != pool.name),
        chosen=workload.pool is None,
        unaccounted=workload.unaccounted,
        target=target._replace(name=target.name or workload.name, container=target.container or workload.name),
    )


def _pool(name: str, at: Path, around: _Around, faults: problem.Faults) -> PoolPlan | None:
    # A pool that is in the profile but could not be resolved has been reported already.
    if name not in around.names:
        faults.append(problem.WORKLOAD_POOL.at(at, f'no pool "{name}"', f"Pools: {', '.join(sorted(around.names))}."))
    return around.pools.get(name)


def _past_plugin(workload: Workload, at: Path, around: _Around, faults: problem.Faults) -> PoolPlan | None:
    """Return the pool of a workload that asks for nothing: the one that it names, or the only one."""
    if workload.pool is None and len(around.names) != 1:
        message = f"{workload.name} is unaccounted and does not say which pool's cards it uses"
        pools = f"Pools: {', '.join(sorted(around.names))}."
        faults.append(problem.WORKLOAD_UNPLACED.at((*at, "name"), message, f"Add `pool`. {pools}"))
        return None
    at = at if workload.pool is None else (*at, "pool")
    return _pool(workload.pool or next(iter(around.names)), at, around, faults)


def _in_pool(workload: Workload, at: Path, pool: PoolPlan, faults: problem.Faults) -> _Unit | None:
    units = sorted(_units((pool,)), key=_size)
    if workload.resource is not None:
        named = [unit for unit in units if unit.resource.name == workload.resource]
        if not named:
            names = ", ".join(dict.fromkeys(one.name for one in pool.resources)) or "nothing"
            message = f"pool {pool.name} does not advertise {workload.resource}, but {names}"
            faults.append(problem.WORKLOAD_RESOURCE.at((*at, "resource"), message))
            return None
        return named[0]
    if not units:
        message = f"pool {pool.name} advertises no resource that pods could ask for"
        faults.append(problem.WORKLOAD_RESOURCE.at((*at, "pool"), message))
        return None
    # Where none is large enough the largest is named: the memory budget says by how much it falls short.
    return _best(workload, at, units) or units[-1]


def _chosen(workload: Workload, at: Path, around: _Around, faults: problem.Faults) -> _Unit | None:
    if len(around.pools) < len(around.names):
        # A pool that could not be resolved, which has been reported, might have been the one.
        return None
    wanted = [unit for unit in around.kinds if workload.resource in (None, unit.resource.name)]
    if not wanted:
        names = ", ".join(dict.fromkeys(unit.resource.name for unit in around.kinds)) or "nothing"
        asked = workload.resource or "any resource"
        message = f"no pool advertises {asked}; they advertise {names}"
        faults.append(problem.WORKLOAD_HOMELESS.at((*at, "resource" if workload.resource else "name"), message))
        return None
    apart = [unit for unit in wanted if not _kept_apart(workload) or unit.resource.promise is Promise.HARDWARE]
    if not apart:
        message = f"{workload.name} is {_isolation(workload)}, and every unit here shares a device with others"
        fix = "Add a pool of whole cards or MIG devices, or name the pool if sharing is acceptable."
        faults.append(problem.WORKLOAD_HOMELESS.at((*at, "isolation"), message, fix))
        return None
    found = _best(workload, at, apart) or (apart[-1] if len(around.names) == 1 else None)
    if found is None:
        faults.append(_too_large(workload, at, apart))
    return found


def _best(workload: Workload, at: Path, units: Sequence[_Unit]) -> _Unit | None:
    """Return the smallest unit that holds the workload for certain, else the largest that may; None without either."""
    certain = next((unit for unit in units if _holds(unit, at, workload)), None)
    return certain or next((unit for unit in reversed(units) if _may_hold(unit, at, workload)), None)


def _too_large(workload: Workload, at: Path, units: Sequence[_Unit]) -> Finding:
    devices = [(device.memory.usable_mib, device.name, unit) for unit in units for device in unit.devices]
    size, name, unit = max(devices, key=lambda one: one[0])
    need = max(claim.pod_mib for _, claim in _claims(unit, at, workload))
    limit = unit.memory_mib if unit.resource.promise is Promise.PER_PROCESS else None
    if limit is not None and workload.memory_mib > limit:
        need, size, name = workload.memory_mib, limit, f"an MPS client of {name}"
    message = (
        f"a pod of {workload.name} needs {need} MiB of one device, and the largest here, {name} behind "
        f"{unit.resource.name} of pool {unit.pool.name}, has {size} MiB"
    )
    return problem.WORKLOAD_HOMELESS.at((*at, "memory" if workload.context_included else "allocates"), message)


def _kept_apart(workload: Workload) -> bool:
    return workload.isolation in (Isolation.UNTRUSTED, Isolation.LATENCY_BOUND)


def _isolation(workload: Workload) -> str:
    return "" if workload.isolation is None else workload.isolation.value


def _holds(unit: _Unit, at: Path, workload: Workload) -> bool:
    """Say whether a unit of every device behind the resource has room, counted as the budget counts.

    Shares without a promise must do so even if the workload takes all of them; an MPS limit holds for each process,
    and the card for the workload's own pods.
    """
    if unit.memory_mib is None:
        return False
    resource = unit.resource
    limit = unit.memory_mib if resource.promise is Promise.PER_PROCESS else workload.memory_mib
    return workload.memory_mib <= limit and all(
        claim.pods * claim.pod_mib <= device.memory.usable_mib for device, claim in _claims(unit, at, workload)
    )


def _may_hold(unit: _Unit, at: Path, workload: Workload) -> bool:
    """Say whether one pod has room where nothing else takes any; of unpublished memory what the name says counts."""
    promised = unit.resource.promise is Promise.PER_PROCESS
    if promised and unit.memory_mib is not None and workload.memory_mib > unit.memory_mib:
        return False
    return all(claim.pod_mib <= device.memory.usable_mib for device, claim in _claims(unit, at, workload))


def _claims(unit: _Unit, at: Path, workload: Workload) -> Iterator[tuple[Device, Claim]]:
    """Yield what a workload may take of each device behind a resource, by as many pods as may meet there."""
    resource = unit.resource
    planned = _planned(workload, at, unit.pool, resource.name, ())
    pods = min(resource.replicas, resource.units // planned.units)
    if resource.promise is Promise.PER_PROCESS:
        pods = min(pods, planned.replicas)
    for device in unit.devices:
        # A node with too few units has no pod; its memory is judged as if it had one.
        yield device, claim_on(planned, resource.replicas, device.context_mib)._replace(pods=max(1, pods))


def _units(pools: Iterable[PoolPlan]) -> Iterator[_Unit]:
    for pool in pools:
        for resource in pool.resources:
            devices = tuple(device_of(pool, part) for part in resource.parts)
            yield _Unit(pool, resource, _smallest_mib(resource, devices), devices)


def _smallest_mib(resource: Resource, devices: tuple[Device, ...]) -> int | None:
    if not devices or any(device.memory.estimated for device in devices):
        return None
    least = min(device.memory.usable_mib for device in devices)
    if resource.promise is Promise.PER_PROCESS:
        return min(least, *(part.memory_mib or 0 for part in resource.parts))
    return least // resource.replicas


def _kinds(units: Iterable[_Unit]) -> list[_Unit]:
    """Return the first unit of each kind, smallest first: pools of one kind are the same to a workload."""
    first: dict[tuple[Resource, tuple[Device, ...]], _Unit] = {}
    for unit in units:
        key = (unit.resource, unit.devices)
        first.setdefault(key, unit)
    return sorted(first.values(), key=_size)


def _size(unit: _Unit) -> tuple[bool, int]:
    return unit.memory_mib is None, unit.memory_mib or 0
