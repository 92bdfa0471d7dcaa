"""The Node Feature Discovery that comes with NVIDIA's charts, against the taints of GPU Nodes in the files."""

from typing import NamedTuple

from generator.facts.charts import DEVICE_PLUGIN
from generator.lint._chart_values import ends_up_with, place_of
from generator.lint._nodes import Taint, has_gpus, is_said_of_gpus, labels_by_name, supply, taints, tolerates
from generator.lint._selectors import selected, terms
from generator.model.manifest import ChartUse, Manifests
from generator.model.manifest_objects import NodeObject
from generator.model.manifest_value import Place, Value

_NFD = "node-feature-discovery"
_LABELS = "feature.node.kubernetes.io/"
_FOUND = (
    _LABELS,
    *(f"nvidia.com/gpu.{name}" for name in ("present", "count", "product", "memory", "family", "machine")),
)
"""Labels that show that discovery has been on a node, or that somebody has done its work by hand."""


class Lacking(NamedTuple):
    """A taint of GPU Nodes that the worker does not tolerate while what waits for it does; `by` is the path to write.

    `place` is where the worker is set up or switched on.
    """

    taint: Taint
    by: str
    place: Place
    on_key: bool


def lacking(manifests: Manifests, use: ChartUse) -> Lacking | None:
    """Return what keeps a chart's worker from every GPU Node among the files, if they show that."""
    block = "nfd" if use.chart == DEVICE_PLUGIN else _NFD
    if not _is_waited_for(manifests, use):
        return None
    worker, parts = _list(use, block, "worker", "tolerations"), _list(use, *_of_parts(use))
    nodes = tuple(node for node in manifests.nodes if is_said_of_gpus(node) or has_gpus(node))
    nodes = tuple(node for node in nodes if _is_for(use, node))
    if worker is None or parts is None or not nodes or any(supply(node) for node in nodes):
        return None
    left = [_left(taints(node), worker) for node in nodes]
    # What the parts themselves do not tolerate is another fault.
    if not all(left) or any(_left(taints(node), parts) for node in nodes):
        return None
    # By text, so that the order in which files are given decides nothing.
    taint = min((one for of_node in left for one in of_node), key=lambda one: one.text)
    for path in ((block, "worker", "tolerations"), ("daemonsets", "tolerations")):
        if use.value(*path) is not None:
            return Lacking(taint, f"{block}.worker.tolerations", place_of(use, *path), True)
    switch = next((key for key in ("nfd", "gfd") if use.value(key, "enabled") is not None), "nfd")
    return Lacking(taint, f"{block}.worker.tolerations", place_of(use, switch, "enabled"), False)


def _is_waited_for(manifests: Manifests, use: ChartUse) -> bool:
    """Say whether the chart installs the worker, its parts go by labels of it alone, and nothing else may set them."""
    if len(manifests.charts) + len(manifests.policies) > 1 or any(one.name == _NFD for one in manifests.orders):
        return False
    if any(key.startswith(_FOUND) for one in manifests.labelled for key, _ in one.labels):
        return False
    # The condition of the dependency is nfd.enabled, or where that is not said gfd.enabled.
    switched = ends_up_with(use, "nfd", "enabled")
    if use.chart != DEVICE_PLUGIN:
        return switched is True
    if switched is None and all(source.get("nfd") is None or not _has_switch(source) for source in use.values):
        switched = ends_up_with(use, "gfd", "enabled")
    return switched is True and _goes_by_label(use)


def _has_switch(source: Value) -> bool:
    nfd = source.get("nfd")
    return nfd is not None and nfd.has("enabled")


def _goes_by_label(use: ChartUse) -> bool:
    """Say whether every term of the plugin's affinity wants a label of the worker; its default does, or one by hand."""
    if any(source.has("affinity") and source.get("affinity") is None for source in use.values):
        return False
    said = use.value("affinity")
    if said is None or use.value("affinity", "nodeAffinity") is None:
        return use.whole and (said is None or said.tree == {})
    by_terms = terms(Value({"affinity": said.tree}, said.place))
    return bool(by_terms) and all(any(one.key.startswith(_FOUND) for one in term) for term in by_terms)


def _of_parts(use: ChartUse) -> tuple[str, ...]:
    return ("tolerations",) if use.chart == DEVICE_PLUGIN else ("daemonsets", "tolerations")


def _list(use: ChartUse, *path: str) -> tuple[Value, ...] | None:
    """Return the tolerations that a chart ends up with; None where they are not known."""
    tree = ends_up_with(use, *path)
    return tuple(Value(tree, use.place).elements()) if isinstance(tree, list) else None


def _is_for(use: ChartUse, node: NodeObject) -> bool:
    """Say whether the plugin's nodeSelector, if there is one, has nothing against a Node."""
    said = use.value("nodeSelector") if use.chart == DEVICE_PLUGIN else None
    if said is None:
        return True
    conditions = selected(Value({"nodeSelector": said.tree}, said.place))
    labels = labels_by_name(node.labels)
    return all(one.holds(labels) or one.key.startswith(_FOUND) for one in conditions)


def _left(of_node: tuple[Taint, ...], tolerations: tuple[Value, ...]) -> tuple[Taint, ...]:
    return tuple(taint for taint in of_node if not any(tolerates(one, taint) for one in tolerations))
