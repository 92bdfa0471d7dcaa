"""A pod for GPU nodes that does not tolerate their taints."""

from collections.abc import Iterator
from typing import NamedTuple

from generator.lint.common.admission import is_changed
from generator.lint.common.near import slip
from generator.lint.common.nodes import Taint, taints, tolerates
from generator.lint.common.selectors import selected, terms
from generator.lint.common.workloads import GpuAsk, gpu_asks
from generator.lint.workloads._bound import (
    adds_tolerations,
    bound,
    is_completed_elsewhere,
    is_joined_elsewhere,
    kinds_of_nodes,
    leads_elsewhere,
)
from generator.lint.workloads._classes import scheduling, scheduling_of_classes
from generator.lint.workloads._node_kinds import NodeKind, NodeKinds
from generator.model.finding import Severity
from generator.model.manifest import Manifests
from generator.model.manifest_objects import Workload
from generator.model.manifest_rule import ManifestFault, ManifestRule
from generator.model.manifest_value import Place, Value, is_filled_in_later
from generator.model.tree import words


class _Pod(NamedTuple):
    """A pod template, the first that it asks of NVIDIA's, every resource that it asks for, and its tolerations.

    Those of its RuntimeClass are among them, which the API server adds.
    """

    workload: Workload
    ask: GpuAsk | None
    asked: frozenset[str]
    tolerations: tuple[Value, ...]


class _Missing(NamedTuple):
    """A taint that a pod lacks a toleration for; `added` says that the API server may add it."""

    taint: Taint
    added: bool


_SPOT = "kubernetes.azure.com/scalesetpriority"
"""AKS gives the nodes of a spot pool this label, and a taint of that key and value; source:
https://learn.microsoft.com/en-us/azure/aks/spot-node-pool."""


def _check(manifests: Manifests) -> Iterator[ManifestFault]:
    yield from _of_spot(manifests)
    if not any(map(taints, (*manifests.nodes, *manifests.pools))):
        return
    adds, kinds = adds_tolerations(manifests), kinds_of_nodes(manifests, pools=True)
    if not manifests.nodes:
        # A pool may be one of several: only pods that select its nodes are bound to it.
        kinds = kinds._replace(with_gpus=())
    open_keys = _open_keys(manifests)
    for pod in _pods(manifests):
        if _is_known(pod.workload, manifests) and open_keys.isdisjoint(_wanted(pod.workload)):
            yield from _of_pod(pod, kinds, adds, "Node or pool" if manifests.pools else "Node")


def _of_spot(manifests: Manifests) -> Iterator[ManifestFault]:
    """Return pods that select the spot nodes of AKS, all of which have a taint."""
    taint = Taint(_SPOT, "spot", "NoSchedule")
    # Karpenter gives its nodes the label without the taint.
    for pod in _pods(manifests) if not manifests.nodes and not manifests.pools else ():
        by_terms = terms(pod.workload.pod)
        wanted = (*selected(pod.workload.pod), *(by_terms[0] if len(by_terms) == 1 else ()))
        asked = next((one for one in wanted if one.key == _SPOT and [text for _, text in one.texts] == ["spot"]), None)
        if pod.ask is None or asked is None or not _is_known(pod.workload, manifests):
            continue
        states = pod.workload.pod.get("tolerations") is not None
        if _left(pod.tolerations, (taint,)) and (states or not is_completed_elsewhere(pod.workload)):
            message = (
                f"AKS taints every spot node with {taint.text}, which this pod does not tolerate: it stays pending"
            )
            fix = f"Add a toleration: `{{key: {_SPOT}, operator: Equal, value: spot, effect: NoSchedule}}`."
            yield ManifestFault(asked.at.place, message, fix, on_key=asked.at.tree != "spot")


def _pods(manifests: Manifests) -> Iterator[_Pod]:
    classes = scheduling_of_classes(manifests)
    first: dict[int, GpuAsk] = {}
    for ask in gpu_asks(manifests):
        first.setdefault(id(ask.workload), ask)
    for workload in (*manifests.workloads, *manifests.bound):
        amounts = (amount for one in workload.containers for amount in one.amounts)
        given = scheduling(workload, classes)
        tolerations = (*workload.pod.elements("tolerations"), *(() if given is None else given.elements("tolerations")))
        yield _Pod(workload, first.get(id(workload)), frozenset(one.resource for one in amounts), tolerations)


def _is_known(workload: Workload, manifests: Manifests) -> bool:
    given = workload.pod.get("tolerations")
    return (
        not workload.loose
        and not workload.pod.get("nodeName")
        and (given is None or isinstance(given.tree, list))
        and not any(is_filled_in_later(word) for word in words(None if given is None else given.tree))
        and not is_joined_elsewhere(workload)
        and not is_changed(workload, manifests, "tolerations")
    )


def _open_keys(manifests: Manifests) -> frozenset[str]:
    """Return the labels of which a pool leaves the value open, so that a pod that selects them may be given any."""
    requirements = [one for pool in manifests.pools for one in pool.value.elements("requirements")]
    left_open = (one for one in requirements if one.text("operator") != "In" or len(list(one.elements("values"))) != 1)
    return frozenset(key for one in left_open if (key := one.text("key")))


def _wanted(workload: Workload) -> set[str]:
    return {one.key for some in (selected(workload.pod), *terms(workload.pod)) for one in some}


