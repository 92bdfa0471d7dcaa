"""By which one way a pool's nodes get their configuration.

A NodeFeatureRule sees node names and PCI ids but no node labels, so a nodeSelector can be followed by no
object in the cluster (source: NFD pkg/apis/nfd and docs, customization guide).
"""

from collections.abc import Mapping
from typing import TypeAlias

from generator.model.finding import Finding
from generator.model.gpu import Gpu
from generator.model.plan import CONFIG_LABEL, Binding, BindingKind
from generator.model.profile import BindBy, Labels, NfdSource
from generator.model.tree import Path
from generator.resolve import _problems as problem
from generator.resolve.pools import Cards

Owners: TypeAlias = Mapping[Gpu, frozenset[Path]]
"""Each model of the cluster as it is said, and the places of the pools that have it."""


def model_owners(everyone: tuple[Cards, ...]) -> Owners:
    """Return which pools have which models."""
    found: dict[Gpu, set[Path]] = {}
    for cards in everyone:
        for entry in cards.gpus:
            found.setdefault(entry.gpu, set()).add(cards.origin)
    return {gpu: frozenset(origins) for gpu, origins in found.items()}


def bind(cards: Cards, owners: Owners, labels: Labels, nfd: NfdSource, faults: problem.Faults) -> Binding:
    """Return how the labels reach the pool's nodes; a fault where nothing can be found."""
    nodes = cards.pool.nodes
    is_default = nodes.bind is BindBy.DEFAULT
    if not labels:
        kind = BindingKind.REST if is_default else BindingKind.DEFAULT
        return Binding(kind, (), nodes.names, nodes.node_selector)
    own = _own_model(cards, owners)
    # What the default entry cannot give is a MIG layout: that takes a label, whatever is possible.
    wish = None if is_default else nodes.bind
    if nodes.names and wish in (None, BindBy.NODE_NAMES):
        kind = BindingKind.COMMAND if nfd is NfdSource.NONE else BindingKind.NAME_RULE
        return Binding(kind, labels, nodes.names)
    if own is not None and nfd is not NfdSource.NONE and wish in (None, BindBy.GPU_MODEL):
        return Binding(BindingKind.GPU_RULE, labels, nodes.names, nodes.node_selector, own)
    if nodes.node_selector and wish in (None, BindBy.NODE_SELECTOR):
        return Binding(BindingKind.COMMAND, labels, (), nodes.node_selector)
    if not (is_default and CONFIG_LABEL in dict(labels)):  # That another pool is the default is told by itself.
        faults.append(_unreachable(cards, owners, wish, nfd))
    return Binding(BindingKind.COMMAND, labels, nodes.names, nodes.node_selector)


def _own_model(cards: Cards, owners: Owners) -> Gpu | None:
    """Return a model of this pool by whose PCI ids its nodes can be told from all other pools' nodes."""
    others = _others(cards, owners)
    for entry in cards.gpus:
        if entry.gpu.pci_device_ids and not any(_alike(entry.gpu, other) for other in others):
            return entry.gpu
    return None


def _others(cards: Cards, owners: Owners) -> tuple[Gpu, ...]:
    """Return the models that other pools have."""
    return tuple(gpu for gpu, origins in owners.items() if origins != {cards.origin})


def _alike(one: Gpu, other: Gpu) -> bool:
    if not one.pci_device_ids or not other.pci_device_ids:
        return one.id == other.id
    if not set(one.pci_device_ids) & set(other.pci_device_ids):
        return False
    told_apart = one.pci_subsystem_ids and not set(one.pci_subsystem_ids) & set(other.pci_subsystem_ids)
    return not told_apart


def _unreachable(cards: Cards, owners: Owners, wish: BindBy | None, nfd: NfdSource) -> Finding:
    name = cards.pool.name
    models = " and ".join(entry.gpu.marketing for entry in cards.gpus)
    at = (*cards.origin, "nodes") if cards.pool.nodes.names or cards.pool.nodes.node_selector else cards.origin
    own = _own_model(cards, owners)
    ids = {entry.gpu.id for entry in cards.gpus}
    unseen = [entry.gpu.marketing for entry in cards.gpus if not entry.gpu.pci_device_ids]
    namesakes = [gpu.marketing for gpu in _others(cards, owners) if gpu.id in ids and not gpu.pci_device_ids]
    if (unseen or namesakes) and own is None and wish in (None, BindBy.GPU_MODEL) and nfd is not NfdSource.NONE:
        fix = "Write the nodes' names or their nodeSelector, or the card's pciDeviceId"
        fix += " in every pool that has it, where the boards differ." if namesakes else "."
        unseen += namesakes
        return problem.UNREACHABLE.at(
            at, f"pool {name} cannot be told by its GPU: the PCI id of {unseen[0]} is not said", fix
        )
    if wish is BindBy.GPU_MODEL and nfd is not NfdSource.NONE:
        return problem.UNREACHABLE.at(at, f"pool {name} cannot be told by its GPU: other pools have {models} too")
    if wish is not None:
        return problem.UNREACHABLE.at(at, f"pool {name} is to be reached by {wish.value}, which it does not give")
    if own is not None:
        return problem.UNREACHABLE.at(
            at, f"pool {name} has neither names nor nodeSelector, and without NFD nothing sees its {models}"
        )
    return problem.UNREACHABLE.at(
        at, f"pool {name} has neither names nor nodeSelector, and other pools have {models} too"
    )
