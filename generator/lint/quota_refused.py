"""A ResourceQuota whose scopes or amounts the API server refuses."""

from collections.abc import Iterator

from generator.lint._workloads import thousandths
from generator.model.finding import Severity
from generator.model.manifest import Manifests
from generator.model.manifest_objects import KubeObject
from generator.model.manifest_rule import ManifestFault, ManifestRule
from generator.model.manifest_value import Value, is_filled_in_later

_TOGETHER = (("BestEffort", "NotBestEffort"), ("Terminating", "NotTerminating"))
_SCOPES = ("Terminating", "NotTerminating", "BestEffort", "NotBestEffort", "PriorityClass", "CrossNamespacePodAffinity")
_BY_NAME = ("PriorityClass", "VolumeAttributesClass")
"""Scopes that have values; all others are or are not."""
_COMPUTE = tuple(f"{kind}{name}" for kind in ("", "requests.", "limits.") for name in ("cpu", "memory"))
_REFUSED = "the API server refuses the quota"


def _check(manifests: Manifests) -> Iterator[ManifestFault]:
    for quota in manifests.of_kind("ResourceQuota"):
        yield from _amounts(quota)
        yield from _scopes(quota)
        for one in quota.value.elements("spec", "scopeSelector", "matchExpressions"):
            yield from _expression(one)


def _amounts(quota: KubeObject) -> Iterator[ManifestFault]:
    for key, amount in quota.value.entries("spec", "hard"):
        tree = amount.tree
        if tree is None or is_filled_in_later(str(tree)):
            continue
        number = thousandths(amount)
        if number is None or number < 0:
            message = f"{tree!r} of {key} is no amount: {_REFUSED}"
            yield ManifestFault(
                amount.place, message, "Write a whole number, or one with a unit such as Gi for memory."
            )


def _scopes(quota: KubeObject) -> Iterator[ManifestFault]:
    scopes = list(quota.value.elements("spec", "scopes"))
    names = [one.tree for one in scopes]
    for scope in scopes:
        text = scope.tree
        if isinstance(text, str) and not is_filled_in_later(text) and text not in (*_SCOPES, *_BY_NAME):
            near = next((one for one in _SCOPES if one.lower() == text.lower().replace("-", "")), None)
            fix = f"Write {near or ', '.join(_SCOPES)}."
            yield ManifestFault(scope.place, f"{text} is no scope of a quota: {_REFUSED}", fix)
    for one, other in _TOGETHER:
        if one in names and other in names:
            at = scopes[max(names.index(one), names.index(other))]
            message = f"scopes {one} and {other} exclude each other: {_REFUSED}"
            yield ManifestFault(at.place, message, "Leave out one of them, or make two quotas.")
    if "BestEffort" in names:
        for key, amount in quota.value.entries("spec", "hard"):
            if key in _COMPUTE:
                message = (
                    f"a quota with scope BestEffort cannot count {key}, which such pods do not ask for: {_REFUSED}"
                )
                yield ManifestFault(amount.place, message, "Leave it out, or take scope NotBestEffort.", on_key=True)


def _expression(one: Value) -> Iterator[ManifestFault]:
    name, operator, values = one.text("scopeName"), one.get("operator"), one.get("values")
    if operator is None or name is None or not isinstance(operator.tree, str):
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
    "validateScopedResourceSelectorRequirement and ValidateResourceQuotaSpec",
    bad="""\
apiVersion: v1
kind: ResourceQuota
metadata: {name: gpus, namespace: team}
spec:
  hard:
    requests.nvidia.com/gpu: 4
    requests.memory: 64GB  # <- here
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
