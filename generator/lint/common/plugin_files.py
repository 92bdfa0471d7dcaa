"""What the rules on the device plugin's configuration ask of manifests."""

from collections.abc import Iterator
from typing import NamedTuple

from generator.model.manifest import Configuration, Manifests, Origin
from generator.model.manifest_value import Value
from generator.model.tree import Path

SHARING_BLOCKS = ("timeSlicing", "mps")


class PluginFile(NamedTuple):
    """One entry of a plugin configuration that can be read: its key, its content, and the ConfigMap it stands in.

    `quoted` is as in `ConfigEntry`.
    """

    key: str
    content: Value
    config_map: Configuration
    quoted: frozenset[Path] | None


class SharingBlock(NamedTuple):
    """A `sharing.timeSlicing` or `sharing.mps` of an entry; `kind` is that key as the plugin knows it."""

    kind: str
    block: Value
    file: PluginFile


def plugin_files(manifests: Manifests, *, in_part: bool = True) -> Iterator[PluginFile]:
    """Return every readable entry of every plugin configuration; `in_part` has those in patches among them.

    Of a patch it is not known which entries there are beside. Charts want texts: what stands in their values as a
    mapping is refused before the plugin could read it.
    """
    for config_map in (*manifests.plugin_configs, *(manifests.plugin_in_part if in_part else ())):
        for entry in config_map.entries:
            refused = config_map.origin is Origin.CHART_VALUES and not isinstance(entry.text.tree, str)
            if entry.content is not None and not refused:
                yield PluginFile(entry.key, entry.content, config_map, entry.quoted)


def sharing_blocks(manifests: Manifests) -> Iterator[SharingBlock]:
    """Return every sharing block that is a mapping."""
    for file in plugin_files(manifests):
        for sharing in blocks_of(file):
            if isinstance(sharing.block.tree, dict):
                yield sharing


def blocks_of(file: PluginFile) -> Iterator[SharingBlock]:
    """Return the sharing blocks of an entry, whatever they are, nulls included."""
    sharing = field(file.content, "sharing")
    for kind in SHARING_BLOCKS if sharing else ():
        block = None if sharing is None else field(sharing, kind, null=True)
        if block is not None:
            yield SharingBlock(kind, block, file)


def field(value: Value, name: str, *, null: bool = False) -> Value | None:
    """Return what a mapping has under a key, be it in other letters, as Go's JSON decoder finds it; `null` keeps nulls.

    Inside sharing blocks the plugin compares keys exactly: ask `Value.get` there.
    """
    if not isinstance(value.tree, dict):
        return None
    exact = name if name in value.tree else None
    key = exact or next((one for one in value.tree if one.lower() == name.lower()), None)
    if key is None or (value.tree[key] is None and not null):
        return None
    return Value(value.tree[key], value.place.below(key))
