"""The node's root, handed to a device plugin of one's own where it does not look for the driver."""

from collections.abc import Iterator
from pathlib import PurePosixPath

from generator.facts.releases import exact_numbers
from generator.lint.common.admission import is_changed
from generator.lint.common.images import image_tag
from generator.lint.common.plugin_daemons import PluginDaemon, plugin_daemons, runs_plugin, said_to
from generator.model.finding import Severity
from generator.model.manifest import Manifests
from generator.model.manifest_rule import ManifestFault, ManifestRule
from generator.model.manifest_value import Value, is_filled_in_later
from generator.model.tree import words

_ROOTS = ("/", "/run/nvidia/driver")
"""Where a node has its driver: installed, or put there by the operator's container."""
_DEFAULT = "/driver-root"
_FIRST = (0, 16, 0)
"""The first release that looks for the driver's library below that root."""


def _check(manifests: Manifests) -> Iterator[ManifestFault]:
    for daemon in plugin_daemons(manifests):
        known = exact_numbers(image_tag(daemon.container).partition("-")[0])
        changed = is_changed(daemon.workload, manifests, "volumes", "volumeMounts")
        if daemon.is_installed and runs_plugin(daemon) and not changed and (known is None or known >= _FIRST):
            yield from _of_daemon(daemon)


def _of_daemon(daemon: PluginDaemon) -> Iterator[ManifestFault]:
    said = said_to(daemon, "container-driver-root", "CONTAINER_DRIVER_ROOT")
    if said == "" or (said is not None and is_filled_in_later(said)):
        return
    root = PurePosixPath(said or _DEFAULT)
    roots = {one.text("name"): host for one in daemon.workload.pod.elements("volumes") if (host := _host(one))}
    mounts = [one for one in daemon.container.value.elements("volumeMounts") if one.text("name") in roots]
    if any(PurePosixPath(one.text("mountPath") or "") in (root, *root.parents) for one in mounts):
        return
    for mount in mounts:
        path = mount.text("mountPath") or ""
        if path.startswith("/") and not _is_named(path, daemon.container.value):
            message = f"{roots[mount.text('name')]} of the node is mounted at {path}, and the plugin looks for the "
            yield ManifestFault(mount.place.below("mountPath"), f"{message}driver below {root}: it finds none there")


def _host(volume: Value) -> str | None:
    path = volume.text("hostPath", "path")
    return path if path in _ROOTS else None


def _is_named(path: str, container: Value) -> bool:
    """Say whether a variable, an argument or a command of the container speaks of the path."""
    parts = (container.get(key) for key in ("args", "command", "env", "envFrom", "lifecycle"))
    return any(path in word for part in parts if part is not None for word in words(part.tree))


RULE = ManifestRule(
    "PLG224",
    "Driver handed to the device plugin where it does not look",
    Severity.WARNING,
    why="Without NVIDIA's runtime the plugin needs the driver's library, and looks for it below one folder of its "
    "container: /driver-root, unless it is told another. A mount elsewhere changes nothing: the plugin finds no NVML "
    "and advertises no GPU.",
    fix="Mount it at /driver-root, or name the path with --container-driver-root. Most need neither, but "
    "`runtimeClassName: nvidia` in the pod's spec.",
    source="NVIDIA/k8s-device-plugin cmd/nvidia-device-plugin/main.go (startPlugins: nvml.WithLibraryPath "
    "below ContainerDriverRoot) and api/config/v1/consts.go (DefaultContainerDriverRoot), v0.16.0 to v0.20.0",
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
          image: nvcr.io/nvidia/k8s-device-plugin:v0.18.2
          volumeMounts:
            - {name: kubelet, mountPath: /var/lib/kubelet/device-plugins}
            - name: root
              mountPath: /host  # <- here
      volumes:
        - {name: kubelet, hostPath: {path: /var/lib/kubelet/device-plugins}}
        - {name: root, hostPath: {path: /}}
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
          image: nvcr.io/nvidia/k8s-device-plugin:v0.18.2
          volumeMounts:
            - {name: kubelet, mountPath: /var/lib/kubelet/device-plugins}
            - {name: root, mountPath: /driver-root}
      volumes:
        - {name: kubelet, hostPath: {path: /var/lib/kubelet/device-plugins}}
        - {name: root, hostPath: {path: /}}
""",
    check=_check,
)
