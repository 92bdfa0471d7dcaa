"""MIG profiles that no card has, or not the one at hand."""

import re
from collections.abc import Iterator

from generator.facts.gpus import all_gpus
from generator.facts.mig import all_mig_families, mig_family
from generator.lint.common.mig_files import MigItem, families_of, filter_ids, known_families, mig_items, packed_id
from generator.lint.common.mig_names import instance_of, is_profile_name
from generator.lint.common.mig_use import asked_layouts
from generator.model.finding import Severity
from generator.model.manifest import Manifests
from generator.model.manifest_rule import ManifestFault, ManifestRule
from generator.model.manifest_value import Value
from generator.model.mig import Basis, MigFamily, mig_config_name

_SHOWN = 4


def _check(manifests: Manifests) -> Iterator[ManifestFault]:
    asked = asked_layouts(manifests)
    fitting = frozenset(_map_of(item) for item in mig_items(manifests) if _fits(item, manifests))
    slips = _slips(manifests)
    for item in mig_items(manifests):
        families = families_of(item.value, manifests)
        odd = _without_mig(item)
        for name, count in item.value.entries("mig-devices"):
            profile, _ = instance_of(name)
            if not is_profile_name(name):
                continue
            having = [one for one in families if one.profile(profile)]
            if having and all(one.replaced_by for one in having):
                yield from _of_former_boards(item, count, profile, having)
            elif having:
                odd += _without(item, profile, families)
            elif not any(one.profile(profile) for one in all_mig_families()):
                message = f"no GPU has a MIG profile {profile}: layout {item.name} fails"
                fix = _nearest(profile, families or all_mig_families())
                yield ManifestFault(count.place, message, fix, on_key=True)
            elif filter_ids(item.value) is None:
                # NVIDIA's own file has a layout for every profile of every card, and many start from a copy of it.
                slip = (*_map_of(item), item.name) in slips
                if item.name in asked or item.name != mig_config_name(profile) or slip:
                    # A map that has a layout for this card may have the others for other cards.
                    severity = Severity.INFO if _map_of(item) in fitting and not slip else Severity.WARNING
                    severity = Severity.ERROR if item.name in asked else severity
                    yield _of_cards(item, count, profile, manifests)._replace(severity=severity)
            elif (met := families or _met(item)) and not any(one.profile(profile) for one in met):
                message = f"the GPUs of this device-filter have no MIG profile {profile}: layout {item.name} fails"
                yield ManifestFault(count.place, message, _nearest(profile, met), on_key=True)
        yield from odd[:1]


def _met(item: MigItem) -> tuple[MigFamily, ...]:
    """Return the families that a filter names, whatever cards there are."""
    ids = filter_ids(item.value) or frozenset()
    return tuple(one for one in all_mig_families() if ids & set(one.pci_device_ids))


def _filters(item: MigItem) -> Iterator[tuple[Value, int]]:
    """Return the texts of a filter that are ids, with the device id of each."""
    found = item.value.get("device-filter")
    for text in () if found is None else list(found.elements()) or [found]:
        packed = packed_id(text.tree) if isinstance(text.tree, str) else None
        if packed is not None:
            yield text, packed >> 16


def _without_mig(item: MigItem) -> list[ManifestFault]:
    """Return the ids of cards without MIG where an item turns MIG on."""
    enabled = item.value.get("mig-enabled")
    if enabled is None or enabled.tree is not True:
        return []
    capable = {one for family in all_mig_families() for one in family.pci_device_ids}
    cards = {one: gpu for gpu in all_gpus() for one in gpu.pci_device_ids if one not in capable}
    severity = None if all(number in cards for _, number in _filters(item)) else Severity.WARNING
    return [
        ManifestFault(
            text.place,
            f"{text.tree} is the {cards[number].marketing}, which has no MIG: layout {item.name} fails on it",
            "Delete this id.",
            severity=severity,
        )
        for text, number in _filters(item)
        if number in cards
    ]


def _without(item: MigItem, profile: str, families: tuple[MigFamily, ...]) -> list[ManifestFault]:
    """Return the ids of a filter whose cards lack a profile that others of them have."""
    found: list[ManifestFault] = []
    for text, number in _filters(item):
        met = [one for one in families if number in one.pci_device_ids and one.replaced_by is None]
        # Where the profiles of a card are not published nothing is known to be missing.
        if met and all(one.profiles and one.basis is not Basis.UNKNOWN and not one.profile(profile) for one in met):
            card = met[0].products[0].removeprefix("NVIDIA-")
            message = (
                f"{text.tree} is of the {card} or the like, which has no {profile}: layout {item.name} fails on it"
            )
            fix = "Write an item of its own for this id, with the card's own profiles."
            found.append(ManifestFault(text.place, message, fix, severity=Severity.WARNING))
    return found


