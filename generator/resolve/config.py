"""The two configurations that NVIDIA's software reads, as trees, and the names of their ConfigMaps.

Nobody re-reads a changed ConfigMap (source: NVIDIA/k8s-device-plugin cmd/config-manager, NVIDIA/cloud-native-docs
gpu-sharing.rst). So a ConfigMap's name carries a hash of its content, computed over the canonical form: a change
of meaning gives a new name, which gives the DaemonSets a new volume, which rolls them.
"""

import hashlib

from generator.model.plan import ALL_DISABLED, UNSHARED_ENTRY, MigConfig, MigItem, Mode, PluginConfig
from generator.model.profile import BindBy, MigStrategy
from generator.model.tree import Tree
from generator.resolve.pools import Cards
from generator.resolve.resources import replicas_of
from generator.yamltext.writer import canonical_json

_HASH_DIGITS = 10
_NVIDIA_VENDOR = 0x10DE


def plugin_config(cards: tuple[Cards, ...], *, alone: bool, strategy_in_file: bool) -> PluginConfig | None:
    """Return the device plugin's ConfigMap, or None where the plugin needs none.

    One pool alone is the default entry; with several, it is the pool that says `bind: default`, or nodes without a
    label share nothing. The entry that shares
    nothing is always there: labelling a node with it takes sharing off that node at once.
    `alone` is true where the profile has one pool; one that could not be resolved counts too, so that the others are
    told what they lack beside it. Every pool has an entry, also one that shares nothing: labels outlive what set them,
    and on a node whose label names no entry the plugin does not start or, since v0.18.2, keeps to the default entry.
    `strategy_in_file` is true where no Helm value sets the MIG strategy for all nodes.
    """
    with_mig = strategy_in_file and any(one.mig_items for one in cards)
    if not with_mig and all(one.sharing is None and one.pool.allocation_policy is None for one in cards):
        return None
    entries = ((UNSHARED_ENTRY, _unshared(with_mig)), *((one.pool.name, _entry(one, with_mig)) for one in cards))
    chosen = [one.pool.name for one in cards if one.pool.nodes.bind is BindBy.DEFAULT]
    default = chosen[0] if chosen else cards[0].pool.name if alone else UNSHARED_ENTRY
    content: Tree = {"entries": dict(entries)}
    return PluginConfig(f"device-plugin-config-{_digest(content)}", default, entries)


def _unshared(with_mig: bool) -> Tree:
    entry: dict[str, Tree] = {"version": "v1"}
    if with_mig:
        entry["flags"] = {"migStrategy": MigStrategy.NONE.value}
    return entry


def _entry(cards: Cards, with_mig: bool) -> Tree:
    flags: dict[str, Tree] = {}
    if with_mig:
        flags["migStrategy"] = cards.strategy.value
    if cards.pool.allocation_policy is not None:
        flags["plugin"] = {"sharedDevicesAllocationPolicy": cards.pool.allocation_policy}
    entry: dict[str, Tree] = {"version": "v1"}
    if flags:
        entry["flags"] = flags
    if cards.sharing is not None:
        entry["sharing"] = {"mps" if cards.mode is Mode.MPS else "timeSlicing": _sharing(cards)}
    return entry


def _sharing(cards: Cards) -> Tree:
    sharing = cards.sharing
    if sharing is None:
        return None
    resources: list[Tree] = [
        {"name": resource.base_name, "replicas": replicas}
        for resource in cards.resources
        if (replicas := replicas_of(sharing, resource.base_name)) > 1
    ]
    return {
        "renameByDefault": sharing.rename_by_default,
        "failRequestsGreaterThanOne": sharing.fail_requests_greater_than_one,
        "resources": resources,
    }


def mig_config(cards: tuple[Cards, ...]) -> MigConfig | None:
    """Return mig-parted's ConfigMap, or None where no pool has MIG.

    It replaces NVIDIA's own, so it holds `all-disabled` too: the operator writes that name on nodes without one.
    """
    entries: dict[str, Tree] = {ALL_DISABLED: [{"devices": "all", "mig-enabled": False}]}
    entries |= {one.pool.name: [_item(item) for item in one.mig_items] for one in cards if one.mig_items}
    if len(entries) == 1:
        return None
    content: Tree = {"version": "v1", "mig-configs": entries}
    return MigConfig(f"mig-parted-config-{_digest(content)}", content)


def _item(item: MigItem) -> Tree:
    tree: dict[str, Tree] = {}
    if item.device_filter:
        tree["device-filter"] = [f"0x{(device << 16) | _NVIDIA_VENDOR:08X}" for device in item.device_filter]
    tree["devices"] = "all" if item.devices is None else list(item.devices)
    tree["mig-enabled"] = item.layout is not None
    if item.layout is not None:
        tree["mig-devices"] = dict(item.layout.counts)
    return tree


def _digest(content: Tree) -> str:
    return hashlib.sha256(canonical_json(content)).hexdigest()[:_HASH_DIGITS]
