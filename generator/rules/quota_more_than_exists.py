"""A quota larger than everything that the nodes advertise."""

from collections.abc import Iterator
from typing import NamedTuple

from generator.model.doubt import ALL_RESOURCES
from generator.model.finding import Severity
from generator.model.plan import Plan, Resource
from generator.model.rule import Fault, Rule


def _check(plan: Plan) -> Iterator[Fault]:
    known = _supplies(plan)
    totals = {name: sum(supply.units for supply in supplies) for name, supplies in known.items()}
    for index, tenant in enumerate(plan.tenants):
        for name, units in tenant.quota:
            if name in totals and units > totals[name]:
                arithmetic = ", ".join(supply.text() for supply in known[name])
                yield Fault(
                    ("tenants", index, "quota", name),
                    f"{units} x {name} are more than the {totals[name]} that exist: {arithmetic}",
                )


class _Supply(NamedTuple):
    """What one pool has of a resource when all its nodes are there."""

    pool: str
    nodes: int
    resource: Resource

    @property
    def units(self) -> int:
        return self.nodes * self.resource.units

    def text(self) -> str:
        nodes = "1 node" if self.nodes == 1 else f"{self.nodes} nodes"
        replicas = f" x {self.resource.replicas} replicas" if self.resource.replicas > 1 else ""
        return f"pool {self.pool} has {nodes} x {self.resource.devices}{replicas}"


def _supplies(plan: Plan) -> dict[str, list[_Supply]]:
    """Return what each pool has of each resource, less those that a pool of unknown size has too."""
    found: dict[str, list[_Supply]] = {}
    unknown: set[str] = set()
    for pool in plan.pools:
        nodes = pool.node_count.high if pool.node_count is not None else len(pool.node_names)
        for resource in pool.resources:
            found.setdefault(resource.name, []).append(_Supply(pool.name, nodes, resource))
            if nodes == 0:
                unknown.add(resource.name)
    return {name: supplies for name, supplies in found.items() if name not in unknown}


RULE = Rule(
    "QUO102",
    "Quota of more than exists",
    Severity.WARNING,
    why="The quota never takes effect: the namespace may take every unit in the cluster. A unit is a replica or a MIG "
    "device, not a GPU.",
    fix="Lower the quota, or raise the pool's node count.",
    source="https://kubernetes.io/docs/concepts/policy/resource-quotas/; arithmetic",
    bad="""\
pools:
  - name: shared
    nodes: {count: 2}
    gpus: [{model: L4}]
    timeSlicing: {replicas: 4}
tenants:
  - namespace: research
    quota:
      nvidia.com/gpu: 9  # <- here
""",
    good="""\
pools:
  - name: shared
    nodes: {count: 2}
    gpus: [{model: L4}]
    timeSlicing: {replicas: 4}
tenants:
  - namespace: research
    quota: {nvidia.com/gpu: 8}
""",
    check=_check,
    whole_plan=True,
    needs=(*ALL_RESOURCES, "tenants[].quota", "tenants[].poolQuota", "pools[*].nodes"),
)
