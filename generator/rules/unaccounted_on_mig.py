"""A workload past the plugin on nodes whose cards are cut or belong to MPS."""

from collections.abc import Iterator

from generator.model.doubt import ALL_RESOURCES
from generator.model.finding import Severity
from generator.model.plan import Mode, Plan
from generator.model.rule import Fault, Rule
from generator.rules._workloads import pools_by_name


def _check(plan: Plan) -> Iterator[Fault]:
    pools = pools_by_name(plan)
    for workload in plan.workloads:
        if workload.unaccounted and pools[workload.pool].mode in (Mode.MIG, Mode.MIG_TIME_SLICING):
            yield Fault(
                (*workload.origin, "unaccounted"),
                f"{workload.title} reaches the cards of pool {workload.pool} past the plugin, and ends up on a MIG "
                "instance that a pod may have: its memory is counted on each of them",
            )


RULE = Rule(
    "MEM107",
    "A workload past the plugin on MIG",
    Severity.WARNING,
    why="With MIG on there is no memory outside of instances, and a process that is given none uses the first that "
    "CUDA finds. The plugin gives that instance to another pod as well, and neither is kept from the other.",
    fix="Let it ask for an instance, or give it a pool without MIG.",
    source="https://docs.nvidia.com/datacenter/tesla/mig-user-guide/mig-device-names.html (CUDA device enumeration)",
    bad="""\
pools:
  - name: cut
    gpus: [{model: A100-SXM4-80GB}]
    mig: all-1g.10gb
workloads:
  - name: plex
    namespace: media
    pool: cut
    unaccounted: true  # <- here
    memory: 2GiB
""",
    good="""\
pools:
  - name: cut
    gpus: [{model: A100-SXM4-80GB}]
    mig: all-1g.10gb
workloads:
  - {name: plex, namespace: media, pool: cut, memory: 2GiB}
""",
    check=_check,
    needs=(*ALL_RESOURCES, "workloads[].pool"),
)
