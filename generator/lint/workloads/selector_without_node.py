"""A node selector or affinity of a GPU pod, or of an NVIDIADriver, that no Node among the files satisfies."""

from collections.abc import Iterator

from generator.lint.common.admission import is_changed
from generator.lint.common.custom_resources import resources
from generator.lint.common.near import slip
from generator.lint.common.nodes import AT_RUN_TIME, gpu_nodes, labelled_otherwise, labels_by_name
from generator.lint.common.references import listed
from generator.lint.common.selectors import Condition, Conditions, selected, terms
from generator.lint.common.workloads import asks_for_gpus
from generator.lint.workloads._classes import scheduling, scheduling_of_classes
from generator.model.finding import Severity
from generator.model.manifest import Manifests
from generator.model.manifest_objects import Workload
from generator.model.manifest_rule import ManifestFault, ManifestRule
from generator.model.manifest_value import Value

_SHOWN = 4


Nodes = tuple[dict[str, str], ...]


def _check(manifests: Manifests) -> Iterator[ManifestFault]:
    yield from _of_drivers(manifests)
    nodes = gpu_nodes(manifests)
    if not nodes:
        return
    labels = tuple(labels_by_name(node.labels) for node in nodes)
    others = labelled_otherwise(manifests)
    # Labels alone may be of a node that somebody wrote down as an example.
    severity = None if all(node.value.get("status") is not None for node in nodes) else Severity.INFO
    classes = scheduling_of_classes(manifests)
    for workload in manifests.workloads:
        if _is_judged(workload) and not is_changed(workload, manifests, "nodeSelector", "affinity"):
            for fault in _of_pod(workload, scheduling(workload, classes), labels, others):
                yield fault if fault.severity else fault._replace(severity=severity)


def _of_drivers(manifests: Manifests) -> Iterator[ManifestFault]:
    """Return what an NVIDIADriver selects by a label that every Node which has it has otherwise."""
    drivers = [one for one in resources(manifests) if one.kind == "NVIDIADriver" and not one.is_called_patch]
    if not drivers or not manifests.nodes:
        return
    others = labelled_otherwise(manifests)
    nodes = tuple(labels_by_name(node.labels) for node in manifests.nodes)
    for one in drivers:
        for condition in selected(one.spec):
            there = tuple(labels for labels in nodes if condition.key in labels)
            if there and not _is_set_elsewhere(condition, others) and not any(map(condition.holds, there)):
                message = f"no Node here has {_text(condition)}: none gets this driver"
                # Other nodes may be labelled so, which no file shows, unless a Node's value is plainly meant.
                severity = Severity.WARNING if _is_slip(condition, there) else Severity.INFO
                yield _fault(condition, there, message)._replace(severity=severity)


def _is_slip(one: Condition, nodes: Nodes) -> bool:
    there = sorted({labels[one.key] for labels in nodes})
    wanted = [str(value.tree) for value in one.values]
    return any(slip(each, there) or _letters(each) in map(_letters, there) for each in wanted)


def _letters(text: str) -> str:
    return "".join(filter(str.isalnum, text.lower()))


def _is_set_elsewhere(one: Condition, others: frozenset[str]) -> bool:
    return one.key.startswith(AT_RUN_TIME) or one.key in others or one.is_open


def _is_judged(workload: Workload) -> bool:
    asks = any(map(asks_for_gpus, workload.containers))
    return asks and not workload.loose and workload.pod.get("nodeName") is None


def _of_pod(
    workload: Workload, by_class: Value | None, nodes: Nodes, others: frozenset[str]
) -> Iterator[ManifestFault]:
    # What a RuntimeClass selects is added to what the pod selects; where both say one label it is told by itself.
    added = () if by_class is None else selected(by_class)
    own = tuple(one for one in selected(workload.pod) if all(one.key != other.key for other in added))
    faults = list(_unmet((*added, *own), nodes, others))
    in_terms = [list(_unmet(term, nodes, others)) for term in terms(workload.pod)]
    if in_terms and all(in_terms):
        faults += in_terms[0]
    yield from faults


def _unmet(conditions: Conditions, nodes: Nodes, others: frozenset[str]) -> Iterator[ManifestFault]:
    """Return what no Node satisfies: single conditions, or else all together."""
    judged = [one for one in conditions if not _is_set_elsewhere(one, others)]
    single = [one for one in judged if not any(one.holds(labels) for labels in nodes)]
    for one in single:
        yield _fault(one, nodes, f"no GPU Node here has {_text(one)}: the pod stays pending")
    if not single and judged and not any(all(one.holds(labels) for one in judged) for labels in nodes):
        wanted = " and ".join(_text(one) for one in judged)
        yield ManifestFault(judged[-1].at.place, f"no GPU Node here has {wanted} at once: the pod stays pending")


def _text(one: Condition) -> str:
    values = " or ".join(str(value.tree) for value in one.values)
    return {"In": f"{one.key}={values}", "Exists": one.key, "DoesNotExist": f"no {one.key}"}.get(
        one.operator, f"{one.key} other than {values}"
    )


def _fault(one: Condition, nodes: Nodes, message: str) -> ManifestFault:
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
