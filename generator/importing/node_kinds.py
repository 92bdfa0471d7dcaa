"""Kinds of nodes, read from the labels that GPU feature discovery gives them.

Source: NVIDIA/k8s-device-plugin internal/lm/resource.go and internal/lm/mig-strategy.go.
"""

import re
from typing import NamedTuple

from generator.facts.described_gpu import labelled_gpu, one_of_releases
from generator.facts.discovery_labels import PRODUCT
from generator.facts.mig import mig_family, uniform_layout
from generator.model.gpu import Gpu
from generator.model.manifest_objects import NodeObject
from generator.model.manifest_value import Place, Value
from generator.model.mig import MigLayout, mig_config_name
from generator.model.plan import CONFIG_LABEL, MIG_LABEL

_DOMAIN = "nvidia.com/"
_CUT = re.compile(r".+-MIG-([0-9][a-z0-9.+-]*?)(?:-SHARED)?")
_OF_PROFILE = re.compile(r"nvidia\.com/mig-([0-9]+g\.[0-9]+gb(?:\.[a-z.]+|-me)?)\.(count|replicas)")
_NUMBER = re.compile(r"[1-9][0-9]{0,3}")
_MOST_CARDS = 64
_MODES = {"mps": "mps", "time-slicing": "timeSlicing"}


class Kind(NamedTuple):
    """Nodes that are alike: `product` as labelled, `gpu` None where it is not known, `per_node` its number.

    `mode` is timeSlicing, mps or empty; `mig` NVIDIA's name of a layout, or profiles with how many of each per GPU.
    `unclear` says what the labels do not tell.
    """

    product: str
    gpu: Gpu | None
    per_node: int
    mode: str = ""
    replicas: int = 1
    renamed: bool = False
    mig: str | tuple[tuple[str, int], ...] = ""
    strategy: str = ""
    entry: str = ""
    unclear: str = ""


class KindOfNode(NamedTuple):
    """A kind with the names of its nodes and the place of the first."""

    kind: Kind
    names: tuple[str, ...]
    place: Place


def node_kinds(nodes: tuple[NodeObject, ...]) -> tuple[KindOfNode, ...]:
    """Return the kinds of nodes that have a GPU, in the order of the nodes."""
    found: dict[Kind, KindOfNode] = {}
    labelled = [(node, {key: one.tree for key, one in node.labels if isinstance(one.tree, str)}) for node in nodes]
    kinds = [(node, _kind(labels, node)) for node, labels in labelled if labels.get(PRODUCT)]
    alike = one_of_releases(kind.gpu for _, kind in kinds if kind.gpu is not None)
    for node, told in kinds:
        kind = told if told.gpu is None else told._replace(gpu=alike[told.gpu])
        same = found.get(kind)
        names = (*(same.names if same else ()), *((node.name,) if node.name else ()))
        found[kind] = KindOfNode(kind, tuple(dict.fromkeys(names)), same.place if same else node.value.place)
    return tuple(found.values())


def _kind(labels: dict[str, str], node: NodeObject) -> Kind:
    product = labels[PRODUCT]
    kind = Kind(
        product, labelled_gpu(labels), _number(labels.get("nvidia.com/gpu.count")), entry=labels.get(CONFIG_LABEL, "")
    )
    kind = _cut(kind, labels)
    replicas = max((_number(value) for key, value in labels.items() if key.endswith(".replicas")), default=1)
    mode = _MODES.get(labels.get("nvidia.com/gpu.sharing-strategy", ""), "timeSlicing")
    if replicas > 1:
        kind = kind._replace(mode=mode, replicas=replicas, renamed=_is_renamed(node))
    return kind._replace(per_node=min(kind.per_node, _MOST_CARDS))


def cards_of(labels: dict[str, str], node: NodeObject) -> int | None:
    """Return how many cards a node has by its labels; None where they do not say it."""
    if _NUMBER.fullmatch(labels.get("nvidia.com/gpu.count", "")) is None:
        return None
    return _kind({PRODUCT: "", **labels}, node).per_node


def _is_renamed(node: NodeObject) -> bool:
    amounts = {one.resource: one.quantity for one in node.advertised if one.resource.startswith(_DOMAIN)}
    return any(key.endswith(".shared") and _amount(value) for key, value in amounts.items())


def _amount(value: Value) -> int:
    return _number(str(value.tree))


def _cut(kind: Kind, labels: dict[str, str]) -> Kind:
    """Say how a node's cards are cut, by the layout that it asked for, else by the devices that it counts."""
    single = _CUT.fullmatch(kind.product)
    per_profile = {
        match[1]: _number(value)
        for key, value in labels.items()
        if (match := _OF_PROFILE.fullmatch(key)) is not None and match[2] == "count"
    }
    if single is None and not per_profile:
        return kind
    strategy = "single" if single is not None else "mixed"
    kind = kind._replace(strategy=strategy)
    if single is not None:
        # Under single the count is of MIG devices, so the number of cards follows from how many fit on each.
        kind = kind._replace(per_node=_cards(kind, single[1]))
    layout = labels.get(MIG_LABEL, "")
    if kind.gpu is not None and _fits(kind.gpu, layout):
        return kind._replace(mig=layout)
    if single is not None:
        return kind._replace(mig=f"all-{single[1]}")
    return _by_counts(kind, per_profile)


def _by_counts(kind: Kind, per_profile: dict[str, int]) -> Kind:
    """Divide the devices of a node by its cards, as if these were all cut alike."""
    counts = {name.replace(".me", "+me").replace(".gfx", "+gfx"): number for name, number in per_profile.items()}
    if all(number % kind.per_node == 0 for number in counts.values()):
        return kind._replace(mig=tuple((name, number // kind.per_node) for name, number in counts.items()))
    devices = ", ".join(f"{number} {name}" for name, number in counts.items())
    return kind._replace(
        mig=tuple((name, 1) for name in counts),
        unclear=f"The node has {devices} on {kind.per_node} GPUs that are not cut alike: write a layout by `devices`.",
    )


def _fits(gpu: Gpu, layout: str) -> bool:
    return bool(gpu.mig_family) and isinstance(uniform_layout(mig_family(gpu.mig_family or ""), layout), MigLayout)


def _cards(kind: Kind, profile: str) -> int:
    layout = None
    if kind.gpu is not None and kind.gpu.mig_family:
        layout = uniform_layout(mig_family(kind.gpu.mig_family), mig_config_name(profile))
    each = sum(number for _, number in layout.counts) if isinstance(layout, MigLayout) else 1
    return max(1, kind.per_node // each)


def _number(text: str | None) -> int:
    return int(text) if text is not None and _NUMBER.fullmatch(text) else 1
