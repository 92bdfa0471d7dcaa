"""A pool's `timeSlicing` or `mps`: the shares of what its nodes advertise."""

from generator.importing.cards import PoolCard
from generator.importing.draft import GAP, Draft
from generator.importing.layouts import Layout
from generator.importing.named import Named
from generator.importing.shared_entry import SharedEntry
from generator.importing.source import Source
from generator.lint._resource_names import mig_resources
from generator.model.mig import mig_config_name
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
    advertised = _advertised(named.pair.layout, named.cards, source)
    if advertised is None:
        profile = _only_profile(entry)
        if profile is not None:
            found["mig"] = mig_config_name(profile)
            draft.remark((*at, "mig"), f"No file has the layout; the entry {entry.key} shares {profile} devices alone.")
            advertised = {mig_base_name(profile, source.plugin_version)}
    names = advertised or {GPU_RESOURCE}
    wanted = {name: number for name, number, _ in entry.replicas if name in names}
    dead = [name for name, _, _ in entry.replicas if name not in names]
    if dead:
        draft.remark(
            (*at, entry.mode) if wanted else at,
            f"The entry {entry.key} shares {', '.join(dead)} too, which these nodes do not advertise.",
        )
    if not wanted:
        return found
    found[entry.mode] = _block(entry, wanted, whole=set(wanted) == names)
    draft.origins[(*at, entry.mode)] = next(place for name, _, place in entry.replicas if name in wanted)
    _say_unknown(entry, wanted, (*at, entry.mode), draft)
    return found


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


def _advertised(layout: Layout | None, cards: tuple[PoolCard, ...], source: Source) -> set[str] | None:
    """Return the resources of the pool's nodes by their names before sharing; None where MIG may be on unseen."""
    if layout is None:
        unseen = any(card.gpu.mig_family is not None for card in cards) or not cards
        return None if unseen else {GPU_RESOURCE}
    if _strategy(source) == "single":
        return {GPU_RESOURCE}
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


def _strategy(source: Source) -> str:
    value = source.said.effective("mig", "strategy") if source.is_operator else source.said.effective("migStrategy")
    return value if isinstance(value, str) else "mixed"


def _only_profile(entry: SharedEntry) -> str | None:
    """Return the one MIG profile whose devices an entry shares, where it shares nothing else."""
    profiles = {mig_resources().get(name) for name, _, _ in entry.replicas}
    return profiles.pop() if len(profiles) == 1 else None