def _of_pod(pod: _Pod, kinds: NodeKinds, adds: bool | None, what: str) -> Iterator[ManifestFault]:
    there = bound(pod.workload, kinds, pod.ask is not None)
    if there is not None and there.nodes and there.certain:
        if pod.ask is not None or all(node.is_said_of_gpus for node in there.nodes):
            missing = _missing(pod, there.nodes)
            if missing is not None and not (missing.added and adds):
                severity = Severity.INFO if missing.added and adds is None else None
                yield _fault(pod, missing, f"every {what} here that this pod may go to", there.place, severity)
        return
    nodes = kinds.with_gpus
    if pod.ask is None or not nodes or leads_elsewhere(pod.workload, nodes):
        return
    missing = _missing(pod, nodes)
    if missing is not None and not (missing.added and adds):
        # What selects no pool may run on nodes that are not among the files.
        severity = Severity.INFO if missing.added else None
        yield _fault(pod, missing, "every GPU Node here", pod.ask.amount.quantity.place, severity)


def _missing(pod: _Pod, nodes: tuple[NodeKind, ...]) -> _Missing | None:
    """Return a taint that keeps a pod from all Nodes; None where one of them takes it."""
    tolerations = pod.tolerations
    # What a template does not speak of may be tolerated by whoever completes it; what it states takes their place.
    spoken = {one.text("key") for one in tolerations} if is_completed_elsewhere(pod.workload) else None
    left: list[tuple[Taint, ...]] = []
    for of_node in dict.fromkeys(node.taints for node in nodes):
        left.append(tuple(one for one in _left(tolerations, of_node) if spoken is None or one.key in spoken))
        if not left[-1]:
            return None
    hard = [tuple(taint for taint in of_node if not _is_added(taint, pod)) for of_node in left]
    # By text, so that the order in which files are given decides nothing.
    least = min(hard if all(hard) else left, key=lambda some: (len(some), [one.text for one in some]))
    return _Missing(least[0], not all(hard))


def _is_added(taint: Taint, pod: _Pod) -> bool:
    return taint.key in pod.asked and taint.effect == "NoSchedule"


def _left(tolerations: tuple[Value, ...], of_node: tuple[Taint, ...]) -> tuple[Taint, ...]:
    """Return the taints of a node that nothing tolerates."""
    return tuple(taint for taint in of_node if not any(tolerates(one, taint) for one in tolerations))


def _fault(pod: _Pod, missing: _Missing, nodes: str, place: Place, severity: Severity | None) -> ManifestFault:
    taint, workload = missing.taint, pod.workload
    stays = "the DaemonSet has none there" if workload.kind == "DaemonSet" else "the pod stays pending"
    unless = " unless the API server runs ExtendedResourceToleration, as on GKE and EKS" if missing.added else ""
    message = f"{nodes} has a taint that this pod does not tolerate, such as {taint.text}"
    message += f": it stays pending{unless}" if unless else f": {stays}"
    fix = f"Add a toleration: `{{key: {taint.key}, operator: Exists, effect: {taint.effect}}}`."
    near = next((one for one in workload.pod.elements("tolerations") if _is_meant(one, taint)), None)
    if near is not None:
        # Whoever tolerates a taint by hand does not count on the API server to do it.
        return ManifestFault(_blamed(near, taint).place, message, _instead(taint))
    there = workload.pod.get("tolerations")
    return ManifestFault(place if there is None else there.place, message, fix, on_key=True, severity=severity)


def _is_meant(toleration: Value, taint: Taint) -> bool:
    key = toleration.text("key") or ""
    return key == taint.key or slip(key, (taint.key,)) is not None


def _blamed(toleration: Value, taint: Taint) -> Value:
    """Return the part of a toleration that is why it does not match."""
    if toleration.text("key") != taint.key:
        return toleration.get("key") or toleration
    effect = toleration.get("effect")
    if effect is not None and effect.tree != taint.effect:
        return effect
    return toleration.get("value") or toleration


def _instead(taint: Taint) -> str:
    wanted = f"operator: Equal, value: {taint.value}" if taint.value else "operator: Exists"
    return f"Write `{{key: {taint.key}, {wanted}, effect: {taint.effect}}}`."


RULE = ManifestRule(
    "WRK211",
    "Taint of the GPU nodes that a pod does not tolerate",
    Severity.WARNING,
    why="The scheduler keeps a pod off every node with a taint that it does not tolerate, whatever GPUs are free "
    "there. Where the taint's key is the resource itself, the admission plugin ExtendedResourceToleration adds the "
    "toleration for pods that ask for it: it is off unless whoever runs the API server switches it on, as GKE and EKS "
    "do.",
    fix="Add a toleration for the taint.",
    source="kubernetes/kubernetes pkg/scheduler/framework/plugins/tainttoleration/taint_toleration.go and "
    "plugin/pkg/admission/extendedresourcetoleration/admission.go",
    bad="""\
apiVersion: v1
kind: Node
metadata: {name: gpu-1}
spec:
  taints: [{key: dedicated, value: gpu, effect: NoSchedule}]
status: {allocatable: {nvidia.com/gpu: "4"}}
---
apiVersion: v1
kind: Pod
metadata: {name: main}
spec:
  containers:
    - name: main
      image: cuda
      resources:
        limits:
          nvidia.com/gpu: 1  # <- here
""",
    good="""\
apiVersion: v1
kind: Node
metadata: {name: gpu-1}
spec:
  taints: [{key: dedicated, value: gpu, effect: NoSchedule}]
status: {allocatable: {nvidia.com/gpu: "4"}}
---
apiVersion: v1
kind: Pod
metadata: {name: main}
spec:
  tolerations:
    - {key: dedicated, operator: Exists, effect: NoSchedule}
  containers:
    - name: main
      image: cuda
      resources:
        limits:
          nvidia.com/gpu: 1
""",
    check=_check,
)
