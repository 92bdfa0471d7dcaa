"""A pool's `mig`: NVIDIA's name of a uniform layout, or a list by device."""

from generator.importing.cards import PoolCard
from generator.importing.codes import INEXPRESSIBLE
from generator.importing.draft import Draft
from generator.importing.layouts import Layout, LayoutItem, is_nvidias
from generator.model.finding import Severity
from generator.model.tree import Path, Tree

_OTHERS = "Nothing is to be done where no node has such GPUs; else name them by --gpu, or add a pool for them."


def pool_mig(layout: Layout, cards: tuple[PoolCard, ...], at: Path, draft: Draft) -> Tree:
    """Return the layout as a pool says it; items for GPUs that the pool does not have are remarked on."""
    draft.origins[(*at, "mig")] = layout.place
    if not layout.own:
        return layout.key
    if len(cards) == 1 and len(layout.items) == 1 and layout.items[0].ids is None and is_nvidias(layout):
        return layout.key
    items: list[Tree] = []
    others = 0
    for item in layout.items:
        models = [card for card in cards if item.fits(card.gpu)]
        if cards and not models:
            others += 1
            continue
        every = models if item.ids is not None and len(cards) > 1 else models[:1]
        for model in [card.gpu.marketing for card in every] or [""]:
            draft.origins[(*at, "mig", len(items))] = item.place
            items.append(_item(item, model if len(cards) > 1 else ""))
    if others:
        more = f"{others} item{'s' * (others > 1)} more, for GPUs that this pool does not have"
        draft.remark((*at, "mig"), f"{layout.key} has {more}.")
        draft.tell(INEXPRESSIBLE, f"of the layout {layout.key} {more}", layout.place, _OTHERS, Severity.INFO)
    return items


def _item(item: LayoutItem, model: str) -> Tree:
    found: dict[str, Tree] = {"model": model} if model else {}
    if item.devices is not None:
        found["devices"] = list(item.devices)
    found["migDevices"] = {name: count for name, count in item.counts.items() if count}
    return found
