"""A pool's `nodes`: how its nodes are told from those of other pools, as far as the files say it."""

from collections import Counter

from generator.importing.combine import Pair
from generator.importing.draft import Draft
from generator.importing.named import Named
from generator.importing.node_taints import pool_taints
from generator.importing.shared_entry import Entries, SharedEntry
from generator.importing.source import Source
from generator.model.plan import CONFIG_LABEL, MIG_LABEL
from generator.model.tree import Tree


def pool_nodes(everyone: list[Named], entries: Entries, source: Source, draft: Draft) -> None:
    """Say which nodes each pool has, where it takes a label to reach them or the files name them."""
    default = _default_pool(everyone, entries)
    owners = Counter(card.gpu.id for one in everyone for card in one.cards)
    for named in everyone:
        _, index, pair, cards = named
        nodes = _nodes(named, entries, source, alone=len(everyone) == 1)
        if nodes and _is_by_gpu(pair) and len(cards) == 1 and owners[cards[0].gpu.id] == 1:
            nodes["bind"] = "gpuModel"
        if default is not None and index == default.number:
            nodes = {**{key: value for key, value in nodes.items() if key == "names"}, "bind": "default"}
        if not nodes and len(everyone) == 1:
            nodes = _selected(draft)
        if nodes:
            _insert(index, nodes, draft)
            place = next((group.place for group in pair.groups if not group.kept), None)
            if place is not None:
                draft.origins[("pools", index, "nodes")] = place
    for named in everyone:
        _add(named, source, draft)


def _add(named: Named, source: Source, draft: Draft) -> None:
    """Put what else the nodes have, which stands behind what they share."""
    more: dict[str, list[Tree]] = {}
    for key, value in dict.fromkeys(label for group in named.pair.groups for label in group.more):
        more.setdefault(key, []).append(value)
    taints = pool_taints(named, source, draft)
    pools = draft.tree["pools"]
    if isinstance(pools, list) and isinstance(pool := pools[named.number], dict):
        if taints:
            pool["taints"] = taints
        if more:
            pool["nodeLabels"] = {key: values[0] if len(values) == 1 else values for key, values in more.items()}
            draft.origins[(*named.at, "nodeLabels")] = named.pair.groups[0].place


def _default_pool(everyone: list[Named], entries: Entries) -> Named | None:
    """Return the one of several pools that is for nodes without a label, where these share something."""
    default = entries.by_key.get(entries.default)
    if len(everyone) < 2 or default is None or not default.shares:
        return None
    having = sorted((one for one in everyone if one.pair.entry is default), key=lambda one: one.pair.layout is not None)
    return next(iter(having), None)


def _nodes(named: Named, entries: Entries, source: Source, *, alone: bool) -> dict[str, Tree]:
    pair, cards = named.pair, named.cards
    names: list[Tree] = list(dict.fromkeys(name for group in pair.groups for name in group.names))
    if names:
        return {"names": names}
    asked = next((group.selector for group in pair.groups if group.selector), ())
    if asked:
        return {"nodeSelector": dict(asked), "bind": "nodeSelector"}
    if _is_by_gpu(pair):
        return {"bind": "gpuModel"} if len(cards) == 1 and not (alone and pair.layout is None) else {}
    # A label that the bundle reads has the pool's name; where the entry's is another, the nodes must change (IMP006).
    selector: dict[str, Tree] = {}
    if pair.layout is not None:
        selector[MIG_LABEL] = named.name if source.is_operator else pair.layout.key
    if pair.entry is not None and not alone and not _is_as_default(pair.entry, entries):
        selector[CONFIG_LABEL] = named.name
    if not selector:
        return {}
    # Whoever labels these nodes today goes on doing so: a rule on the card would reach nodes that have no label now.
    return {"nodeSelector": selector, "bind": "nodeSelector"}


def _is_as_default(entry: SharedEntry, entries: Entries) -> bool:
    """Say whether an entry gives nodes what those without a label have anyway, so that none needs its label."""
    default = entries.by_key.get(entries.default)
    return _does(entry) == (_does(SharedEntry("", entry.place)) if default is None else _does(default))


def _does(entry: SharedEntry) -> tuple[object, ...]:
    replicas = {(name, number) for name, number, _ in entry.replicas}
    return entry.mode, replicas, entry.renamed, entry.fail_above_one, entry.policy


def _is_by_gpu(pair: Pair) -> bool:
    return any(group.gpu is not None and group.by_rule and not (group.kept or group.names) for group in pair.groups)


def _selected(draft: Draft) -> dict[str, Tree]:
    """Without NFD the plugin finds its nodes by the pool's, so the release's node selector is the pool's too."""
    install = draft.tree.get("install")
    if not isinstance(install, dict) or install.get("nodeFeatureDiscovery") != "none":
        return {}
    selector = install.get("nodeSelector")
    return {"nodeSelector": dict(selector)} if isinstance(selector, dict) else {}


def _insert(index: int, nodes: dict[str, Tree], draft: Draft) -> None:
    """Put `nodes` behind the pool's name, where people look for it."""
    pools = draft.tree["pools"]
    if isinstance(pools, list) and isinstance(pool := pools[index], dict):
        pools[index] = {"name": pool["name"], "nodes": nodes, **{k: v for k, v in pool.items() if k != "name"}}
