"""A key that the device plugin does not know there."""

import re
from collections.abc import Iterator

from generator.lint.common.config_text import WRAPPED, is_wrapped
from generator.lint.common.plugin_files import plugin_files
from generator.lint.common.plugin_keys import ENTRY, Seen, keys_of, known_names, where_known
from generator.lint.common.plugin_use import PluginRuns
from generator.model.config_kinds import is_mig_key
from generator.model.finding import Severity
from generator.model.manifest import Manifests
from generator.model.manifest_rule import ManifestFault, ManifestRule

_MEMORY = re.compile(r"(?i)(gpu_?)?(mem|vram|memory|pinned|fbmem)|.*memory.*|.*(thread|sm)_?percent.*")
_NODES = re.compile(r"(?i)node.*|selector|match.*|labels?|affinity")
_ALIKE = 0.75


def _check(manifests: Manifests) -> Iterator[ManifestFault]:
    runs = PluginRuns(manifests)
    for file in plugin_files(manifests):
        softly = Severity.INFO if runs.may_be_newer(file.config_map) else None
        for seen in keys_of(file.content):
            # All that stands under `resources` is dropped, known or not, and told for itself.
            if seen.is_outside_the_list:
                continue
            if seen.key is None and not seen.name.startswith(("x-", ".")) and seen.parent != "resources":
                yield _fault(seen, softly)


def _fault(seen: Seen, softly: Severity | None) -> ManifestFault:
    at = _shown(seen)
    end = "the device plugin does not start" if seen.is_meant_for_required else "it is dropped without a word"
    message = f"the device plugin knows no {seen.name} {at}: {end}"
    return ManifestFault(seen.value.place, message, _fix(seen), on_key=True, severity=softly)


def _fix(seen: Seen) -> str | None:
    if is_wrapped(seen.value):
        return WRAPPED
    if is_mig_key(seen.name):
        return (
            "Layouts are read by the MIG manager: put them under the key config.yaml of a ConfigMap of their own, and "
            "name that in migManager.config.name."
        )
    if seen.parent == ENTRY and _MEMORY.fullmatch(seen.name):
        if seen.block == "mps":
            return "Delete it: MPS gives each client the GPU's memory divided by replicas, and nothing else can be set."
        return (
            "Delete it: time-slicing does not divide memory. MPS limits each client to memory / replicas; MIG cuts it."
        )
    if _NODES.fullmatch(seen.name):
        return "Delete it: a node picks its entry by the label nvidia.com/device-plugin.config=KEY, not in this file."
    here = known_names(seen.parent)
    same = next((name for name in here if name.lower() == seen.name.lower()), None)
    if same is not None:
        return f"Write `{same}`: inside a sharing block letters must be as the plugin writes them."
    # What stands under the top-level `resources` is dropped, so nobody wants to be sent there.
    elsewhere = tuple(_block_path(path, seen) for path in where_known(seen.name) if path != "resources")
    if elsewhere:
        return f"It belongs at {' or '.join(dict.fromkeys(elsewhere))}: move it there."
    return _nearest(seen.name, here)


def _nearest(name: str, here: tuple[str, ...]) -> str | None:
    import difflib

    by_name = {known.lower(): known for known in here}
    close = difflib.get_close_matches(name.lower().replace("_", "").replace("-", ""), list(by_name), n=1, cutoff=_ALIKE)
    if close:
        return f"Did you mean {by_name[close[0]]}?"
    return f"Delete it. Known here: {', '.join(here)}." if here else None


def _block_path(path: str, seen: Seen) -> str:
    return path.replace("*", seen.block or "timeSlicing")


def _shown(seen: Seen) -> str:
    if seen.parent == ENTRY:
        return f"on an entry of sharing.{seen.block}.resources"
    return f"under {_block_path(seen.parent, seen)}" if seen.parent else "at the top of its file"


RULE = ManifestRule(
    "PLG202",
    "Key that the device plugin does not know",
    Severity.ERROR,
    why="The plugin passes over keys that it does not know, at every level: the setting has no effect, and nothing is "
    "logged. Where the key was meant for one that must be there, the plugin ends with an error for want of that.",
    fix="Delete it, or write the key that was meant.",
    source="NVIDIA/k8s-device-plugin api/config/v1 (Config, Flags, ReplicatedResources.UnmarshalJSON), and its parser "
    "at v0.17.4 and v0.19.3, asked in tests/parsers",
    bad="""\
apiVersion: v1
kind: ConfigMap
metadata: {name: device-plugin-config}
data:
  any: |
    version: v1
    migStrategy: mixed  # <- here
    sharing:
      timeSlicing:
        resources:
          - name: nvidia.com/gpu
            replicas: 4
            failRequestsGreaterThanOne: true  # <- here
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
        failRequestsGreaterThanOne: true
        resources:
          - name: nvidia.com/gpu
            replicas: 4
""",
    check=_check,
)
