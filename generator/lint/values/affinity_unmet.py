"""GPU Nodes without any label that the affinity of the plugin's chart wants, and no discovery that would set one."""

import re
from collections.abc import Iterator

from generator.facts.charts import DEVICE_PLUGIN
from generator.facts.discovery_chart import DISCOVERY_CHART, WORKER_FILE
from generator.lint.common.chart_values import chart_text, ends_up_with, is_newer, place_of
from generator.lint.common.nodes import has_gpus, is_said_of_gpus, labelled_otherwise, labels_by_name, taints
from generator.lint.common.plugin_placing import BY_HAND, DISCOVERED, GPU_LABEL, Placing, brings_discovery, placing
from generator.lint.common.references import listed
from generator.model.finding import Severity
from generator.model.manifest import ChartUse, Manifests
from generator.model.manifest_objects import NodeObject
from generator.model.manifest_rule import ManifestFault, ManifestRule
from generator.model.manifest_value import Place, Value, is_filled_in_later

_PARTS = (("gfd", "GPU Feature Discovery"), ("devicePlugin", "the device plugin"))
_is_card = re.compile(rf"{re.escape(DISCOVERED)}pci-(03[0-9a-f]{{2}}_)?10de(_\w+)?\.present").fullmatch
"""A label of Node Feature Discovery for a display controller of NVIDIA, or for any device of theirs."""


def _check(manifests: Manifests) -> Iterator[ManifestFault]:
    # With several of them it is not known which one these Nodes are for, and the operator sets a label itself.
    if not manifests.nodes or len(manifests.charts) != 1 or manifests.policies:
        return
    use = manifests.charts[0]
    where = _placing(use)
    if where is None:
        return
    wanted = {one.key for term in where.terms for one in term}
    if wanted & (labelled_otherwise(manifests) | manifests.node_words):
        return
    nodes = [node for node in manifests.nodes if _is_meant(node) and where.selects(labels_by_name(node.labels))]
    # Those on which the plugin or GPU Feature Discovery have been were let in once.
    if nodes and not any(has_gpus(node) or _is_let_in(node, where, wanted) for node in nodes):
        yield from _told(manifests, use, sorted(nodes, key=lambda one: one.name))


def _placing(use: ChartUse) -> Placing | None:
    """Return where the chart's pods go by its default affinity, if it brings nothing that sets those labels."""
    if use.chart != DEVICE_PLUGIN or not _parts(use) or brings_discovery(use) is not False:
        return None
    where = placing(use)
    return where if where is not None and where.by_default and len(where.terms) > 1 else None


def _parts(use: ChartUse) -> list[str]:
    """Return what the chart installs, by name; the oldest charts always have the plugin."""
    return [
        name
        for part, name in _PARTS
        if ends_up_with(use, part, "enabled") is True or (part == "devicePlugin" and use.value(part, "enabled") is None)
    ]


def _is_meant(node: NodeObject) -> bool:
    return is_said_of_gpus(node) or _card_of(node) is not None or has_gpus(node)


def _is_let_in(node: NodeObject, where: Placing, wanted: set[str]) -> bool:
    """Say whether the affinity lets pods onto a Node, or may: values that are no text yet are another matter."""
    unclear = any(
        key in wanted and (not isinstance(value.tree, str) or is_filled_in_later(value.tree))
        for key, value in node.labels
    )
    return unclear or where.is_met(labels_by_name(node.labels))


def _card_of(node: NodeObject) -> tuple[str, Value] | None:
    found = [one for one in node.labels if _is_card(one[0]) and one[1].tree == "true"]
    return min(found, key=lambda one: one[0], default=None)


