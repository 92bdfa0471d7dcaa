"""A sharing block that names no resource."""

from collections.abc import Iterator

from generator.lint.common.plugin_files import SharingBlock, blocks_of, plugin_files
from generator.lint.common.plugin_keys import has_meant, outside_the_list
from generator.lint.common.references import listed
from generator.model.finding import Severity
from generator.model.manifest import Manifests
from generator.model.manifest_rule import ManifestFault, ManifestRule
from generator.model.manifest_value import Value


def _check(manifests: Manifests) -> Iterator[ManifestFault]:
    for file in plugin_files(manifests):
        for sharing in blocks_of(file):
            yield from _of_block(sharing)


def _of_block(sharing: SharingBlock) -> Iterator[ManifestFault]:
    block, kind = sharing.block, sharing.kind
    if block.tree is None:
        # The plugin reads `mps: null` as no MPS, but `timeSlicing: null` by its own parser, which wants resources.
        if kind == "timeSlicing":
            yield _fault(block, kind)
        return
    if not isinstance(block.tree, dict):
        return
    resources = block.get("resources")
    if resources is None:
        outside = outside_the_list(block)
        if outside:
            yield _without_list(block, kind, outside)
        elif not has_meant(block, "sharing.*", "resources"):
            yield _fault(Value(None, block.place.below("resources")) if block.has("resources") else block, kind)
    elif resources.tree == []:
        yield _fault(resources, kind)


def _without_list(block: Value, kind: str, outside: tuple[str, ...]) -> ManifestFault:
    said = {key.lower(): block.get(key) for key in outside}
    entry = {"name": "nvidia.com/gpu", "replicas": "4"} | {
        name: str(value.tree) for name, value in said.items() if value is not None and isinstance(value.tree, str | int)
    }
    return ManifestFault(
        block.place,
        f"{kind} has no list `resources`, of whose entries {listed(outside)} {'is' if len(outside) == 1 else 'are'} a "
        "part: the device plugin does not start",
        f"Write `resources: [{{{', '.join(f'{key}: {value}' for key, value in entry.items())}}}]`.",
        on_key=True,
    )


def _fault(value: Value, kind: str) -> ManifestFault:
    return ManifestFault(
        value.place, f"{kind} names no resource to share: the device plugin does not start", on_key=True
    )


RULE = ManifestRule(
    "PLG204",
    "Sharing block without resources",
    Severity.ERROR,
    why="A sharing block that is there must name a resource. With an empty one the plugin ends with `no resources "
    "specified`, and the node advertises no GPU at all.",
    fix="Name one, such as `resources: [{name: nvidia.com/gpu, replicas: 4}]`; to share nothing, delete the block.",
    source="NVIDIA/k8s-device-plugin api/config/v1/replicas.go, ReplicatedResources.UnmarshalJSON (v0.17.4 to v0.20.0)",
    bad="""\
apiVersion: v1
kind: ConfigMap
metadata: {name: device-plugin-config}
data:
  exclusive: |
    version: v1
    sharing:
      timeSlicing: {}  # <- here
""",
    good="""\
apiVersion: v1
kind: ConfigMap
metadata: {name: device-plugin-config}
data:
  exclusive: |
    version: v1
    sharing: {}
""",
    check=_check,
)
