"""A workload whose framework does not run on its pool's cards."""

from collections.abc import Iterator

from generator.facts.frameworks import framework_facts
from generator.model.doubt import ALL_RESOURCES
from generator.model.finding import Severity
from generator.model.gpu import capability_text
from generator.model.plan import Plan
from generator.model.rule import Fault, Rule
from generator.rules._workloads import pools_by_name


def _check(plan: Plan) -> Iterator[Fault]:
    pools = pools_by_name(plan)
    for workload in plan.workloads:
        facts = framework_facts(workload.framework)
        if facts.least_capability is None:
            continue
        cards = dict.fromkeys(entry.gpu for name in (workload.pool, *workload.fallback) for entry in pools[name].gpus)
        older = [gpu for gpu in cards if gpu.compute_capability < facts.least_capability]
        if older:
            has = ", ".join(f"{gpu.marketing} has {capability_text(gpu.compute_capability)}" for gpu in older)
            yield Fault(
                (*workload.origin, "framework"),
                f"{facts.title} asks for compute capability {capability_text(facts.least_capability)} or newer, and "
                f"{workload.title} may get a card that has not: {has}",
            )


RULE = Rule(
    "WRK109",
    "A framework on cards that are too old for it",
    Severity.WARNING,
    why="Its published images hold no code for such cards: the pod starts, and ends when it first uses the GPU.",
    fix="Give it a pool of newer cards, or take a framework that runs on these, such as ollama or llama-cpp; an image "
    "that you built for them yourself may do.",
    source="https://docs.vllm.ai/en/v0.14.0/getting_started/installation/gpu/ (requirements)",
    bad="""\
install: {chart: gpu-operator, version: v26.7.0, driver: {from: host}}
pools:
  - name: old
    gpus: [{model: P40}]
workloads:
  - name: chat
    namespace: ai
    pool: old
    memory: 4GiB
    framework: vllm  # <- here
""",
    good="""\
install: {chart: gpu-operator, version: v26.7.0, driver: {from: host}}
pools:
  - name: old
    gpus: [{model: P40}]
workloads:
  - {name: chat, namespace: ai, pool: old, memory: 4GiB, framework: ollama}
""",
    check=_check,
    needs=(*ALL_RESOURCES, "workloads[]"),
)
