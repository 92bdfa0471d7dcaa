"""A configuration that the device plugin cannot read at all."""

from collections.abc import Iterator

from generator.lint.common.config_text import unreadable
from generator.model.finding import Severity
from generator.model.manifest import Manifests
from generator.model.manifest_rule import ManifestFault, ManifestRule


def _check(manifests: Manifests) -> Iterator[ManifestFault]:
    for config_map in manifests.plugin_configs:
        for one in unreadable(config_map.entries):
            message = f"{one.message}: the device plugin does not start"
            yield ManifestFault(one.value.place, message, one.fix, at=one.at)


RULE = ManifestRule(
    "PLG212",
    "Configuration that the device plugin cannot read",
    Severity.ERROR,
    why="Kubernetes takes any text, and it is read on the node alone. There the plugin ends with an error, and the "
    "node advertises no GPU at all.",
    fix="Write YAML with a mapping at the top.",
    source="NVIDIA/k8s-device-plugin api/config/v1/config.go, parseConfigFrom (sigs.k8s.io/yaml)",
    bad="""\
apiVersion: v1
kind: ConfigMap
metadata: {name: device-plugin-config}
data:
  any: |
    version: v1
    sharing:
      timeSlicing:
        resources:
          - name: nvidia.com/gpu
           replicas: 4  # <- here
""",
    good="""\
apiVersion: v1
kind: ConfigMap
metadata: {name: device-plugin-config}
data:
  any: |
    version: v1
    sharing:
      timeSlicing:
        resources:
          - name: nvidia.com/gpu
            replicas: 4
  exclusive: ""
""",
    check=_check,
)
