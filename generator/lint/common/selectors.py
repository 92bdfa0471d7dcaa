"""What pods want of the labels of nodes."""

from collections.abc import Callable, Iterator
from typing import NamedTuple

from generator.model.manifest import Manifests
from generator.model.manifest_rule import ManifestFault
from generator.model.manifest_value import Value, is_filled_in_later

REQUIRED = ("nodeAffinity", "requiredDuringSchedulingIgnoredDuringExecution", "nodeSelectorTerms")
PREFERRED = ("nodeAffinity", "preferredDuringSchedulingIgnoredDuringExecution")
"""Where the terms of a node affinity stand, below `affinity`."""


class Condition(NamedTuple):
    """What a pod wants of a label: `key` and the values that would do.

    `at` is the first of the values, or else the key or the expression. `named` is the key where it is a text of its
    own, as in an expression.
    """

    key: str
    operator: str
    values: tuple[Value, ...]
    at: Value
    named: Value | None = None

    def holds(self, labels: dict[str, str]) -> bool:
        """Say whether a Node with these labels will do; source: apimachinery pkg/labels/selector.go, Matches."""
        there = labels.get(self.key)
        wanted = [one.tree for one in self.values]
        if self.operator in ("In", "Exists"):
            return there is not None and (self.operator == "Exists" or there in wanted)
        if self.operator in ("NotIn", "DoesNotExist"):
            return there is None or (self.operator == "NotIn" and there not in wanted)
        return True

    @property
    def is_open(self) -> bool:
        """Say whether one of the values is filled in later."""
        return any(is_filled_in_later(one.tree) for one in self.values if isinstance(one.tree, str))

    @property
    def texts(self) -> tuple[tuple[Value, str], ...]:
        """The values of which one is wanted, those that are text."""
        found = self.values if self.operator == "In" else ()
        return tuple((one, one.tree) for one in found if isinstance(one.tree, str))


Conditions = tuple[Condition, ...]


def selected(pod: Value) -> Conditions:
    """Return the conditions of a pod's nodeSelector, all of which must hold."""
    return tuple(
        Condition(key, "In", (value,), value)
        for key, value in pod.entries("nodeSelector")
        if isinstance(value.tree, str)
    )


def terms(pod: Value) -> tuple[Conditions, ...]:
    """Return the terms of a pod's required node affinity, one of which must hold."""
    return tuple(tuple(term_of(term)) for term in pod.elements("affinity", *REQUIRED))


def preferences(pod: Value) -> Conditions:
    """Return all conditions of a pod's preferred node affinity."""
    found = (one.get("preference") for one in pod.elements("affinity", *PREFERRED))
    return tuple(condition for one in found if one is not None for condition in term_of(one))


def hopeless(pod: Value, judge: Callable[[Condition], tuple[ManifestFault, ...]]) -> Iterator[ManifestFault]:
    """Return the faults of conditions that keep a pod from every node: of the affinity only if no term is without."""
    for condition in selected(pod):
        yield from judge(condition)
    yield from none_holds(terms(pod), judge)


def none_holds(
    alternatives: tuple[Conditions, ...], judge: Callable[[Condition], tuple[ManifestFault, ...]]
) -> Iterator[ManifestFault]:
    """Find the faults of alternatives none of which is without."""
    by_term = [[fault for condition in term for fault in judge(condition)] for term in alternatives]
    if all(by_term):
        for found in by_term:
            yield from found


def term_of(term: Value) -> Iterator[Condition]:
    """Return the conditions of a term of a node affinity, or of a selector of labels."""
    for one in term.elements("matchExpressions"):
        values = tuple(one.elements("values"))
        at = values[0] if values else one.get("key") or one
        yield Condition(one.text("key") or "", one.text("operator") or "", values, at, one.get("key"))


def written_by_operators(manifests: Manifests) -> tuple[Value, ...]:
    """Return what NVIDIA's charts and ClusterPolicies say, out of which their own pods are written."""
    return (*(values for use in manifests.charts for values in use.values), *(one.spec for one in manifests.policies))


def placing(source: Value, keys: tuple[str, ...]) -> Iterator[Value]:
    """Return the mappings of a chart's values that say which nodes are meant, by one of these keys of a pod's spec."""
    return (one for one in source.mappings(keys) if any(map(one.has, keys)))
