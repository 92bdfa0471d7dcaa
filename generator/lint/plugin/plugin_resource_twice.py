"""Two entries for one resource."""

from collections.abc import Iterator

from generator.lint.common.plugin_files import sharing_blocks
from generator.lint.common.resource_names import full_name
from generator.model.finding import Severity
from generator.model.manifest import Manifests
from generator.model.manifest_rule import ManifestFault, ManifestRule
from generator.model.manifest_value import Value


def _check(manifests: Manifests) -> Iterator[ManifestFault]:
    for sharing in sharing_blocks(manifests):
        found: dict[str, Value] = {}
        for entry in sharing.block.elements("resources"):
            name = entry.get("name")
            if name is None or not isinstance(name.tree, str):
                continue
            resource = full_name(name.tree)
            if resource in found:
                same = found[resource].whole_number("replicas") == entry.whole_number("replicas")
                end = "one is enough" if same else "they do not add up, the larger number counts"
                message = f"{resource} has two entries under {sharing.kind}: {end}"
                yield ManifestFault(name.place, message, severity=Severity.WARNING if same else None)
            found.setdefault(resource, entry)


RULE = ManifestRule(
    "PLG207",
    "Two entries for one resource",
    Severity.ERROR,
    why="The plugin takes both without a word and makes the replicas of each, which bear the same ids: what is left is "
    "the larger number.",
    fix="Keep one entry. Nodes that shall share differently need an entry of the ConfigMap each, picked by the label "
    "nvidia.com/device-plugin.config.",
    source="NVIDIA/k8s-device-plugin internal/rm/device_map.go, updateDeviceMapWithReplicas; accepted by its parser",
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
          - {name: nvidia.com/gpu, replicas: 4}
          # the next line
          - {name: nvidia.com/gpu, replicas: 8}
""",
    good="""\
apiVersion: v1
kind: ConfigMap
metadata: {name: device-plugin-config}
data:
  any: |
    version: v1
    flags: {migStrategy: mixed}
    sharing:
      timeSlicing:
        resources:
          - {name: nvidia.com/gpu, replicas: 4}
          - {name: nvidia.com/mig-1g.10gb, replicas: 8}
""",
    check=_check,
)
