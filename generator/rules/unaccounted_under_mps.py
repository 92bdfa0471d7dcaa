"""A workload past the plugin on cards that MPS has for itself."""

from collections.abc import Iterator

from generator.model.doubt import ALL_RESOURCES
from generator.model.finding import Severity
from generator.model.plan import Mode, Plan
from generator.model.rule import Fault, Rule
from generator.rules._workloads import pools_by_name


def _check(plan: Plan) -> Iterator[Fault]:
    pools = pools_by_name(plan)
    for workload in plan.workloads:
        if workload.unaccounted and pools[workload.pool].mode is Mode.MPS:
            yield Fault(
                (*workload.origin, "unaccounted"),
                f"{workload.title} reaches the cards of pool {workload.pool} past the plugin, and CUDA fails there "
                "in any process that is no client of the MPS daemon",
            )


RULE = Rule(
    "MEM108",
    "A workload past the plugin under MPS",
    Severity.WARNING,
    why="The daemon puts the cards into compute mode EXCLUSIVE_PROCESS. Pods that ask for a unit are given the way "
    "to the daemon, others are not.",
    fix="Let it ask for a unit, or give it a pool that shares by time-slicing.",
    source="NVIDIA/k8s-device-plugin cmd/mps-control-daemon/mps/daemon.go and internal/plugin/mps.go",
    bad="""\
pools:
  - name: shared
    gpus: [{model: L4}]
    mps: {replicas: 4}
workloads:
  - name: plex
    namespace: media
    pool: shared
    unaccounted: true  # <- here
    memory: 2GiB
""",
    good="""\
pools:
  - name: shared
    gpus: [{model: L4}]
    mps: {replicas: 4}
workloads:
  - {name: plex, namespace: media, pool: shared, memory: 2GiB}
""",
    check=_check,
    needs=(*ALL_RESOURCES, "workloads[].pool"),
)
