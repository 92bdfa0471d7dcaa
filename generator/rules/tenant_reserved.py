"""A tenant in a namespace of Kubernetes itself."""

from collections.abc import Iterator

from generator.model.finding import Severity
from generator.model.plan import Plan
from generator.model.rule import Fault, Rule


def _check(plan: Plan) -> Iterator[Fault]:
    for index, tenant in enumerate(plan.tenants):
        if tenant.create and tenant.namespace.startswith("kube-"):
            yield Fault(
                ("tenants", index, "namespace"),
                f"tenant {tenant.namespace} is to be created, but names that begin with kube- belong to Kubernetes",
            )


RULE = Rule(
    "TEN103",
    "A tenant in a namespace of Kubernetes",
    Severity.WARNING,
    why="The prefix `kube-` is reserved for system namespaces: they exist already, or a later release may bring them.",
    fix="Choose another name, or leave `create: true` out where the namespace exists.",
    source="https://kubernetes.io/docs/concepts/overview/working-with-objects/namespaces/",
    bad="""\
tenants:
  - namespace: kube-research  # <- here
    create: true
    quota: {nvidia.com/gpu: 1}
""",
    good="""\
tenants:
  - namespace: kube-system
    quota: {nvidia.com/gpu: 0}
""",
    check=_check,
    needs=("tenants[].create",),
)
