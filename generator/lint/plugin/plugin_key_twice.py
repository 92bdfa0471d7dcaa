"""A key twice in one mapping of the device plugin's configuration."""

from collections.abc import Iterator

from generator.lint.common.config_text import duplicate_keys
from generator.model.finding import Severity
from generator.model.manifest import Manifests
from generator.model.manifest_rule import ManifestFault, ManifestRule


def _check(manifests: Manifests) -> Iterator[ManifestFault]:
    for config_map in manifests.plugin_configs:
        for one in duplicate_keys(config_map.entries):
            yield ManifestFault(one.value.place, one.message, one.fix, at=one.at)


RULE = ManifestRule(
    "PLG213",
    "Key twice in the device plugin's configuration",
    Severity.ERROR,
    why="The plugin keeps the last of two equal keys without a word: what stands under the first has no effect.",
    fix="Keep one of the two, or join them.",
    source="NVIDIA/k8s-device-plugin api/config/v1/config.go (sigs.k8s.io/yaml without strictness)",
    bad="""\
apiVersion: v1
kind: ConfigMap
metadata: {name: device-plugin-config}
data:
  any: |
    version: v1
    sharing:
      timeSlicing:
        resources: [{name: nvidia.com/gpu, replicas: 4}]
    sharing:  # <- here
      mps:
        resources: [{name: nvidia.com/gpu, replicas: 4}]
""",
    good="""\
apiVersion: v1
kind: ConfigMap
metadata: {name: device-plugin-config}
data:
  sliced: |
    sharing: {timeSlicing: {resources: [{name: nvidia.com/gpu, replicas: 4}]}}
  mps: |
    sharing: {mps: {resources: [{name: nvidia.com/gpu, replicas: 4}]}}
""",
    check=_check,
)
