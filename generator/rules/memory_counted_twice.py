"""Memory that is reserved for what is declared as well."""

from collections.abc import Iterator

from generator.model.doubt import POOL_RESOURCES
from generator.model.finding import Severity
from generator.model.plan import Plan
from generator.model.rule import Fault, Rule
from generator.rules._common import listed


def _check(plan: Plan) -> Iterator[Fault]:
    past: dict[str, list[str]] = {}
    for workload in plan.workloads:
        if workload.unaccounted:
            past.setdefault(workload.pool, []).append(workload.title)
    for pool in plan.pools:
        for index, entry in enumerate(pool.gpus):
            if entry.reserved_mib and pool.name in past and pool.has_whole(entry.gpu):
                is_or_are = "is" if len(past[pool.name]) == 1 else "are"
                yield Fault(
                    (*pool.origin, "gpus", index, "reservedMemory"),
                    f"{entry.reserved_mib} MiB of each {entry.gpu.marketing} in pool {pool.name} are reserved, and "
                    f"{listed(past[pool.name])} past the plugin {is_or_are} counted beside them",
                )


RULE = Rule(
    "MEM106",
    "Memory that may be counted twice",
    Severity.INFO,
    why="reservedMemory is taken off the card before anything is counted, and a workload with `unaccounted: true` is "
    "counted with its own memory. Where both mean the same program its memory is missing twice.",
    fix="Leave reservedMemory out, or keep in it only what no workload says, such as a display.",
    source="arithmetic of the memory budget",
    bad="""\
pools:
  - name: shared
    gpus:
      - model: L4
        reservedMemory: 2GiB  # <- here
    timeSlicing: {replicas: 4}
workloads:
  - {name: plex, namespace: media, pool: shared, unaccounted: true, memory: 2GiB}
""",
    good="""\
pools:
  - name: shared
    gpus: [{model: L4}]
    timeSlicing: {replicas: 4}
workloads:
  - {name: plex, namespace: media, pool: shared, unaccounted: true, memory: 2GiB}
""",
    check=_check,
    needs=(*POOL_RESOURCES, "workloads"),
)
