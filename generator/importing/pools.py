"""The profile's `pools` and `mig`: a pool for each pair of an entry and a layout."""

from collections.abc import Iterable

from generator.facts.described_gpu import card_fields
from generator.importing.apart import apart
from generator.importing.cards import Cards, PoolCard
from generator.importing.codes import INEXPRESSIBLE, MISSING, RENAMED, STRANGER
from generator.importing.combine import Pair, find_pairs
from generator.importing.daemon_pools import nodes_of
from generator.importing.draft import GAP, Draft
from generator.importing.entries import find_entries
from generator.importing.groups import Group, find_groups
from generator.importing.layouts import Layout, find_layouts, is_nvidias
from generator.importing.mig_default import import_mig_default
from generator.importing.named import Named
from generator.importing.plugin_nodes import with_plugin
from generator.importing.pool_mig import pool_mig
from generator.importing.pool_names import free_name, legal_name, name_with
from generator.importing.pool_nodes import pool_nodes
from generator.importing.pool_sharing import pool_sharing, tell_unshared
from generator.importing.request import Request
from generator.importing.shared_entry import SharedEntry
from generator.importing.source import Source
from generator.importing.unlabelled import with_unlabelled
from generator.model.finding import Severity
from generator.model.manifest import Manifests
from generator.model.plan import ALL_DISABLED, CONFIG_LABEL, GPU_RESOURCE, MIG_LABEL
from generator.model.tree import Tree

_ALONE = "gpu"
_SEVERAL = 2
_MOST_NAMED = 4


def import_pools(source: Source, manifests: Manifests, request: Request, draft: Draft) -> None:
    """Fill in `pools` and `mig`."""
    manifests = with_plugin(manifests, source, draft)
    groups = _groups(source, manifests, draft)
    entries = find_entries(source, manifests, groups, draft)
    layouts = find_layouts(source, manifests, draft)
    # A rule for all nodes does what a default does, and beats it.
    everywhere = [group.entry for group in groups if group.every and group.entry in entries.by_key]
    entries = entries._replace(default=next((key for key in reversed(everywhere) if key), entries.default))
    cards = Cards(manifests, request)
    pairs = apart(find_pairs(entries, layouts, groups, draft, by_label=source.is_operator), cards)
    pairs = with_unlabelled(pairs, entries, cards, draft)
    _tell_own_layouts(pairs, layouts, draft)
    names = _names(pairs, source, draft)
    everyone = [
        Named(name, index, pair, cards.of(pair.wish(name)))
        for index, (name, pair) in enumerate(zip(names, pairs, strict=True))
    ]
    _tell_strangers(everyone, groups, cards, draft)
    pools: list[Tree] = []
    for named in everyone:
        pools.append(_pool(named, source, draft))
        others = cards.others(named.pair.wish(named.name))
        more = [gpu.marketing for gpu in others if gpu.id not in {card.gpu.id for card in named.cards}]
        if more and len(everyone) == 1 and not any(group.names for group in named.pair.groups):
            draft.remark(named.at, f"Nodes with {', '.join(more)} get this configuration too.")
    draft.put(("pools",), pools)
    pool_nodes(everyone, entries, source, draft)
    _strategy(everyone, source, draft)
    tell_unshared(everyone, source, draft)
    import_mig_default(everyone, source, draft)


def _tell_strangers(everyone: Iterable[Named], groups: Iterable[Group], cards: Cards, draft: Draft) -> None:
    """Tell the nodes and pools of which the caller says cards and that are not there."""
    pools = {name for one in everyone for name in one.pair.wish(one.name).names}
    nodes = {name for group in groups for name in group.names}
    for owner in cards.owners():
        if owner not in pools | nodes:
            there = ", ".join(sorted(pools | nodes)[:_MOST_NAMED])
            draft.tell(STRANGER, f"--gpu {owner}=...: no node or pool is called so", None, f"There are: {there}.")


def _groups(source: Source, manifests: Manifests, draft: Draft) -> tuple[Group, ...]:
    """Return the groups of nodes; where no label says their entries, the DaemonSets do that they run."""
    if source.by_label:
        return find_groups(manifests, draft)
    if not source.daemon_pools:
        return tuple(group._replace(entry=None) for group in find_groups(manifests, draft))
    chosen = nodes_of(source.daemon_pools, manifests)
    groups = tuple(one for one in find_groups(manifests, draft, chosen) if one.names)
    own = (one.group() for one in source.daemon_pools)
    return (*groups, *(one for one in own if not any(group.entry == one.entry for group in groups)))


