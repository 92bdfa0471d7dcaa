"""MPS with more clients than the plugin's daemon accepts."""

from collections.abc import Iterator

from generator.lint.common.known_gpus import known_gpus
from generator.lint.common.numbers import whole
from generator.lint.common.plugin_files import sharing_blocks
from generator.model.finding import Severity
from generator.model.gpu import Gpu
from generator.model.manifest import Manifests
from generator.model.manifest_rule import ManifestFault, ManifestRule

_MOST = 48
"""The limit from compute capability 7.5 on; source: NVIDIA/k8s-device-plugin cmd/mps-control-daemon/mps/device.go."""


def _check(manifests: Manifests) -> Iterator[ManifestFault]:
    shared = [one for one in sharing_blocks(manifests) if one.kind == "mps"]
    known = known_gpus(manifests) if shared else None
    most, card = (_MOST, "any GPU") if known is None else _limit(known.gpus)
    for sharing in shared:
        for entry in sharing.block.elements("resources"):
            replicas = entry.get("replicas")
            number = None if replicas is None else whole(replicas.tree)
            if replicas is None or number is None or number <= most:
                continue
            message = (
                f"{number} replicas by MPS, but {card} takes {most} clients at most: its MPS daemon does not start"
            )
            fix = f"Write {most} or less, or use timeSlicing, which has no limit."
            severity = known.severity if known is not None and number <= _MOST else None
            yield ManifestFault(replicas.place, message, fix, severity=severity)


def _limit(cards: tuple[Gpu, ...]) -> tuple[int, str]:
    """Return the limit of the card that takes most, since nobody says which node has the entry."""
    widest = max(cards, key=lambda gpu: gpu.mps_max_clients)
    return widest.mps_max_clients, f"a {widest.marketing}"


RULE = ManifestRule(
    "MPS203",
    "More MPS replicas than clients",
    Severity.ERROR,
    why="The plugin's MPS daemon stops with `maximum allowed replicas exceeded`, and the device plugin waits for the "
    "daemon: the node advertises no GPU at all. The daemon allows 48 clients from compute capability 7.5 on, else 16.",
    fix="Lower replicas, or use timeSlicing, which has no such limit.",
    source="NVIDIA/k8s-device-plugin cmd/mps-control-daemon/mps/device.go (maxClients)",
    bad="""\
apiVersion: v1
kind: ConfigMap
metadata: {name: device-plugin-config}
data:
  any: |
    version: v1
    sharing:
      mps:
        resources:
          - name: nvidia.com/gpu
            replicas: 20  # <- here
""",
    good="""\
apiVersion: v1
kind: ConfigMap
metadata: {name: device-plugin-config}
data:
  any: |
    version: v1
    sharing:
      mps:
        resources:
          - name: nvidia.com/gpu
            replicas: 16
""",
    check=_check,
    options=("--gpu", "V100-PCIE-16GB"),
)
