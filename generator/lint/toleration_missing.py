"""A GPU pod that does not tolerate the taint of any GPU node."""

from collections.abc import Iterator

from generator.lint._admission import is_changed
from generator.lint._near import slip
from generator.lint._nodes import Taint, gpu_nodes, taints, tolerates
from generator.lint._workloads import GpuAsk, gpu_asks
from generator.model.finding import Severity
from generator.model.manifest import Manifests
from generator.model.manifest_rule import ManifestFault, ManifestRule
from generator.model.manifest_value import Value


def _check(manifests: Manifests) -> Iterator[ManifestFault]:
    nodes = [taints(node) for node in gpu_nodes(manifests)]
    if not nodes or not all(nodes):
        return
    told: set[int] = set()
    for ask in gpu_asks(manifests):
        workload = ask.workload
        if id(workload) in told or not workload.is_pod or workload.pod.get("nodeName"):
            continue
        if is_changed(workload, manifests, "tolerations"):
            continue
        told.add(id(workload))
        tolerations = tuple(workload.pod.elements("tolerations"))
        left = [_left(tolerations, of_node) for of_node in nodes]
        if all(left):
            # By text, so that the order in which files are given decides nothing.
            least = min(left, key=lambda taints_left: (len(taints_left), [one.text for one in taints_left]))
            yield _fault(ask, least[0], tolerations)


def _left(tolerations: tuple[Value, ...], of_node: tuple[Taint, ...]) -> tuple[Taint, ...]:
    """Return the taints of a node that nothing tolerates."""
    return tuple(taint for taint in of_node if not any(tolerates(one, taint) for one in tolerations))


def _fault(ask: GpuAsk, taint: Taint, tolerations: tuple[Value, ...]) -> ManifestFault:
    asked = {name for one in ask.workload.containers for name in (amount.resource for amount in one.limits)}
    added = taint.key in asked and taint.effect == "NoSchedule"
    message = f"every GPU Node here has a taint that this pod does not tolerate, such as {taint.text}"
    message += ": the pod stays pending" if not added else ""
    if added:
        message += ": it stays pending unless the API server runs ExtendedResourceToleration, as on GKE"
    severity = Severity.INFO if added else None
    fix = f"Add a toleration: `{{key: {taint.key}, operator: Exists, effect: {taint.effect}}}`."
    near = next((one for one in tolerations if _is_meant(one, taint)), None)
    if near is not None:
        return ManifestFault(_blamed(near, taint).place, message, _instead(taint), severity=severity)
    there = ask.workload.pod.get("tolerations")
    place = ask.amount.quantity.place if there is None else there.place
    return ManifestFault(place, message, fix, on_key=True, severity=severity)


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
    "toleration: it is off unless whoever runs the API server switches it on, as GKE does.",
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
