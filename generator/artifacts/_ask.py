"""What a workload's pods have to say to get what the Plan gives them, whoever writes it down."""

from collections.abc import Mapping
from typing import NamedTuple

from generator.artifacts._memory_limits import Limit, limit_missing, memory_limits
from generator.artifacts._operator_values import DEFAULT_RUNTIME_CLASS
from generator.artifacts._placement import Placement, Pools, placement, pools_of
from generator.budget import DeviceBudget, budgets_by_resource
from generator.facts.charts import GPU_OPERATOR
from generator.facts.framework_limits import NoLimit
from generator.facts.mig import mig_family
from generator.model.gpu import Gpu
from generator.model.plan import GPU_RESOURCE, SHARED_SUFFIX, Plan, WorkloadPlan
from generator.model.tree import Tree
from generator.model.workload import Framework, Target


class Ask(NamedTuple):
    """A workload and all that its pods say.

    `folder` is its name among files, `other_names` are all names under which the cluster's cards may be or have been
    asked for, but for its own resource. `no_limit` says why its framework's memory limit is not among `limits`.
    """

    workload: WorkloadPlan
    folder: str
    other_names: tuple[str, ...]
    runtime_class: str | None
    placement: Placement
    limits: tuple[Limit, ...]
    no_limit: NoLimit | None

    @property
    def title(self) -> str:
        """Namespace and name, as people write them."""
        return self.workload.title

    @property
    def units(self) -> dict[str, Tree]:
        """The units that a container asks for, by resource."""
        return {self.workload.resource: self.workload.units} if self.workload.resource else {}

    @property
    def is_ray_cluster(self) -> bool:
        """Whether this is a RayCluster: a Ray workload whose target nobody describes."""
        workload = self.workload
        return workload.framework is Framework.RAY and workload.target == Target(
            name=workload.name, container=workload.name
        )


class _Around(NamedTuple):
    """What all workloads of a Plan are looked at with."""

    plan: Plan
    pools: Pools
    names: tuple[str, ...]
    devices: Mapping[tuple[str, str], list[DeviceBudget]]


def asks(plan: Plan) -> tuple[Ask, ...]:
    """Return what every workload's pods say, in the order of the Plan."""
    if not plan.workloads:
        return ()
    around = _Around(plan, pools_of(plan), _names(plan), budgets_by_resource(plan))
    return tuple(_ask(one, folder, around) for one, folder in zip(plan.workloads, _folders(plan), strict=True))


def _ask(workload: WorkloadPlan, folder: str, around: _Around) -> Ask:
    resource = workload.resource or ""
    pools = (workload.pool, *workload.fallback)
    meets = [device for pool in pools for device in around.devices.get((pool, resource), ())]
    return Ask(
        workload=workload,
        folder=folder,
        other_names=tuple(name for name in around.names if name != workload.resource),
        runtime_class=_runtime_class(around.plan, workload),
        placement=placement(around.pools, workload),
        limits=memory_limits(workload, meets),
        no_limit=limit_missing(workload, meets),
    )


def _runtime_class(plan: Plan, workload: WorkloadPlan) -> str | None:
    """Return the class by which pods reach NVIDIA's runtime. Where CDI gives a card to those that ask for one, none is
    needed, but by those past the device plugin; the operator makes it in any case."""
    if workload.unaccounted and plan.stack.runtime_class is None and plan.release.chart == GPU_OPERATOR:
        return DEFAULT_RUNTIME_CLASS
    return plan.stack.runtime_class


def _folders(plan: Plan) -> list[str]:
    """Return namespace-name; with a dot, which neither may have, where two workloads would be called the same."""
    plain = [f"{one.namespace}-{one.name}" for one in plan.workloads]
    count: dict[str, int] = {}
    for name in plain:
        count[name] = count.get(name, 0) + 1
    dotted = (f"{one.namespace}.{one.name}" for one in plan.workloads)
    return [name if count[name] == 1 else other for name, other in zip(plain, dotted, strict=True)]


def _names(plan: Plan) -> tuple[str, ...]:
    """Return every name under which the cluster's GPUs are advertised, or may have been before, sorted.

    They may have been whole or cut in any way, and shared or not. Before v0.20 the plugin named a variant of a MIG
    profile like the plain one (see resolve.resources), which its family has as well.
    """
    base = {GPU_RESOURCE}.union(*(_mig_names(one.gpu) for pool in plan.pools for one in pool.gpus))
    advertised = {name for pool in plan.pools for one in pool.resources for name in (one.name, one.base_name)}
    return tuple(sorted(advertised | base | {f"{name}{SHARED_SUFFIX}" for name in base}))


def _mig_names(gpu: Gpu) -> set[str]:
    families = [mig_family(one) for one in (gpu.mig_family, *gpu.mig_family_variants) if one is not None]
    return {profile.resource_name for family in families for profile in family.profiles}
