"""Which pods a ResourceQuota with scopes counts, and how many GPUs quotas allow them.

Source: kubernetes/kubernetes pkg/quota/v1/evaluator/core/pods.go, podMatchesScopeFunc and podMatchesSelector.
"""

from collections.abc import Iterator
from typing import NamedTuple

from generator.lint.common.workloads import thousandths
from generator.model.manifest import Manifests
from generator.model.manifest_objects import Quota, Workload
from generator.model.manifest_value import Value, is_filled_in_later
from generator.model.tree import Tree

_PRIORITY = "PriorityClass"
_BY_TIME = ("Terminating", "NotTerminating")
_BASIC = ("cpu", "memory")
_COUNTS = "requests."


class _Scope(NamedTuple):
    """A scope, and for PriorityClass how the name is compared."""

    name: str
    operator: str
    values: tuple[Tree, ...]


class Allowances:
    """What the quotas of some manifests allow of each extended resource in each namespace that is named."""

    def __init__(self, manifests: Manifests) -> None:
        found: dict[tuple[str, str], list[tuple[Quota, Value]]] = {}
        for quota in manifests.quotas:
            for amount in quota.hard if quota.namespace else ():
                if amount.resource.startswith(_COUNTS) and thousandths(amount.quantity) is not None:
                    key = (quota.namespace or "", amount.resource.removeprefix(_COUNTS))
                    found.setdefault(key, []).append((quota, amount.quantity))
        self._found = {key: sorted(each, key=lambda one: _size(one[1])) for key, each in found.items()}

    @property
    def any(self) -> bool:
        """Say whether any quota allows an amount of anything."""
        return bool(self._found)

    def least(self, workload: Workload, resource: str) -> Value | None:
        """Return the smallest amount that a quota which counts the workload's pods allows of a resource."""
        limits = self._found.get((workload.namespace or "", resource), [])
        return next((amount for quota, amount in limits if counts(quota, workload)), None)


def counts(quota: Quota, workload: Workload) -> bool:
    """Say whether a quota surely counts the pods of a template: all of its scopes must be theirs."""
    return all(_is_of(one, workload) for one in _scopes(quota.value.get("spec")))


def _scopes(spec: Value | None) -> Iterator[_Scope]:
    if spec is None:
        return
    scopes, selector = spec.get("scopes"), spec.get("scopeSelector")
    for scope in spec.elements("scopes"):
        yield _Scope(str(scope.tree), "Exists", ())
    if scopes is not None and not isinstance(scopes.tree, list):
        yield _Scope("", "", ())  # Of what is no list nothing is known.
    if selector is not None:
        expressions = list(selector.elements("matchExpressions"))
        for one in expressions:
            values = tuple(value.tree for value in one.elements("values"))
            yield _Scope(one.text("scopeName") or "", one.text("operator") or "", values)
        if not expressions:
            yield _Scope("", "", ())


def _is_of(scope: _Scope, workload: Workload) -> bool:
    pod = workload.pod
    if scope.name == _PRIORITY:
        return _has_priority(scope, pod.text("priorityClassName") or "")
    if scope.operator != "Exists":
        return False
    if scope.name in _BY_TIME:
        seconds = pod.get("activeDeadlineSeconds")
        return workload.is_pod and (seconds is None) == (scope.name == "NotTerminating")
    if scope.name == "NotBestEffort":
        amounts = (amount for one in workload.containers for amount in one.amounts)
        return any(one.resource in _BASIC and (thousandths(one.quantity) or 0) > 0 for one in amounts)
    return False


def _has_priority(scope: _Scope, name: str) -> bool:
    """Say whether a pod of a class is counted; one that names none may be given the cluster's default."""
    if not name or any(is_filled_in_later(one) for one in (name, *scope.values)):
        return False
    if scope.operator == "NotIn":
        return name not in scope.values
    return scope.operator == "Exists" or (scope.operator == "In" and name in scope.values)


def _size(quantity: Value) -> tuple[int, str]:
    """Return how much a quantity is, and its text, so that of two alike the order of files decides nothing."""
    return thousandths(quantity) or 0, str(quantity.tree)
