"""A second YAML document in an entry of the device plugin's configuration."""

from collections.abc import Iterator

from generator.lint.common.config_text import second_documents
from generator.model.finding import Severity
from generator.model.manifest import Manifests
from generator.model.manifest_rule import ManifestFault, ManifestRule


def _check(manifests: Manifests) -> Iterator[ManifestFault]:
    for config_map in manifests.plugin_configs:
        for one in second_documents(config_map.entries):
            yield ManifestFault(one.value.place, one.message, one.fix, at=one.at)


RULE = ManifestRule(
    "PLG214",
    "Second document in the device plugin's configuration",
    Severity.ERROR,
    why="The plugin reads the first document of an entry, and passes over the rest without a word.",
    fix="Put it under a key of its own; nodes pick a key by the label nvidia.com/device-plugin.config.",
    source="NVIDIA/k8s-device-plugin api/config/v1/config.go (sigs.k8s.io/yaml reads one document)",
    bad="""\
apiVersion: v1
kind: ConfigMap
metadata: {name: device-plugin-config}
data:
  any: |
    sharing: {timeSlicing: {resources: [{name: nvidia.com/gpu, replicas: 4}]}}
    ---
    # the next line
    sharing: {timeSlicing: {resources: [{name: nvidia.com/gpu, replicas: 8}]}}
""",
    good="""\
apiVersion: v1
kind: ConfigMap
metadata: {name: device-plugin-config}
data:
  any: |
    ---
    sharing: {timeSlicing: {resources: [{name: nvidia.com/gpu, replicas: 4}]}}
  many: |
    ---
    sharing: {timeSlicing: {resources: [{name: nvidia.com/gpu, replicas: 8}]}}
""",
    check=_check,
)
