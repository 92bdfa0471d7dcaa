"""A device plugin of one's own that does not reach the kubelet's folder for device plugins."""

from collections.abc import Iterator
from pathlib import PurePosixPath

from generator.lint.common.admission import is_changed
from generator.lint.common.plugin_daemons import PluginDaemon, plugin_daemons, runs_plugin, said_to
from generator.model.finding import Severity
from generator.model.manifest import Manifests
from generator.model.manifest_rule import ManifestFault, ManifestRule
from generator.model.manifest_value import Value, is_filled_in_later

_FOLDER = PurePosixPath("/var/lib/kubelet/device-plugins")
_ELSEWHERE = (
    PurePosixPath("/var/lib/k0s/kubelet/device-plugins"),
    PurePosixPath("/var/snap/microk8s/common/var/lib/kubelet/device-plugins"),
)
"""Where the folder lies on nodes whose distribution moves the kubelet, and links it or mounts it at its usual place."""
_MOUNTED_BY_HOST = "hostPath"
_NEVER_OF_HOST = ("emptyDir", "configMap", "secret", "downwardAPI", "projected")


def _check(manifests: Manifests) -> Iterator[ManifestFault]:
    for daemon in plugin_daemons(manifests):
        if daemon.is_installed and runs_plugin(daemon) and not _is_told_elsewhere(daemon, manifests):
            yield from _of_daemon(daemon)
            yield from _of_user(daemon)


def _of_user(daemon: PluginDaemon) -> Iterator[ManifestFault]:
    """Return that the plugin is to run as somebody else than root; what the container says goes before the pod."""
    around = [one.get("securityContext") for one in (daemon.container.value, daemon.workload.pod)]
    user, without_root = (_first(around, key) for key in ("runAsUser", "runAsNonRoot"))
    if user is not None and isinstance(user.tree, int) and not isinstance(user.tree, bool) and user.tree > 0:
        message = f"the plugin runs as user {user.tree}, and root alone may write to {_FOLDER}: it cannot register"
        yield ManifestFault(user.place, message, "Leave runAsUser out: the image runs as root.")
    elif without_root is not None and without_root.tree is True:
        message = f"the plugin's image runs as root, as it must for {_FOLDER}: the kubelet does not start the container"
        yield ManifestFault(without_root.place, message, "Leave runAsNonRoot out.")


def _first(around: list[Value | None], key: str) -> Value | None:
    return next((found for one in around if one is not None and (found := one.get(key)) is not None), None)


def _is_told_elsewhere(daemon: PluginDaemon, manifests: Manifests) -> bool:
    """Say whether the plugin is given another socket, or something changes the pod's mounts."""
    return said_to(daemon, "kubelet-socket", "KUBELET_SOCKET") is not None or is_changed(
        daemon.workload, manifests, "volumes", "volumeMounts"
    )


def _of_daemon(daemon: PluginDaemon) -> Iterator[ManifestFault]:
    mounts = [one for one in daemon.container.value.elements("volumeMounts") if _covers(one)]
    if any(is_filled_in_later(one.text("mountPath")) for one in daemon.container.value.elements("volumeMounts")):
        return
    if not mounts:
        yield _without_mount(daemon)
        return
    mount = max(mounts, key=lambda one: len(_path(one, "mountPath").parts))
    volume = next((one for one in daemon.workload.pod.elements("volumes") if _names(one, mount)), None)
    read_only = mount.get("readOnly")
    if read_only is not None and read_only.tree is True:
        message = f"{_FOLDER} is mounted for reading only: the plugin cannot make its own socket there"
        yield ManifestFault(read_only.place, message, "Leave readOnly out.")
    elif volume is not None:
        yield from _of_volume(mount, volume)


