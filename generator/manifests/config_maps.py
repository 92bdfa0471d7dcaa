"""ConfigMaps: configurations of the device plugin and of mig-parted, and values that a HelmRelease takes from one."""

import re
from collections.abc import Callable

from generator.manifests.charts import entries_of
from generator.manifests.collector import Collector, Unclear, WantedKey
from generator.manifests.named import name_of, namespace_of
from generator.model.manifest import ConfigEntry, ConfigMapKeys, MigConfigMap, Origin, PluginConfigMap, Value

PLUGIN_KEYS = frozenset({"version", "flags", "resources", "sharing", "imex", "healthCheck"})
"""Top-level keys of the device plugin's file; source: NVIDIA/k8s-device-plugin api/config/v1/config.go."""
_MIG_KEY = "mig-configs"
_SHARING = {"timeslicing", "mps", "mig", "resources", "replicas"}
_looks_like_plugin = re.compile(r"(?im)^\s*[\"']?(sharing|timeSlicing|migStrategy)[\"']?\s*:").search
_looks_like_mig = re.compile(r"(?im)^\s*[\"']?mig-(configs|devices|enabled)[\"']?\s*:").search


def collect_config_map(value: Value, out: Collector) -> None:
    """Take a ConfigMap: always its keys, and what it configures where it can be told."""
    name, namespace = name_of(value), namespace_of(value)
    data = value.get("data")
    entries = () if data is None else entries_of(data)
    out.config_maps.append(ConfigMapKeys(name, namespace, tuple(entry.key for entry in entries), value.place))
    if data is None:
        return
    for entry in entries:
        if entry.content is not None:
            out.values_in_config_maps.append((WantedKey(name, entry.key), entry.content))
    if any(_is_mig_entry(entry) for entry in entries):
        out.mig_configs.append(MigConfigMap(name, namespace, entries, Origin.CONFIG_MAP, data.place))
    elif holds_plugin_config(entries):
        out.plugin_configs.append(PluginConfigMap(name, namespace, entries, Origin.CONFIG_MAP, data.place))
    else:
        out.unclear.append(Unclear(name, namespace, entries, data.place))


def holds_plugin_config(entries: tuple[ConfigEntry, ...]) -> bool:
    """Say whether any of a ConfigMap's texts is a configuration of the device plugin."""
    return any(
        is_plugin_config(entry.content) or (entry.content is None and _matches(_looks_like_plugin, entry))
        for entry in entries
    )


def _is_mig_entry(entry: ConfigEntry) -> bool:
    return is_mig_config(entry.content) or (entry.content is None and _matches(_looks_like_mig, entry))


def _matches(looks_like: Callable[[str], object], entry: ConfigEntry) -> bool:
    """Say whether a text that could not be read as YAML looks like a configuration."""
    return isinstance(entry.text.tree, str) and looks_like(entry.text.tree) is not None


def is_plugin_config(content: Value | None) -> bool:
    """Say whether a mapping is meant for the device plugin, be it right or wrong."""
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
    known = content.tree.keys() <= PLUGIN_KEYS
    return known and len(keys) > 1 and str(content.tree.get("version")).startswith("v1")


def is_mig_key(key: str) -> bool:
    """Say whether a top-level key is the one that holds layouts, be it misspelt."""
    return key.lower().replace("-", "").replace("_", "") in ("migconfig", "migconfigs")


def is_mig_config(content: Value | None) -> bool:
    """Say whether a mapping is meant for mig-parted."""
    if content is None or not isinstance(content.tree, dict):
        return False
    return content.has(_MIG_KEY) or any(map(is_mig_key, content.tree))
