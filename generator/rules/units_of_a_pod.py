"""More units for one pod than a node has."""

from collections.abc import Iterator

from generator.model.finding import Severity
from generator.model.plan import Plan, Resource
from generator.model.rule import Fault, Rule
from generator.rules._workloads import UNIT_NEEDS, asked_of, name_of, pools_by_name


def _check(plan: Plan) -> Iterator[Fault]:
    pools = pools_by_name(plan)
    for workload in plan.workloads:
        resource = asked_of(workload, pools[workload.pool])
        if resource is not None and workload.units > resource.units:
            yield Fault(
                (*workload.origin, "units"),
                f"a pod of {name_of(workload)} asks for {workload.units} x {resource.name}, and a node of pool "
                f"{workload.pool} has {_arithmetic(resource)}",
                f"Write at most {resource.units}, or let the work be done by several pods.",
            )


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
