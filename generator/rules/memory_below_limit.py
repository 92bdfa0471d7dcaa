"""Memory of a process that is too little for the limit of its framework to be written."""

from collections.abc import Iterator

from generator.budget import budgets_by_resource
from generator.facts.framework_limits import no_limit
from generator.facts.frameworks import framework_facts
from generator.model.finding import Severity
from generator.model.plan import Plan
from generator.model.rule import Fault, Rule
from generator.rules._workloads import MEMORY_NEEDS, memory_path


def _check(plan: Plan) -> Iterator[Fault]:
    found = budgets_by_resource(plan)
    for workload in plan.workloads:
        facts = framework_facts(workload.framework)
        pools = (workload.pool, *workload.fallback)
        devices = [one.device for pool in pools for one in found.get((pool, workload.resource or ""), ())]
        if not devices:
            continue
        context_mib = max(one.context_mib for one in devices)
        missing = no_limit(workload, facts.settings, context_mib, max(one.memory.whole_mib for one in devices))
        if missing is not None:
            yield Fault(
                memory_path(workload),
                f"no limit can be written for {facts.title} in {workload.title}: {missing.reason}",
                f"Declare what a process takes at its peak; a limit can be written from {missing.least_mib} MiB on.",
            )


RULE = Rule(
    "MEM110",
    "Too little memory for the framework's limit",
    Severity.WARNING,
    why="A framework's limit is what is declared for a process, less what the limit does not count: the CUDA context "
    "where it is included, and what stands beside the framework's own memory. Where nothing is left no limit is "
    "written, and the framework takes what it takes by itself, more than was declared.",
    fix="Declare what a process takes at its peak.",
    source="the settings in generator/facts/frameworks/; arithmetic",
    bad="""\
pools:
  - name: shared
    gpus: [{model: L4}]
    timeSlicing: {replicas: 4}
workloads:
  - name: chat
    namespace: ai
    framework: vllm
    memory: 900MiB  # <- here
""",
    good="""\
pools:
  - name: shared
    gpus: [{model: L4}]
    timeSlicing: {replicas: 4}
workloads:
  - {name: chat, namespace: ai, framework: vllm, memory: 8GiB}
""",
    check=_check,
    needs=MEMORY_NEEDS,
)
