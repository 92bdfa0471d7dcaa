"""MPS in a plugin of one's own that has no MPS root."""

from collections.abc import Iterator

from generator.lint._plugin_daemons import PluginDaemon, daemons_of, reads_entry, runs_plugin, said_to
from generator.lint._plugin_files import SharingBlock, field, sharing_blocks
from generator.lint._plugin_use import users
from generator.model.finding import Severity
from generator.model.manifest import Manifests
from generator.model.manifest_rule import ManifestFault, ManifestRule


def _check(manifests: Manifests) -> Iterator[ManifestFault]:
    rootless: dict[str, list[PluginDaemon]] = {}
    for sharing in sharing_blocks(manifests):
        config_map = sharing.file.config_map
        if sharing.kind == "mps" and not _has_root(sharing) and not users(config_map, manifests):
            name = config_map.name or ""
            if name not in rootless:
                rootless[name] = [one for one in daemons_of(config_map, manifests) if _is_rootless(one)]
            yield from _of_block(sharing, rootless[name])


def _of_block(sharing: SharingBlock, rootless: list[PluginDaemon]) -> Iterator[ManifestFault]:
    daemon = next((one for one in rootless if reads_entry(one, sharing.file.key)), None)
    if daemon is not None:
        kind, name = daemon.workload.kind, daemon.workload.name
        message = f"MPS, and {kind} {name} gives the device plugin no MPS root: it does not start"
        yield ManifestFault(sharing.block.place, message, on_key=True)


def _is_rootless(daemon: PluginDaemon) -> bool:
    # The charts start the config manager from the same image.
    starts = runs_plugin(daemon) and not daemon.container.init
    return starts and said_to(daemon, "mps-root", "MPS_ROOT") is None


def _has_root(sharing: SharingBlock) -> bool:
    flags = field(sharing.file.content, "flags")
    return flags is not None and field(flags, "mpsRoot") is not None


RULE = ManifestRule(
    "MPS206",
    "MPS without an MPS root",
    Severity.ERROR,
    why="The plugin and the MPS daemon meet in a folder of the host, the MPS root, and the plugin ends with `using MPS "
    "requires --mps-root to be specified` without it. The charts set it and bring the daemon; the static DaemonSet "
    "does neither.",
    fix="Install the plugin by its chart. By hand: set MPS_ROOT, mount that folder, and run the MPS control daemon.",
    source="NVIDIA/k8s-device-plugin cmd/nvidia-device-plugin/main.go, validateFlags; "
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
