"""A process that takes more than the MPS daemon allows it."""

from collections.abc import Iterator

from generator.budget import budgets_by_resource
from generator.budget.claim import allocated_mib
from generator.model.finding import Severity
from generator.model.plan import Plan
from generator.model.rule import Fault, Rule
from generator.rules._workloads import MEMORY_NEEDS, above_limit, memory_path, own_claims


def _check(plan: Plan) -> Iterator[Fault]:
    for devices in budgets_by_resource(plan).values():
        for budget, claim in own_claims(devices):
            if not above_limit(budget, claim):
                continue
            total, declared = budget.device.memory.total_mib, claim.workload.memory_mib
            limit = total // budget.replicas
            memory = allocated_mib(claim.workload, budget.device.context_mib)
            context = declared - memory
            beside = f" beside its CUDA context of {context} MiB" if context else ""
            most = total // memory
            cure = f"Write at most {most} replicas, or limit" if most > 1 else "Leave mps out of this pool, or limit"
            yield Fault(
                memory_path(claim.workload),
                f"a process of {claim.name} takes {memory} MiB{beside}, and the MPS daemon allows each {limit} MiB of "
                f"a {budget.part} in pool {budget.pool}: {total} MiB / {budget.replicas} replicas",
                f"{cure} each process to {limit + context} MiB.",
            )


RULE = Rule(
    "MEM103",
    "A process above the MPS daemon's limit",
    Severity.ERROR,
    why="The daemon gives every client the card's whole memory divided by replicas, and nothing that a pod asks for "
    "changes it: an allocation beyond it fails, however empty the card is.",
    fix="Lower replicas, or limit the process.",
    source="NVIDIA/k8s-device-plugin cmd/mps-control-daemon/mps/daemon.go (floor of total / replicas)",
    bad="""\
pools:
  - name: shared
    gpus: [{model: L4}]
    mps: {replicas: 4}
workloads:
  - name: chat
    namespace: ai
    memory: 8GiB  # <- here
""",
    good="""\
pools:
  - name: shared
    gpus: [{model: L4}]
    mps: {replicas: 2}
workloads:
  - {name: chat, namespace: ai, memory: 8GiB}
""",
    check=_check,
    needs=MEMORY_NEEDS,
)
