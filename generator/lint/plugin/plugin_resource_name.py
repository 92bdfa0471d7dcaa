"""Names of resources that the device plugin refuses."""

import re
from collections.abc import Iterator

from generator.lint.common.plugin_files import SharingBlock, sharing_blocks
from generator.lint.common.plugin_keys import ENTRY, has_meant
from generator.lint.common.resource_names import GPU, MOST, PREFIX, full_name, is_accepted
from generator.model.finding import Severity
from generator.model.manifest import Manifests
from generator.model.manifest_rule import ManifestFault, ManifestRule
from generator.model.manifest_value import Value, is_filled_in_later

_END = ": the device plugin does not start"


def _check(manifests: Manifests) -> Iterator[ManifestFault]:
    for sharing in sharing_blocks(manifests):
        for entry in sharing.block.elements("resources"):
            yield from _of_entry(sharing, entry)


def _of_entry(sharing: SharingBlock, entry: Value) -> Iterator[ManifestFault]:
    if not isinstance(entry.tree, dict):
        message = f"an entry of {sharing.kind}.resources is no mapping with name and replicas{_END}"
        yield ManifestFault(entry.place, message, f"Write `- name: {GPU}`, and `replicas: 4` below it.")
        return
    if entry.has("name"):
        yield from _of_name("name", Value(entry.tree["name"], entry.place.below("name")))
    elif not has_meant(entry, ENTRY, "name"):
        message = f"an entry of {sharing.kind}.resources has no name{_END}"
        yield ManifestFault(entry.place, message, f"Write `name: {GPU}`.")
    if entry.has("rename"):
        yield from _of_name("rename", Value(entry.tree["rename"], entry.place.below("rename")))


def _of_name(key: str, name: Value) -> Iterator[ManifestFault]:
    tree = "" if name.tree is None else name.tree
    if is_filled_in_later(tree):
        return
    if not isinstance(tree, str):
        yield ManifestFault(name.place, f"{key} must be text{_END}", None if key == "name" else "Delete it.")
    elif not is_accepted(tree):
        yield ManifestFault(name.place, f"{_fault(key, tree)}{_END}", _fix(key, tree))


def _fault(key: str, text: str) -> str:
    rest = text.removeprefix(PREFIX)
    if not rest:
        return f"{key} is empty"
    if "/" in rest:
        return f"{text} is no resource of nvidia.com"
    if len(full_name(text)) > MOST:
        return f"{key} has {len(full_name(text))} characters with its domain, and {MOST} are the most"
    return f"{text} is no name that a resource can have"


def _fix(key: str, text: str) -> str | None:
    if key == "rename":
        return "Delete it: it is dropped even where it can be read."
    rest = text.removeprefix(PREFIX).rpartition("/")[2]
    nearest = re.sub(r"[+_ ]", ".", rest.lower()).strip(".-")
    return f"Write `{full_name(nearest)}`." if is_accepted(nearest) else None


RULE = ManifestRule(
    "PLG206",
    "Resource name that the device plugin refuses",
    Severity.ERROR,
    why="The plugin reads the file strictly here: a resource is nvidia.com/ and small letters, digits, `-` and `.`, 63 "
    "characters in all. Anything else ends it with an error, and the node advertises no GPU at all.",
    fix="Write the name that the node advertises: nvidia.com/gpu, or nvidia.com/mig-PROFILE with every + as a dot.",
    source="NVIDIA/k8s-device-plugin api/config/v1/consts.go and resources.go, NewResourceName (v0.17.4 to v0.20.0)",
    bad="""\
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
          - name: nvidia.com/mig-1g.10gb+me  # <- here
            replicas: 4
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
          - name: nvidia.com/mig-1g.10gb.me
            replicas: 4
""",
    check=_check,
)
