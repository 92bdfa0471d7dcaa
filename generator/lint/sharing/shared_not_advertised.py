"""Time-slicing a MIG resource that the strategy does not advertise."""

from collections.abc import Iterator

from generator.lint.common.plugin_files import SharingBlock, sharing_blocks
from generator.lint.common.plugin_use import PluginRuns
from generator.lint.common.resource_names import GPU, MIG_PREFIX, full_name, is_accepted
from generator.model.finding import Severity
from generator.model.manifest import Manifests
from generator.model.manifest_rule import ManifestFault, ManifestRule

_OTHERS = ("single", "none")


def _check(manifests: Manifests) -> Iterator[ManifestFault]:
    runs = PluginRuns(manifests)
    for sharing in sharing_blocks(manifests):
        strategy = runs.strategy_of(sharing.file)
        if sharing.kind == "timeSlicing" and strategy is not None and strategy.value in _OTHERS:
            yield from _of_block(sharing, strategy.value, strategy.said_by)


def _of_block(sharing: SharingBlock, strategy: str, said_by: str) -> Iterator[ManifestFault]:
    names = [full_name(entry.text("name") or "") for entry in sharing.block.elements("resources")]
    # Where the block shares whole cards too, lists for every kind of card are common, and what is not there is no loss.
    severity = Severity.INFO if GPU in names and strategy == "none" else None
    for entry in sharing.block.elements("resources"):
        name = entry.get("name")
        if name is None or not isinstance(name.tree, str) or not is_accepted(name.tree):
            continue
        resource = full_name(name.tree)
        if resource.startswith(MIG_PREFIX):
            fix = (
                "Share nvidia.com/gpu, which is what each MIG device is called under `single`, or take strategy mixed."
            )
            yield ManifestFault(
                name.place,
                f"no node advertises {resource} under MIG strategy {strategy} ({said_by}): the entry shares nothing",
                fix if strategy == "single" else "Take strategy mixed.",
                severity=severity,
            )


RULE = ManifestRule(
    "SHR203",
    "Sharing a resource that the strategy does not advertise",
    Severity.ERROR,
    why="Under strategy mixed a MIG device is nvidia.com/mig-PROFILE, under single it is nvidia.com/gpu, under none it "
    "is not seen at all. An entry for a name that is not there is passed over without a word.",
    fix="Set MIG strategy mixed, or share nvidia.com/gpu.",
    source="NVIDIA/k8s-device-plugin internal/rm/device_map.go and rm.go; NVIDIA/gpu-operator values.yaml",
    bad="""\
apiVersion: v1
kind: ConfigMap
metadata: {name: device-plugin-config}
data:
  any: |
    version: v1
    flags:
      migStrategy: single
    sharing:
      timeSlicing:
        resources:
          - name: nvidia.com/mig-1g.10gb  # <- here
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
      migStrategy: mixed
    sharing:
      timeSlicing:
        resources:
          - name: nvidia.com/mig-1g.10gb
            replicas: 4
""",
    check=_check,
)
