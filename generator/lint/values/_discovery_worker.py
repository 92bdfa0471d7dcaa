"""The Node Feature Discovery that comes with NVIDIA's charts, against the taints of GPU Nodes in the files."""

from enum import Enum, auto
from typing import NamedTuple

from generator.facts.charts import DEVICE_PLUGIN
from generator.facts.gpu_words import finds_gpus
from generator.lint.common.chart_values import ends_up_with, place_of
from generator.lint.common.nodes import (
    Taint,
    gpu_pools,
    has_gpus,
    is_said_of_gpus,
    labels_by_name,
    supply,
    taints,
    tolerates,
)
from generator.lint.common.plugin_placing import BY_HAND, DISCOVERED, brings_discovery, placing, writes_files
from generator.model.manifest import ChartUse, Manifests
from generator.model.manifest_objects import Labelled, NodeObject
from generator.model.manifest_value import Place, Value

_NFD = "node-feature-discovery"
_OF_NODES = ("Node", "pool of nodes")
_FOUND = (DISCOVERED, *(f"nvidia.com/gpu.{name}" for name in ("count", "product", "memory", "family", "machine")))
"""Labels that show that discovery has been on a node."""


class Follows(Enum):
    """What comes of it that the worker is kept off: without its labels no pod, or pods whose labels nobody reads."""

    NO_PODS = auto()
    NO_LABELS = auto()


class Lacking(NamedTuple):
    """A taint of GPU Nodes that the worker does not tolerate while what waits for it does; `by` is the path to write.

    `place` is where the worker is set up or switched on. `of_pools` says that pools of nodes have the taint.
    """

    taint: Taint
    by: str
    place: Place
    on_key: bool
    follows: Follows
    of_pools: bool


def lacking(manifests: Manifests, use: ChartUse) -> Lacking | None:
    """Return what keeps a chart's worker from every GPU Node among the files, if they show that."""
    block = "nfd" if use.chart == DEVICE_PLUGIN else _NFD
    shown = tuple(node for node in manifests.nodes if is_said_of_gpus(node) or has_gpus(node))
    nodes = shown or gpu_pools(manifests)
    follows = _what_follows(manifests, use, nodes)
    if follows is None:
        return None
    nodes = tuple(node for node in nodes if _is_for(use, node))
    worker, parts = _list(use, block, "worker", "tolerations"), _list(use, *_of_parts(use))
    if worker is None or parts is None or not nodes or any(supply(node) for node in nodes):
        return None
    left = [_left(taints(node), worker) for node in nodes]
    # What the parts themselves do not tolerate is another fault.
    if not all(left) or any(_left(taints(node), parts) for node in nodes):
        return None
    # By text, so that the order in which files are given decides nothing.
    taint = min((one for of_node in left for one in of_node), key=lambda one: one.text)
    by = f"{block}.worker.tolerations"
    for path in ((block, "worker", "tolerations"), ("daemonsets", "tolerations")):
        if use.value(*path) is not None:
            return Lacking(taint, by, place_of(use, *path), True, follows, not shown)
    switch = next((key for key in ("nfd", "gfd") if use.value(key, "enabled") is not None), "nfd")
    return Lacking(taint, by, place_of(use, switch, "enabled"), False, follows, not shown)


def shows(one: Labelled, *prefixes: str) -> bool:
    """Say whether labels of such names show that discovery is on the nodes that have GPUs.

    A rule on devices of another maker shows nothing of these.
    """
    found = (key for key, _ in one.labels if key.startswith(prefixes))
    return any(not one.by_rule or finds_gpus(key) is not None for key in found)


def _what_follows(manifests: Manifests, use: ChartUse, nodes: tuple[NodeObject, ...]) -> Follows | None:
    """Return what comes of a worker that is kept off, if the chart installs one and nothing else sets its labels."""
    if len(manifests.charts) + len(manifests.policies) > 1 or any(one.name == _NFD for one in manifests.orders):
        return None
    for one in manifests.labelled:
        by_hand = () if one.what in _OF_NODES and use.chart == DEVICE_PLUGIN else (BY_HAND,)
        if shows(one, *_FOUND, *by_hand):
            return None
    if use.chart != DEVICE_PLUGIN:
        return Follows.NO_PODS if ends_up_with(use, "nfd", "enabled") is True else None
    return _of_plugin(use, nodes) if brings_discovery(use) is True else None


def _of_plugin(use: ChartUse, nodes: tuple[NodeObject, ...]) -> Follows | None:
    """Return what comes of it for the plugin's chart: its pods wait for labels of the worker, or run without them."""
    where = placing(use)
    if where is None:
        return None
    waits = bool(where.terms) and all(
        any(one.key.startswith((*_FOUND, BY_HAND)) for one in term) for term in where.terms
    )
    runs = [where.is_met(labels_by_name(node.labels)) for node in nodes if _is_for(use, node)]
    if waits and not any(runs):
        return Follows.NO_PODS
    return Follows.NO_LABELS if all(runs) and writes_files(use) else None


def _of_parts(use: ChartUse) -> tuple[str, ...]:
    return ("tolerations",) if use.chart == DEVICE_PLUGIN else ("daemonsets", "tolerations")


def _list(use: ChartUse, *path: str) -> tuple[Value, ...] | None:
    """Return the tolerations that a chart ends up with; None where they are not known."""
    tree = ends_up_with(use, *path)
    return tuple(Value(tree, use.place).elements()) if isinstance(tree, list) else None


def _is_for(use: ChartUse, node: NodeObject) -> bool:
    """Say whether the plugin's nodeSelector, if there is one, has nothing against a Node."""
    where = placing(use) if use.chart == DEVICE_PLUGIN else None
    return where is None or where.selects(labels_by_name(node.labels))


def _left(of_node: tuple[Taint, ...], tolerations: tuple[Value, ...]) -> tuple[Taint, ...]:
    return tuple(taint for taint in of_node if not any(tolerates(one, taint) for one in tolerations))