def _names(pairs: Iterable[Pair], source: Source, draft: Draft) -> list[str]:
    """Return a name for each pool: the key of its entry, or of its layout, as far as a pool may be called so."""
    every = tuple(pairs)
    found: dict[str, Pair] = {}
    # Nodes that get a label with the entry's name share whole cards, where a pool of such cards has the entry.
    whole = {pair.entry.key for pair in every if pair.entry is not None and pair.layout is None and _of_gpus(pair)}
    for pair in every:
        keys = [one.key for one in (pair.entry, pair.layout) if one is not None]
        if pair.layout is not None and pair.entry is not None and pair.entry.key in whole:
            keys.reverse()
        free = [key for key in keys if legal_name(key) not in found]
        first = free[0] if free else "-".join(keys) or _ALONE
        if pair.card:
            first = name_with(keys[0] if keys else _ALONE, pair.card)
        name = free_name(first, found)
        found[name] = pair
        _tell_labels(name, pair, every, source, draft)
    return list(found)


def _of_gpus(pair: Pair) -> bool:
    return pair.entry is not None and any(name == GPU_RESOURCE for name, _, _ in pair.entry.replicas)


def _tell_labels(name: str, pair: Pair, every: tuple[Pair, ...], source: Source, draft: Draft) -> None:
    """Tell labels that nodes have and that the pool's own name takes the place of; rules are rendered anew."""
    for group in pair.groups:
        if group.selector and pair.entry is not None and pair.entry.shares:
            asked = ",".join(f"{key}={text}" for key, text in group.selector)
            fix = f"Once the bundle is there: kubectl label nodes -l {asked} {CONFIG_LABEL}={name}"
            draft.tell(RENAMED, f"nodes with {asked} need the label {CONFIG_LABEL}={name}", group.place, fix)
    for label, field, now in ((CONFIG_LABEL, "entry", pair.entry), (MIG_LABEL, "layout", pair.layout)):
        if now is None or (field == "entry" and not source.by_label):
            continue
        told = [(group.entry if field == "entry" else group.layout, group) for group in pair.groups]
        for value, group in told:
            if value not in (None, ALL_DISABLED, name) and not (group.by_rule and not group.kept):
                command = None if group.names else _relabel(label, _told_by(label, now, pair, every), name)
                draft.tell(RENAMED, f"nodes with {label}={value} belong to pool {name}", group.place, command)
        if not told and now.key != name:
            told_by = _told_by(label, now, pair, every)
            message = f"nodes with {told_by} belong to pool {name}"
            draft.tell(RENAMED, message, now.place, _relabel(label, told_by, name))


def _told_by(label: str, now: SharedEntry | Layout, pair: Pair, every: tuple[Pair, ...]) -> str:
    """Return the label that tells a pool's nodes from those of other pools with the same entry or layout."""
    by_entry = label == CONFIG_LABEL
    same = [one for one in every if now == (one.entry if by_entry else one.layout)]
    other = pair.layout if by_entry else pair.entry
    if len(same) < _SEVERAL or other is None:
        return f"{label}={now.key}"
    return f"{MIG_LABEL if by_entry else CONFIG_LABEL}={other.key}"


def _relabel(label: str, told_by: str, after: str) -> str:
    return (
        f"Once the bundle is there: kubectl label nodes -l {told_by} {label}={after} --overwrite; where a rule "
        "or the node's registration sets the label, change it there."
    )


def _pool(named: Named, source: Source, draft: Draft) -> Tree:
    at, pair = named.at, named.pair
    pool: dict[str, Tree] = {"name": named.name}
    origin = pair.entry.place if pair.entry else pair.layout.place if pair.layout else None
    if origin is not None:
        draft.origins[(*at, "name")] = origin
    pool["gpus"] = [_card(card, (*at, "gpus", number), draft) for number, card in enumerate(named.cards)]
    if not named.cards:
        pool["gpus"] = [{"model": GAP}]
        draft.gaps.append((*at, "gpus", 0, "model"))
        draft.tell(
            MISSING,
            f"which GPU the nodes of pool {named.name} have",
            origin,
            f"Say it by --gpu MODEL, or --gpu {named.name}=MODEL:COUNT with the number in each node; "
            "`nvidia-smi -L` names the model.",
        )
    if pair.layout is not None:
        pool["mig"] = pool_mig(pair.layout, named.cards, at, draft)
    pool.update(pool_sharing(named, source, draft))
    return pool


