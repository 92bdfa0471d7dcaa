"""A ResourceQuota whose scopes or amounts the API server refuses."""

import re
from collections.abc import Iterator, Mapping, Sequence
from types import MappingProxyType

from generator.lint.common.near import nearest
from generator.lint.common.resource_names import GPU, PREFIX, mig_resources
from generator.lint.common.workloads import is_device, thousandths
from generator.model.finding import Severity
from generator.model.manifest import Manifests
from generator.model.manifest_objects import KubeObject
from generator.model.manifest_rule import ManifestFault, ManifestRule
from generator.model.manifest_value import Value, is_filled_in_later

_TOGETHER = (("BestEffort", "NotBestEffort"), ("Terminating", "NotTerminating"))
_SCOPES = ("Terminating", "NotTerminating", "BestEffort", "NotBestEffort", "PriorityClass", "CrossNamespacePodAffinity")
_BY_NAME = ("PriorityClass", "VolumeAttributesClass")
"""Scopes that have values; all others are or are not."""
_OPERATORS = ("In", "NotIn", "Exists", "DoesNotExist")
_OF_PODS = frozenset({"pods", *(f"{of}{name}" for of in ("", "requests.", "limits.") for name in ("cpu", "memory"))})
_COUNTED: Mapping[str, frozenset[str]] = MappingProxyType(
    {
        **dict.fromkeys(_SCOPES, _OF_PODS),
        "BestEffort": frozenset({"pods"}),
        "VolumeAttributesClass": frozenset({"persistentvolumeclaims", "requests.storage"}),
    }
)
"""Which of the standard resources a quota with a scope may hold; source: IsResourceQuotaScopeValidForResource."""
_OF_ALL = frozenset(
    {
        *(*_OF_PODS, "ephemeral-storage", "requests.ephemeral-storage", "limits.ephemeral-storage"),
        *("requests.storage", "persistentvolumeclaims", "configmaps", "secrets", "resourcequotas"),
        *("replicationcontrollers", "services", "services.nodeports", "services.loadbalancers"),
    }
)
"""The standard resources, beside huge pages; what has a domain or begins with count/ goes with every scope.

Source: kubernetes/kubernetes pkg/apis/core/helper/helpers.go, IsStandardQuotaResourceName.
"""
_ONE = 1000
"""One of something, in thousandths."""
_GROUPS = {
    **dict.fromkeys(("jobs", "cronjobs"), "batch"),
    **dict.fromkeys(("deployments", "statefulsets", "daemonsets", "replicasets"), "apps"),
}
"""Objects that are counted by their group alone."""
_of_devices = re.compile(r"(?i)gpu|nvidia|mig|cuda").search
_of_memory = re.compile(r"\d{1,9}(?:\.\d{1,9})?(?:[KMGTPE]i|[MGTPE])").fullmatch
"""Thousands may stand for as many as there are."""
_HUGE_PAGES = ("hugepages-", "requests.hugepages-")
_REFUSED = "the API server refuses the quota"


def _check(manifests: Manifests) -> Iterator[ManifestFault]:
    for quota in manifests.of_kind("ResourceQuota"):
        yield from _amounts(quota, is_whole=not manifests.may_change(quota.value))
        yield from _unknown_names(quota)
        yield from _scopes(quota)
        expressions = list(quota.value.elements("spec", "scopeSelector", "matchExpressions"))
        for one in expressions:
            yield from _expression(one)
        named = [name for one in expressions if (name := one.get("scopeName")) is not None]
        yield from _exclusive(named)
        yield from _not_counted(quota, [*quota.value.elements("spec", "scopes"), *named])


def _amounts(quota: KubeObject, *, is_whole: bool) -> Iterator[ManifestFault]:
    for key, amount in quota.value.entries("spec", "hard"):
        tree = amount.tree
        if tree is None and is_whole and _bare(key).startswith(PREFIX):
            message = f"{key} has no value, which counts as 0: no pod that asks for any is let in"
            fix = "Write a whole number, 0 if that is meant."
            yield ManifestFault(amount.place, message, fix, on_key=True, severity=Severity.WARNING)
        if isinstance(tree, str) and _bare(key) in (GPU, *mig_resources()) and _of_memory(tree.strip()):
            message = f"{tree} of {key} is a number of devices, and no memory: the quota limits nothing"
            yield ManifestFault(amount.place, message, "Write how many devices.", severity=Severity.WARNING)
        if tree is None or is_filled_in_later(str(tree)):
            continue
        number = thousandths(amount)
        if number is not None and 0 < number < _ONE and is_device(_bare(key)):
            message = f"{tree} of {key} is less than one: no pod that asks for any is let in"
            yield ManifestFault(amount.place, message, "Write a whole number.", severity=Severity.WARNING)
        if number is None or number < 0:
            message = f"{tree!r} of {key} is no amount: {_REFUSED}"
            yield ManifestFault(
                amount.place, message, "Write a whole number, or one with a unit such as Gi for memory."
            )


def _unknown_names(quota: KubeObject) -> Iterator[ManifestFault]:
    """Return names that no quota counts, beside devices: with one of them the limit on devices is refused as well.

    Those that mean a device are told by a rule of their own.
    """
    hard = tuple(quota.value.entries("spec", "hard"))
    if not any(is_device(_bare(key)) for key, _ in hard):
        return
    for key, amount in hard:
        known = key in _OF_ALL or key.startswith((*_HUGE_PAGES, "count/")) or "/" in key
        if known or _of_devices(key) or is_filled_in_later(key):
            continue
        name = key.partition(".")[0] if key.endswith((".batch", ".apps")) else key
        group = _GROUPS.get(name)
        near = None if group else nearest(key, sorted(_OF_ALL))
        fix = f"Write count/{name}.{group}." if group else f"Did you mean {near}?" if near else "Leave it out."
        yield ManifestFault(amount.place, f"a quota cannot count {key}: {_REFUSED}", fix, on_key=True)


