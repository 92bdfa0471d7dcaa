"""The RuntimeClass by which pods reach NVIDIA's container runtime, where nobody else brings it."""

from generator.artifacts._concern import Concern, Objects, metadata
from generator.model.plan import Plan

HANDLER = "nvidia"


def _objects(plan: Plan) -> Objects:
    name = plan.stack.runtime_class
    if name is None or not plan.stack.create_runtime_class:
        return ()
    return (
        {
            "apiVersion": "node.k8s.io/v1",
            "kind": "RuntimeClass",
            "metadata": metadata(plan, name),
            "handler": HANDLER,
        },
    )


CONCERN = Concern("runtime-class", "RuntimeClass of the NVIDIA container runtime.", _objects, component=False)
