"""For which program a configuration is meant, be it right or wrong: the device plugin or mig-parted."""

import re
from collections.abc import Callable

from generator.model.manifest import ConfigEntry
from generator.model.manifest_value import Value

PLUGIN_KEYS = frozenset({"version", "flags", "resources", "sharing", "imex", "healthCheck"})
"""Top-level keys of the device plugin's file; source: NVIDIA/k8s-device-plugin api/config/v1/config.go."""
MIG_FILE = "config.yaml"
"""The key that the MIG manager reads; source: NVIDIA/gpu-operator assets/state-mig-manager/0600_daemonset.yaml."""
_OF_LAYOUT = ("devices", "mig-enabled")
_FLAGS = {"failOnInitError", "gfd", "mpsRoot", "nvidiaDevRoot", "nvidiaDriverRoot", "plugin"}
"""Keys below `flags` that show whose file it is."""
_SHARING = {"timeslicing", "mps", "mig", "resources", "replicas"}
_looks_like_plugin = re.compile(r"(?im)(?:^|\\n)[ \t]*[\"']?(sharing|timeSlicing|migStrategy)[\"']?\s*:").search
_looks_like_mig = re.compile(r"(?im)(?:^|\\n)[ \t]*[\"']?mig-(configs|devices|enabled)[\"']?\s*:").search
"""Single quotes leave a line break that is written as \\n as it is."""


def is_plugin_config(content: Value | None) -> bool:
    """Say whether a mapping is meant for the device plugin."""
    if content is None or not isinstance(content.tree, dict):
        return False
    keys = {key.lower(): key for key in content.tree}
    if "timeslicing" in keys or content.get("flags", "migStrategy") is not None:
        return True
    if "sharing" in keys and keys.keys() & {"mps", "resources", "replicas"}:
        return True
    mps = content.tree.get(keys.get("mps", ""))
    # The values of the plugin's chart have a key of that name too.
    if isinstance(mps, dict) and "resources" in mps:
        return True
    sharing = content.tree.get(keys.get("sharing", ""))
    if isinstance(sharing, dict) and (
        _SHARING & {key.lower() for key in sharing} or content.tree.keys() <= PLUGIN_KEYS
    ):
        return True
    flags = content.tree.get("flags")
    known = content.tree.keys() <= PLUGIN_KEYS or (isinstance(flags, dict) and bool(_FLAGS & flags.keys()))
    return known and len(keys) > 1 and str(content.tree.get("version")).startswith("v1")


def is_mig_key(key: str) -> bool:
    """Say whether a top-level key is the one that holds layouts, be it misspelt."""
    return key.lower().replace("-", "").replace("_", "") in ("migconfig", "migconfigs")


def _is_layout(value: Value) -> bool:
    """Say whether this is a list of what a layout does with cards."""
    elements = list(value.elements())
    return bool(elements) and all(all(map(one.has, _OF_LAYOUT)) for one in elements)


def is_mig_config(content: Value | None) -> bool:
    """Say whether a mapping is meant for mig-parted, be it that layouts stand where the sections should."""
    if content is None or not isinstance(content.tree, dict):
        return False
    if any(_is_layout(below) for _, below in content.entries()):
        return True
    # Neither program has a section of that name at its root.
    return any(map(is_mig_key, content.tree)) or content.tree.keys() == {"version", "mig"}


def is_plugin_entry(entry: ConfigEntry) -> bool:
    """Say whether a text of a ConfigMap is meant for the device plugin; one that is no readable YAML may look so."""
    if entry.content is not None:
        return is_plugin_config(entry.content) or _holds(entry.content, _looks_like_plugin)
    return isinstance(entry.text.tree, str) and _looks_like_plugin(entry.text.tree) is not None


def is_mig_entry(entry: ConfigEntry) -> bool:
    """Say the same of mig-parted; a layout without its name is meant for it too."""
    if entry.content is not None:
        return is_mig_config(entry.content) or _is_layout(entry.content) or _holds(entry.content, _looks_like_mig)
    return isinstance(entry.text.tree, str) and _looks_like_mig(entry.text.tree) is not None


def _holds(content: Value, looks_like: Callable[[str], re.Match[str] | None]) -> bool:
    """Say whether a file is nothing but one key with the text of a file: a ConfigMap's data put into one once more."""
    texts = [one.tree for _, one in content.entries()]
    return len(texts) == 1 and isinstance(texts[0], str) and "\n" in texts[0] and looks_like(texts[0]) is not None
