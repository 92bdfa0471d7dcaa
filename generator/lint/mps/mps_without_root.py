"""MPS in a plugin of one's own that has no MPS root, or does not mount it."""

from collections.abc import Iterator
from pathlib import PurePosixPath
from typing import NamedTuple

from generator.lint.common.admission import is_changed
from generator.lint.common.command_line import told_to
from generator.lint.common.plugin_daemons import PluginDaemon, daemons_of, key_read, reads_entry, runs_plugin
from generator.lint.common.plugin_files import SharingBlock, field, sharing_blocks
from generator.lint.common.plugin_use import users
from generator.model.finding import Severity
from generator.model.manifest import Manifests
from generator.model.manifest_rule import ManifestFault, ManifestRule
from generator.model.manifest_value import Value, is_filled_in_later

_INSIDE = PurePosixPath("/mps")
"""Where the plugin looks for the folder, whatever it is called on the host; source: mps/root.go (ContainerRoot)."""
_ROOT = ("mps-root", "MPS_ROOT")
_MOUNT = (
    f"Mount the folder of the host that is the MPS root at {_INSIDE}, and run the MPS control daemon, or install the "
    "plugin by its chart, which does both."
)


class _Bare(NamedTuple):
    """Pods that read one key of a ConfigMap and have nothing mounted where the plugin looks for the MPS root.

    `told` are the faults of those that say where the root is on the host, `silent` are those that do not.
    """

    told: list[ManifestFault]
    silent: list[PluginDaemon]


def _check(manifests: Manifests) -> Iterator[ManifestFault]:
    starting: dict[str, list[PluginDaemon]] = {}
    bare: dict[tuple[str, str | None], _Bare] = {}
    for sharing in sharing_blocks(manifests):
        config_map = sharing.file.config_map
        if sharing.kind == "mps" and not users(config_map, manifests):
            name = config_map.name or ""
            if name not in starting:
                starting[name] = [one for one in daemons_of(config_map, manifests) if _starts(one)]
                for one in starting[name]:
                    _sort_in(one, bare.setdefault((name, key_read(one)), _Bare([], [])), manifests)
            yield from _of_block(sharing, starting[name])
            yield from _of_bare(sharing, bare.get((name, sharing.file.key), _Bare([], [])))


def _of_block(sharing: SharingBlock, starting: list[PluginDaemon]) -> Iterator[ManifestFault]:
    rootless = (one for one in starting if _root(one, sharing) is None)
    daemon = next((one for one in rootless if reads_entry(one, sharing.file.key)), None)
    if daemon is not None:
        kind, name = daemon.workload.kind, daemon.workload.name
        message = f"MPS, and {kind} {name} gives the device plugin no MPS root: it does not start"
        yield ManifestFault(sharing.block.place, message, on_key=True)


def _of_bare(sharing: SharingBlock, bare: _Bare) -> Iterator[ManifestFault]:
    """Return what is wrong with such pods, and what they say themselves once for all entries of that key."""
    yield from bare.told
    bare.told.clear()
    by_file = _of_file(sharing)
    if by_file is not None and bare.silent:
        yield _unmounted(bare.silent[0], by_file)


def _sort_in(daemon: PluginDaemon, bare: _Bare, manifests: Manifests) -> None:
    if _is_bare(daemon, manifests):
        told = told_to(daemon.container, *_ROOT)
        if told is None:
            bare.silent.append(daemon)
        else:
            bare.told.append(_unmounted(daemon, told.at))


def _unmounted(daemon: PluginDaemon, root: Value) -> ManifestFault:
    kind, name = daemon.workload.kind, daemon.workload.name
    message = f"{kind} {name} mounts nothing at {_INSIDE}, where the plugin looks for the MPS daemon"
    return ManifestFault(root.place, f"{message}: it advertises no GPU", _MOUNT)


