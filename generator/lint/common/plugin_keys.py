"""The device plugin's configuration file: its keys, what they take, and since when.

Source: NVIDIA/k8s-device-plugin api/config/v1 (config.go, flags.go, replicas.go, resources.go, imex.go) and the checks
in cmd/nvidia-device-plugin/main.go, v0.17.4 to v0.20.0.
"""

from collections.abc import Iterator, Mapping
from enum import Enum
from types import MappingProxyType
from typing import NamedTuple

from generator.facts.plugin_versions import ALLOCATION_POLICY
from generator.model.manifest_value import Value

ENTRY = "sharing.*.resources[]"


class Kind(Enum):
    """What a key takes. The values are what messages call it."""

    BOOL = "true or false"
    TEXT = "text"
    TEXTS = "text or a list of texts"
    DURATION = "a duration such as 60s"
    NUMBERS = "a list of whole numbers"
    MAPPING = "a mapping"
    LIST = "a list of mappings"
    OTHER = "anything"
    """What rules of their own look at."""


class Key(NamedTuple):
    """A key: where it stands (`path`, such as ``flags.plugin.deviceIDStrategy``), and what it takes.

    `choices` are the texts it takes, all if empty. `since` is the first release that reads it.
    """

    path: str
    kind: Kind
    choices: tuple[str, ...] = ()
    since: tuple[int, int, int] | None = None

    @property
    def name(self) -> str:
        """The key itself."""
        return self.path.rpartition(".")[2]

    @property
    def parent(self) -> str:
        """The path of the mapping that it stands in; empty for the top."""
        return self.path.rpartition(".")[0]


MPS_SINCE = (0, 15, 0)
"""The first release of the plugin with MPS."""
KEYS: tuple[Key, ...] = (
    Key("version", Kind.OTHER),
    Key("flags", Kind.MAPPING),
    Key("flags.migStrategy", Kind.TEXT, ("none", "single", "mixed")),
    Key("flags.failOnInitError", Kind.BOOL),
    Key("flags.mpsRoot", Kind.TEXT, since=(0, 15, 0)),
    Key("flags.nvidiaDriverRoot", Kind.TEXT),
    Key("flags.nvidiaDevRoot", Kind.TEXT, since=(0, 16, 0)),
    Key("flags.gdrcopyEnabled", Kind.BOOL, since=(0, 18, 0)),
    Key("flags.gdsEnabled", Kind.BOOL, since=(0, 13, 0)),
    Key("flags.mofedEnabled", Kind.BOOL, since=(0, 13, 0)),
    Key("flags.useNodeFeatureAPI", Kind.BOOL, since=(0, 15, 0)),
    Key("flags.deviceDiscoveryStrategy", Kind.TEXT, ("auto", "nvml", "tegra"), (0, 16, 0)),
    Key("flags.plugin", Kind.MAPPING),
    Key("flags.plugin.passDeviceSpecs", Kind.BOOL),
    Key("flags.plugin.deviceListStrategy", Kind.TEXTS, ("envvar", "volume-mounts", "cdi-annotations", "cdi-cri")),
    Key("flags.plugin.deviceIDStrategy", Kind.TEXT, ("uuid", "index")),
    Key("flags.plugin.cdiAnnotationPrefix", Kind.TEXT, since=(0, 14, 0)),
    Key("flags.plugin.nvidiaCTKPath", Kind.TEXT, since=(0, 14, 0)),
    Key("flags.plugin.containerDriverRoot", Kind.TEXT, since=(0, 14, 0)),
    Key("flags.plugin.sharedDevicesAllocationPolicy", Kind.TEXT, ("distributed", "packed"), ALLOCATION_POLICY),
    Key("flags.gfd", Kind.MAPPING),
    Key("flags.gfd.oneshot", Kind.BOOL),
    Key("flags.gfd.noTimestamp", Kind.BOOL),
    Key("flags.gfd.sleepInterval", Kind.DURATION),
    Key("flags.gfd.outputFile", Kind.TEXT),
    Key("flags.gfd.machineTypeFile", Kind.TEXT, since=(0, 13, 0)),
    Key("resources", Kind.MAPPING),
    Key("resources.gpus", Kind.LIST),
    Key("resources.mig", Kind.LIST),
    Key("sharing", Kind.MAPPING),
    Key("sharing.timeSlicing", Kind.MAPPING),
    Key("sharing.mps", Kind.MAPPING, since=MPS_SINCE),
    Key("sharing.*.renameByDefault", Kind.BOOL),
    Key("sharing.*.failRequestsGreaterThanOne", Kind.BOOL),
    Key("sharing.*.resources", Kind.LIST),
    Key(f"{ENTRY}.name", Kind.OTHER),
    Key(f"{ENTRY}.rename", Kind.OTHER),
    Key(f"{ENTRY}.devices", Kind.OTHER),
    Key(f"{ENTRY}.replicas", Kind.OTHER),
    Key("imex", Kind.MAPPING, since=(0, 17, 0)),
    Key("imex.channelIDs", Kind.NUMBERS),
    Key("imex.required", Kind.BOOL),
)

