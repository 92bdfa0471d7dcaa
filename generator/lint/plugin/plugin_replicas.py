"""Replicas that the device plugin refuses."""

from collections.abc import Iterator

from generator.lint.common.numbers import whole
from generator.lint.common.plugin_files import sharing_blocks
from generator.lint.common.plugin_keys import ENTRY, has_meant
from generator.model.finding import Severity
from generator.model.manifest import Manifests
from generator.model.manifest_rule import ManifestFault, ManifestRule
from generator.model.manifest_value import Value, is_filled_in_later
from generator.model.tree import Tree

_END = ": the device plugin does not start"
_UNSHARED = "To share nothing, leave the resource out, or the whole `sharing` block."


def _check(manifests: Manifests) -> Iterator[ManifestFault]:
    for sharing in sharing_blocks(manifests):
        for resource in sharing.block.elements("resources"):
            if isinstance(resource.tree, dict):
                yield from _of_resource(resource)


def _of_resource(resource: Value) -> Iterator[ManifestFault]:
    name = resource.text("name") or "the resource"
    replicas = resource.get("replicas")
    if replicas is None:
        # A misspelt key is told for itself.
        if not has_meant(resource, ENTRY, "replicas"):
            yield ManifestFault(resource.place, f"{name} has no replicas{_END}")
        return
    number = replicas.tree
    if is_filled_in_later(number):
        return
    count = whole(number)
    if count is None:
        message = f"replicas of {name} must be a whole number, this is {_kind(number)}{_END}"
        yield ManifestFault(replicas.place, message, "Write a whole number without quotes, such as `replicas: 4`.")
    elif count < 2:
        yield ManifestFault(replicas.place, f"replicas: {count} for {name}, but 2 are the fewest{_END}", _UNSHARED)


def _kind(tree: Tree) -> str:
    if isinstance(tree, bool):
        return "true or false"
    if isinstance(tree, int | float):
        return "a fraction"
    return "text" if isinstance(tree, str) else "a list" if isinstance(tree, list) else "a mapping"


RULE = ManifestRule(
    "PLG201",
    "Replicas that the device plugin refuses",
    Severity.ERROR,
    why="The plugin reads the file strictly here: with fewer than 2 replicas, or none, it ends with an error, and the "
    "node advertises no GPU at all.",
    fix="Write a whole number of 2 or more.",
    source="NVIDIA/k8s-device-plugin api/config/v1/replicas.go, ReplicatedResource.UnmarshalJSON (v0.17.4 to v0.20.0)",
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
          - name: nvidia.com/gpu
            replicas: 1  # <- here
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
        resources:
          - name: nvidia.com/gpu
            replicas: 2
""",
    check=_check,
)