def _told(manifests: Manifests, use: ChartUse, nodes: list[NodeObject]) -> Iterator[ManifestFault]:
    seen = next(((node, *card) for node in nodes if (card := _card_of(node)) is not None), None)
    certain = all(_card_of(node) is not None or _is_whole(node) for node in nodes) and not _may_change(manifests)
    if not certain and seen is None and _is_told_elsewhere(use):
        return
    parts = _parts(use)
    instead = "" if seen is None else f", but {seen[1]}, which the chart's affinity does not name"
    yield ManifestFault(
        _place(use) if seen is None else seen[2].place,
        f"{listed(parts)} of {chart_text(use)} {'goes' if len(parts) == 1 else 'go'} to no GPU Node here: "
        f"{(nodes[0] if seen is None else seen[0]).name} has neither {GPU_LABEL} nor {BY_HAND}=true{instead}, and this "
        "chart installs no Node Feature Discovery of its own",
        on_key=seen is not None,
        severity=None if certain and not is_newer(use) else Severity.INFO,
    )


def _is_whole(node: NodeObject) -> bool:
    """Say whether a Node was read from a cluster, so that it shows all of its labels, and is surely one of NVIDIA's."""
    said = [*(f"{key}={value.tree}" for key, value in node.labels), *(one.text for one in taints(node))]
    is_read = node.value.get("metadata", "uid") is not None or node.value.get("status", "nodeInfo") is not None
    return is_read and any("nvidia" in one.lower() for one in said)


def _may_change(manifests: Manifests) -> bool:
    """Say whether a Node Feature Discovery among the files may be told to set other labels than the Nodes have."""
    return any(one.name == DISCOVERY_CHART for one in manifests.orders) or any(
        WORKER_FILE in one.keys for one in manifests.config_maps
    )


def _is_told_elsewhere(use: ChartUse) -> bool:
    """Say whether it is told anyway that discovery is off here and not found."""
    return use.value("nfd", "enabled") is not None and ends_up_with(use, "gfd", "enabled") is not True


def _place(use: ChartUse) -> Place:
    said = next((part for part in ("nfd", "gfd") if use.value(part, "enabled") is not None), None)
    return use.place if said is None else place_of(use, said, "enabled")


RULE = ManifestRule(
    "VAL220",
    "GPU nodes without a label that the plugin's chart goes by",
    Severity.WARNING,
    why="Since 0.15.0 the chart of the device plugin has an affinity: its pods go to nodes with pci-10de.present, with "
    "an NVIDIA processor, or with nvidia.com/gpu.present=true. Node Feature Discovery names PCI devices by class and "
    "vendor, as in pci-0302_10de.present, unless it is told otherwise, as the values of this chart tell the one that "
    "comes with it. Where no node has such a label the DaemonSets have no pod, without an error.",
    fix="Label the nodes nvidia.com/gpu.present=true, or set `deviceLabelFields: [vendor]` for the Node Feature "
    "Discovery that runs, or switch on the chart's own with `nfd: {enabled: true}` where no other runs, or write an "
    "affinity in the values.",
    source="NVIDIA/k8s-device-plugin deployments/helm/nvidia-device-plugin/values.yaml (affinity, nfd.worker.config); "
    "kubernetes-sigs/node-feature-discovery source/pci/pci.go (newDefaultConfig); "
    "https://github.com/kubernetes-sigs/dra-driver-nvidia-gpu/issues/1084",
    bad="""\
apiVersion: helm.toolkit.fluxcd.io/v2
kind: HelmRelease
metadata: {name: nvidia-device-plugin, namespace: nvidia}
spec:
  chart: {spec: {chart: nvidia-device-plugin, version: 0.19.3}}
  values:
    nfd:
      enabled: false
    gfd:
      enabled: true
---
apiVersion: v1
kind: Node
metadata:
  name: gpu-1
  labels:
    feature.node.kubernetes.io/pci-0302_10de.present: "true"  # <- here
""",
    good="""\
apiVersion: helm.toolkit.fluxcd.io/v2
kind: HelmRelease
metadata: {name: nvidia-device-plugin, namespace: nvidia}
spec:
  chart: {spec: {chart: nvidia-device-plugin, version: 0.19.3}}
  values:
    nfd:
      enabled: false
    gfd:
      enabled: true
---
apiVersion: v1
kind: Node
metadata:
  name: gpu-1
  labels:
    feature.node.kubernetes.io/pci-0302_10de.present: "true"
    nvidia.com/gpu.present: "true"
""",
    check=_check,
)
