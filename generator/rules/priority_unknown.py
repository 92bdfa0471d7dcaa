"""A workload with a priority that the profile does not make."""

from collections.abc import Iterator
from difflib import get_close_matches

from generator.facts.priority_classes import SYSTEM_PRIORITIES
from generator.model.finding import Severity
from generator.model.plan import Plan
from generator.model.rule import Fault, Rule


def _check(plan: Plan) -> Iterator[Fault]:
    known = [one.name for one in plan.priorities]
    for workload in plan.workloads:
        if workload.priority is None or workload.priority in (*known, *SYSTEM_PRIORITIES):
            continue
        near = get_close_matches(workload.priority, (*known, *SYSTEM_PRIORITIES), 1)
        yield Fault(
            (*workload.origin, "priority"),
            f"{workload.title} has the priority {workload.priority}, which is not among priorities",
            f"Did you mean {near[0]}? Where another PriorityClass is meant, something else has to make it."
            if near
            else None,
        )


RULE = Rule(
    "WRK105",
    "A priority that the profile does not make",
    Severity.WARNING,
    why="The API server refuses pods with a PriorityClass that does not exist.",
    fix="Add it under `priorities`, or see to it that something else makes it.",
    source="https://kubernetes.io/docs/concepts/scheduling-eviction/pod-priority-preemption/ (a pod is rejected where "
    "its PriorityClass is not found)",
    bad="""\
priorities: [{name: production, value: 1000}]
workloads:
  - name: chat
    namespace: ai
    memory: 4GiB
    priority: producton  # <- here
""",
    good="""\
priorities: [{name: production, value: 1000}]
workloads:
  - {name: chat, namespace: ai, memory: 4GiB, priority: production}
""",
    check=_check,
    needs=("priorities",),
)
