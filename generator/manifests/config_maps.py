"""ConfigMaps: configurations of the device plugin and of mig-parted, and values that a HelmRelease takes from one."""

import re

from generator.manifests.charts import entries_of
from generator.manifests.collector import Collector, Unclear, WantedKey
from generator.manifests.held import is_manifest
from generator.manifests.inner import opened
from generator.manifests.named import name_of, namespace_of
from generator.manifests.plain import collect_whole
from generator.manifests.program_configs import collect_entry
from generator.model.config_kinds import MIG_FILE, is_mig_entry, is_plugin_entry
from generator.model.manifest import ConfigMapKeys, Configuration, Origin
from generator.model.manifest_value import Value
from generator.model.tree import words

_speaks_of_gpus = re.compile(
    r"nvidia\.com/|DCGM_(?:FI|EXP)_|timeSlicing|migStrategy|mig-(configs|devices)|vgpu-configs|NVreg_|^options nvidia"
    r"|^kubernetes\.podspec-"
).search
_BY_API_SERVER = ("uid", "resourceVersion", "ownerReferences")


def collect_config_map(value: Value, out: Collector) -> None:
    """Take a ConfigMap: always its keys, and what it configures where it can be told."""
    if any(map(_speaks_of_gpus, words(value.tree))) or not value.has("metadata"):
        collect_whole(value, out)
    name, namespace = name_of(value), namespace_of(value)
    data = value.get("data")
    entries = () if data is None else entries_of(data.entries())
    keys = tuple(entry.key for entry in entries)
    of_cluster = any(value.get("metadata", key) is not None for key in _BY_API_SERVER)
    out.config_maps.append(ConfigMapKeys(name, namespace, keys, value.place, of_cluster=of_cluster))
    if data is None:
        return
    for entry in entries:
        out.texts_in_config_maps.append((WantedKey(name, entry.key), entry.text))
        if entry.content is not None:
            out.values_in_config_maps.append((WantedKey(name, entry.key), entry.content))
            collect_entry(entry.key, entry.content, out)
    own = tuple(entry for entry in entries if not is_manifest(entry.text.tree))
    if len(own) < len(entries):
        out.maps_of_objects.append(value)
    plugin = any(map(is_plugin_entry, own))
    # A file with keys of both programs is for the one that would read it: the MIG manager reads one key alone.
    if any(map(is_mig_entry, own)) and not (plugin and all(entry.key != MIG_FILE for entry in entries)):
        out.mig_configs.append(Configuration(name, namespace, entries, Origin.CONFIG_MAP, data.place))
    elif plugin:
        out.plugin_configs.append(Configuration(name, namespace, entries, Origin.CONFIG_MAP, data.place))
    else:
        out.unclear.append(Unclear(name, namespace, entries, data.place))


def collect_secret(value: Value, out: Collector) -> None:
    """Take a Secret as it is, and what its plain texts hold, from which a HelmRelease may take values."""
    collect_whole(value, out)
    for key, text in value.entries("stringData"):
        named = WantedKey(name_of(value), key, is_secret=True)
        out.texts_in_config_maps.append((named, text))
        content = opened(text)
        if content is not None:
            out.values_in_config_maps.append((named, content))
