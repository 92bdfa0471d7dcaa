"""A quota on a resource that no node advertises."""

from collections.abc import Iterator

from generator.model.doubt import ALL_RESOURCES
from generator.model.finding import Severity
from generator.model.plan import Plan, Resource
from generator.model.profile import MigStrategy
from generator.model.rule import Fault, Rule

_DOMAIN = "nvidia.com/"
"""What others advertise is not known here."""


def _check(plan: Plan) -> Iterator[Fault]:
    if plan.stack.plugin_external:
        return
    resources = [resource for pool in plan.pools for resource in pool.resources]
    advertised = {resource.name for resource in resources}
    for index, tenant in enumerate(plan.tenants):
        named = {name for name, _ in tenant.quota}
        for name, units in tenant.quota:
            if name in advertised or not name.startswith(_DOMAIN):
                continue
            if units == 0 and advertised <= named:
                continue  # a ban on all spellings, of which every real one is named
            yield Fault(
                ("tenants", index, "quota", name),
                f"no node advertises {name}, so a quota of {units} on it limits nothing",
                _hint(name, resources, plan.stack.mig_strategy),
                on_key=True,
            )


def _hint(name: str, resources: list[Resource], strategy: MigStrategy) -> str:
    names = sorted({resource.name for resource in resources})
    renamed = sorted({resource.name for resource in resources if resource.base_name == name})
    if renamed:
        return f"Write {' or '.join(renamed)}: renameByDefault gives the shared resource that name."
    plain = name.removesuffix(".shared")
    if plain in names:
        return f"Write {plain}: without renameByDefault the shared resource keeps its name."
    if strategy is MigStrategy.SINGLE and name.startswith(f"{_DOMAIN}mig-"):
        return f"Under the MIG strategy single MIG devices are advertised as {', '.join(names)}."
    return f"The nodes advertise {', '.join(names)}."


RULE = Rule(
    "QUO101",
    "Quota on a resource that no node advertises",
    Severity.ERROR,
    why="Kubernetes accepts any name in a ResourceQuota. One that no pod can request counts nothing, and the namespace "
    "stays without limit.",
    fix="Name a resource that one of the pools advertises.",
    source="kubernetes/kubernetes pkg/apis/core/validation/validation.go and pkg/quota/v1/evaluator/core/pods.go; "
    "NVIDIA/k8s-device-plugin api/config/v1 (names)",
    bad="""\
pools:
  - name: shared
    gpus: [{model: L4}]
    timeSlicing: {replicas: 4, renameByDefault: true}
tenants:
  - namespace: research
    quota:
      nvidia.com/gpu: 2  # <- here
""",
    good="""\
pools:
  - name: shared
    gpus: [{model: L4}]
    timeSlicing: {replicas: 4, renameByDefault: true}
tenants:
  - namespace: research
    quota: {nvidia.com/gpu.shared: 2}
""",
    check=_check,
    whole_plan=True,
    needs=(*ALL_RESOURCES, "tenants[].quota", "tenants[].poolQuota", "install.devicePlugin"),
)