_MEANT: Mapping[str, Mapping[str, frozenset[str]]] = MappingProxyType(
    {
        "sharing.*": {"resources": frozenset({"resources", "resource", "gpus", "gpu", "nvidia.com/gpu"})},
        ENTRY: {
            "name": frozenset({"name", "resource", "resourcename"}),
            "replicas": frozenset({"replicas", "replica", "replicacount"}),
        },
    }
)
"""By mapping and required key, in small letters, what people write instead of it or in place of it."""


_OF_AN_ENTRY = frozenset({"name", "replicas", "rename", "devices"})


def outside_the_list(block: Value) -> tuple[str, ...]:
    """Return the keys of an entry that stand in a sharing block itself, where that has no list of entries."""
    keys = block.tree if isinstance(block.tree, dict) else {}
    if "resources" in keys or has_meant(block, "sharing.*", "resources"):
        return ()
    return tuple(key for key in keys if key.lower() in _OF_AN_ENTRY)


def has_meant(mapping: Value, parent: str, name: str) -> bool:
    """Say whether a mapping has a key that was most likely meant for a required one; it is told for itself."""
    keys = mapping.tree if isinstance(mapping.tree, dict) else {}
    return any(key != name and key.lower() in _MEANT[parent][name] for key in keys)


class Seen(NamedTuple):
    """A key of a file: what it is, None if the plugin knows no such key there; `parent` is as in `Key`.

    `name` is as written, `value` what stands there, perhaps null; `block` is the sharing block it is in. `beside` are
    all keys of the mapping.
    """

    name: str
    value: Value
    key: Key | None
    parent: str
    block: str
    beside: frozenset[str]

    @property
    def is_outside_the_list(self) -> bool:
        """Whether this is a key of an entry in a sharing block without a list; the block is told for itself."""
        in_block = self.parent == "sharing.*" and self.key is None and self.name.lower() in _OF_AN_ENTRY
        meant = _MEANT["sharing.*"]["resources"]
        return in_block and not any(name.lower() in meant for name in self.beside)

    @property
    def is_meant_for_required(self) -> bool:
        """Whether this key was most likely meant for one that the plugin cannot do without, and that is not there."""
        meant = _MEANT.get(self.parent, {})
        return self.key is None and any(
            name not in self.beside and self.name.lower() in words for name, words in meant.items()
        )


def keys_of(content: Value) -> Iterator[Seen]:
    """Return every key of a file from the top, without what stands below unknown ones."""
    yield from _below(content, "", "")


def known_names(parent: str) -> tuple[str, ...]:
    """Return the keys that a mapping takes; source: `KEYS`."""
    return tuple(key.name for key in KEYS if key.parent == parent)


def where_known(name: str) -> tuple[str, ...]:
    """Return the paths at which the plugin knows a key, be it in other letters."""
    return tuple(key.path for key in KEYS if key.name.lower() == name.lower())


def _below(value: Value, parent: str, block: str) -> Iterator[Seen]:
    beside = frozenset(value.tree) if isinstance(value.tree, dict) else frozenset()
    for name, child in value.entries():
        key = _key(parent, name, bool(block))
        yield Seen(name, child, key, parent, block, beside)
        if key is None:
            continue
        if key.path in ("sharing.timeSlicing", "sharing.mps"):
            yield from _below(child, "sharing.*", key.name)
        elif key.path == "sharing.*.resources":
            for element in child.elements():
                yield from _below(element, ENTRY, block)
        elif key.kind is Kind.MAPPING:
            yield from _below(child, key.path, block)


_BY_NAME: Mapping[tuple[str, str], Key] = MappingProxyType({(key.parent, key.name.lower()): key for key in KEYS})


def _key(parent: str, name: str, exact: bool) -> Key | None:
    found = _BY_NAME.get((parent, name.lower()))
    return None if found is None or (exact and found.name != name) else found
