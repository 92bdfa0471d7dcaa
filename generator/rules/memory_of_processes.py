"""Processes of one pod that together take more than the cards that it gets."""

from collections.abc import Iterator

from generator.budget import budgets_by_resource
from generator.budget.text import of_a_pod
from generator.model.finding import Severity
from generator.model.plan import Plan
from generator.model.rule import Fault, Rule
from generator.rules._workloads import MEMORY_NEEDS, own_claims


def _check(plan: Plan) -> Iterator[Fault]:
    for devices in budgets_by_resource(plan).values():
        for budget, claim in own_claims(devices):
            room = budget.device.memory.most_mib
            one = claim.workload.memory_mib
            if budget.replicas > 1 or budget.device.is_instance or not one <= room < claim.processes * one:
                continue
            each = room // one
            units = -(-claim.workload.processes // each)
            there = units <= budget.units.per_node
            yield Fault(
                (*claim.workload.origin, "processes"),
                f"the processes of a pod of {claim.name} on one {budget.part} of pool {budget.pool} take "
                f"{of_a_pod(claim)}, and it has {budget.device.memory.total_mib} MiB: room for {each}",
                f"Ask for {units} units, lower processes, or lower the memory." if there else None,
            )


RULE = Rule(
    "MEM105",
    "Processes of one pod that do not fit on its cards",
    Severity.ERROR,
    why="A pod's processes share the cards that it asks for; at best they are spread evenly over them.",
    fix="Lower processes or the memory of each.",
    source="the card's memory in generator/facts/gpus/; arithmetic",
    bad="""\
workloads:
  - name: chat
    namespace: ai
    memory: 8GiB
    processes: 3  # <- here
""",
    good="""\
workloads:
  - {name: chat, namespace: ai, memory: 8GiB, processes: 2}
""",
    check=_check,
    needs=MEMORY_NEEDS,
)
