"""What a DaemonSet of the plugin has and the chart's own has no value for, or has in its own way.

Source: NVIDIA/k8s-device-plugin deployments/helm/nvidia-device-plugin, templates/daemonset-device-plugin.yml.
"""

from collections.abc import Iterator

from generator.importing.codes import DIFFERENT, INEXPRESSIBLE
from generator.importing.daemon_config import DaemonConfig, is_manager
from generator.importing.daemon_told import tell_of
from generator.importing.draft import Draft
from generator.lint.common.plugin_daemons import PluginDaemon
from generator.model.finding import Severity
from generator.model.manifest_value import Value

_OF_SPEC = frozenset({"selector", "template", "updateStrategy", "revisionHistoryLimit", "replicas", "strategy"})
_OF_POD = frozenset(
    {
        *("runtimeClassName", "priorityClassName", "nodeSelector", "tolerations", "affinity", "imagePullSecrets"),
        *("containers", "initContainers", "restartPolicy", "volumes", "serviceAccountName", "serviceAccount"),
        *("securityContext", "priority", "enableServiceLinks"),
    }
)
_OF_CONTAINER = frozenset(
    {
        *("name", "image", "imagePullPolicy", "command", "args", "env", "resources", "volumeMounts"),
        *("securityContext", "terminationMessagePath", "terminationMessagePolicy"),
    }
)
"""What is read, what the chart makes itself from what it is told, and what tells no node from another."""
_DEFAULTS = {
    "dnsPolicy": ("ClusterFirst", "ClusterFirstWithHostNet"),
    "schedulerName": ("default-scheduler",),
    "terminationGracePeriodSeconds": (30,),
    "hostNetwork": (True, False),
    "hostPID": (False,),
    "hostIPC": (False,),
}
"""What the API server fills in, or the chart by another value."""
_BY_OTHERS = ("kubectl.kubernetes.io/", "meta.helm.sh/", "deprecated.daemonset.", "kubernetes.io/change-cause")
_PRIORITY = "system-node-critical"
"""What the chart takes by itself, in each of its releases."""
_PLUGINS = "/var/lib/kubelet/device-plugins"
_MOUNTED = {
    _PLUGINS: _PLUGINS,
    "/dev/shm": "",  # noqa: S108 - a folder of the container's
    "/mps": "",
    "/driver-root": "",
    "/var/run/cdi": "/var/run/cdi",
    "/available-configs": "",
    "/config": "",
}
"""Where the chart mounts something, and the node's folder where that is fixed."""
_ELSEWHERE = (
    f"the chart mounts the node's {_PLUGINS}, where this kubelet has no socket, so that the plugin would never register"
)
_LINK = (
    "Make that folder a link to the kubelet's on each node, start the kubelet with --root-dir=/var/lib/kubelet, or "
    "patch the volume in the DaemonSet that the chart makes."
)


def tell_rest(daemon: PluginDaemon, config: DaemonConfig | None, draft: Draft) -> None:
    """Name each part that the bundle has not, and the priority that it gives pods without one."""
    if daemon.workload.pod.get("priorityClassName") is None:
        message = f"priorityClassName is unset now and would be {_PRIORITY}"
        draft.tell(DIFFERENT, message, daemon.workload.pod.place, severity=Severity.INFO)
    for what, value in (*_of_object(daemon), *_of_pod(daemon, config)):
        tell_of(daemon, what, value.place, draft)
    for key, value in daemon.container.value.entries():
        if key not in _OF_CONTAINER:
            tell_of(daemon, f"{key} of the container {daemon.container.name}", value.place, draft)
    _tell_mounts(daemon, config, draft)
    if config is None:
        return
    if config.name is None:
        message = f"the file {config.file.text} of the {daemon.workload.kind} {daemon.workload.name}"
        fix = "No ConfigMap is mounted there: write in the pools what the file shares."
        draft.tell(INEXPRESSIBLE, message, config.file.at.place, fix)
    label = config.other_label()
    if label is not None:
        message = f"the label {label.text()} by which nodes choose their entry: the chart has one of its own"
        fix = "Label the nodes anew as the bundle's README says."
        draft.tell(INEXPRESSIBLE, message, label.place, fix)


def _of_object(daemon: PluginDaemon) -> Iterator[tuple[str, Value]]:
    whole = daemon.workload.whole
    if whole is None:
        return
    for key, value in whole.entries("metadata", "annotations"):
        if not key.startswith(_BY_OTHERS):
            yield f"metadata.annotations[{key}]", value
    for key, value in whole.entries("spec"):
        if key not in _OF_SPEC:
            yield f"spec.{key}", value
    selected = {key for key, _ in whole.entries("spec", "selector", "matchLabels")}
    for key, value in whole.entries("spec", "template", "metadata", "labels"):
        if key not in selected:
            yield f"the pods' label {key}", value


def _of_pod(daemon: PluginDaemon, config: DaemonConfig | None) -> Iterator[tuple[str, Value]]:
    managed = config is not None and config.by_label
    for key, value in daemon.workload.pod.entries():
        if key in _OF_POD or (key in _DEFAULTS and value.tree in _DEFAULTS[key]) or value.tree in (None, {}, []):
            continue
        # The chart's manager signals the plugin, for which the pod's containers see one another.
        if not (key == "shareProcessNamespace" and managed):
            yield key, value
    for one in daemon.workload.containers:
        if one is not daemon.container and not (managed and is_manager(one, daemon.workload)):
            yield f"the container {one.name}", one.value


def _tell_mounts(daemon: PluginDaemon, config: DaemonConfig | None, draft: Draft) -> None:
    """Name what the plugin mounts beside what the chart does; the configuration's file is said elsewhere."""
    volumes = {one.text("name"): one for one in daemon.workload.pod.elements("volumes")}
    for mount in daemon.container.value.elements("volumeMounts"):
        volume, folder = volumes.get(mount.text("name")), (mount.text("mountPath") or "").rstrip("/")
        host = None if volume is None else volume.get("hostPath", "path")
        path = "" if host is None else str(host.tree).rstrip("/")
        if folder == _PLUGINS and host is not None and path != _PLUGINS:
            message = f"the folder {path} of the {daemon.workload.kind} {daemon.workload.name}: {_ELSEWHERE}"
            draft.tell(INEXPRESSIBLE, message, host.place, _LINK)
        elif folder in _MOUNTED and (host is None or _MOUNTED[folder] in ("", path)):
            continue
        elif not (config is not None and folder and f"{config.file.text}/".startswith(f"{folder}/")):
            tell_of(daemon, f"the mount {mount.text('mountPath')}", mount.place, draft)
