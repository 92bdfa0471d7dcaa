"""GPU pods and charts in a Namespace whose pod security level forbids them."""

from collections import Counter
from collections.abc import Iterator
from pathlib import PurePosixPath

from generator.facts.charts import DEVICE_PLUGIN
from generator.lint.common.admission import POLICY_KINDS, is_changed
from generator.lint.common.chart_values import chart_text
from generator.lint.common.near import slip
from generator.model.finding import Severity
from generator.model.manifest import ChartUse, Manifests
from generator.model.manifest_objects import Container, Workload
from generator.model.manifest_rule import ManifestFault, ManifestRule
from generator.model.manifest_value import Place, Value, is_filled_in_later
from generator.model.tree import words

_LABELS = "pod-security.kubernetes.io"
_ENFORCE = f"{_LABELS}/enforce"
_LEVELS = ("privileged", "baseline", "restricted")
_HOST = ("hostNetwork", "hostPID", "hostIPC")
_CAPABILITIES = frozenset(
    {
        *("AUDIT_WRITE", "CHOWN", "DAC_OVERRIDE", "FOWNER", "FSETID", "KILL", "MKNOD", "NET_BIND_SERVICE", "SETFCAP"),
        *("SETGID", "SETPCAP", "SETUID", "SYS_CHROOT"),
    }
)
"""What baseline lets a container add; source: pod-security-admission policy/check_capabilities_baseline.go."""


def _check(manifests: Manifests) -> Iterator[ManifestFault]:
    strict: dict[str, Value] = {}
    spaces = manifests.of_kind("Namespace")
    count = Counter(one.name for one in spaces)
    is_set_elsewhere = _is_set_elsewhere(manifests) if spaces else False
    for one in spaces:
        label = one.value.get("metadata", "labels", _ENFORCE)
        text = None if label is None else label.text()
        if label is None or text is None or is_filled_in_later(text):
            continue
        yield from _of_label(label, text)
        # Of two with one name it is not known which is in force, and another cluster's may be meant.
        if text in _LEVELS[1:] and count[one.name] == 1 and not is_set_elsewhere:
            strict[one.name] = label
    for use in manifests.charts:
        label = strict.get(use.namespace or "")
        if label is not None:
            yield _of_chart(use, label)
    for workload in manifests.workloads if strict else ():
        label = strict.get(workload.namespace or "")
        given = workload.is_pod and not workload.in_part and not is_changed(workload, manifests, "securityContext")
        if label is not None and given:
            severity = _weight(label.place, workload.place)
            yield from (fault._replace(severity=severity) for fault in _of_pod(workload, str(label.tree)))


def _is_set_elsewhere(manifests: Manifests) -> bool:
    """Say whether a kustomization or a policy gives Namespaces a level."""
    trees = [one.value.tree for one in manifests.built]
    trees += [value.tree for one in manifests.patches for value in (one.entry, one.operations) if value is not None]
    trees += [one.value.tree for one in manifests.objects if one.kind in POLICY_KINDS]
    return any(_LABELS in word for tree in trees for word in words(tree))


def _weight(one: Place, other: Place) -> Severity | None:
    """Return what is to be said of two files in folders of which neither is within the other: other clusters' maybe."""
    first, second = PurePosixPath(one.file).parent, PurePosixPath(other.file).parent
    return None if first.is_relative_to(second) or second.is_relative_to(first) else Severity.INFO


def _of_label(label: Value, text: str) -> Iterator[ManifestFault]:
    if text not in _LEVELS:
        near = slip(text.lower(), _LEVELS) or next((one for one in _LEVELS if one == text.lower()), None)
        message = f"{text or 'nothing'} is no level of pod security: the API server refuses the Namespace"
        yield ManifestFault(label.place, message, f"Write {near or ', '.join(_LEVELS)}.")


def _of_chart(use: ChartUse, label: Value) -> ManifestFault:
    what = "the plugin's pods mount" if use.chart == DEVICE_PLUGIN else "the operator's parts are privileged and mount"
    message = (
        f"the Namespace enforces {label.tree}, and {chart_text(use)} is installed here: {what} folders of the node, "
        "and all of them are refused"
    )
    fix = f"Write `{_ENFORCE}: privileged`."
    return ManifestFault(label.place, message, fix, severity=_weight(label.place, use.place))


