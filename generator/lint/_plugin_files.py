"""What the rules on the device plugin's configuration ask of manifests."""

from collections.abc import Iterator
from typing import NamedTuple

from generator.model.manifest import Manifests, PluginConfigMap, Value

SHARING_BLOCKS = ("timeSlicing", "mps")


class PluginFile(NamedTuple):
    """One entry of a plugin configuration that can be read: its key, its content, and the ConfigMap it stands in."""

    key: str
    content: Value
    config_map: PluginConfigMap


class SharingBlock(NamedTuple):
    """A `sharing.timeSlicing` or `sharing.mps` of an entry; `kind` is that key."""

    kind: str
    block: Value
    file: PluginFile


def plugin_files(manifests: Manifests) -> Iterator[PluginFile]:
    """Return every readable entry of every plugin configuration."""
    for config_map in manifests.plugin_configs:
        for entry in config_map.entries:
            if entry.content is not None:
                yield PluginFile(entry.key, entry.content, config_map)


def sharing_blocks(manifests: Manifests) -> Iterator[SharingBlock]:
    """Return every sharing block that is a mapping."""
    for file in plugin_files(manifests):
        for kind in SHARING_BLOCKS:
            block = file.content.get("sharing", kind)
            if block is not None and isinstance(block.tree, dict):
                yield SharingBlock(kind, block, file)
