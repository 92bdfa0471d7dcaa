"""Pods of a namespace that its quota refuses."""

from collections.abc import Iterator

from generator.model.doubt import ALL_RESOURCES
from generator.model.finding import Severity
from generator.model.plan import Plan, WorkloadPlan
from generator.model.rule import Fault, Rule
from generator.rules._workloads import counted

_Asked = dict[tuple[str, str], list[WorkloadPlan]]


def _check(plan: Plan) -> Iterator[Fault]:
    asked: _Asked = {}
    for workload in plan.workloads:
        if workload.resource is not None:
            asked.setdefault((workload.namespace, workload.resource), []).append(workload)
    for tenant in plan.tenants:
        for resource, quota in tenant.quota:
            yield from _refused(asked.get((tenant.namespace, resource), []), resource, quota)


def _refused(workloads: list[WorkloadPlan], resource: str, quota: int) -> Iterator[Fault]:
    """Yield the first workload with which the namespace's pods ask for more than its quota."""
    total = 0
    for workload in workloads:
        total += workload.replicas * workload.units
        if total > quota:
            wanted = sum(one.replicas * one.units for one in workloads)
            yield Fault(
                (*workload.origin, "replicas"),
                f"the pods of namespace {workload.namespace} ask for {_sum(workloads)} x {resource}, and its quota is "
                f"{quota}: {wanted - quota} too many",
                f"Raise the quota of {workload.namespace} to {wanted}, or lower the number of pods or of their units.",
            )
            return


def _sum(workloads: list[WorkloadPlan]) -> str:
    parts = []
    for one in workloads:
        units = f" x {one.units}" if one.units > 1 else ""
        parts.append(f"{one.name} {counted(one.replicas, 'pod')}{units}")
    return f"{' + '.join(parts)} = {sum(one.replicas * one.units for one in workloads)}"


RULE = Rule(
    "WRK104",
    "Pods beyond the quota of their namespace",
    Severity.ERROR,
    why="The API server refuses them when they are to be created, before the scheduler or a priority has a say.",
    fix="Raise the quota, or lower the number of pods or of their units.",
    source="https://kubernetes.io/docs/concepts/policy/resource-quotas/ (quota of extended resources)",
    bad="""\
tenants:
  - {namespace: ai, quota: {nvidia.com/gpu: 2}}
workloads:
  - name: chat
    namespace: ai
    memory: 4GiB
    replicas: 3  # <- here
""",
    good="""\
tenants:
  - {namespace: ai, quota: {nvidia.com/gpu: 3}}
workloads:
  - {name: chat, namespace: ai, memory: 4GiB, replicas: 3}
""",
    check=_check,
    needs=(*ALL_RESOURCES, "workloads[]", "tenants"),
)
