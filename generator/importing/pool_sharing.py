"""A pool's `timeSlicing` or `mps`: the shares of what its nodes advertise."""

from collections.abc import Iterable

from generator.importing.cards import PoolCard
from generator.importing.codes import INEXPRESSIBLE, MISSING
from generator.importing.combine import Pair
from generator.importing.draft import GAP, Draft
from generator.importing.named import Named
from generator.importing.shared_entry import SharedEntry
from generator.importing.source import Source
from generator.lint.common.resource_names import mig_resources
from generator.model.finding import Severity
from generator.model.plan import GPU_RESOURCE
from generator.model.tree import Path, Tree
from generator.resolve.resources import mig_base_name


def pool_sharing(named: Named, source: Source, draft: Draft) -> dict[str, Tree]:
    """Return the fields of a pool that its entry leads to."""
    entry, at = named.pair.entry, named.at
    found: dict[str, Tree] = {}
    if entry is None:
        return found
    if entry.unseen:
        draft.remark((*at, "timeSlicing"), entry.unseen)
        draft.gaps.append((*at, "timeSlicing"))
        return {"timeSlicing": {"replicas": GAP}}
    if entry.policy is not None:
        found["allocationPolicy"] = entry.policy
    if not entry.replicas:
        return found
    advertised = _advertised(named.pair, named.cards, source)
    shared = {name for name, _, _ in entry.replicas}
    if advertised is None and _are_mig(shared):
        _ask_layout(named, entry, draft)
        found["mig"] = GAP
        advertised = shared
    names = advertised or {GPU_RESOURCE}
    wanted = {name: number for name, number, _ in entry.replicas if name in names}
    dead = [name for name, _, _ in entry.replicas if name not in names]
    if dead:
        which = "which nodes that are cut advertise" if advertised is None else "which these nodes do not advertise"
        draft.remark(
            (*at, entry.mode) if wanted else at, f"The entry {entry.key} shares {', '.join(dead)} too, {which}."
        )
    if not wanted:
        return found
    found[entry.mode] = _block(entry, wanted, whole="mig" not in found and set(wanted) == names)
    draft.origins[(*at, entry.mode)] = next(place for name, _, place in entry.replicas if name in wanted)
    _say_unknown(entry, wanted, (*at, entry.mode), draft)
    return found


def tell_unshared(everyone: Iterable[Named], source: Source, draft: Draft) -> None:
    """Tell shares of an entry that none of its pools has: nodes that are cut while they run may advertise them."""
    pools: dict[str, list[Named]] = {}
    for one in everyone:
        if one.pair.entry is not None:
            pools.setdefault(one.pair.entry.key, []).append(one)
    for group in pools.values():
        entry = group[0].pair.entry
        every = [_advertised(one.pair, one.cards, source) for one in group]
        for name, number, place in entry.replicas if entry is not None else ():
            if entry is None or any(_has(name, names, entry) for names in every):
                continue
            unseen = None in every
            which = "which no pool advertises" if unseen else "which these nodes do not advertise"
            draft.tell(
                INEXPRESSIBLE,
                f"{entry.mode} of {name} by {GAP if number is None else number} in the entry {entry.key}, {which}",
                place,
                "If nodes are cut into such devices, add a pool for them that says `mig` and shares them.",
                None if unseen else Severity.INFO,
            )


def _has(name: str, names: set[str] | None, entry: SharedEntry) -> bool:
    """Say whether a pool shares a resource; one whose layout is not known has MIG devices for a gap alone."""
    if names is None:
        return name == GPU_RESOURCE or _are_mig({one for one, _, _ in entry.replicas})
    return name in names


def _ask_layout(named: Named, entry: SharedEntry, draft: Draft) -> None:
    """Leave a gap: a layout that was guessed would have the MIG manager cut the nodes anew."""
    profiles = sorted(profile for name, _, _ in entry.replicas if (profile := mig_resources().get(name)))
    draft.gaps.append((*named.at, "mig"))
    draft.tell(
        MISSING,
        f"how the nodes of pool {named.name} are cut, of which the entry {entry.key} shares {', '.join(profiles)}",
        entry.replicas[0][2],
        "Name the files of the nodes too (`kubectl get nodes -o yaml`), or write the layout in the pool, such as "
        "`mig: all-1g.10gb`; `kubectl get nodes -L nvidia.com/mig.config` shows its name.",
    )


def _say_unknown(entry: SharedEntry, wanted: dict[str, int | None], at: Path, draft: Draft) -> None:
    for remark in entry.remarks:
        draft.remark(at, remark)
    if None in wanted.values():
        draft.gaps.append(at)


def _block(entry: SharedEntry, wanted: dict[str, int | None], *, whole: bool) -> Tree:
    numbers: dict[str, Tree] = {name: GAP if number is None else number for name, number in wanted.items()}
    each = list(numbers.values())
    block: dict[str, Tree] = {}
    if whole and each.count(each[0]) == len(each):
        block["replicas"] = each[0]
    else:
        block["resources"] = numbers
    if entry.renamed:
        block["renameByDefault"] = True
    if not entry.fail_above_one:
        block["failRequestsGreaterThanOne"] = False
    return block


def _advertised(pair: Pair, cards: tuple[PoolCard, ...], source: Source) -> set[str] | None:
    """Return the resources of the pool's nodes by their names before sharing; None where MIG may be on unseen."""
    layout = pair.layout
    if _strategy(pair, source) != "mixed":
        return {GPU_RESOURCE}
    if layout is None:
        unseen = any(card.gpu.mig_family is not None for card in cards) or not cards
        return None if unseen else {GPU_RESOURCE}
    profiles = {
        name for item in layout.items for name in item.counts if not cards or any(item.fits(card.gpu) for card in cards)
    }
    if not layout.own:
        profiles = {layout.key.removeprefix("all-")}
    names = {mig_base_name(profile.replace(".me", "+me"), source.plugin_version) for profile in profiles}
    per_node = sum(card.per_node for card in cards)
    covered = {index for item in layout.items for index in item.devices or ()}
    is_whole = not layout.own or any(item.devices is None for item in layout.items) or len(covered) >= per_node
    return names if is_whole else {*names, GPU_RESOURCE}


def _strategy(pair: Pair, source: Source) -> str:
    """Return the MIG strategy: without one in its environment the plugin reads its file."""
    value = source.said.effective("mig", "strategy") if source.is_operator else source.said.effective("migStrategy")
    if not isinstance(value, str) and pair.entry is not None and pair.entry.strategy is not None:
        value = pair.entry.strategy.tree
    return value if isinstance(value, str) else "mixed"


def _are_mig(names: Iterable[str]) -> bool:
    """Say whether names are of MIG devices alone."""
    return all(name in mig_resources() for name in names)
