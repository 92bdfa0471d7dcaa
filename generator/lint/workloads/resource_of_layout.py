"""A pod that asks for what the MIG layout of its nodes does not leave, under the strategy in force there."""

from collections.abc import Iterator, Mapping
from typing import NamedTuple

from generator.facts.discovery_labels import PRODUCT
from generator.lint.common.cards import Cards, cards_labelled, selected_cards
from generator.lint.common.layout_makes import Layouts, layouts, made
from generator.lint.common.mig_names import profiles_by_layout
from generator.lint.common.nodes import labels_by_name, supply
from generator.lint.common.resource_names import GPU, MIG_PREFIX, mig_resources
from generator.lint.common.selectors import selected, terms
from generator.lint.common.workloads import GpuAsk, gpu_asks, plain_name, thousandths
from generator.lint.workloads._bound import bound, kinds_of_nodes, leads_elsewhere
from generator.lint.workloads._mig_strategy import InForce, strategy_in_force
from generator.lint.workloads._node_kinds import NodeKind, NodeKinds
from generator.model.finding import Severity
from generator.model.manifest import Manifests
from generator.model.manifest_objects import NodeObject, Workload
from generator.model.manifest_rule import ManifestFault, ManifestRule
from generator.model.manifest_value import is_filled_in_later
from generator.model.plan import ALL_DISABLED, MIG_LABEL

_STRATEGY = "nvidia.com/mig.strategy"
"""The label by which feature discovery says the strategy; source: NVIDIA/k8s-device-plugin internal/lm."""
_WITHOUT_NAMES = ("none", "single")
_Labels = Mapping[str, str]


class _Known(NamedTuple):
    """What the files say; `shown` is what Nodes advertise, `settled` that another rule holds the pods to it.

    `unread` says that there are layouts of which no file says who reads them.
    """

    strategy: InForce | None
    installed: bool
    layouts: Layouts
    kinds: NodeKinds
    nodes: tuple[NodeObject, ...]
    shown: frozenset[str]
    settled: bool
    unread: bool


class _Way(NamedTuple):
    """Nodes that a pod may go to: the labels that are known of them, and their cards."""

    labels: _Labels
    cards: Cards | None


def _check(manifests: Manifests) -> Iterator[ManifestFault]:
    asks = [ask for ask in gpu_asks(manifests) if _is_of_cards(ask)]
    if not asks or not _speaks_of_mig(asks, manifests):
        return
    configured = bool(manifests.plugin_configs or manifests.mig_configs)
    shown = frozenset(resource for node in manifests.nodes for resource in supply(node))
    known = _Known(
        strategy_in_force(manifests),
        bool(manifests.charts or manifests.policies),
        layouts(manifests),
        kinds_of_nodes(manifests, frozenset({MIG_LABEL, _STRATEGY, PRODUCT})),
        manifests.nodes,
        shown,
        bool(shown) and not configured,
        bool(manifests.mig_configs or manifests.mig_in_part),
    )
    for ask in asks:
        yield from _of_ask(ask, known)


def _is_of_cards(ask: GpuAsk) -> bool:
    quantity, plain = ask.amount.quantity, plain_name(ask.resource)
    return quantity.tree is not None and thousandths(quantity) != 0 and plain in (GPU, *mig_resources())


def _speaks_of_mig(asks: list[GpuAsk], manifests: Manifests) -> bool:
    """Say whether any label here is of MIG: without one nothing follows."""
    on_nodes = any(key in (MIG_LABEL, _STRATEGY) for node in manifests.nodes for key, _ in node.labels)
    return on_nodes or any(key in (MIG_LABEL, _STRATEGY) for ask in asks for way in _selects(ask) for key in way)


def _of_ask(ask: GpuAsk, known: _Known) -> Iterator[ManifestFault]:
    cards = selected_cards(ask.workload.pod)
    by_labels = [_fault(ask, _Way(labels, cards), known) for labels in _selects(ask)]
    if by_labels and by_labels[0] is not None and all(by_labels):
        yield by_labels[0]
        return
    nodes, severity = _nodes(ask.workload, known)
    if not nodes or known.settled or ask.resource in known.shown:
        return
    ways = [_Way(labels, _cards_of(labels)) for labels in nodes]
    found = [_fault(ask, way, known) for way in ways]
    first = found[0]
    if first is not None and all(found):
        yield first._replace(severity=severity)


def _cards_of(labels: _Labels) -> Cards | None:
    return cards_labelled(frozenset({labels[PRODUCT]})) if PRODUCT in labels else None


def _selects(ask: GpuAsk) -> list[_Labels]:
    """Return the labels that nodes must have, one mapping for each way to fulfil what a pod selects."""
    pod = ask.workload.pod
    named = {one.key: text for one in selected(pod) for _, text in one.texts}
    by_terms = [
        {one.key: one.texts[0][1] for one in term if len(one.values) == 1 and one.texts} for term in terms(pod) if term
    ]
    found = [{**one, **named} for one in by_terms] or [named]
    return [{key: text for key, text in one.items() if not is_filled_in_later(text)} for one in found]


