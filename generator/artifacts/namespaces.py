"""Namespaces that the profile asks to create; nothing that prunes may take one away with all that is in it."""

from generator.artifacts._concern import Concern, Objects, metadata
from generator.model.plan import Plan
from generator.model.tree import Tree

_KEEP: dict[str, Tree] = {
    "helm.sh/resource-policy": "keep",
    "argocd.argoproj.io/sync-options": "Prune=false",
    "kustomize.toolkit.fluxcd.io/prune": "disabled",
}


def _objects(plan: Plan) -> Objects:
    return tuple(
        {
            "apiVersion": "v1",
            "kind": "Namespace",
            "metadata": metadata(plan, tenant.namespace, labels=dict(tenant.labels), annotations=dict(_KEEP)),
        }
        for tenant in plan.tenants
        if tenant.create
    )


CONCERN = Concern("namespaces", "Namespaces of tenants, protected against pruning.", _objects, component=True)
