"""A pod that contradicts its PriorityClass or RuntimeClass, and RuntimeClasses that the API server refuses."""

import re
from collections.abc import Iterator

from generator.lint.common.objects import OWN_VERSIONS
from generator.model.finding import Severity
from generator.model.manifest import Manifests
from generator.model.manifest_objects import KubeObject, Workload
from generator.model.manifest_rule import ManifestFault, ManifestRule
from generator.model.manifest_value import Value, is_filled_in_later

_is_handler = re.compile(r"[a-z0-9]([-a-z0-9]*[a-z0-9])?").fullmatch
_PREEMPTS = "PreemptLowerPriority"
_REFUSED = "the API server refuses the pod"
_REFUSED_CLASS = "the API server refuses the RuntimeClass"


def _check(manifests: Manifests) -> Iterator[ManifestFault]:
    runtimes, priorities = manifests.of_kind("RuntimeClass"), manifests.of_kind("PriorityClass")
    for one in runtimes:
        if (one.value.text("apiVersion") or "").startswith("node.k8s.io/v1") and not one.value.place.is_called_patch:
            # Of two with one name the other may be a patch of this.
            alone = [other.name for other in runtimes].count(one.name) == 1
            yield from _handler(one.value, alone and not manifests.may_change(one.value))
    for workload in manifests.workloads:
        version = None if workload.whole is None else workload.whole.text("apiVersion")
        if version in OWN_VERSIONS and workload.is_pod and not workload.in_part:
            yield from _priority(workload, priorities)
            yield from _runtime(workload, runtimes)


def _handler(whole: Value, alone: bool) -> Iterator[ManifestFault]:
    if whole.text("apiVersion") == "node.k8s.io/v1alpha1":
        return
    handler = whole.get("handler")
    if handler is None and alone and not whole.has("spec"):
        message = f"the RuntimeClass has no handler: {_REFUSED_CLASS}"
        fix = "Write `handler:` with containerd's name of the runtime, such as nvidia."
        yield ManifestFault(whole.place.below("kind"), message, fix, on_key=True)
    elif handler is not None and isinstance(handler.tree, str):
        text = handler.tree
        if not is_filled_in_later(text) and _is_handler(text) is None:
            message = f"{text} cannot be a handler, which has small letters, digits and hyphens: {_REFUSED_CLASS}"
            fix = "Write the name below `runtimes` in containerd's configuration, such as nvidia, and no path."
            yield ManifestFault(handler.place, message, fix)


def _one(classes: tuple[KubeObject, ...], name: str | None) -> Value | None:
    """Return the class of a name; None where there is none, or more than one."""
    found = [one.value for one in classes if one.name == name]
    return found[0] if len(found) == 1 else None


def _priority(workload: Workload, classes: tuple[KubeObject, ...]) -> Iterator[ManifestFault]:
    given = _one(classes, workload.pod.text("priorityClassName"))
    if given is None:
        return
    number, wanted = workload.pod.whole_number("priority"), given.whole_number("value")
    if number is not None and wanted is not None and number != wanted:
        message = f"priority {number}, where PriorityClass {given.text('metadata', 'name')} says {wanted}: {_REFUSED}"
        yield ManifestFault(workload.pod.place.below("priority"), message, "Leave priority out: the class sets it.")
    policy, whose = workload.pod.text("preemptionPolicy"), given.text("preemptionPolicy") or _PREEMPTS
    if policy and policy != whose and not is_filled_in_later(policy) and not is_filled_in_later(whose):
        message = f"preemptionPolicy {policy}, where PriorityClass {given.text('metadata', 'name')} says {whose}"
        fix = "Leave it out here, and write it in a PriorityClass."
        yield ManifestFault(workload.pod.place.below("preemptionPolicy"), f"{message}: {_REFUSED}", fix)


def _runtime(workload: Workload, classes: tuple[KubeObject, ...]) -> Iterator[ManifestFault]:
    overhead, name = workload.pod.get("overhead"), workload.pod.text("runtimeClassName")
    if overhead is not None and overhead.tree and not name:
        message = f"an overhead without a runtimeClassName, whose RuntimeClass is to set it: {_REFUSED}"
        yield ManifestFault(overhead.place, message, "Leave overhead out.", on_key=True)
    given = _one(classes, name)
    for key, value in () if given is None else given.entries("scheduling", "nodeSelector"):
        own = workload.pod.get("nodeSelector", key)
        texts = (value.tree, None if own is None else own.tree)
        if own is not None and texts[0] != texts[1] and not any(is_filled_in_later(one) for one in texts):
            message = f"{key}: {own.tree}, where RuntimeClass {name} selects {key}: {value.tree}: {_REFUSED}"
            yield ManifestFault(own.place, message, "Select what the RuntimeClass selects, or leave it out.")


RULE = ManifestRule(
    "PRI202",
    "Pod that its class refuses, or a RuntimeClass that is refused",
    Severity.ERROR,
    why="The API server fills a pod's priority, preemption policy, overhead and node selector from its classes, and "
    "refuses a pod that says something else. A RuntimeClass names a runtime of containerd by a short name, no path.",
    fix="Leave to the class what the class says.",
    source="kubernetes/kubernetes plugin/pkg/admission/priority/admission.go (admitPod), "
    "plugin/pkg/admission/runtimeclass/admission.go (setOverhead, setScheduling, validateOverhead) and "
    "pkg/apis/node/validation/validation.go (ValidateRuntimeClass)",
    bad="""\
apiVersion: scheduling.k8s.io/v1
kind: PriorityClass
metadata: {name: training}
value: 1000
---
apiVersion: v1
kind: Pod
metadata: {name: main}
spec:
  priorityClassName: training
  priority: 500  # <- here
  containers:
    - {name: main, image: cuda, resources: {limits: {nvidia.com/gpu: 1}}}
---
apiVersion: node.k8s.io/v1
kind: RuntimeClass
metadata: {name: nvidia}
handler: /usr/bin/nvidia-container-runtime  # <- here
""",
    good="""\
apiVersion: scheduling.k8s.io/v1
kind: PriorityClass
metadata: {name: training}
value: 1000
---
apiVersion: v1
kind: Pod
metadata: {name: main}
spec:
  priorityClassName: training
  containers:
    - {name: main, image: cuda, resources: {limits: {nvidia.com/gpu: 1}}}
---
apiVersion: node.k8s.io/v1
kind: RuntimeClass
metadata: {name: nvidia}
handler: nvidia
""",
    check=_check,
)
