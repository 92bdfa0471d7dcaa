"""A node's label that asks for a MIG layout which the node's card cannot have."""

from collections.abc import Iterator
from typing import NamedTuple

from generator.ecosystem.node_cards import card_by_label, card_of_machine
from generator.facts.discovery_labels import PRODUCT, plain_product
from generator.facts.mig import all_mig_families
from generator.lint.common.known_gpus import gpus_by_label
from generator.lint.common.mig_files import MigItem, families_of_gpus, filter_ids, mig_items
from generator.lint.common.mig_names import instance_of, is_profile_name, profiles_by_layout
from generator.lint.common.mig_use import named_elsewhere, own_layouts, read_configs
from generator.lint.common.references import text_of
from generator.model.finding import Severity
from generator.model.gpu import Gpu
from generator.model.manifest import Manifests
from generator.model.manifest_objects import NodeObject
from generator.model.manifest_rule import ManifestFault, ManifestRule
from generator.model.manifest_value import Labels, Value
from generator.model.mig import MigFamily
from generator.model.plan import ALL_DISABLED, MIG_LABEL


class _Node(NamedTuple):
    """What a node asks for, and the families that its cards may be of; `said` is true where the caller names them."""

    asked: Value
    gpus: tuple[Gpu, ...]
    said: bool

    @property
    def families(self) -> tuple[MigFamily, ...]:
        """The families that the cards may be of; none where they have no MIG."""
        return families_of_gpus(self.gpus)


def _check(manifests: Manifests) -> Iterator[ManifestFault]:
    own = own_layouts(manifests)
    elsewhere = own is None and named_elsewhere(manifests)
    read = manifests._replace(mig_configs=read_configs(manifests), mig_in_part=())
    items = [] if own is None else list(mig_items(read))
    for node in _nodes(manifests):
        layout = text_of(node.asked)
        if layout in ("", ALL_DISABLED) or elsewhere:
            continue
        named = [one for one in items if one.name == layout]
        if not node.families and (not named or any(map(_cuts, named))):
            yield ManifestFault(node.asked.place, f"the {node.gpus[0].marketing} cannot be divided by MIG", _OFF)
        elif own is None:
            yield from _of_default(node, layout)
        # What the caller says of the cards is held against the layouts themselves.
        elif not node.said:
            yield from _of_own(node, named)
    for pool in () if elsewhere else manifests.pools:
        yield from _of_pool(pool, items)


def _nodes(manifests: Manifests) -> Iterator[_Node]:
    for one in manifests.labelled:
        asked = next((value for key, value in one.labels if key == MIG_LABEL), None)
        if one.node is not None and asked is not None:
            product = next((text_of(value) for key, value in one.labels if key == PRODUCT), "")
            gpu = gpus_by_label().get(plain_product(product or _card_of_labels(one.labels)))
            gpus = manifests.context.gpus_of(one.node) if gpu is None else (gpu,)
            if gpus:
                yield _Node(asked, gpus, said=gpu is None)


def _card_of_labels(labels: Labels) -> str:
    """Return the product label of the card that the machine's type has; nothing where it is not known."""
    found = (card_by_label(key, text_of(value)) for key, value in labels)
    return next((card for card in found if card is not None), "")


def _cuts(item: MigItem) -> bool:
    enabled = item.value.get("mig-enabled")
    return enabled is None or enabled.tree is not False


def _of_pool(pool: NodeObject, items: list[MigItem]) -> Iterator[ManifestFault]:
    """Return a layout that all nodes of a pool ask for, where no machine that it takes has a card with MIG."""
    asked = next((value for key, value in pool.labels if key == MIG_LABEL), None)
    layout = "" if asked is None else text_of(asked)
    named = [one for one in items if one.name == layout]
    # A layout of another name may be one that turns MIG off.
    if asked is None or not (any(map(_cuts, named)) or (not named and layout in _layouts_of_nvidia())):
        return
    for cards in _cards_of_pool(pool):
        gpus = tuple(gpu for card in cards if card is not None and (gpu := gpus_by_label().get(card)))
        if gpus and len(gpus) == len(cards) and not families_of_gpus(gpus):
            names = " and the ".join(dict.fromkeys(gpu.marketing for gpu in gpus))
            message = f"the {names} of this pool's machines cannot be divided by MIG: the label changes nothing"
            fix = f"{_OFF} MIG needs machines such as p4d and p5 of AWS, or other cards that have it."
            yield ManifestFault(asked.place, message, fix, severity=Severity.WARNING)
            return


