"""Sharing a resource that no device has."""

from collections.abc import Iterator

from generator.facts.mig import mig_family
from generator.facts.plugin_versions import MIG_VARIANTS_NAMED
from generator.lint.common.plugin_files import sharing_blocks
from generator.lint.common.plugin_use import PluginRuns
from generator.lint.common.resource_names import GPU, MIG_PREFIX, full_name, is_accepted, mig_resources
from generator.model.finding import Severity
from generator.model.manifest import Manifests
from generator.model.manifest_rule import ManifestFault, ManifestRule
from generator.model.manifest_value import Value
from generator.model.mig import mig_resource_name, parse_mig_name

_SHOWN = 3


def _check(manifests: Manifests) -> Iterator[ManifestFault]:
    cards = manifests.context.every_gpu
    offered = frozenset(family for gpu in cards for family in (gpu.mig_family, *gpu.mig_family_variants) if family)
    runs = PluginRuns(manifests)
    for sharing in sharing_blocks(manifests):
        for entry in sharing.block.elements("resources"):
            name = entry.get("name")
            if name is None or not isinstance(name.tree, str) or not is_accepted(name.tree):
                continue
            resource = full_name(name.tree)
            if resource not in mig_resources() and resource != GPU:
                yield _unknown(name, resource)
            elif resource != GPU and cards and not _offers(offered, resource):
                models = ", ".join(dict.fromkeys(gpu.marketing for gpu in cards))
                # Of several entries each may be for other cards than those that the caller named.
                severity = None if len(sharing.file.config_map.entries) == 1 else Severity.INFO
                yield ManifestFault(
                    name.place, f"{models} has no {resource}: it shares nothing there", severity=severity
                )
            elif resource != GPU:
                older = runs.older_than(sharing.file.config_map, MIG_VARIANTS_NAMED)
                yield from _variant(name, resource, older)


def _variant(name: Value, resource: str, older: str | None) -> Iterator[ManifestFault]:
    """Up to v0.19 the plugin advertises variants under the name without their attributes."""
    parts = parse_mig_name(mig_resources()[resource])
    if older is not None and parts is not None and parts.attributes:
        base = mig_resource_name(f"{parts.compute_slices}g.{parts.memory_gb}gb")
        message = f"device plugin {older} advertises no {resource}: the entry shares nothing"
        yield ManifestFault(name.place, message, f"Write `name: {base}`, under which it is up to device plugin v0.19.")


def _unknown(name: Value, resource: str) -> ManifestFault:
    base = resource.removesuffix(".shared")
    if base != resource and (base == GPU or base in mig_resources()):
        fix = f"Write `name: {base}`; `.shared` is added by `renameByDefault: true` in the sharing block."
        return ManifestFault(name.place, f"no device has {resource}: the entry shares nothing", fix)
    if not resource.startswith(MIG_PREFIX):
        return ManifestFault(name.place, f"no device has {resource}: the entry shares nothing", _nearest(resource))
    message = f"no GPU that is known here has {resource}: the entry shares nothing"
    return ManifestFault(name.place, message, _nearest(resource))


def _offers(families: frozenset[str], resource: str) -> bool:
    wanted = mig_resources()[resource]
    names = [name for family in families for name in mig_family(family).profile_names]
    return any(name == wanted or name.startswith((f"{wanted}+", f"{wanted}-")) for name in names)


def _nearest(resource: str) -> str | None:
    import difflib

    known = difflib.get_close_matches(resource, (GPU, *mig_resources()), n=_SHOWN, cutoff=0.8)
    return f"Did you mean {' or '.join(known)}?" if known else None


RULE = ManifestRule(
    "PLG208",
    "Sharing a resource that no device has",
    Severity.ERROR,
    why="The plugin compares names with what it finds on the node. An entry that meets nothing is passed over without "
    "a word, and the resource that was meant stays unshared.",
    fix="Write nvidia.com/gpu, or nvidia.com/mig-PROFILE of a MIG profile that the GPU has, with every + as a dot.",
    source="NVIDIA/k8s-device-plugin internal/rm/device_map.go, updateDeviceMapWithReplicas; generator/facts/mig",
    bad="""\
apiVersion: v1
kind: ConfigMap
metadata: {name: device-plugin-config}
data:
  any: |
    version: v1
    sharing:
      timeSlicing:
        renameByDefault: true
        resources:
          - name: nvidia.com/gpu.shared  # <- here
            replicas: 4
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
        renameByDefault: true
        resources:
          - name: nvidia.com/gpu
            replicas: 4
""",
    check=_check,
)
