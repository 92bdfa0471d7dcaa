"""The flags of a plugin configuration: what holds anyway, what a pool says, and what the chart has a value for."""

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from generator.facts.charts import release_numbers
from generator.facts.plugin_versions import ALLOCATION_POLICY
from generator.importing.codes import INEXPRESSIBLE, NO_EFFECT
from generator.importing.draft import Draft
from generator.importing.source import Source
from generator.lint.common.plugin_files import field
from generator.lint.common.plugin_keys import known_names
from generator.lint.common.plugin_overrides import DEFAULTS, as_text
from generator.model.finding import Severity
from generator.model.manifest import ConfigEntry
from generator.model.manifest_value import Value

_POLICY = "flags.plugin.sharedDevicesAllocationPolicy"
_STRATEGY = "flags.migStrategy"
_BEATEN = frozenset(
    {
        "flags.failOnInitError",
        "flags.mpsRoot",
        "flags.plugin.passDeviceSpecs",
        "flags.plugin.deviceListStrategy",
        "flags.plugin.deviceIDStrategy",
    }
)
"""Flags that the operator sets in the plugin's environment, which beats the file (see `lint._plugin_overrides`)."""
_GFD = {
    "outputFile": "/etc/kubernetes/node-feature-discovery/features.d/gfd",
    "sleepInterval": "60s",
    "machineTypeFile": "/sys/class/dmi/id/product_name",
}
"""What GPU feature discovery takes by itself; source: NVIDIA/k8s-device-plugin cmd/gpu-feature-discovery/main.go."""
_VALUES = {
    "flags.failOnInitError": "failOnInitError",
    "flags.gdsEnabled": "gdsEnabled",
    "flags.mofedEnabled": "mofedEnabled",
    "flags.gdrcopyEnabled": "gdrcopyEnabled",
    "flags.deviceDiscoveryStrategy": "deviceDiscoveryStrategy",
    "flags.plugin.deviceListStrategy": "deviceListStrategy",
    "flags.plugin.deviceIDStrategy": "deviceIDStrategy",
}
"""Flags that the standalone chart has a value for, which then holds for all entries."""


class Flags(NamedTuple):
    """What of an entry's flags a pool says."""

    strategy: Value | None = None
    policy: str | None = None


def entry_flags(key: str, content: Value, common: frozenset[str], source: Source, draft: Draft) -> Flags:
    """Return an entry's flags; `common` are those that all entries say alike. What nothing can say is told."""
    found = Flags()
    for path, value in _flags(content):
        if path == _STRATEGY:
            found = found._replace(strategy=value if isinstance(value.tree, str) else None)
        elif not _is_known(path) or (path == _POLICY and release_numbers(source.plugin_version) < ALLOCATION_POLICY):
            draft.tell(NO_EFFECT, f"{path} of the entry {key}", value.place)
        elif path == _POLICY:
            found = found._replace(policy=value.tree if isinstance(value.tree, str) else None)
        elif not _holds_anyway(path, value, source) and not _as_value(path, value, common, source, draft):
            draft.tell(INEXPRESSIBLE, f"{path} of the entry {key}", value.place)
    return found


def common_flags(entries: Iterable[ConfigEntry]) -> frozenset[str]:
    """Return the flags that every entry says, and in the same way."""
    each = [
        {(path, str(as_text(value.tree))) for path, value in _flags(entry.content)}
        for entry in entries
        if entry.content is not None
    ]
    return frozenset(path for path, _ in set.intersection(*each)) if each else frozenset()


def tell_discovery(key: str, content: Value, draft: Draft) -> None:
    """Name the flags of GPU feature discovery, which no pool says."""
    flags = field(content, "flags")
    gfd = None if flags is None else field(flags, "gfd")
    for name, value in gfd.entries() if gfd is not None else ():
        if value.tree not in (None, False) and _GFD.get(name) != value.tree:
            draft.tell(INEXPRESSIBLE, f"flags.gfd.{name} of the entry {key}", value.place, severity=Severity.INFO)


def _flags(content: Value) -> Iterator[tuple[str, Value]]:
    flags = field(content, "flags")
    for key, value in flags.entries() if flags is not None else ():
        if value.tree is not None and key.lower() not in ("gfd", "plugin"):
            yield f"flags.{_spelled(key, 'flags')}", value
    plugin = None if flags is None else field(flags, "plugin")
    for key, value in plugin.entries() if plugin is not None else ():
        if value.tree is not None:
            yield f"flags.plugin.{_spelled(key, 'flags.plugin')}", value


def _spelled(key: str, parent: str) -> str:
    """Return a key as the plugin spells it, which reads it in any letters."""
    return next((name for name in known_names(parent) if name.lower() == key.lower()), key)


def _is_known(path: str) -> bool:
    parent, _, name = path.rpartition(".")
    return name in known_names(parent)


def _holds_anyway(path: str, value: Value, source: Source) -> bool:
    """Say whether a flag says what holds anyway: the plugin's default, or what is set in its place."""
    if source.is_operator:
        return path in _BEATEN or DEFAULTS.get(path) == as_text(value.tree)
    said = source.said.value(_VALUES[path]) if path in _VALUES else None
    return (said is not None and said.tree is not None) or DEFAULTS.get(path) == as_text(value.tree)


def _as_value(path: str, value: Value, common: frozenset[str], source: Source, draft: Draft) -> bool:
    """Keep a flag as a value of the standalone chart, if all entries say it."""
    name = _VALUES.get(path)
    if source.is_operator or name is None or path not in common or source.said.sheet.lookup((name,)) is None:
        return False
    draft.put(("extraValues", name), value.tree, value.place)
    return True