def _layouts_of_nvidia() -> frozenset[str]:
    return frozenset({*profiles_by_layout(), "all-enabled", "all-balanced"})


def _cards_of_pool(pool: NodeObject) -> Iterator[list[str | None]]:
    """Return the cards of the machines that each requirement of a pool allows, None for one that is not known."""
    single, several = pool.value.text("instanceType"), list(pool.value.elements("instanceTypes"))
    if single is not None and not several:
        yield [card_of_machine(single)]
    if several:
        yield [card_of_machine(text_of(one)) for one in several]
    for one in pool.value.elements("requirements"):
        if one.text("operator") == "In":
            yield [card_by_label(one.text("key") or "", text_of(value)) for value in one.elements("values")]


def _of_default(node: _Node, layout: str) -> Iterator[ManifestFault]:
    profile = profiles_by_layout().get(layout)
    if profile is not None and not any(family.profile(profile) for family in node.families):
        yield _fault(node, profile, layout)


def _of_own(node: _Node, items: list[MigItem]) -> Iterator[ManifestFault]:
    for item in items:
        ids = filter_ids(item.value)
        met = [one for one in node.families if ids is None or ids & set(one.pci_device_ids)]
        for name, _ in item.value.entries("mig-devices") if met else ():
            profile, _ = instance_of(name)
            known = any(one.profile(profile) for one in all_mig_families())
            if is_profile_name(name) and known and not any(one.profile(profile) for one in met):
                yield _fault(node, profile, item.name)
                return


def _fault(node: _Node, profile: str, layout: str) -> ManifestFault:
    card = " or ".join(dict.fromkeys(gpu.marketing for gpu in node.gpus))
    names = dict.fromkeys(
        profile.name for family in node.families for profile in family.profiles if not profile.is_variant
    )
    return ManifestFault(
        node.asked.place,
        f"layout {layout} wants {profile}, which the {card} does not have: no MIG device comes up",
        f"The profiles of this card: {', '.join(names)}; a layout of NVIDIA's own is all-PROFILE.",
    )


_OFF = f"Delete the label, or write {ALL_DISABLED}."

RULE = ManifestRule(
    "MIG219",
    "MIG layout for another card than the node's",
    Severity.ERROR,
    why="Profiles are named after the memory of the card, and the MIG manager makes what the layout says without "
    "asking which card it is: the driver refuses the profile, and the node ends in mig.config.state failed.",
    fix="Ask for a layout of this card's profiles.",
    source="generator/facts/mig (NVIDIA's MIG user guide and default MIG configuration); NVIDIA/mig-parted "
    "deployments/container/reconfigure-mig.sh; NVIDIA/gpu-operator issue 603, controllers/state_manager.go "
    "(hasMIGCapableGPU: without one there is no MIG manager); generator/ecosystem/node_cards.py",
    bad="""\
apiVersion: nvidia.com/v1
kind: ClusterPolicy
metadata: {name: cluster-policy}
spec:
  migManager: {config: {name: layouts}}
---
apiVersion: v1
kind: ConfigMap
metadata: {name: layouts, namespace: gpu-operator}
data:
  config.yaml: |
    version: v1
    mig-configs:
      all-disabled:
        - {devices: all, mig-enabled: false}
      small:
        - {devices: all, mig-enabled: true, mig-devices: {1g.5gb: 7}}
      large:
        - {devices: all, mig-enabled: true, mig-devices: {3g.40gb: 2}}
---
apiVersion: v1
kind: Node
metadata:
  name: gpu-1
  labels:
    nvidia.com/gpu.product: NVIDIA-A100-80GB-PCIe
    nvidia.com/mig.config: small  # <- here
""",
    good="""\
apiVersion: nvidia.com/v1
kind: ClusterPolicy
metadata: {name: cluster-policy}
spec:
  migManager: {config: {name: layouts}}
---
apiVersion: v1
kind: ConfigMap
metadata: {name: layouts, namespace: gpu-operator}
data:
  config.yaml: |
    version: v1
    mig-configs:
      all-disabled:
        - {devices: all, mig-enabled: false}
      small:
        - {devices: all, mig-enabled: true, mig-devices: {1g.5gb: 7}}
      large:
        - {devices: all, mig-enabled: true, mig-devices: {3g.40gb: 2}}
---
apiVersion: v1
kind: Node
metadata:
  name: gpu-1
  labels:
    nvidia.com/gpu.product: NVIDIA-A100-80GB-PCIe
    nvidia.com/mig.config: large
""",
    check=_check,
)