def _of_pod(workload: Workload, level: str) -> Iterator[ManifestFault]:
    said = f"the Namespace {workload.namespace} enforces {level}: the pod is refused"
    found = next(_of_host(workload), None)
    if found is not None:
        what, place = found
        fix = f"Leave it out, or run the pod in a Namespace with `{_ENFORCE}: privileged`."
        yield ManifestFault(place, f"{what}, and {said}", fix)
    elif level == _LEVELS[2] and workload.pod.get("hostUsers") is None and workload.pod.get("os") is None:
        for container in workload.containers:
            missing = list(_missing(workload.pod, container))
            if missing:
                at = container.value.get("securityContext") or container.value.get("name") or container.value
                message = f"container {container.name} does not say {' or '.join(missing)}, and {said}"
                fix = (
                    "Write `securityContext: {runAsNonRoot: true, allowPrivilegeEscalation: false, capabilities: "
                    "{drop: [ALL]}, seccompProfile: {type: RuntimeDefault}}`."
                )
                yield ManifestFault(at.place, message, fix, on_key=at.place.steps[-1][-1:] == ("securityContext",))
                return


def _of_host(workload: Workload) -> Iterator[tuple[str, Place]]:
    """Return what neither baseline nor restricted lets a pod have."""
    for field in _HOST:
        value = workload.pod.get(field)
        if value is not None and value.tree is True:
            yield f"{field} is true", value.place
    for volume in workload.pod.elements("volumes"):
        path = volume.get("hostPath")
        if path is not None:
            yield "the pod mounts a folder of the node", path.place
    for container in workload.containers:
        yield from _of_container(container)


def _of_container(container: Container) -> Iterator[tuple[str, Place]]:
    context = container.value.get("securityContext")
    if context is not None:
        privileged = context.get("privileged")
        if privileged is not None and privileged.tree is True:
            yield f"container {container.name} is privileged", privileged.place
        for one in context.elements("capabilities", "add"):
            if isinstance(one.tree, str) and not is_filled_in_later(one.tree) and one.tree not in _CAPABILITIES:
                yield f"container {container.name} adds the capability {one.tree}", one.place
    for port in container.value.elements("ports"):
        number = port.whole_number("hostPort")
        if number:
            yield f"container {container.name} takes port {number} of the node", port.place.below("hostPort")


def _missing(pod: Value, container: Container) -> Iterator[str]:
    """Return what restricted wants to be said of a container, and neither it nor its pod says."""
    own, of_pod = container.value.get("securityContext"), pod.get("securityContext")
    if any(one is not None and not isinstance(one.tree, dict) for one in (own, of_pod)):
        return
    escalation = None if own is None else own.get("allowPrivilegeEscalation")
    if escalation is None or escalation.tree is True:
        yield "allowPrivilegeEscalation: false"
    drops = [] if own is None else [one.tree for one in own.elements("capabilities", "drop")]
    if "ALL" not in drops and not any(is_filled_in_later(one) for one in drops):
        yield "capabilities: {drop: [ALL]}"
    if all(one is None or one.get("runAsNonRoot") is None for one in (own, of_pod)):
        yield "runAsNonRoot: true"
    if all(one is None or one.get("seccompProfile") is None for one in (own, of_pod)):
        yield "seccompProfile"


RULE = ManifestRule(
    "WRK231",
    "Pod that its Namespace's pod security refuses",
    Severity.ERROR,
    why="Where a Namespace enforces baseline or restricted, the API server refuses pods that are privileged or take "
    "part in the node's own folders, processes and network; under restricted every container has to give up rights, "
    "too. A DaemonSet or Deployment then stands at 0 pods, and only its events say why. GPU operator and the device "
    "plugin need the node's folders.",
    fix="Label the Namespace of the operator or the plugin `pod-security.kubernetes.io/enforce: privileged`, and let "
    "other pods say what the level wants.",
    source="kubernetes/kubernetes staging/src/k8s.io/pod-security-admission policy (check_*.go) and admission/"
    "admission.go; NVIDIA/k8s-device-plugin deployments/helm/nvidia-device-plugin/templates (hostPath); "
    " NVIDIA/gpu-operator assets/*/0500_daemonset.yaml",
    bad="""\
apiVersion: v1
kind: Namespace
metadata:
  name: gpu-operator
  labels:
    pod-security.kubernetes.io/enforce: baseline  # <- here
---
apiVersion: helm.toolkit.fluxcd.io/v2
kind: HelmRelease
metadata: {name: gpu-operator, namespace: gpu-operator}
spec:
  chart: {spec: {chart: gpu-operator, version: v26.7.0}}
""",
    good="""\
apiVersion: v1
kind: Namespace
metadata:
  name: gpu-operator
  labels:
    pod-security.kubernetes.io/enforce: privileged
---
apiVersion: helm.toolkit.fluxcd.io/v2
kind: HelmRelease
metadata: {name: gpu-operator, namespace: gpu-operator}
spec:
  chart: {spec: {chart: gpu-operator, version: v26.7.0}}
""",
    check=_check,
)
