"""More units for one pod than a node has."""

from collections.abc import Iterator
from typing import NamedTuple

from generator.model.finding import Severity
from generator.model.plan import Plan, Resource
from generator.model.rule import Fault, Rule
from generator.rules._common import listed
from generator.rules._workloads import UNIT_NEEDS, asked_of, pools_by_name


def _check(plan: Plan) -> Iterator[Fault]:
    pools = pools_by_name(plan)
    for workload in plan.workloads:
        found = [(name, asked_of(workload, pools[name])) for name in (workload.pool, *workload.fallback)]
        nodes = [_Node(name, resource) for name, resource in found if resource is not None]
        if not nodes or any(workload.units <= node.resource.units for node in nodes):
            continue
        there = listed([f"a node of pool {node.pool} has {_arithmetic(node.resource)}" for node in nodes])
        yield Fault(
            (*workload.origin, "units"),
            f"a pod of {workload.title} asks for {workload.units} x {workload.resource}, and {there}",
            f"Write at most {max(node.resource.units for node in nodes)}, or let the work be done by several pods.",
        )


class _Node(NamedTuple):
    """What a node of a pool has, wherever a workload may run."""

    pool: str
    resource: Resource


def _arithmetic(resource: Resource) -> str:
    if resource.replicas == 1:
        return str(resource.units)
    return f"{resource.devices} x {resource.replicas} replicas = {resource.units}"


RULE = Rule(
    "WRK102",
    "A pod that asks for more units than a node has",
    Severity.ERROR,
    why="A pod runs on one node, so it stays Pending for ever, however many nodes there are.",
    fix="Lower units, or let the work be done by several pods.",
    source="https://kubernetes.io/docs/concepts/scheduling-eviction/kube-scheduler/ (a pod is bound to one node)",
    bad="""\
pools:
  - name: whole
    gpus: [{model: L4, count: 4}]
workloads:
  - name: chat
    namespace: ai
    memory: 4GiB
    units: 8  # <- here
""",
    good="""\
pools:
  - name: whole
    gpus: [{model: L4, count: 4}]
workloads:
  - {name: chat, namespace: ai, memory: 4GiB, units: 4}
""",
    check=_check,
    needs=UNIT_NEEDS,
)
