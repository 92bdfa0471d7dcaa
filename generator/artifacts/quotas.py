"""ResourceQuotas under the names that nodes advertise.

Only the `requests.` prefix limits an extended resource; `limits.` and plain names are accepted and enforce
nothing (source: Kubernetes docs, Resource Quotas, and pkg/quota/v1/evaluator/core/pods.go). No LimitRange is ever
written: with type Container it hands a GPU to every plain pod, with type Pod it refuses pods without one.
"""

from generator.artifacts._concern import Concern, Objects, metadata
from generator.model.plan import Plan
from generator.model.tree import Tree

NAME = "gpu-quota"


def _objects(plan: Plan) -> Objects:
    return tuple(
        {
            "apiVersion": "v1",
            "kind": "ResourceQuota",
            "metadata": metadata(plan, NAME, tenant.namespace),
            "spec": {"hard": _hard(tenant.quota)},
        }
        for tenant in plan.tenants
        if tenant.quota
    )


def _hard(quota: tuple[tuple[str, int], ...]) -> dict[str, Tree]:
    return {f"requests.{name}": str(units) for name, units in quota}


CONCERN = Concern("quotas", "What each namespace may take, in units as advertised.", _objects, component=True)