def _nodes(workload: Workload, known: _Known) -> tuple[list[_Labels], Severity | None]:
    """Return the labels of the Nodes among the files that a pod may go to, and how sure it is that there are no others.

    None are returned where it may go elsewhere for all that is known.
    """
    pod = workload.pod
    name = pod.text("nodeName")
    if name:
        return [labels_by_name(node.labels) for node in known.nodes if node.name == name], None
    there = bound(workload, known.kinds, True)
    if there is not None:
        return [node.labels for node in there.nodes] if there.certain else [], None
    selects = pod.get("nodeSelector") is not None or pod.get("affinity", "nodeAffinity") is not None
    nodes = tuple(filter(_is_of_gpus, known.kinds.every))
    if selects or workload.loose or leads_elsewhere(workload, nodes):
        return [], None
    read = all(node.has_gpus for node in nodes)
    return [node.labels for node in nodes], None if read else Severity.INFO


def _is_of_gpus(node: NodeKind) -> bool:
    return node.has_gpus or node.is_said_of_gpus or MIG_LABEL in node.labels


def _fault(ask: GpuAsk, way: _Way, known: _Known) -> ManifestFault | None:
    label = way.labels.get(_STRATEGY)
    if known.strategy is None:
        strategy, said_by = label, "their label"
    elif label not in (None, known.strategy.value):
        return None
    else:
        strategy, said_by = known.strategy.value, known.strategy.said_by
    is_device = plain_name(ask.resource).startswith(MIG_PREFIX)
    place = ask.amount.quantity.place
    if strategy in _WITHOUT_NAMES and is_device:
        # Where the strategy is said by an installation, another rule tells.
        if known.strategy is not None or known.installed:
            return None
        message = f"the nodes of this pod have MIG strategy {strategy}, under which none advertises {ask.resource}"
        fix = f"Write {GPU}, as single calls every MIG device." if strategy == "single" else None
        return ManifestFault(place, f"{message}: the pod stays pending", fix, on_key=True)
    if strategy is None and is_device and _is_plain(way.labels.get(MIG_LABEL, ""), known):
        # Under another strategy there are no devices by name, whatever the layout.
        return _of_layout(ask, way, known, "without which no device has a name of its own")
    return _of_layout(ask, way, known, said_by) if strategy == "mixed" else None


def _is_plain(layout: str, known: _Known) -> bool:
    """Say whether a layout is what its name says: NVIDIA's own of one profile or of none, or one of the files."""
    if known.layouts.own is not None:
        return layout in known.layouts.own
    return not known.unread and (layout == ALL_DISABLED or layout in profiles_by_layout())


def _of_layout(ask: GpuAsk, way: _Way, known: _Known, said_by: str) -> ManifestFault | None:
    layout = way.labels.get(MIG_LABEL, "")
    left, plain = made(layout, way.cards, known.layouts), plain_name(ask.resource)
    if left is None or (plain == GPU and left.whole):
        return None
    if plain != GPU and (left.devices is None or plain in left.devices):
        return None
    names = " and ".join(sorted(left.devices or ()))
    if left.whole:
        has, fix = f"leaves all cards whole, so that there is {GPU} alone", f"Write {GPU}, or select other nodes."
    else:
        what = f" advertises {names}" if names else " advertises MIG devices" if left.devices is None else ""
        has = f"turns MIG on for all cards, which under strategy mixed ({said_by}){what or ' advertises nothing'}"
        fix = f"Write {names.replace(' and ', ' or ')}, or select other nodes." if names else "Select other nodes."
    message = f"MIG layout {layout} of this pod's nodes {has}: none has {ask.resource}, and the pod stays pending"
    return ManifestFault(ask.amount.quantity.place, message, fix, on_key=True)


RULE = ManifestRule(
    "WRK223",
    "Resource that the MIG layout of the nodes does not leave",
    Severity.WARNING,
    why="Under the strategy mixed the device plugin leaves a card with MIG out of nvidia.com/gpu and advertises its "
    "devices by their profiles. A node all of whose cards are cut has no nvidia.com/gpu, and no device of another "
    "profile. Under single it is the other way: every device is nvidia.com/gpu.",
    fix="Ask for what the layout makes, or select nodes with another layout.",
    source="NVIDIA/k8s-device-plugin internal/rm/device_map.go (buildGPUDeviceMap, buildMigDeviceMap); "
    "NVIDIA/mig-parted pkg/mig/config/config.go; NVIDIA/gpu-operator assets/state-mig-manager/0400_configmap.yaml",
    bad="""\
mig: {strategy: mixed}
migManager: {enabled: true}
---
apiVersion: v1
kind: Node
metadata:
  name: gpu-1
  labels: {kubernetes.io/hostname: gpu-1, nvidia.com/mig.config: all-1g.10gb}
---
apiVersion: v1
kind: Pod
metadata: {name: main}
spec:
  nodeSelector: {kubernetes.io/hostname: gpu-1}
  containers:
    - name: main
      image: cuda
      resources:
        limits:
          nvidia.com/gpu: 1  # <- here
""",
    good="""\
mig: {strategy: mixed}
migManager: {enabled: true}
---
apiVersion: v1
kind: Node
metadata:
  name: gpu-1
  labels: {kubernetes.io/hostname: gpu-1, nvidia.com/mig.config: all-1g.10gb}
---
apiVersion: v1
kind: Pod
metadata: {name: main}
spec:
  nodeSelector: {kubernetes.io/hostname: gpu-1}
  containers:
    - name: main
      image: cuda
      resources:
        limits:
          nvidia.com/mig-1g.10gb: 1
""",
    check=_check,
)
