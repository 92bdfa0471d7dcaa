"""The profile's `priorities` and `tenants`: PriorityClasses, quotas on GPUs, and the namespaces that they are in."""

from typing import NamedTuple

from generator.facts.gpu_words import is_about_gpus
from generator.importing.codes import ANOTHER, INEXPRESSIBLE, MISSING, NO_EFFECT
from generator.importing.draft import GAP, Draft
from generator.importing.metadata import is_replaced, own_labels, tell_annotations, tell_label
from generator.importing.source import Source
from generator.lint.common.workloads import thousandths
from generator.model.finding import Severity
from generator.model.manifest import Manifests
from generator.model.manifest_objects import Amount, KubeObject, Quota
from generator.model.manifest_value import Place
from generator.model.tree import Path, Tree

_REQUESTS = "requests."
_POD_SECURITY = "pod-security.kubernetes.io/"
_MODES = ("enforce", "audit", "warn")
_BLOCKS = ("max", "min", "default", "defaultRequest", "maxLimitRequestRatio")
_OWN_RELEASE = (
    "The bundle makes this Namespace without it. To keep yours instead, write `install: {createNamespace: false}`; it "
    "needs the label pod-security.kubernetes.io/enforce: privileged."
)
_OWN_TENANT = "The bundle makes this Namespace without it. To keep yours instead, leave `create` out of the tenant."
_OWN_CLASS = "The bundle makes this PriorityClass without it. To keep yours instead, leave it out of `priorities`."
_SCOPES = ("scopeSelector", "scopes")


def import_priorities(manifests: Manifests, draft: Draft) -> None:
    """Fill in `priorities`."""
    found: dict[str, Tree] = {}
    seen: dict[str, Tree] = {}
    for one in manifests.of_kind("PriorityClass"):
        if one.name in found:
            if one.value.tree != seen[one.name]:
                draft.tell(ANOTHER, f"a second PriorityClass {one.name} is not imported", one.value.place)
            continue
        number = one.value.get("value")
        if number is not None and one.value.whole_number("value") is None:
            draft.tell(NO_EFFECT, f"the PriorityClass {one.name}: its value is no whole number", number.place)
            continue
        if one.name.startswith("system-") or not one.name:
            draft.tell(INEXPRESSIBLE, f"the PriorityClass {one.name or 'without a name'}", one.value.place)
            continue
        draft.origins[("priorities", len(found))] = one.value.place
        found[one.name] = _priority(one, draft)
        seen[one.name] = one.value.tree
    if found:
        draft.put(("priorities",), list(found.values()))


def _priority(one: KubeObject, draft: Draft) -> Tree:
    for key, value in own_labels(one):
        tell_label(one, key, value, draft, _OWN_CLASS)
    tell_annotations(one, draft, _OWN_CLASS)
    number = one.value.whole_number("value")
    found: dict[str, Tree] = {"name": one.name, "value": 0 if number is None else number}
    description, policy = one.value.text("description"), one.value.text("preemptionPolicy")
    if description and description.strip():
        found["description"] = line = " ".join(description.split())
        if line != description.strip():
            place = one.value.place.below("description")
            message = f"the line breaks in the description of the PriorityClass {one.name}"
            draft.tell(INEXPRESSIBLE, message, place, severity=Severity.INFO)
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
            namespace = GAP
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
    for limits in manifests.of_kind("LimitRange"):
        _tell_limits(limits, draft)


def _tell_limits(limits: KubeObject, draft: Draft) -> None:
    """Name what a LimitRange says of GPUs: a profile has amounts of a namespace, not of its pods."""
    for index, item in enumerate(limits.value.elements("spec", "limits")):
        for block in _BLOCKS:
            for resource, amount in item.entries(block):
                if is_about_gpus(resource):
                    path = f"spec.limits[{index}].{block}[{resource}]"
                    draft.tell(INEXPRESSIBLE, f"{path} of the LimitRange {limits.name}", amount.place)


def _tell_own(namespace: KubeObject, draft: Draft) -> None:
    """Name what the bundle does not give the namespace that the chart is installed into."""
    for key, value in own_labels(namespace):
        if (key, value.tree) != (_POD_SECURITY + "enforce", "privileged"):
            tell_label(namespace, key, value, draft, _OWN_RELEASE)
    tell_annotations(namespace, draft, _OWN_RELEASE)


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
        found.append(_tenant(name, quota, namespaces.get(name), draft))
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


def _tenant(name: str, quota: dict[str, Tree], namespace: KubeObject | None, draft: Draft) -> Tree:
    tenant: dict[str, Tree] = {"namespace": name}
    if namespace is not None:
        tenant["create"] = True
        labels = _labels(namespace, draft)
        tell_annotations(namespace, draft, _OWN_TENANT)
        security = {mode: labels.pop(_POD_SECURITY + mode) for mode in _MODES if _POD_SECURITY + mode in labels}
        if labels:
            tenant["labels"] = labels
        if security:
            tenant["podSecurity"] = security
    return {**tenant, "quota": quota}


def _labels(namespace: KubeObject, draft: Draft) -> dict[str, Tree]:
    """Return a namespace's labels, less those that every bundle sets."""
    found: dict[str, Tree] = {}
    for key, value in own_labels(namespace):
        if is_replaced(key) or not isinstance(value.tree, str):
            tell_label(namespace, key, value, draft, _OWN_TENANT)
        else:
            found[key] = value.tree
    return found