def _of_volume(mount: Value, volume: Value) -> Iterator[ManifestFault]:
    host = volume.get(_MOUNTED_BY_HOST, "path")
    if host is None:
        kind = next((one for one in _NEVER_OF_HOST if volume.has(one)), None)
        if kind is not None:
            message = (
                f"{_FOLDER} is a volume of the pod's own ({kind}), not the node's: the kubelet's socket is not there"
            )
            yield ManifestFault(volume.place.below(kind), message, _MOUNT, on_key=True)
        return
    sub = mount.text("subPath") or ""
    if (
        not isinstance(host.tree, str)
        or is_filled_in_later(host.tree)
        or is_filled_in_later(sub)
        or _has_pattern(mount)
    ):
        return
    there = PurePosixPath(host.tree) / sub / _FOLDER.relative_to(_path(mount, "mountPath"))
    if there == _FOLDER or there in _ELSEWHERE:
        return
    yield ManifestFault(
        host.place,
        f"{there} of the node is mounted as {_FOLDER}, but the kubelet has its socket in {_FOLDER}: the plugin cannot "
        "register, unless one is a link to the other",
        f"Write {_path(mount, 'mountPath')}." if not sub else _MOUNT,
        severity=Severity.WARNING,
    )


def _without_mount(daemon: PluginDaemon) -> ManifestFault:
    message = f"{_FOLDER} of the node is not mounted: the plugin does not find the kubelet's socket and cannot register"
    mounts = daemon.container.value.get("volumeMounts")
    place = daemon.container.value.place.below("image") if mounts is None else mounts.place
    return ManifestFault(place, message, _MOUNT, on_key=True)


def _covers(mount: Value) -> bool:
    path = mount.text("mountPath")
    return path is not None and path.startswith("/") and _FOLDER.is_relative_to(_path(mount, "mountPath"))


def _path(value: Value, key: str) -> PurePosixPath:
    return PurePosixPath(value.text(key) or "/")


def _names(volume: Value, mount: Value) -> bool:
    return volume.text("name") is not None and volume.text("name") == mount.text("name")


def _has_pattern(mount: Value) -> bool:
    return mount.has("subPathExpr")


_MOUNT = (
    f"Mount it: a volume with `hostPath: {{path: {_FOLDER}}}`, and in the container a volumeMount of it with "
    f"`mountPath: {_FOLDER}`."
)

RULE = ManifestRule(
    "PLG217",
    "Device plugin that does not reach the kubelet",
    Severity.ERROR,
    why="The kubelet listens at kubelet.sock in /var/lib/kubelet/device-plugins, whatever its own root is, and calls "
    "the plugin back at a socket in that folder, which root alone may write to. A plugin that does not share the "
    "folder with the node, or may not write there, advertises nothing.",
    fix=_MOUNT,
    source="NVIDIA/k8s-device-plugin internal/plugin/server.go (getPluginSocketPath, Register); kubernetes/kubernetes "
    "staging/src/k8s.io/kubelet/pkg/apis/deviceplugin/v1beta1/constants.go (DevicePluginPath) and "
    "pkg/kubelet/cm/devicemanager/manager.go (NewManagerImpl), pkg/kubelet/cm/devicemanager/plugin/v1beta1/server.go "
    "(Start: the folder's mode is 0750), pkg/kubelet/kuberuntime/security_context.go (verifyRunAsNonRoot)",
    bad="""\
apiVersion: apps/v1
kind: DaemonSet
metadata: {name: nvidia-device-plugin, namespace: kube-system}
spec:
  selector: {matchLabels: {app: plugin}}
  template:
    metadata: {labels: {app: plugin}}
    spec:
      containers:
        - name: plugin
          image: nvcr.io/nvidia/k8s-device-plugin:v0.17.4  # <- here
""",
    good="""\
apiVersion: apps/v1
kind: DaemonSet
metadata: {name: nvidia-device-plugin, namespace: kube-system}
spec:
  selector: {matchLabels: {app: plugin}}
  template:
    metadata: {labels: {app: plugin}}
    spec:
      containers:
        - name: plugin
          image: nvcr.io/nvidia/k8s-device-plugin:v0.17.4
          volumeMounts: [{name: sockets, mountPath: /var/lib/kubelet/device-plugins}]
      volumes:
        - {name: sockets, hostPath: {path: /var/lib/kubelet/device-plugins}}
""",
    check=_check,
)