def _card(card: PoolCard, at: tuple[str | int, ...], draft: Draft) -> Tree:
    if card.origin is not None:
        draft.origins[at] = card.origin
    if card.guess is not None:
        draft.remark(at, card.guess)
    found: dict[str, Tree] = {**card_fields(card.gpu)}
    if card.per_node != 1:
        found["count"] = card.per_node
    return found


def _tell_own_layouts(pairs: tuple[Pair, ...], layouts: dict[str, Layout], draft: Draft) -> None:
    """Name the layouts that no pool has: they are NVIDIA's own, which are there as long as no pool is cut."""
    used = {pair.layout.key for pair in pairs if pair.layout is not None}
    left = [layout for key, layout in layouts.items() if key not in used and is_nvidias(layout)]
    if not left:
        return
    names = ", ".join(layout.key for layout in left[:_MOST_NAMED])
    which = f"NVIDIA's own layouts {names}"
    if len(left) > _MOST_NAMED:
        which = f"{len(left)} of NVIDIA's own layouts, such as {names},"
    draft.remark(("pools",), f"{which} are in no pool: no file has a node with one of them.")
    if any(pair.layout is not None and pair.layout.own for pair in pairs):
        draft.tell(
            INEXPRESSIBLE,
            f"{which.removesuffix(',')}: no file has a node with one of them",
            left[0].place,
            "Add a pool for each that you use, such as `mig: all-1g.10gb`.",
            Severity.INFO,
        )


def _strategy(everyone: list[Named], source: Source, draft: Draft) -> None:
    """Say the MIG strategy where it is another than the pools lead to."""
    cut = [one for one in everyone if one.pair.layout is not None or _has_mig(draft, one.name)]
    mps = any(one.pair.entry is not None and one.pair.entry.mode == "mps" for one in everyone)
    path = ("mig", "strategy") if source.is_operator else ("migStrategy",)
    value = source.said.value(*path)
    stated = source.said.effective(*path) if source.is_operator or value is not None else None
    source.said.take(*path)
    # Without a strategy in its environment the plugin reads its file, and then takes none.
    asked = cut or (everyone if source.is_operator else [])
    strategy = stated or next((_own_strategy(one) for one in asked), "none")
    if not stated:
        _tell_strategies(everyone, cut, str(strategy), draft)
    place = None if value is None else value.place
    if source.place is None and value is None:
        # The caller names the chart and no file has its values: what they say of the strategy is not known.
        return
    if cut and strategy not in ("single", "mixed"):
        draft.tell(INEXPRESSIBLE, f"the MIG strategy {strategy} for pools that are cut", place)
        return
    if strategy not in ("none", "single", "mixed"):
        return
    derived = ("single" if mps else "mixed") if cut else "single" if source.is_operator else "none"
    if strategy == derived:
        return
    if source.is_operator or cut:
        draft.put(("mig", "strategy"), strategy, place)
        return
    if not all(card.gpu.mig_family is None for one in everyone for card in one.cards) or not everyone[0].cards:
        draft.tell(
            INEXPRESSIBLE,
            f"migStrategy {strategy}: the profile has it only with pools that say `mig`",
            place,
            "Write `mig` in the pool whose GPUs are cut, if any are.",
            Severity.INFO,
        )


def _own_strategy(one: Named) -> str:
    """Return the MIG strategy of a pool's entry, which is the plugin's default where it says none."""
    entry = one.pair.entry
    return "none" if entry is None or entry.strategy is None else str(entry.strategy.tree)


def _tell_strategies(everyone: list[Named], cut: list[Named], strategy: str, draft: Draft) -> None:
    """Tell the strategies of entries that come out otherwise: a profile has one, and for pools that are cut alone."""
    for one in everyone:
        entry, own = one.pair.entry, _own_strategy(one)
        after = strategy if one in cut else "none"
        # Cards without MIG advertise the same under every strategy.
        unmoved = bool(one.cards) and all(card.gpu.mig_family is None for card in one.cards)
        if entry is None or own == after or unmoved:
            continue
        why = "the profile has one strategy" if one in cut else "its pool has no `mig`"
        place = entry.place if entry.strategy is None else entry.strategy.place
        message = f"flags.migStrategy of the entry {entry.key} is {own} now and would be {after}: {why}"
        draft.tell(INEXPRESSIBLE, message, place, "Write `mig` in the pool whose GPUs are cut, if any are.")


def _has_mig(draft: Draft, name: str) -> bool:
    pools = draft.tree.get("pools")
    every = pools if isinstance(pools, list) else []
    return any(isinstance(pool, dict) and pool.get("name") == name and "mig" in pool for pool in every)
