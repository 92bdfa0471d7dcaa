"""MPS under MIG strategy mixed."""

from collections.abc import Iterator

from generator.lint.common.plugin_files import sharing_blocks
from generator.lint.common.plugin_use import PluginRuns
from generator.model.finding import Severity
from generator.model.manifest import Manifests
from generator.model.manifest_rule import ManifestFault, ManifestRule


def _check(manifests: Manifests) -> Iterator[ManifestFault]:
    runs = PluginRuns(manifests)
    for sharing in sharing_blocks(manifests):
        strategy = runs.strategy_of(sharing.file)
        if sharing.kind == "mps" and strategy is not None and strategy.value == "mixed":
            yield ManifestFault(
                sharing.block.place,
                f"MPS under MIG strategy mixed ({strategy.said_by}): the device plugin does not start",
                on_key=True,
            )


RULE = ManifestRule(
    "MPS201",
    "MPS under MIG strategy mixed",
    Severity.ERROR,
    why="The plugin refuses the two together, even without a MIG GPU. It ends with `using --mig-strategy=mixed "
    "is not supported with MPS`, and the node advertises no GPU at all.",
    fix="Take strategy single, which then needs like MIG layouts on each MIG node; or use timeSlicing.",
    source="NVIDIA/k8s-device-plugin cmd/nvidia-device-plugin/main.go, validateFlags (v0.17.4 to v0.20.0)",
    bad="""\
apiVersion: v1
kind: ConfigMap
metadata: {name: device-plugin-config}
data:
  any: |
    version: v1
    flags:
      migStrategy: mixed
    sharing:
      mps:  # <- here
        resources:
          - name: nvidia.com/gpu
            replicas: 4
""",
    good="""\
apiVersion: v1
kind: ConfigMap
metadata: {name: device-plugin-config}
data:
  any: |
    version: v1
    flags:
      migStrategy: single
    sharing:
      mps:
        resources:
          - name: nvidia.com/gpu
            replicas: 4
""",
    check=_check,
)
