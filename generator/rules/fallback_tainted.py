"""A fallback to nodes whose taints keep the pods away."""

from collections.abc import Iterator

from generator.model.finding import Severity
from generator.model.plan import Plan, PoolPlan
from generator.model.rule import Fault, Rule
from generator.model.taints import Taint
from generator.rules._workloads import pools_by_name


def _check(plan: Plan) -> Iterator[Fault]:
    pools = pools_by_name(plan)
    for workload in plan.workloads:
        if workload.unaccounted or workload.target.tolerations is not None:
            continue  # tolerations that are said are written again with those of all pools
        for name in workload.fallback:
            further = _further(pools[workload.pool], pools[name])
            if further:
                taints = ", ".join(f"{taint.key}={taint.value}:{taint.effect}" for taint in further)
                yield Fault(
                    (*workload.origin, "fallback"),
                    f"the nodes of {name} have taints that those of pool {workload.pool} have not: {taints}; nothing "
                    f"says that the pods of {workload.title} tolerate them",
                )


def _further(own: PoolPlan, other: PoolPlan) -> list[Taint]:
    return [taint for taint in other.taints if taint.keeps_away and taint not in own.taints]


RULE = Rule(
    "WRK107",
    "A fallback behind a taint",
    Severity.WARNING,
    why="Without a toleration the scheduler passes over these nodes, and the pods wait although there is room.",
    fix="Say the pods' tolerations in `target.tolerations`, and they are written again with those of the pools; or see "
    "to it that the pods have them.",
    source="https://kubernetes.io/docs/concepts/scheduling-eviction/taint-and-toleration/",
    bad="""\
pools:
  - name: shared
    nodes: {names: [gpu-1]}
    gpus: [{model: L4}]
    timeSlicing: {replicas: 4}
  - name: other
    nodes: {names: [gpu-2]}
    gpus: [{model: L4}]
    timeSlicing: {replicas: 2}
    taints: [{key: team, value: web, effect: NoSchedule}]
workloads:
  - name: chat
    namespace: ai
    pool: shared
    memory: 4GiB
    fallback: [other]  # <- here
""",
    good="""\
pools:
  - name: shared
    nodes: {names: [gpu-1]}
    gpus: [{model: L4}]
    timeSlicing: {replicas: 4}
  - name: other
    nodes: {names: [gpu-2]}
    gpus: [{model: L4}]
    timeSlicing: {replicas: 2}
    taints: [{key: team, value: web, effect: NoSchedule}]
workloads:
  - {name: chat, namespace: ai, pool: shared, memory: 4GiB, fallback: [other], target: {tolerations: []}}
""",
    check=_check,
    needs=("pools[*].name", "pools[*].taints", "workloads[]"),
)
