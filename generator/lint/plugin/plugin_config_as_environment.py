"""A configuration of the device plugin that is given as variables."""

from collections.abc import Iterator

from generator.lint.common.plugin_daemons import environment_from, plugin_daemons
from generator.model.finding import Severity
from generator.model.manifest import Manifests
from generator.model.manifest_rule import ManifestFault, ManifestRule


def _check(manifests: Manifests) -> Iterator[ManifestFault]:
    names = {config_map.name for config_map in manifests.plugin_configs}
    for daemon in plugin_daemons(manifests):
        for name, source in environment_from(daemon):
            if name in names:
                message = (
                    f"ConfigMap {name} becomes variables, and the device plugin reads its configuration from a file"
                )
                yield ManifestFault(source.place, message)


RULE = ManifestRule(
    "PLG215",
    "Configuration of the device plugin as variables",
    Severity.ERROR,
    why="envFrom makes a variable of each key, named after the key. The plugin knows none of them: nothing is shared.",
    fix="Mount the ConfigMap as a volume, and start the plugin with --config-file=/FOLDER/KEY; or use its chart.",
    source="NVIDIA/k8s-device-plugin cmd/nvidia-device-plugin/main.go (--config-file, CONFIG_FILE)",
    bad="""\
apiVersion: v1
kind: ConfigMap
metadata: {name: plugin-config}
data:
  any: |
    sharing: {timeSlicing: {resources: [{name: nvidia.com/gpu, replicas: 2}]}}
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
          envFrom:
            - configMapRef: {name: plugin-config}  # <- here
          volumeMounts: [{name: sockets, mountPath: /var/lib/kubelet/device-plugins}]
      volumes: [{name: sockets, hostPath: {path: /var/lib/kubelet/device-plugins}}]
""",
    good="""\
apiVersion: v1
kind: ConfigMap
metadata: {name: plugin-config}
data:
  any: |
    sharing: {timeSlicing: {resources: [{name: nvidia.com/gpu, replicas: 2}]}}
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
          args: [--config-file=/config/any]
          volumeMounts:
            - {name: config, mountPath: /config}
            - {name: sockets, mountPath: /var/lib/kubelet/device-plugins}
      volumes:
        - {name: config, configMap: {name: plugin-config}}
        - {name: sockets, hostPath: {path: /var/lib/kubelet/device-plugins}}
""",
    check=_check,
)