def _is_bare(daemon: PluginDaemon, manifests: Manifests) -> bool:
    """Say whether a pod surely has nothing mounted where the plugin looks for the MPS root."""
    workload = daemon.workload
    paths = [one.text("mountPath") or "" for one in daemon.container.value.elements("volumeMounts")]
    if any(map(_covers, paths)) or workload.in_part or not daemon.is_installed:
        return False
    return not is_changed(workload, manifests, "volumes", "volumeMounts")


def _covers(path: str) -> bool:
    return is_filled_in_later(path) or _INSIDE.is_relative_to(path or "/")


def _starts(daemon: PluginDaemon) -> bool:
    # The charts start the config manager from the same image.
    return runs_plugin(daemon) and not daemon.container.init


def _root(daemon: PluginDaemon, sharing: SharingBlock) -> Value | None:
    """Return what gives a pod its MPS root."""
    told = told_to(daemon.container, *_ROOT)
    return _of_file(sharing) if told is None else told.at


def _of_file(sharing: SharingBlock) -> Value | None:
    flags = field(sharing.file.content, "flags")
    return None if flags is None else field(flags, "mpsRoot")


RULE = ManifestRule(
    "MPS206",
    "MPS without an MPS root",
    Severity.ERROR,
    why="The plugin and the MPS daemon meet in a folder of the host, the MPS root, and the plugin ends with `using MPS "
    "requires --mps-root to be specified` without it. In its pod that folder has to be mounted at /mps: the plugin "
    "asks the daemon there before it registers. The charts do so and bring the daemon; the static DaemonSet does not.",
    fix="Install the plugin by its chart. By hand: set MPS_ROOT, mount that folder, and run the MPS control daemon.",
    source="NVIDIA/k8s-device-plugin cmd/nvidia-device-plugin/main.go, validateFlags; "
    "internal/plugin/mps.go (waitForDaemon) and cmd/mps-control-daemon/mps/root.go (ContainerRoot), since v0.15.0; "
    "deployments/helm/nvidia-device-plugin/templates/daemonset-mps-control-daemon.yml",
    bad="""\
apiVersion: v1
kind: ConfigMap
metadata: {name: plugin-config}
data:
  config.yaml: |
    version: v1
    sharing:
      mps:  # <- here
        resources: [{name: nvidia.com/gpu, replicas: 2}]
---
apiVersion: apps/v1
kind: DaemonSet
metadata: {name: device-plugin}
spec:
  selector: {matchLabels: {name: plugin}}
  template:
    metadata: {labels: {name: plugin}}
    spec:
      containers:
        - name: plugin
          image: nvcr.io/nvidia/k8s-device-plugin:v0.17.4
          args: [--config-file=/config/config.yaml]
          volumeMounts:
            - {name: config, mountPath: /config}
            - {name: sockets, mountPath: /var/lib/kubelet/device-plugins}
      volumes:
        - {name: config, configMap: {name: plugin-config}}
        - {name: sockets, hostPath: {path: /var/lib/kubelet/device-plugins}}
""",
    good="""\
apiVersion: v1
kind: ConfigMap
metadata: {name: plugin-config}
data:
  config.yaml: |
    version: v1
    sharing:
      timeSlicing:
        resources: [{name: nvidia.com/gpu, replicas: 2}]
---
apiVersion: apps/v1
kind: DaemonSet
metadata: {name: device-plugin}
spec:
  selector: {matchLabels: {name: plugin}}
  template:
    metadata: {labels: {name: plugin}}
    spec:
      containers:
        - name: plugin
          image: nvcr.io/nvidia/k8s-device-plugin:v0.17.4
          args: [--config-file=/config/config.yaml]
          volumeMounts:
            - {name: config, mountPath: /config}
            - {name: sockets, mountPath: /var/lib/kubelet/device-plugins}
      volumes:
        - {name: config, configMap: {name: plugin-config}}
        - {name: sockets, hostPath: {path: /var/lib/kubelet/device-plugins}}
""",
    check=_check,
)