def _of_former_boards(item: MigItem, count: Value, profile: str, having: list[MigFamily]) -> Iterator[ManifestFault]:
    """Return what is told of a profile that, of all cards of a filter, only boards from before production have.

    Without a filter that is nothing: NVIDIA's own file has such layouts, and many start from a copy of it.
    """
    former = having[0]
    if filter_ids(item.value) is not None and former.replaced_by is not None:
        card = former.products[0].removeprefix("NVIDIA-")
        message = f"only {card} boards from before production have {profile}: layout {item.name} fails on those sold"
        known = former.profile(profile)
        sold = mig_family(former.replaced_by).profiles
        same = [one.name for one in sold if known is not None and one.gi_profile_id == known.gi_profile_id]
        fix = f"Write {same[0]}." if same else None
        yield ManifestFault(count.place, message, fix, on_key=True, severity=Severity.WARNING)


def _slips(manifests: Manifests) -> frozenset[tuple[str, int, str]]:
    """Return the layouts that must be slips: the only one of a map that does not fit the only card named.

    Who has other cards as well has layouts of the same number of slices for each: these have a number of their own,
    and neither the name of another card nor filters.
    """
    found: dict[tuple[str, int], list[MigItem]] = {}
    for item in mig_items(manifests) if len(manifests.context.every_gpu) == 1 else ():
        found.setdefault(_map_of(item), []).append(item)
    slips: set[tuple[str, int, str]] = set()
    for where, items in found.items():
        cutting = [item for item in items if any(True for _ in item.value.entries("mig-devices"))]
        odd = [item for item in cutting if not _fits(item, manifests)]
        taken = {size for item in cutting if item not in odd for size in _sizes(item)}
        filtered = any(item.value.has("device-filter") for item in items)
        if len({item.name for item in odd}) == 1 and taken and not filtered and not _sizes(odd[0]) & taken:
            slips |= {(*where, item.name) for item in odd if not _names_a_card(item)}
    return frozenset(slips)


def _sizes(item: MigItem) -> frozenset[str]:
    """Return the numbers of slices of an item's profiles: ``2g`` of 2g.10gb."""
    return frozenset(instance_of(name)[0].partition(".")[0] for name, _ in item.value.entries("mig-devices"))


def _names_a_card(item: MigItem) -> bool:
    """Say whether a layout's name has the model of a card in it, such as a30."""
    words = {word.lower() for one in all_mig_families() for product in one.products for word in product.split("-")}
    models = {word for word in words if word[0].isalpha() and any(sign.isdigit() for sign in word)}
    return any(word in models for word in re.split(r"[^a-z0-9]+", item.name.lower()))


def _map_of(item: MigItem) -> tuple[str, int]:
    return item.value.place.file, item.value.place.document


def _fits(item: MigItem, manifests: Manifests) -> bool:
    """Say whether a card that the caller named has every profile of an item."""
    names = [instance_of(name)[0] for name, _ in item.value.entries("mig-devices")]
    return bool(names) and any(
        all(family.profile(name) is not None for name in names) for family in families_of(item.value, manifests)
    )


def _of_cards(item: MigItem, count: Value, profile: str, manifests: Manifests) -> ManifestFault:
    cards = manifests.context.every_gpu
    models = ", ".join(dict.fromkeys(gpu.marketing for gpu in cards))
    message = f"{models} has no MIG profile {profile}: layout {item.name} fails there"
    fix = _nearest(profile, known_families(manifests) or ())
    return ManifestFault(count.place, message, fix, on_key=True)


def _nearest(profile: str, families: tuple[MigFamily, ...]) -> str | None:
    import difflib

    names = tuple(dict.fromkeys(name for one in families for name in one.profile_names))
    alike = [name for name in names if name.partition(".")[0] == profile.partition(".")[0]]
    close = difflib.get_close_matches(profile, alike or names, n=_SHOWN, cutoff=0.5)
    return f"Write {' or '.join(close)}." if close else None


RULE = ManifestRule(
    "MIG207",
    "MIG profile that the GPU does not have",
    Severity.ERROR,
    why="mig-parted takes any well-formed name and looks for it on the GPU only when it applies the layout: the node "
    "ends in mig.config.state failed. Profiles are named after the memory of the card, so most cards "
    "have names of their own.",
    fix="Write a profile that the GPU has: `nvidia-smi mig -lgip` lists them.",
    source="generator/facts/mig (NVIDIA's MIG user guide and default MIG configuration)",
    bad="""\
apiVersion: v1
kind: ConfigMap
metadata: {name: mig-config}
data:
  config.yaml: |
    version: v1
    mig-configs:
      all-disabled:
        - {devices: all, mig-enabled: false}
      small:
        - devices: all
          mig-enabled: true
          mig-devices:
            1g.25gb: 7  # <- here
""",
    good="""\
apiVersion: v1
kind: ConfigMap
metadata: {name: mig-config}
data:
  config.yaml: |
    version: v1
    mig-configs:
      all-disabled:
        - {devices: all, mig-enabled: false}
      small:
        - devices: all
          mig-enabled: true
          mig-devices:
            1g.23gb: 7
""",
    check=_check,
)
