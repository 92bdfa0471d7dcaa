"""A quota larger than everything that the nodes advertise."""

from collections.abc import Iterator

from generator.ledger.supply import capacities
from generator.model.doubt import ALL_RESOURCES
from generator.model.finding import Severity
from generator.model.plan import Plan
from generator.model.rule import Fault, Rule


def _check(plan: Plan) -> Iterator[Fault]:
    known = capacities(plan)
    for index, tenant in enumerate(plan.tenants):
        for name, units in tenant.quota:
            capacity = known.get(name)
            if capacity is not None and not capacity.is_open and units > capacity.most:
                yield Fault(
                    ("tenants", index, "quota", name),
                    f"{units} x {name} are more than the {capacity.most} that exist: {capacity.arithmetic()}",
                )


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
