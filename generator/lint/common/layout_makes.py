"""What a MIG layout leaves of a node's cards: whole ones, and devices by the names of strategy mixed."""

from typing import NamedTuple

from generator.lint.common.cards import Cards, resources_of
from generator.lint.common.mig_files import MigItem, counts_of, filter_ids, mig_items
from generator.lint.common.mig_names import instance_of, profiles_by_layout
from generator.lint.common.mig_use import named_elsewhere, read_configs
from generator.model.manifest import Manifests
from generator.model.plan import ALL_DISABLED

_ENABLED, _BALANCED = "all-enabled", "all-balanced"


class Made(NamedTuple):
    """Whether all cards stay whole, or none does, and the resources of the devices; None where these are not known."""

    whole: bool
    devices: frozenset[str] | None


class Layouts(NamedTuple):
    """The layouts that nodes can ask for: the items of one's own, or None for NVIDIA's; `known` is false for others."""

    own: dict[str, list[MigItem]] | None
    known: bool


def layouts(manifests: Manifests) -> Layouts:
    """Return the layouts of the configuration that the MIG manager reads."""
    read = read_configs(manifests)
    if not read:
        return Layouts(None, not named_elsewhere(manifests))
    found: dict[str, list[MigItem]] = {}
    for item in mig_items(manifests._replace(mig_configs=read, mig_in_part=())):
        found.setdefault(item.name, []).append(item)
    # Of several configurations nothing says which one a node's manager reads.
    return Layouts(found, len(read) == 1)


def made(name: str, cards: Cards | None, of: Layouts) -> Made | None:
    """Return what a layout makes of a node with these cards; None where that is not certain."""
    if not of.known or not name:
        return None
    if of.own is not None:
        return _of_items(of.own.get(name, []), cards)
    if name == ALL_DISABLED:
        return Made(True, frozenset())
    if cards is not None and not cards.families:
        return None
    if name == _ENABLED:
        return Made(False, frozenset())
    if name == _BALANCED:
        return Made(False, _balanced(cards))
    profile = profiles_by_layout().get(name)
    # A profile that the card does not have is another fault, and leaves the card as it is.
    if profile is None or (cards is not None and not any(one.profile(profile) for one in cards.families)):
        return None
    return Made(False, resources_of((profile,)))


def _balanced(cards: Cards | None) -> frozenset[str] | None:
    if cards is None or any(not family.balanced.names for family in cards.families):
        return None
    return frozenset(name for family in cards.families for name in resources_of(family.balanced.names))


def _of_items(items: list[MigItem], cards: Cards | None) -> Made | None:
    enabled = {_is_on(item) for item in items}
    if len(enabled) != 1 or None in enabled or not any(_takes_all(item, cards) for item in items):
        return None
    if enabled == {False}:
        return Made(True, frozenset())
    names = tuple(name for item in items for name, count in counts_of(item.value).items() if count)
    # Compute instances had names of their own up to plugin v0.19.
    return Made(False, None if any(instance_of(name)[1] for name in names) else resources_of(names))


def _is_on(item: MigItem) -> bool | None:
    value = item.value.get("mig-enabled")
    return value.tree if value is not None and isinstance(value.tree, bool) else None


def _takes_all(item: MigItem, cards: Cards | None) -> bool:
    """Say whether an item is for every card of a node."""
    ids = filter_ids(item.value)
    families = () if cards is None else cards.families
    of_card = bool(families) and all(ids is None or ids & set(family.pci_device_ids) for family in families)
    return item.value.text("devices") == "all" and (ids is None or of_card)
