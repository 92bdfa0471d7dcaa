"""A node selector or affinity of a GPU pod that no GPU Node among the files satisfies."""

from collections.abc import Iterator
from typing import NamedTuple

from generator.lint._admission import is_changed
from generator.lint._near import slip
from generator.lint._nodes import gpu_nodes, labelled_otherwise, labels_by_name
from generator.lint._references import listed
from generator.lint._workloads import asks_for_gpus
from generator.model.finding import Severity
from generator.model.manifest import Manifests
from generator.model.manifest_objects import Workload
from generator.model.manifest_rule import ManifestFault, ManifestRule
from generator.model.manifest_value import Value, is_filled_in_later

_TERMS = ("affinity", "nodeAffinity", "requiredDuringSchedulingIgnoredDuringExecution", "nodeSelectorTerms")
_AT_RUN_TIME = (
    *("nvidia.com/", "feature.node.kubernetes.io/", "kubernetes.io/", "beta.kubernetes.io/", "node.kubernetes.io/"),
    *("topology.kubernetes.io/", "failure-domain.beta.kubernetes.io/", "karpenter.sh/", "karpenter.k8s.aws/"),
    *("eks.amazonaws.com/", "alpha.eksctl.io/", "cloud.google.com/", "kubernetes.azure.com/", "oci.oraclecloud.com/"),
)
"""What feature discovery, the kubelet, and clouds that make nodes on demand give to nodes themselves."""
_SHOWN = 4


class Condition(NamedTuple):
    """What a pod wants of a label: `key` as it stands (a key, or an expression), and the values that would do."""

    key: str
    operator: str
    values: tuple[Value, ...]
    at: Value

    def holds(self, labels: dict[str, str]) -> bool:
        """Say whether a Node with these labels will do; source: apimachinery pkg/labels/selector.go, Matches."""
        there = labels.get(self.key)
        wanted = [one.tree for one in self.values]
        if self.operator in ("In", "Exists"):
            return there is not None and (self.operator == "Exists" or there in wanted)
        if self.operator in ("NotIn", "DoesNotExist"):
            return there is None or (self.operator == "NotIn" and there not in wanted)
        return True


Nodes = tuple[dict[str, str], ...]


def _check(manifests: Manifests) -> Iterator[ManifestFault]:
    nodes = gpu_nodes(manifests)
    if not nodes:
        return
    labels = tuple(labels_by_name(node.labels) for node in nodes)
    others = labelled_otherwise(manifests)
    # Labels alone may be of a node that somebody wrote down as an example.
    severity = None if all(node.value.get("status") is not None for node in nodes) else Severity.INFO
    for workload in manifests.workloads:
        if _is_judged(workload) and not is_changed(workload, manifests, "nodeSelector", "affinity"):
            for fault in _of_pod(workload, labels, others):
                yield fault if fault.severity else fault._replace(severity=severity)


def _is_judged(workload: Workload) -> bool:
    asks = any(map(asks_for_gpus, workload.containers))
    return asks and not workload.loose and workload.pod.get("nodeName") is None


def _of_pod(workload: Workload, nodes: Nodes, others: frozenset[str]) -> Iterator[ManifestFault]:
    selected = tuple(
        Condition(key, "In", (value,), value)
        for key, value in workload.pod.entries("nodeSelector")
        if isinstance(value.tree, str)
    )
    faults = list(_unmet(selected, nodes, others))
    terms = [tuple(_of_term(term)) for term in workload.pod.elements(*_TERMS)]
    in_terms = [list(_unmet(term, nodes, others)) for term in terms]
    if terms and all(in_terms):
        faults += in_terms[0]
    yield from faults


def _of_term(term: Value) -> Iterator[Condition]:
    for one in term.elements("matchExpressions"):
        values = tuple(one.elements("values"))
        at = values[0] if values else one.get("key") or one
        yield Condition(one.text("key") or "", one.text("operator") or "", values, at)


def _unmet(conditions: tuple[Condition, ...], nodes: Nodes, others: frozenset[str]) -> Iterator[ManifestFault]:
    """Return what no Node satisfies: single conditions, or else all together."""
    judged = [one for one in conditions if not (one.key.startswith(_AT_RUN_TIME) or one.key in others or _open(one))]
    single = [one for one in judged if not any(one.holds(labels) for labels in nodes)]
    for one in single:
        yield _fault(one, nodes)
    if not single and judged and not any(all(one.holds(labels) for one in judged) for labels in nodes):
        wanted = " and ".join(_text(one) for one in judged)
        yield ManifestFault(judged[-1].at.place, f"no GPU Node here has {wanted} at once: the pod stays pending")


def _open(condition: Condition) -> bool:
    return any(is_filled_in_later(one.tree) for one in condition.values if isinstance(one.tree, str))


def _text(one: Condition) -> str:
    values = " or ".join(str(value.tree) for value in one.values)
    return {"In": f"{one.key}={values}", "Exists": one.key, "DoesNotExist": f"no {one.key}"}.get(
        one.operator, f"{one.key} other than {values}"
    )


def _fault(one: Condition, nodes: Nodes) -> ManifestFault:
    message = f"no GPU Node here has {_text(one)}: the pod stays pending"
    # Sorted, so that the order in which files are given decides nothing.
    there = sorted({labels[one.key] for labels in nodes if one.key in labels})
    if not there:
        near = slip(one.key, sorted({key for labels in nodes for key in labels}))
        hint = f"Did you mean {near}?" if near else f"Label the nodes with {one.key}, or select by a label they have."
        return ManifestFault(one.at.place, message, hint, on_key=True, severity=Severity.WARNING if near else None)
    near = next((found for value in one.values if (found := slip(str(value.tree), there))), None)
    if near:
        return ManifestFault(one.at.place, message, f"Did you mean {near}?", severity=Severity.WARNING)
    shown = there if len(there) <= _SHOWN else [*there[:_SHOWN], "others"]
    return ManifestFault(one.at.place, message, f"The GPU Nodes have {one.key}={listed(shown)}.")


RULE = ManifestRule(
    "WRK213",
    "Node selector that no GPU node satisfies",
    Severity.WARNING,
    why="The scheduler looks for a node that has every label of nodeSelector and satisfies one term of a required node "
    "affinity. Keys and values are compared letter by letter.",
    fix="Write a label that the nodes have: `kubectl get nodes --show-labels`.",
    source="kubernetes/kubernetes pkg/scheduler/framework/plugins/nodeaffinity/node_affinity.go and "
    "staging/src/k8s.io/component-helpers/scheduling/corev1/nodeaffinity/nodeaffinity.go",
    bad="""\
apiVersion: v1
kind: Node
metadata:
  name: gpu-1
  labels: {pool: training}
status: {allocatable: {nvidia.com/gpu: "4"}}
---
apiVersion: v1
kind: Pod
metadata: {name: main}
spec:
  nodeSelector:
    pool: Training  # <- here
  containers:
    - {name: main, image: cuda, resources: {limits: {nvidia.com/gpu: 1}}}
""",
    good="""\
apiVersion: v1
kind: Node
metadata:
  name: gpu-1
  labels: {pool: training}
status: {allocatable: {nvidia.com/gpu: "4"}}
---
apiVersion: v1
kind: Pod
metadata: {name: main}
spec:
  nodeSelector:
    pool: training
  containers:
    - {name: main, image: cuda, resources: {limits: {nvidia.com/gpu: 1}}}
""",
    check=_check,
)