def _bare(key: str) -> str:
    return key.removeprefix("requests.").removeprefix("limits.")


def _scopes(quota: KubeObject) -> Iterator[ManifestFault]:
    scopes = list(quota.value.elements("spec", "scopes"))
    for scope in scopes:
        yield from _unknown(scope)
    yield from _exclusive(scopes)


def _unknown(scope: Value) -> Iterator[ManifestFault]:
    text = scope.tree
    if isinstance(text, str) and not is_filled_in_later(text) and text not in (*_SCOPES, *_BY_NAME):
        near = next((one for one in _SCOPES if one.lower() == text.lower().replace("-", "")), None)
        fix = f"Write {near or ', '.join(_SCOPES)}."
        yield ManifestFault(scope.place, f"{text} is no scope of a quota: {_REFUSED}", fix)


def _exclusive(named: Sequence[Value]) -> Iterator[ManifestFault]:
    """Return the later of two scopes that are never true of one pod; `named` are the texts that name scopes."""
    names = [one.tree for one in named]
    for one, other in _TOGETHER:
        if one in names and other in names:
            at = named[max(names.index(one), names.index(other))]
            message = f"scopes {one} and {other} exclude each other: {_REFUSED}"
            yield ManifestFault(at.place, message, "Leave out one of them, or make two quotas.")


def _not_counted(quota: KubeObject, scopes: Sequence[Value]) -> Iterator[ManifestFault]:
    """Return the resources that a quota with these scopes may not hold, each once."""
    for key, amount in quota.value.entries("spec", "hard"):
        if key not in _OF_ALL and not key.startswith(_HUGE_PAGES):
            continue
        scope = next((text for one in scopes if (text := str(one.tree)) in _COUNTED and key not in _COUNTED[text]), "")
        if scope:
            which = ", ".join(sorted(_COUNTED[scope]))
            message = f"a quota with scope {scope} cannot count {key}, only {which} and devices: {_REFUSED}"
            fix = f"Move {key} into a ResourceQuota without scopes."
            if scope == "BestEffort" and key in _OF_PODS:
                fix = "Leave it out, since such pods do not ask for it, or take scope NotBestEffort."
            yield ManifestFault(amount.place, message, fix, on_key=True)


def _expression(one: Value) -> Iterator[ManifestFault]:
    scope, operator, values = one.get("scopeName"), one.get("operator"), one.get("values")
    if scope is None or not isinstance(scope.tree, str):
        return
    yield from _unknown(scope)
    if operator is None or not isinstance(operator.tree, str) or is_filled_in_later(operator.tree):
        return
    name = scope.tree
    if operator.tree not in _OPERATORS:
        message = f"{operator.tree} is no operator of a quota's scope: {_REFUSED}"
        yield ManifestFault(operator.place, message, f"Write {', '.join(_OPERATORS)}.")
        return
    filled = values is not None and (not isinstance(values.tree, list) or bool(values.tree))
    if name in _SCOPES and name not in _BY_NAME:
        if operator.tree in ("In", "NotIn", "DoesNotExist"):
            message = f"scope {name} takes operator Exists alone: {_REFUSED}"
            yield ManifestFault(operator.place, message, "Write `operator: Exists`, without values.")
    elif operator.tree in ("In", "NotIn") and not filled:
        message = f"operator {operator.tree} of scope {name} has no values: {_REFUSED}"
        yield ManifestFault(operator.place, message, "Write `values: [...]` with the names of PriorityClasses.")
    elif values is not None and operator.tree in ("Exists", "DoesNotExist") and filled:
        message = f"operator {operator.tree} of scope {name} takes no values: {_REFUSED}"
        yield ManifestFault(values.place, message, "Leave the values out, or write `operator: In`.")


RULE = ManifestRule(
    "QUO208",
    "ResourceQuota that the API server refuses",
    Severity.ERROR,
    why="Where a scope or an amount does not pass validation the quota is not made, and the namespace has no limit.",
    fix="Write what the message says.",
    source="kubernetes/kubernetes pkg/apis/core/validation/validation.go, validateResourceQuotaScopes, "
    "validateScopedResourceSelectorRequirement and ValidateResourceQuotaSpec; pkg/apis/core/helper/helpers.go, "
    "IsResourceQuotaScopeValidForResource",
    bad="""\
apiVersion: v1
kind: ResourceQuota
metadata: {name: gpus, namespace: team}
spec:
  hard:
    requests.nvidia.com/gpu: 4
    requests.memory: 64GB  # <- here
    persistentvolumeclaims: 5  # <- here
  scopeSelector:
    matchExpressions:
      - scopeName: PriorityClass
        operator: In  # <- here
""",
    good="""\
apiVersion: v1
kind: ResourceQuota
metadata: {name: gpus, namespace: team}
spec:
  hard:
    requests.nvidia.com/gpu: 4
    requests.memory: 64Gi
  scopeSelector:
    matchExpressions:
      - scopeName: PriorityClass
        operator: In
        values: [high]
""",
    check=_check,
)
