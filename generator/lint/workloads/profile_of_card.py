"""A pod that asks for a MIG device which the cards that it may come to cannot have."""

from collections.abc import Iterator
from typing import NamedTuple

from generator.facts.discovery_labels import OF_MIG_DEVICE, PRODUCT
from generator.lint.common.advertised import Advertised, advertised
from generator.lint.common.cards import Cards, cards_labelled, cards_of_gpus, selected_cards
from generator.lint.common.known_gpus import KnownGpus, known_gpus
from generator.lint.common.nodes import supply
from generator.lint.common.resource_names import GPU, MIG_PREFIX, mig_resources
from generator.lint.common.selectors import selected, terms
from generator.lint.common.workloads import GpuAsk, gpu_asks, plain_name, thousandths
from generator.lint.workloads._bound import bound, kinds_of_nodes
from generator.lint.workloads._mig_strategy import InForce, strategy_in_force
from generator.lint.workloads._node_kinds import NodeKinds
from generator.model.finding import Severity
from generator.model.manifest import Manifests
from generator.model.manifest_objects import Workload
from generator.model.manifest_rule import ManifestFault, ManifestRule

_WITHOUT_NAMES = ("none", "single")


class _Known(NamedTuple):
    """What the files say of the whole cluster: its kinds of Nodes, all of its cards, what the plugin is told."""

    kinds: NodeKinds
    gpus: KnownGpus | None
    config: Advertised | None
    strategy: InForce | None
    shown: frozenset[str]


def _check(manifests: Manifests) -> Iterator[ManifestFault]:
    asks = [ask for ask in gpu_asks(manifests) if _is_of_device(ask)]
    if not asks:
        return
    known = _Known(
        kinds_of_nodes(manifests, frozenset({PRODUCT})),
        known_gpus(manifests),
        advertised(manifests),
        strategy_in_force(manifests),
        # Where configurations are among the files, what Nodes show may be from before them.
        frozenset() if manifests.plugin_configs or manifests.mig_configs else _shown(manifests),
    )
    for ask in asks:
        if not _is_told_elsewhere(ask.resource, known):
            yield from _of_ask(ask, known)


def _is_of_device(ask: GpuAsk) -> bool:
    """Say whether a container asks for a MIG device by a name that there is, and for more than none."""
    quantity = ask.amount.quantity
    asks_for_some = quantity.tree is not None and thousandths(quantity) != 0
    return asks_for_some and plain_name(ask.resource) in mig_resources()


def _shown(manifests: Manifests) -> frozenset[str]:
    return frozenset(resource for node in manifests.nodes for resource in supply(node))


def _is_told_elsewhere(resource: str, known: _Known) -> bool:
    """Say whether no node has any MIG device by name, or Nodes show what there is: that is another fault."""
    by_strategy = known.strategy is not None and known.strategy.value in _WITHOUT_NAMES
    by_config = known.config is not None and not known.config.may_have(resource)
    return by_strategy or by_config or bool(known.shown)


def _of_ask(ask: GpuAsk, known: _Known) -> Iterator[ManifestFault]:
    place, pod = ask.amount.quantity.place, ask.workload.pod
    product = _product_under_single(ask.workload)
    if product is not None:
        message = (
            f"nodes are labelled {product} under MIG strategy single, which calls their MIG devices {GPU}: no such "
            f"node advertises {ask.resource}, and the pod stays pending"
        )
        fix = f"Write {GPU}, or under the strategy mixed select the product without what follows {OF_MIG_DEVICE[:-1]}."
        yield ManifestFault(place, message, fix, on_key=True)
        return
    cards, severity = selected_cards(pod), None
    if cards is None:
        cards = _of_nodes(ask.workload, known.kinds)
    if cards is None and known.gpus is not None:
        cards, severity = cards_of_gpus(known.gpus.gpus), known.gpus.severity
    having = None if cards is None else cards.resources()
    if cards is None or having is None or plain_name(ask.resource) in having:
        return
    if severity is not Severity.INFO and not cards.are_published:
        severity = Severity.WARNING
    yield ManifestFault(place, _message(ask, cards), _fix(cards), on_key=True, severity=severity)


def _product_under_single(workload: Workload) -> str | None:
    """Return the product that a pod selects of nodes with MIG devices under one name, if nothing else will do."""
    ways = [[one for one in selected(workload.pod) if one.key == PRODUCT]]
    ways.extend([one for one in term if one.key == PRODUCT] for term in terms(workload.pod) if term)
    products = ([[text for _, text in one.texts] for one in way] for way in ways)
    found = [
        next((said[0] for said in way if said and all(OF_MIG_DEVICE in text for text in said)), None)
        for way in products
    ]
    in_terms = found[1:]
    return found[0] or (in_terms[0] if in_terms and all(in_terms) else None)


def _of_nodes(workload: Workload, kinds: NodeKinds) -> Cards | None:
    """Return the cards of the Nodes among the files that a pod is bound to."""
    there = bound(workload, kinds, True)
    if there is None or not there.certain:
        return None
    return cards_labelled(frozenset(node.labels.get(PRODUCT, "") for node in there.nodes))


def _message(ask: GpuAsk, cards: Cards) -> str:
    profile = mig_resources()[plain_name(ask.resource)]
    names = " or ".join(cards.names)
    if not cards.families:
        return f"{names} cannot be divided by MIG: no such node advertises {ask.resource}, and the pod stays pending"
    return f"{names} has no MIG profile {profile}: no such node advertises {ask.resource}, and the pod stays pending"


def _fix(cards: Cards) -> str:
    profiles = dict.fromkeys(
        one.resource_name.removeprefix(MIG_PREFIX)
        for family in cards.families
        for one in family.profiles
        if not one.is_variant
    )
    if not profiles:
        return f"Write {GPU}, or select a card that has MIG."
    return f"Write {MIG_PREFIX} and a profile of this card: {', '.join(profiles)}; or select another card."


RULE = ManifestRule(
    "WRK222",
    "MIG device that the selected card cannot have",
    Severity.ERROR,
    why="Profiles are named after the memory that they take, so that cards of different memory have different ones: "
    "1g.5gb is a slice of the A100 with 40 GB, and that with 80 GB has 1g.10gb in its place. A node advertises what "
    "its cards are cut into, under exactly that name.",
    fix="Ask for a profile of the card that is selected.",
    source="generator/facts/mig (NVIDIA's MIG user guide and nvidia-smi mig -lgip); NVIDIA/k8s-device-plugin "
    "api/config/v1/resources.go and internal/lm/resource.go (the label of the product)",
    bad="""\
apiVersion: v1
kind: Pod
metadata: {name: slice}
spec:
  nodeSelector:
    nvidia.com/gpu.product: NVIDIA-A100-SXM4-80GB
  containers:
    - name: main
      image: cuda
      resources:
        limits:
          nvidia.com/mig-1g.5gb: 1  # <- here
""",
    good="""\
apiVersion: v1
kind: Pod
metadata: {name: slice}
spec:
  nodeSelector:
    nvidia.com/gpu.product: NVIDIA-A100-SXM4-80GB
  containers:
    - name: main
      image: cuda
      resources:
        limits:
          nvidia.com/mig-1g.10gb: 1
""",
    check=_check,
)
