"""A fallback to a pool that does not serve as one."""

from collections.abc import Iterator

from generator.model.doubt import ALL_RESOURCES
from generator.model.finding import Severity
from generator.model.plan import Mode, Plan, PoolPlan, WorkloadPlan
from generator.model.rule import Fault, Rule
from generator.rules._workloads import asked_of, pools_by_name

_MIG = (Mode.MIG, Mode.MIG_TIME_SLICING)


def _check(plan: Plan) -> Iterator[Fault]:
    pools = pools_by_name(plan)
    for workload in plan.workloads:
        for name in workload.fallback:
            reason = _reason(workload, pools[workload.pool], pools[name])
            if reason:
                yield Fault((*workload.origin, "fallback"), f"{workload.title} cannot fall back to {name}: {reason}")


def _reason(workload: WorkloadPlan, own: PoolPlan, other: PoolPlan) -> str:
    if asked_of(workload, other) is None:
        names = ", ".join(dict.fromkeys(one.name for one in other.resources)) or "nothing"
        return f"it asks for {workload.resource}, and that pool advertises {names}"
    for pool in (own, other):
        if pool.mode in _MIG:
            return f"pool {pool.name} has MIG, whose instances promise what a share does not"
        if pool.mode is Mode.MPS:
            return f"pool {pool.name} has MPS, which holds each process to a limit that holds in no other pool"
    return ""


RULE = Rule(
    "WRK106",
    "A fallback that cannot serve",
    Severity.ERROR,
    why="A pod asks for one resource name, so it can only run where that is advertised. And a MIG instance under the "
    "same name is another thing than a share: its memory is its own, and smaller. Under MPS each process "
    "has a limit, the card's memory divided by replicas, which another pool does not have.",
    fix="Name pools of whole cards or of time-slicing under the same name, or leave fallback out.",
    source="https://kubernetes.io/docs/concepts/configuration/manage-resources-containers/#extended-resources; "
    "NVIDIA/k8s-device-plugin api/config/v1 (names) and cmd/mps-control-daemon/mps/daemon.go (limit)",
    bad="""\
pools:
  - name: shared
    nodes: {names: [gpu-1]}
    gpus: [{model: L4}]
    timeSlicing: {replicas: 4}
  - name: other
    nodes: {names: [gpu-2]}
    gpus: [{model: L4}]
    timeSlicing: {replicas: 4, renameByDefault: true}
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
workloads:
  - {name: chat, namespace: ai, pool: shared, memory: 4GiB, fallback: [other]}
""",
    check=_check,
    needs=(*ALL_RESOURCES, "workloads[]"),
)
