"""The profile's `priorities` and `tenants`: PriorityClasses, quotas on GPUs, and the namespaces that they are in."""

from typing import NamedTuple

from generator.importing.codes import INEXPRESSIBLE, MISSING, NO_EFFECT
from generator.importing.draft import Draft
from generator.importing.source import Source
from generator.lint._workloads import thousandths
from generator.model.finding import Severity
from generator.model.manifest import Manifests
from generator.model.manifest_objects import Amount, KubeObject, Quota
from generator.model.manifest_value import Place, Value
from generator.model.tree import Path, Tree

_REQUESTS = "requests."
_POD_SECURITY = "pod-security.kubernetes.io/"
_MODES = ("enforce", "audit", "warn")
_SCOPES = ("scopeSelector", "scopes")
_OURS = "app.kubernetes.io/"


def import_priorities(manifests: Manifests, draft: Draft) -> None:
    """Fill in `priorities`."""
    found: dict[str, Tree] = {}
    for one in manifests.of_kind("PriorityClass"):
        if one.name in found:
            continue
        if one.name.startswith("system-") or not one.name:
            draft.tell(INEXPRESSIBLE, f"the PriorityClass {one.name or 'without a name'}", one.value.place)
            continue
        draft.origins[("priorities", len(found))] = one.value.place
        found[one.name] = _priority(one)
    if found:
        draft.put(("priorities",), list(found.values()))


def _priority(one: KubeObject) -> Tree:
    number = one.value.whole_number("value")
    found: dict[str, Tree] = {"name": one.name, "value": 0 if number is None else number}
    description, policy = one.value.text("description"), one.value.text("preemptionPolicy")
    if description:
        found["description"] = description
    default = one.value.get("globalDefault")
    if default is not None and default.tree is True:
        found["globalDefault"] = True
    if policy is not None and policy != "PreemptLowerPriority":
        found["preemptionPolicy"] = policy
    return found


class _Tenant(NamedTuple):
    """What the quotas of a namespace say: amounts with their places by resource, and remarks."""

    place: Place
    quota: dict[str, tuple[int, Place]]
    remarks: list[str]


def import_tenants(source: Source, manifests: Manifests, draft: Draft) -> None:
    """Fill in `tenants`: of two quotas on one resource the smaller counts, as in Kubernetes."""
    tenants: dict[str, _Tenant] = {}
    for quota in manifests.quotas:
        scopes = next((one for key in _SCOPES if (one := quota.value.get("spec", key)) and one.tree), None)
        if scopes is not None:
            # A quota of the profile counts every pod of its namespace: it would refuse what this one does not count.
            draft.tell(INEXPRESSIBLE, f"the ResourceQuota {quota.name}, which counts some pods only", scopes.place)
            continue
        namespace = quota.namespace or manifests.context.namespace
        if namespace is None:
            draft.tell(
                MISSING,
                f"in which namespace the ResourceQuota {quota.name} is",
                quota.value.place,
                "Say it by --namespace, or write `namespace:` in it.",
            )
            draft.gaps.append(("tenants",))
            namespace = "default"
        tenant = tenants.setdefault(namespace, _Tenant(quota.value.place, {}, []))
        _add(quota, tenant.quota, draft)
        if len(quota.hard) < sum(1 for _ in quota.value.entries("spec", "hard")):
            tenant.remarks.append(f"What {quota.name} counts beside GPUs stays in your own manifest.")
    namespaces = {one.name: one for one in manifests.of_kind("Namespace")}
    # The bundle has the release's own namespace already, or every cluster has it.
    own = namespaces.pop(source.namespace or source.chart, None)
    if own is not None:
        _tell_own(own, draft)
    _put({name: tenant for name, tenant in tenants.items() if tenant.quota}, namespaces, draft)


def _tell_own(namespace: KubeObject, draft: Draft) -> None:
    """Name the labels that the bundle does not give the namespace which the chart is installed into."""
    for key, value in namespace.value.entries("metadata", "labels"):
        if (key, value.tree) != (_POD_SECURITY + "enforce", "privileged") and not _is_everybodys(key):
            draft.tell(
                INEXPRESSIBLE,
                f"metadata.labels[{key}] of the namespace {namespace.name}",
                value.place,
                severity=Severity.INFO,
            )


def _put(tenants: dict[str, _Tenant], namespaces: dict[str, KubeObject], draft: Draft) -> None:
    """Write tenants with their places: each amount has one, so that one which nobody advertises goes alone."""
    found: list[Tree] = []
    for index, (name, tenant) in enumerate(tenants.items()):
        at: Path = ("tenants", index)
        draft.origins[at] = tenant.place
        for resource, (_, place) in tenant.quota.items():
            draft.origins[(*at, "quota", resource)] = place
        for remark in tenant.remarks:
            draft.remark(at, remark)
        quota: dict[str, Tree] = {resource: number for resource, (number, _) in tenant.quota.items()}
        found.append(_tenant(name, quota, namespaces.get(name)))
    if found:
        draft.put(("tenants",), found)


def _add(quota: Quota, found: dict[str, tuple[int, Place]], draft: Draft) -> None:
    for amount in quota.hard:
        resource = amount.resource.removeprefix(_REQUESTS)
        number = _number(amount)
        if not amount.resource.startswith(_REQUESTS) or "/" not in resource or number is None:
            draft.tell(
                NO_EFFECT, f"spec.hard[{amount.resource}] of the ResourceQuota {quota.name}", amount.quantity.place
            )
            continue
        before = found.get(resource)
        if before is None or number < before[0]:
            found[resource] = (number, amount.quantity.place)


def _number(amount: Amount) -> int | None:
    """Return how many a quota allows, of which a fraction is nothing: pods ask for whole ones. None for no amount.

    Source: kubernetes/kubernetes pkg/apis/core/validation/validation.go (validateResourceQuotaResourceValue): any form
    of a quantity that is not negative.
    """
    found = thousandths(amount.quantity)
    return None if found is None or found < 0 else found // 1000


def _tenant(name: str, quota: dict[str, Tree], namespace: KubeObject | None) -> Tree:
    tenant: dict[str, Tree] = {"namespace": name}
    if namespace is not None:
        tenant["create"] = True
        labels = _labels(namespace.value)
        security = {mode: labels.pop(_POD_SECURITY + mode) for mode in _MODES if _POD_SECURITY + mode in labels}
        if labels:
            tenant["labels"] = labels
        if security:
            tenant["podSecurity"] = security
    return {**tenant, "quota": quota}


def _labels(value: Value) -> dict[str, Tree]:
    """Return a namespace's labels, less those that every bundle sets and that Kubernetes sets itself."""
    return {
        key: one.tree
        for key, one in value.entries("metadata", "labels")
        if isinstance(one.tree, str) and not _is_everybodys(key)
    }


def _is_everybodys(key: str) -> bool:
    return key.startswith((_OURS, "kubernetes.io/"))
