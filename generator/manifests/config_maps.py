"""ConfigMaps: configurations of the device plugin and of mig-parted, and values that a HelmRelease takes from one."""

from generator.manifests.charts import entries_of
from generator.manifests.collector import Collector, WantedKey
from generator.manifests.named import name_of, namespace_of
from generator.model.manifest import ConfigEntry, ConfigMapKeys, MigConfigMap, Origin, PluginConfigMap, Value

PLUGIN_KEYS = frozenset({"version", "flags", "resources", "sharing", "imex", "healthCheck"})
"""Top-level keys of the device plugin's file; source: NVIDIA/k8s-device-plugin api/config/v1/config.go."""
_SHARING_KEYS = frozenset({"timeSlicing", "mps"})
_MIG_KEY = "mig-configs"


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
    if any(is_mig_config(entry.content) for entry in entries):
        out.mig_configs.append(MigConfigMap(name, namespace, entries, Origin.CONFIG_MAP, data.place))
    elif holds_plugin_config(entries):
        out.plugin_configs.append(PluginConfigMap(name, namespace, entries, Origin.CONFIG_MAP, data.place))


def holds_plugin_config(entries: tuple[ConfigEntry, ...]) -> bool:
    """Say whether any of a ConfigMap's texts is a configuration of the device plugin."""
    return any(is_plugin_config(entry.content) for entry in entries)


def is_plugin_config(content: Value | None) -> bool:
    """Say whether a mapping is meant for the device plugin, be it right or wrong."""
    if content is None or not isinstance(content.tree, dict):
        return False
    keys = content.tree.keys()
    sharing = content.get("sharing")
    if sharing is not None and isinstance(sharing.tree, dict):
        return True
    if _SHARING_KEYS & keys or content.get("flags", "migStrategy") is not None:
        return True
    return content.tree.get("version") == "v1" and len(keys) > 1 and keys <= PLUGIN_KEYS


def is_mig_config(content: Value | None) -> bool:
    """Say whether a mapping is meant for mig-parted."""
    return content is not None and content.has(_MIG_KEY)
