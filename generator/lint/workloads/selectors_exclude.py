"""Conditions on one label of a node that no value of it meets together."""

from collections.abc import Iterator

from generator.lint.common.admission import is_changed
from generator.lint.common.selectors import Condition, Conditions, placing, selected, terms, written_by_operators
from generator.lint.common.workloads import asks_for_gpus
from generator.model.finding import Severity
from generator.model.manifest import Manifests
from generator.model.manifest_rule import ManifestFault, ManifestRule
from generator.model.manifest_value import Value

_NONE_THERE = "DoesNotExist"
_KEYS = ("nodeSelector", "affinity")


def _check(manifests: Manifests) -> Iterator[ManifestFault]:
    for pod in _pods(manifests):
        yield from _of_pod(pod)


def _pods(manifests: Manifests) -> Iterator[Value]:
    """Yield what says to which nodes pods go: pods that ask for GPUs, and what charts hand to their own."""
    for one in manifests.workloads:
        if not one.in_part and any(map(asks_for_gpus, one.containers)) and not is_changed(one, manifests, *_KEYS):
            yield one.pod
    for source in written_by_operators(manifests):
        yield from placing(source, _KEYS)


def _of_pod(pod: Value) -> Iterator[ManifestFault]:
    """Return what is at odds: the nodeSelector counts with every term of the affinity, of which one must hold."""
    chosen = selected(pod)
    by_term = [_at_odds(chosen, term) for term in terms(pod)]
    if by_term and all(by_term):
        first, other = next(found for found in by_term if found is not None)
        message = (
            f"{_text(other)}, and beside it {_text(first)}: all of a term and of the nodeSelector must hold, and a "
            "label has one value, so that no node will do"
        )
        fix = "Leave one of the two out."
        if first.operator == other.operator == "In" and other.named is not None and first.named is not None:
            fix = "Write the values into one list, of which any will do: two expressions of a term must both hold."
        yield ManifestFault(other.at.place, message, fix)


def _at_odds(chosen: Conditions, term: Conditions) -> tuple[Condition, Condition] | None:
    """Return two conditions of which one rules out the other, the later of them in the term."""
    before = list(chosen)
    for one in term:
        for other in before:
            if one.key == other.key and not (one.is_open or other.is_open) and _exclude(one, other):
                return other, one
        before.append(one)
    return None


def _exclude(one: Condition, other: Condition) -> bool:
    """Say whether no value of a label meets both; source: apimachinery pkg/labels/selector.go, Matches."""
    by_operator = {one.operator: one, other.operator: other}
    values = {name: {str(value.tree) for value in each.values} for name, each in by_operator.items()}
    if one.operator == other.operator == "In":
        return not {str(value.tree) for value in one.values} & {str(value.tree) for value in other.values}
    if _NONE_THERE in by_operator:
        return bool({"In", "Exists", "Gt", "Lt"} & by_operator.keys())
    return set(by_operator) == {"In", "NotIn"} and values["In"] <= values["NotIn"]


def _text(one: Condition) -> str:
    values = " or ".join(str(value.tree) for value in one.values)
    return {
        "In": f"{one.key} must be {values}",
        "NotIn": f"{one.key} must not be {values}",
        "Exists": f"{one.key} must be there",
        _NONE_THERE: f"{one.key} must not be there",
    }.get(one.operator, f"{one.key} is {one.operator} {values}")


RULE = ManifestRule(
    "WRK244",
    "Selectors of nodes that exclude each other",
    Severity.ERROR,
    why="A pod goes to a node only if all of its nodeSelector holds, and all expressions of one term of its required "
    "node affinity. A label has one value on a node. Whoever writes two expressions on one label to mean either of "
    "them has a pod that stays pending.",
    fix="Write all values that will do into one expression, or the alternatives as terms of their own.",
    source="kubernetes/kubernetes staging/src/k8s.io/component-helpers/scheduling/corev1/nodeaffinity/nodeaffinity.go "
    "(GetRequiredNodeAffinity, nodeSelectorTerm.match)",
    bad="""\
apiVersion: v1
kind: Pod
metadata: {name: train}
spec:
  affinity:
    nodeAffinity:
      requiredDuringSchedulingIgnoredDuringExecution:
        nodeSelectorTerms:
          - matchExpressions:
              - {key: nvidia.com/gpu.product, operator: In, values: [NVIDIA-A100-SXM4-80GB]}
              - key: nvidia.com/gpu.product
                operator: In
                values:
                  - NVIDIA-H100-80GB-HBM3  # <- here
  containers:
    - name: main
      image: cuda
      resources: {limits: {nvidia.com/gpu: 1}}
""",
    good="""\
apiVersion: v1
kind: Pod
metadata: {name: train}
spec:
  affinity:
    nodeAffinity:
      requiredDuringSchedulingIgnoredDuringExecution:
        nodeSelectorTerms:
          - matchExpressions:
              - key: nvidia.com/gpu.product
                operator: In
                values: [NVIDIA-A100-SXM4-80GB, NVIDIA-H100-80GB-HBM3]
  containers:
    - name: main
      image: cuda
      resources: {limits: {nvidia.com/gpu: 1}}
""",
    check=_check,
)
