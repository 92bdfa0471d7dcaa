"""Nodes without a label: one pool alone is for them too, so where they have another entry they take a pool."""

from generator.importing.cards import Cards
from generator.importing.codes import DIFFERENT
from generator.importing.combine import Pair
from generator.importing.draft import Draft
from generator.importing.shared_entry import Entries
from generator.model.finding import Severity
from generator.model.plan import CONFIG_LABEL

_CURE = "Add a pool of nodes that share nothing, or leave it where every node with a GPU has the label."


def with_unlabelled(pairs: tuple[Pair, ...], entries: Entries, cards: Cards, draft: Draft) -> tuple[Pair, ...]:
    """Return the pairs with one for nodes without a label, where these share nothing and would share.

    Where the files show the nodes, or nobody says which cards such nodes have, that is told instead.
    """
    entry = pairs[0].entry
    if len(pairs) > 1 or entry is None or not entry.shares or entry.key == entries.default:
        return pairs
    rest = Pair(None, None)
    found = cards.of(rest.wish())
    ruled = {group.gpu.id for group in pairs[0].groups if group.gpu is not None and group.by_rule and not group.kept}
    covered = any(group.seen for group in pairs[0].groups) or any(card.gpu.id in ruled for card in found)
    if found and not covered:
        draft.remark(("pools", len(pairs)), "Nodes without a label, which share nothing.")
        return (*pairs, rest)
    draft.tell(
        DIFFERENT,
        f"nodes without the label {CONFIG_LABEL} share nothing now, and would have the entry {entry.key}",
        entry.place,
        _CURE,
        Severity.INFO if covered else None,
    )
    return pairs
