"""A pod that takes more memory than the card it runs on has."""

from collections.abc import Iterator

from generator.budget import DeviceBudget, budgets_by_resource
from generator.budget.claim import Claim
from generator.budget.text import of_a_pod
from generator.model.finding import Severity
from generator.model.plan import Plan
from generator.model.rule import Fault, Rule
from generator.rules._workloads import (
    MEMORY_NEEDS,
    above_limit,
    at_least,
    hopeless_past,
    memory_path,
    own_claims,
    roomless,
)


def _check(plan: Plan) -> Iterator[Fault]:
    known = budgets_by_resource(plan)
    for devices in known.values():
        for budget, claim in own_claims(devices):
            if budget.device.is_instance or above_limit(budget, claim) or not roomless(budget, claim):
                continue
            if budget.replicas == 1 and claim.workload.memory_mib <= budget.device.memory.most_mib:
                continue  # several processes, none of them too large
            yield _fault(budget, claim)
    for budget, claim in hopeless_past(known):
        yield _fault(budget, claim)


def _fault(budget: DeviceBudget, claim: Claim) -> Fault:
    memory = budget.device.memory
    least = at_least(budget, claim) if claim.workload.resource else claim
    most = memory.usable_mib // least.processes - least.context_mib
    spread = "" if least == claim else " even if its processes are spread evenly"
    reserved = f", {memory.reserved_mib} MiB of it reserved" if memory.reserved_mib else ""
    return Fault(
        memory_path(claim.workload),
        f"a pod of {claim.name} takes {of_a_pod(least)}{spread}, and one {budget.part} of pool {budget.pool} has "
        f"{memory.total_mib} MiB{reserved}",
        f"Lower it to {most} MiB for each process, or choose a pool of larger cards." if most > 0 else None,
    )


RULE = Rule(
    "MEM102",
    "A pod that takes more than the card has",
    Severity.ERROR,
    why="Its processes fail with out of memory even where nothing else runs on the card. A second unit of the same "
    "card adds no memory.",
    fix="Choose a pool of larger cards, or lower the memory.",
    source="the card's memory in generator/facts/gpus/; arithmetic",
    bad="""\
workloads:
  - name: chat
    namespace: ai
    memory: 40GiB  # <- here
""",
    good="""\
workloads:
  - {name: chat, namespace: ai, memory: 20GiB}
""",
    check=_check,
    needs=MEMORY_NEEDS,
)
