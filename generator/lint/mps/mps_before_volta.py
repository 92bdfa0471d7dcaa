"""MPS on GPUs older than Volta."""

from collections.abc import Iterator

from generator.lint.common.known_gpus import known_gpus
from generator.lint.common.plugin_files import sharing_blocks
from generator.model.finding import Severity
from generator.model.gpu import MpsClass
from generator.model.manifest import Manifests
from generator.model.manifest_rule import ManifestFault, ManifestRule


def _check(manifests: Manifests) -> Iterator[ManifestFault]:
    shared = [one for one in sharing_blocks(manifests) if one.kind == "mps"]
    known = known_gpus(manifests) if shared else None
    # Where other cards are there too, the entry may be meant for their nodes.
    if known is None or any(gpu.mps is not MpsClass.LEGACY for gpu in known.gpus):
        return
    for sharing in shared:
        yield ManifestFault(
            sharing.block.place,
            f"MPS does not isolate on {known.names}: neither memory limits nor thread percentages hold there",
            on_key=True,
            severity=known.note,
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
