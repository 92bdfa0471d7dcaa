"""Who asks for what: the table that people keep of their shared cards, with what a share is worth in each mode."""

from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import NamedTuple

from generator.budget import DeviceBudget, budgets
from generator.facts.mig import family_with
from generator.ledger.price import cards_of
from generator.model.plan import Plan, PoolPlan, Promise, Resource, WorkloadPlan


class Row(NamedTuple):
    """A workload: `units` of all its pods together, None where it is unaccounted for; memory in MiB with CUDA contexts.

    `chosen` is True where the profile names no pool and there are several. `worth` says which part its units are, of
    that which units of this mode are parts of. `devices` are the kinds that its pods may get, or all cards of the pool
    where it is unaccounted for.
    """

    namespace: str
    name: str
    pool: str
    fallback: tuple[str, ...]
    resource: str | None
    pods: int
    units: int | None
    worth: str
    process_mib: int
    pod_mib: int
    chosen: bool = False
    devices: tuple[str, ...] = ()

    @property
    def key(self) -> tuple[str, str]:
        """What makes it the same workload before and after a change."""
        return self.namespace, self.name


class FreeUnits(NamedTuple):
    """What nobody declared asks for: `there` is None where nobody says how many nodes the pool has."""

    pool: str
    resource: str
    asked: int
    by_fallback: int
    there: int | None
    worth: str

    @property
    def key(self) -> tuple[str, str]:
        """What makes it the same before and after a change."""
        return self.pool, self.resource

    @property
    def free(self) -> int | None:
        """Units left, negative where more are asked for than there are."""
        return None if self.there is None else self.there - self.asked


class Allocation(NamedTuple):
    """The workloads in the order of the profile, what is free of each resource, and budgets of devices that are wanted.

    `has_slots` is True where some ask for shares of time.
    """

    rows: tuple[Row, ...]
    free: tuple[FreeUnits, ...]
    budgets: tuple[DeviceBudget, ...]
    has_slots: bool


def allocation(plan: Plan) -> Allocation:
    """Return the allocation of a Plan's workloads; with none everything is free."""
    known = budgets(plan)
    there = {(one.pool, one.resource): one.units.there for one in known}
    memory = _memory(known)
    pools = {pool.name: pool for pool in plan.pools}
    rows = (
        _row(one, pools[one.pool], there, memory)._replace(chosen=one.chosen and len(pools) > 1)
        for one in plan.workloads
    )
    free: dict[tuple[str, str], FreeUnits] = {}
    for one in known:
        pool = pools[one.pool]
        resource = _resource(pool, one.resource)
        left = FreeUnits(one.pool, one.resource, one.units.asked, one.units.by_fallback, one.units.there, "")
        part = _of(left.free, left.there, _noun(pool, resource)) if left.free is not None and left.free > 0 else ""
        free.setdefault(left.key, left._replace(worth=part))
    wanted = tuple(one for one in known if one.worst or one.unaccounted)
    slots = any(one.worst and one.replicas > 1 and one.client_limit_mib is None for one in wanted)
    return Allocation(tuple(rows), tuple(free.values()), wanted, slots)


def worth(pool: PoolPlan, resource: Resource, units: int, there: int | None) -> str:
    """Return which part so many units are of what they are parts of.

    Shares of time are slots and never a part of a card's time or memory. Under MPS each client process is held to a
    part of the multiprocessors, `100 / replicas` in whole percent (source: NVIDIA/k8s-device-plugin
    cmd/mps-control-daemon/mps/daemon.go). A MIG device is a part of its card by compute and memory slices.
    """
    parts = _of(units, there, _noun(pool, resource))
    if resource.promise is Promise.PER_PROCESS:
        return f"{parts}, each process at most {100 // resource.replicas} % of the card's SMs"
    slices = {_slices(pool, part.device) for part in resource.parts}
    only = slices.pop() if resource.replicas == 1 and len(slices) == 1 else None
    return parts if only is None else f"{units} x {only} of a card"


def percent(part: Fraction) -> str:
    """Return a part in percent with one decimal where it needs one: ``12.5 %``, ``33.3 %``, ``50 %``."""
    tenths = (part * 2000 + 1) // 2
    whole, tenth = divmod(tenths, 10)
    return f"{whole}.{tenth} %" if tenth else f"{whole} %"


def _of(units: int, there: int | None, noun: str) -> str:
    if not there:
        return f"{units} {noun}" if units == 1 else f"{units} {noun}s"
    return f"{units} of {there} {noun}{'' if there == 1 else 's'}, {percent(Fraction(units, there))}"


def _noun(pool: PoolPlan, resource: Resource) -> str:
    if resource.replicas > 1:
        return "slot"
    whole = {entry.gpu.marketing for entry in pool.gpus}
    return "card" if all(part.device in whole for part in resource.parts) else "device"


def _slices(pool: PoolPlan, device: str) -> str | None:
    """Return a MIG device's part of its card, None for what is no MIG device."""
    for cards in cards_of(pool):
        if cards.layout is None or device not in cards.layout.names:
            continue
        family = family_with(cards.entry.gpu, cards.layout.names)
        profile = None if family is None else family.profile(device)
        if family is not None and profile is not None:
            compute = f"{profile.compute_slices}/{family.compute_slices} compute"
            return f"{compute} and {profile.memory_units}/{family.placement_units} memory slices"
    return None


def _row(
    workload: WorkloadPlan,
    pool: PoolPlan,
    there: Mapping[tuple[str, str], int | None],
    memory: Mapping[tuple[str, str, str], int],
) -> Row:
    process = memory.get((pool.name, workload.namespace, workload.name), workload.memory_mib)
    units = None if workload.resource is None else workload.replicas * workload.units
    part, devices = "not counted", tuple(entry.gpu.marketing for entry in pool.gpus)
    if workload.resource is not None and units is not None:
        resource = _resource(pool, workload.resource)
        part = worth(pool, resource, units, there.get((pool.name, workload.resource)))
        devices = tuple(one.device for one in resource.parts)
    return Row(
        workload.namespace,
        workload.name,
        workload.pool,
        workload.fallback,
        workload.resource,
        workload.replicas,
        units,
        part,
        process,
        process * workload.processes,
        devices=devices,
    )


def _resource(pool: PoolPlan, name: str) -> Resource:
    return next(one for one in pool.resources if one.name == name)


def _memory(known: Sequence[DeviceBudget]) -> dict[tuple[str, str, str], int]:
    """Return what a process takes by pool, namespace and name: with the CUDA context of the pool's cards."""
    found: dict[tuple[str, str, str], int] = {}
    for one in known:
        for claim in (*one.claims, *(met.claim for met in one.unaccounted)):
            key = (one.pool, claim.workload.namespace, claim.workload.name)
            found[key] = max(found.get(key, 0), claim.process_mib)
    return found
