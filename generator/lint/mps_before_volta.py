"""MPS on GPUs older than Volta."""

from collections.abc import Iterator

from generator.lint._plugin_files import sharing_blocks
from generator.model.finding import Severity
from generator.model.gpu import MpsClass
from generator.model.manifest import Manifests
from generator.model.manifest_rule import ManifestFault, ManifestRule


def _check(manifests: Manifests) -> Iterator[ManifestFault]:
    cards = manifests.context.every_gpu
    # Where other cards are there too, the entry may be meant for their nodes.
    if not cards or any(gpu.mps is not MpsClass.LEGACY for gpu in cards):
        return
    models = ", ".join(dict.fromkeys(gpu.marketing for gpu in cards))
    for sharing in sharing_blocks(manifests):
        if sharing.kind == "mps":
            yield ManifestFault(
                sharing.block.place,
                f"MPS does not isolate on {models}: neither memory limits nor thread percentages hold there",
                on_key=True,
            )


RULE = ManifestRule(
    "MPS204",
    "MPS on a GPU older than Volta",
    Severity.WARNING,
    why="Limits per client came with Volta. Before it all clients of a GPU also share one address space, so that a "
    "faulty pod can overwrite another pod's memory.",
    fix="Use timeSlicing, which at least keeps address spaces apart.",
    source="https://docs.nvidia.com/deploy/mps/ (Volta MPS)",
    bad="""\
apiVersion: v1
kind: ConfigMap
metadata: {name: device-plugin-config}
data:
  any: |
    version: v1
    sharing:
      mps:  # <- here
        resources: [{name: nvidia.com/gpu, replicas: 4}]
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
        resources: [{name: nvidia.com/gpu, replicas: 4}]
""",
    check=_check,
    options=("--gpu", "GTX-1070"),
)
