"""What manifests share, cut and allow, counted from the files themselves: a second opinion on what an import reads."""

from collections.abc import Iterator
from typing import NamedTuple

from generator.facts.charts import GPU_OPERATOR
from generator.model.manifest import ConfigEntry, Manifests
from generator.model.manifest_value import Value
from generator.model.tree import Tree

Shares = dict[str, tuple[str, int, bool, bool]]
"""By resource: the way of sharing, replicas, whether it is renamed, whether a request for two fails."""
Cut = tuple[str, tuple[tuple[str, int], ...]]
"""The devices as written, and the profiles of each."""


class Counted(NamedTuple):
    """Entries of the plugin's configuration by key, the default one, layouts by key, and quotas by namespace."""

    entries: dict[str, Shares]
    default: str
    layouts: dict[str, frozenset[Cut]]
    quotas: dict[tuple[str, str], int]


def counted(manifests: Manifests) -> Counted:
    """Count what one installation does: the configuration that the chart names, else the first."""
    name, default = _chosen(manifests)
    configs = [one for one in manifests.plugin_configs if one.entries and (one.name == name or not name)]
    entries = {entry.key: _shares(entry) for entry in configs[0].entries} if configs else {}
    layouts: dict[str, frozenset[Cut]] = {}
    for config in manifests.mig_configs[:1]:
        for entry in config.entries:
            for key, layout in entry.content.entries("mig-configs") if entry.content else ():
                layouts[key] = frozenset(_cuts(layout))
    quotas = {
        (quota.namespace or "", amount.resource.removeprefix("requests.")): int(str(amount.quantity.tree))
        for quota in manifests.quotas
        for amount in quota.hard
        if amount.resource.startswith("requests.")
    }
    return Counted(entries, default, {key: cuts for key, cuts in layouts.items() if cuts}, quotas)


def _chosen(manifests: Manifests) -> tuple[str, str]:
    for policy in reversed(manifests.policies):
        config = policy.spec.get("devicePlugin", "config")
        if config is not None and config.text("name"):
            return config.text("name") or "", config.text("default") or ""
    for use in manifests.charts:
        config = use.value("devicePlugin", "config") if use.chart == GPU_OPERATOR else use.value("config")
        if config is not None:
            return config.text("name") or "", config.text("default") or ""
    return "", ""


def _shares(entry: ConfigEntry) -> Shares:
    found: Shares = {}
    for mode in ("timeSlicing", "mps"):
        block = None if entry.content is None else entry.content.get("sharing", mode)
        if block is None or not isinstance(block.tree, dict):
            continue
        renamed = block.tree.get("renameByDefault") is True
        fails = mode == "mps" or block.tree.get("failRequestsGreaterThanOne") is True
        for one in block.elements("resources"):
            name, replicas = one.text("name") or "", one.whole_number("replicas") or 0
            full = name if name.startswith("nvidia.com/") else f"nvidia.com/{name}"
            if replicas > 1:
                found.setdefault(full, (mode, replicas, renamed, fails))
    return found


def _cuts(layout: Value) -> Iterator[Cut]:
    for item in layout.elements():
        devices, cut = item.get("devices"), item.get("mig-devices")
        if isinstance(item.tree, dict) and item.tree.get("mig-enabled") is True and cut is not None:
            counts = tuple(sorted((name, _number(one.tree)) for name, one in cut.entries() if _number(one.tree)))
            yield str("all" if devices is None else devices.tree), counts


def _number(tree: Tree) -> int:
    return tree if isinstance(tree, int) else 0
