"""A pod that takes more memory than its MIG instance has."""

from collections.abc import Iterator

from generator.budget import budgets_by_resource
from generator.budget.text import of_a_pod
from generator.facts.mig import family_with, instance_memory
from generator.model.finding import Severity
from generator.model.mig import MigProfile
from generator.model.plan import Plan, PoolPlan
from generator.model.rule import Fault, Rule
from generator.rules._workloads import MEMORY_NEEDS, at_least, memory_path, own_claims, pools_by_name, roomless


def _check(plan: Plan) -> Iterator[Fault]:
    pools = pools_by_name(plan)
    for devices in budgets_by_resource(plan).values():
        for budget, claim in own_claims(devices):
            if budget.device.is_instance and roomless(budget, claim):
                memory = budget.device.memory
                yield Fault(
                    memory_path(claim.workload),
                    f"a pod of {claim.name} takes {of_a_pod(at_least(budget, claim))}, and one {budget.part} of pool "
                    f"{budget.pool} has {'at most ' if memory.estimated else ''}{memory.whole_mib} MiB",
                    _cure(pools[budget.pool], budget.part, claim.pod_mib + memory.kept_mib),
                )


def _cure(pool: PoolPlan, device: str, need_mib: int) -> str:
    """Return the smallest profile of the card that holds a pod, of those that the family offers without attributes."""
    for entry in pool.gpus:
        family = family_with(entry.gpu, (device,))
        if family is None:
            continue
        holding = [one for one in family.profiles if not one.is_variant and _memory_mib(one) >= need_mib]
        if holding:
            least = min(holding, key=lambda one: (_memory_mib(one), one.compute_slices))
            return f"The smallest profile of {entry.gpu.marketing} that holds it is {least.name} with {_size(least)}."
        certain = " for certain" if any(one.memory_mib is None for one in family.profiles) else ""
        none = f"No profile of {entry.gpu.marketing} holds it{certain}"
        return f"{none}: choose a pool of larger cards, or lower the memory."
    return "Choose a larger MIG profile, or lower the memory."


def _memory_mib(profile: MigProfile) -> int:
    """Return what can be counted on."""
    return instance_memory(profile.memory_gb_name, profile.memory_mib).least_mib


def _size(profile: MigProfile) -> str:
    return f"{'about ' if profile.memory_mib is None else ''}{_memory_mib(profile)} MiB"


RULE = Rule(
    "MEM104",
    "A pod that takes more than its MIG instance has",
    Severity.ERROR,
    why="An instance has its own memory, less than the number in its name says, and can borrow none.",
    fix="Choose a larger MIG profile, or lower the memory.",
    source="the instances' memory in generator/facts/mig/; arithmetic",
    bad="""\
pools:
  - name: cut
    gpus: [{model: A100-SXM4-80GB}]
    mig: all-1g.10gb
workloads:
  - name: chat
    namespace: ai
    memory: 10GiB  # <- here
""",
    good="""\
pools:
  - name: cut
    gpus: [{model: A100-SXM4-80GB}]
    mig: all-1g.20gb
workloads:
  - {name: chat, namespace: ai, memory: 10GiB}
""",
    check=_check,
    needs=MEMORY_NEEDS,
)
