"""Which entry of the plugin's configuration meets which MIG layout on which nodes: one pool for each pair."""

import re
from typing import NamedTuple

from generator.importing.cards import Wish
from generator.importing.codes import INEXPRESSIBLE, NO_EFFECT
from generator.importing.draft import Draft
from generator.importing.groups import Group
from generator.importing.layouts import Layout, is_nvidias
from generator.importing.shared_entry import Entries, SharedEntry
from generator.model.finding import Severity
from generator.model.manifest_value import Place
from generator.model.plan import ALL_DISABLED, CONFIG_LABEL, MIG_LABEL, UNSHARED_ENTRY

_NVIDIAS = re.compile(r"all-(?:balanced|[1-9][0-9]{0,2}g\.[1-9][0-9]{0,3}gb(?:[.+][a-z]+(?:\.[a-z]+)*|-me)?)")
_MIG_RESOURCE = "nvidia.com/mig-"


class Pair(NamedTuple):
    """An entry and a layout with the nodes that have both; None where there is none. No groups: nobody is named.

    `card` tells pairs of one entry and one layout apart whose nodes have other cards; empty for the first of them.
    """

    entry: SharedEntry | None
    layout: Layout | None
    groups: tuple[Group, ...] = ()
    card: str = ""

    def wish(self, name: str = "") -> Wish:
        """Return what is known of the pair's pool, which may have a name already."""
        keys = (name, *((self.entry.key,) if self.entry else ()), *((self.layout.key,) if self.layout else ()))
        return Wish(tuple(key for key in dict.fromkeys(keys) if key), self.groups, self.layout)


def find_pairs(
    entries: Entries, layouts: dict[str, Layout], groups: tuple[Group, ...], draft: Draft, *, by_label: bool
) -> tuple[Pair, ...]:
    """Return every pair that occurs on a node, then what no node is known to have; at least one pair.

    `by_label` is true where the MIG manager applies layouts by their label; without it nodes are cut by hand, into the
    layout that is called like their entry.
    """
    found: dict[tuple[str, str], Pair] = {}
    for group in groups:
        entry = _entry_of(group, entries, draft)
        if by_label or group.layout is not None:
            layout = _layout_of(group, layouts, draft)
        else:
            layout = layouts.get(entry.key) if entry is not None else None
        pair = Pair(entry, layout)
        both = _key(pair)
        found[both] = pair._replace(groups=(*(found[both].groups if both in found else ()), group))
    used_layouts = {both[1] for both in found}
    left = [one for key, one in layouts.items() if key not in used_layouts and not is_nvidias(one)]
    used_entries = {both[0] for both in found}
    spare = [entry for key, entry in entries.by_key.items() if key not in used_entries and not _is_unshared(entry)]
    if any(group.discovered for group in groups):
        _tell_unused(spare, left, draft)
        spare, left = [], []
    for entry in spare:
        key = entry.key
        partner = _same_name(key, left) or _only_partner(entry, entries, left)
        left = [one for one in left if one is not partner]
        pair = Pair(entry, partner)
        found.setdefault(_key(pair), pair)
    default = entries.by_key.get(entries.default)
    for layout in left:
        pair = Pair(default if default is not None and not _is_unshared(default) else None, layout)
        found.setdefault(_key(pair), pair)
    pairs = _without_doubles(tuple(found.values()))
    return pairs or (Pair(None, None),)


def _tell_unused(entries: list[SharedEntry], layouts: list[Layout], draft: Draft) -> None:
    """Tell entries and layouts that none of the Nodes among the files has: of their nodes nothing is known."""
    spare = [(f"entry {one.key}", one.place) for one in entries]
    for name, place in (*spare, *((f"layout {one.key}", one.place) for one in layouts)):
        draft.tell(
            INEXPRESSIBLE,
            f"the {name}, which no Node among the files has",
            place,
            "Nothing is to be done, if no node has it; else name the files of those nodes too, or add a pool for them.",
            Severity.INFO,
        )


def _without_doubles(pairs: tuple[Pair, ...]) -> tuple[Pair, ...]:
    """Leave out an entry of its own that shares nothing where a pair with a layout of that very name stands for it."""
    layouts = {pair.layout.key for pair in pairs if pair.layout is not None}
    return tuple(
        pair
        for pair in pairs
        if pair.layout is not None
        or pair.entry is None
        or pair.groups
        or pair.entry.shares
        or pair.entry.key not in layouts
    )


def _key(pair: Pair) -> tuple[str, str]:
    return (pair.entry.key if pair.entry else "", pair.layout.key if pair.layout else "")


def _is_unshared(entry: SharedEntry) -> bool:
    return entry.key == UNSHARED_ENTRY and not entry.shares


def _same_name(key: str, layouts: list[Layout]) -> Layout | None:
    return next((one for one in layouts if one.key == key), None)


def _only_partner(entry: SharedEntry, entries: Entries, layouts: list[Layout]) -> Layout | None:
    """Return the one layout for the one entry, where that shares MIG devices by name."""
    shares_mig = any(name.startswith(_MIG_RESOURCE) for name, _, _ in entry.replicas)
    return layouts[0] if shares_mig and len(layouts) == 1 and len(entries.by_key) == 1 else None


def _entry_of(group: Group, entries: Entries, draft: Draft) -> SharedEntry | None:
    key = group.entry if group.entry is not None else entries.default
    entry = entries.by_key.get(key)
    if entry is None and group.entry is not None and entries.by_key:
        draft.tell(NO_EFFECT, f"{CONFIG_LABEL}={group.entry} names no entry of the configuration", group.place)
    return None if entry is None or _is_unshared(entry) else entry


def _layout_of(group: Group, layouts: dict[str, Layout], draft: Draft) -> Layout | None:
    key = group.layout
    if key is None or key == ALL_DISABLED:
        return None
    if key in layouts:
        return layouts[key]
    if not layouts and _NVIDIAS.fullmatch(key):
        return _by_name(key, group.place)
    draft.tell(NO_EFFECT, f"{MIG_LABEL}={key} names no layout that cuts devices", group.place)
    return None


def _by_name(key: str, place: Place) -> Layout:
    return Layout(key, (), place, own=False)
