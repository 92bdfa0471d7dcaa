"""Which cards a pod may come to, by the labels that it selects, and what MIG makes of them."""

from collections.abc import Iterable, Mapping
from functools import cache
from types import MappingProxyType
from typing import NamedTuple

from generator.ecosystem.node_cards import card_by_label
from generator.facts.discovery_labels import PRODUCT, plain_product
from generator.facts.mig import all_mig_families, mig_families
from generator.lint.common.known_gpus import gpus_by_label
from generator.lint.common.resource_names import MIG_PREFIX
from generator.lint.common.selectors import Condition, Conditions, selected, terms
from generator.model.gpu import Gpu
from generator.model.manifest_value import Value, is_filled_in_later
from generator.model.mig import Basis, MigFamily, mig_resource_name, parse_mig_name

_OF_DEVICES = f"{MIG_PREFIX}", ".product"
"""A label such as nvidia.com/mig-1g.5gb.product, of strategy mixed; source: NVIDIA/k8s-device-plugin internal/lm."""


class Cards(NamedTuple):
    """Cards by their labels, and the MIG families that they may be of: none for cards without MIG."""

    names: tuple[str, ...]
    families: tuple[MigFamily, ...]

    @property
    def are_published(self) -> bool:
        """Say whether NVIDIA's own output lists the profiles of all of them, and none is carried over."""
        return all(family.basis is Basis.MEASURED for family in self.families)

    def resources(self) -> frozenset[str] | None:
        """Return the resources that MIG devices of these cards may have; None where profiles are not known.

        Up to device plugin v0.19 a variant hides behind the name without its attributes.
        """
        if any(family.basis is Basis.UNKNOWN or not family.profiles for family in self.families):
            return None
        return frozenset(name for family in self.families for name in resources_of(family.profile_names))


def resources_of(profiles: tuple[str, ...]) -> frozenset[str]:
    """Return what some release of the plugin calls MIG devices of these profiles."""
    parts = [(name, parse_mig_name(name)) for name in profiles]
    plain = {f"{MIG_PREFIX}{one.compute_slices}g.{one.memory_gb}gb" for _, one in parts if one is not None}
    return frozenset(plain | {mig_resource_name(name) for name in profiles})


def selected_cards(pod: Value) -> Cards | None:
    """Return the cards that a pod selects, all that will do; None where it selects none, or one is not known."""
    for condition in selected(pod):
        if found := _of_condition(condition):
            return found
    return _all_of([_of_term(term) for term in terms(pod) if term])


def cards_of_gpus(gpus: Iterable[Gpu]) -> Cards:
    """Return the cards that somebody says there are."""
    return _together([Cards((gpu.marketing,), mig_families(gpu)) for gpu in gpus])


def cards_labelled(products: frozenset[str]) -> Cards | None:
    """Return the cards of product labels; None where one of them is not known."""
    return _all_of([_cards_by_label(PRODUCT, product) for product in sorted(products)])


def _of_term(term: Conditions) -> Cards | None:
    return next((found for one in term if (found := _of_condition(one))), None)


def _of_condition(condition: Condition) -> Cards | None:
    texts = [text for _, text in condition.texts]
    if len(texts) != len(condition.values) or any(map(is_filled_in_later, texts)):
        return None
    return _all_of([_cards_by_label(condition.key, text) for text in texts])


def _all_of(cards: list[Cards | None]) -> Cards | None:
    """Return all of these as one; None where there is none, or one of them is not known."""
    known = [one for one in cards if one is not None]
    return _together(known) if known and len(known) == len(cards) else None


def _together(cards: list[Cards]) -> Cards:
    names = dict.fromkeys(name for one in cards for name in one.names)
    return Cards(tuple(names), tuple(dict.fromkeys(family for one in cards for family in one.families)))


def _cards_by_label(key: str, value: str) -> Cards | None:
    if key == PRODUCT or (key.startswith(_OF_DEVICES[0]) and key.endswith(_OF_DEVICES[1])):
        name = plain_product(value)
        known = _families_by_product()
        # Before R470 drivers left the brand out: A100-SXM4-40GB.
        families = known.get(name, known.get(f"NVIDIA-{name}"))
        return None if families is None else Cards((name,), families)
    product = card_by_label(key, value)
    return None if product is None else Cards((value,), _families_by_product()[product])


@cache
def _families_by_product() -> Mapping[str, tuple[MigFamily, ...]]:
    """Return by every known product label the families that its cards may be of."""
    found: dict[str, dict[MigFamily, None]] = {}
    for family in all_mig_families():
        for product in family.products:
            found.setdefault(product, {})[family] = None
    for label, gpu in gpus_by_label().items():
        found.setdefault(label, {}).update(dict.fromkeys(mig_families(gpu)))
    return MappingProxyType({label: tuple(families) for label, families in found.items()})
