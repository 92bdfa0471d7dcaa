"""A tenant that creates the chart's own namespace."""

from collections.abc import Iterator

from generator.model.finding import Severity
from generator.model.plan import Plan
from generator.model.rule import Fault, Rule


def _check(plan: Plan) -> Iterator[Fault]:
    release = plan.release
    for index, tenant in enumerate(plan.tenants):
        if tenant.create and release.create_namespace and tenant.namespace == release.namespace:
            yield Fault(
                ("tenants", index, "namespace"),
                f"tenant {tenant.namespace} creates the namespace that {release.chart} is installed into",
            )


RULE = Rule(
    "TEN102",
    "A tenant creates the chart's namespace",
    Severity.ERROR,
    why="The bundle has that Namespace already; kustomize refuses two objects of one name, and the chart's pods would "
    "fall under the tenant's rules.",
    fix="Give the tenant a namespace of its own.",
    source="kubernetes-sigs/kustomize api/resmap (`may not add resource with an already registered id`)",
    bad="""\
tenants:
  - namespace: gpu-operator  # <- here
    create: true
    quota: {nvidia.com/gpu: 1}
""",
    good="""\
tenants:
  - namespace: research
    create: true
    quota: {nvidia.com/gpu: 1}
""",
    check=_check,
    needs=("tenants[].create", "install.chart", "install.namespace", "install.createNamespace"),
)
