"""PriorityClasses. Their value is immutable in Kubernetes: to change one is to delete and create it anew."""

from generator.artifacts._concern import Concern, Objects, metadata
from generator.model.plan import Plan
from generator.model.profile import Priority
from generator.model.tree import Tree


def _objects(plan: Plan) -> Objects:
    return tuple(_object(plan, priority) for priority in plan.priorities)


def _object(plan: Plan, priority: Priority) -> dict[str, Tree]:
    found: dict[str, Tree] = {
        "apiVersion": "scheduling.k8s.io/v1",
        "kind": "PriorityClass",
        "metadata": metadata(plan, priority.name),
        "value": priority.value,
        "globalDefault": priority.global_default,
    }
    if priority.preemption_policy is not None:
        found["preemptionPolicy"] = priority.preemption_policy
    if priority.description:
        found["description"] = priority.description
    return found


CONCERN = Concern("priority-classes", "Priorities of GPU workloads.", _objects, component=True)
