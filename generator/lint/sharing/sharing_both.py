"""Time-slicing and MPS in one entry."""

from collections.abc import Iterator

from generator.lint.common.plugin_files import blocks_of, plugin_files
from generator.model.finding import Severity
from generator.model.manifest import Manifests
from generator.model.manifest_rule import ManifestFault, ManifestRule


def _check(manifests: Manifests) -> Iterator[ManifestFault]:
    for file in plugin_files(manifests):
        blocks = {one.kind: one.block for one in blocks_of(file) if isinstance(one.block.tree, dict)}
        if all(block.get("resources") for block in blocks.values()) and len(blocks) > 1:
            yield ManifestFault(
                blocks["timeSlicing"].place,
                f"{file.key} has timeSlicing beside mps: MPS is in force, and timeSlicing does nothing",
                on_key=True,
            )


RULE = ManifestRule(
    "SHR201",
    "Time-slicing and MPS at once",
    Severity.ERROR,
    why="A node shares in one way. Where both blocks are there the plugin takes MPS, without a word.",
    fix="Keep one of the two. For both ways in one cluster write an entry for each, and label the nodes "
    "nvidia.com/device-plugin.config=KEY.",
    source="NVIDIA/k8s-device-plugin api/config/v1/sharing.go, SharingStrategy and ReplicatedResources",
    bad="""\
apiVersion: v1
kind: ConfigMap
metadata: {name: device-plugin-config}
data:
  any: |
    version: v1
    sharing:
      timeSlicing:  # <- here
        resources: [{name: nvidia.com/gpu, replicas: 8}]
      mps:
        resources: [{name: nvidia.com/gpu, replicas: 4}]
""",
    good="""\
apiVersion: v1
kind: ConfigMap
metadata: {name: device-plugin-config}
data:
  sliced: |
    version: v1
    sharing:
      timeSlicing:
        resources: [{name: nvidia.com/gpu, replicas: 8}]
  mps: |
    version: v1
    sharing:
      mps:
        resources: [{name: nvidia.com/gpu, replicas: 4}]
""",
    check=_check,
)
