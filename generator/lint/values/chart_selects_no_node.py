"""Charts and DaemonSets of the device plugin, and the discovery they bring, that select no GPU Node of the files."""

from collections.abc import Iterator
from typing import NamedTuple

from generator.facts.charts import DEVICE_PLUGIN
from generator.facts.discovery_chart import DISCOVERY_CHART, WORKER_FILE
from generator.lint.common.admission import is_changed
from generator.lint.common.chart_values import ends_up_with
from generator.lint.common.label_slips import meant_label
from generator.lint.common.near import slip
from generator.lint.common.nodes import (
    AT_RUN_TIME,
    gpu_nodes,
    has_gpus,
    is_said_of_gpus,
    labelled_otherwise,
    labels_by_name,
)
from generator.lint.common.plugin_daemons import plugin_daemons
from generator.lint.common.plugin_placing import DISCOVERED, brings_discovery
from generator.lint.common.references import listed
from generator.lint.common.selectors import REQUIRED, Condition, Conditions, selected, terms
from generator.model.finding import Severity
from generator.model.manifest import ChartUse, Manifests
from generator.model.manifest_objects import NodeObject
from generator.model.manifest_rule import ManifestFault, ManifestRule
from generator.model.manifest_value import Value
from generator.model.tree import words

_ANY_CARD = (f"{DISCOVERED}pci-", "10de")
_SHOWN = 4
_Nodes = tuple[dict[str, str], ...]


class _Part(NamedTuple):
    """Pods that have to be on the GPU nodes: what they are, their nodeSelector, and the terms of their affinity.

    `own` are words of the values that say which labels discovery sets; `waits` says that it would come with these pods
    or be told otherwise by files that are given, so that its labels may be on the nodes later.
    """

    what: str
    selector: Conditions
    terms: tuple[Conditions, ...]
    own: frozenset[str]
    waits: bool


def _check(manifests: Manifests) -> Iterator[ManifestFault]:
    # Of several installations it is not known which one these Nodes are for; pools make further nodes.
    if not manifests.nodes or manifests.pools or len(manifests.charts) + len(manifests.policies) > 1:
        return
    meant = tuple(node for node in manifests.nodes if _is_meant(node))
    if not meant or not all(node.labels for node in meant):
        return
    nodes = tuple(labels_by_name(node.labels) for node in meant)
    tells_slips = not gpu_nodes(manifests)
    others = labelled_otherwise(manifests) | manifests.node_words
    for part in _parts(manifests):
        for fault, key in _of_part(part, nodes, others):
            # What is like a label of NVIDIA's is told as a slip then, of whatever pods select it.
            if not (tells_slips and key and meant_label(key)):
                yield fault


def _is_meant(node: NodeObject) -> bool:
    start, maker = _ANY_CARD
    has_card = any(key.startswith(start) and maker in key and value.tree == "true" for key, value in node.labels)
    return has_card or has_gpus(node) or is_said_of_gpus(node)


def _parts(manifests: Manifests) -> Iterator[_Part]:
    later = any(one.name == DISCOVERY_CHART for one in manifests.orders) or any(
        WORKER_FILE in one.keys for one in manifests.config_maps
    )
    for use in manifests.charts:
        yield from _of_chart(use, later)
    for daemon in () if manifests.charts or manifests.policies else plugin_daemons(manifests):
        workload = daemon.workload
        changed = workload.in_part or is_changed(workload, manifests, "nodeSelector", "affinity")
        if workload.kind == "DaemonSet" and daemon.is_installed and not changed:
            yield _Part("the pods of this DaemonSet", selected(workload.pod), terms(workload.pod), frozenset(), later)


def _of_chart(use: ChartUse, later: bool) -> Iterator[_Part]:
    if use.chart != DEVICE_PLUGIN:
        if ends_up_with(use, "nfd", "enabled") is True:
            yield _part(use, "the Node Feature Discovery of this chart", (DISCOVERY_CHART, "worker"), waits=True)
        return
    brings = brings_discovery(use)
    if any(ends_up_with(use, part, "enabled") is not False for part in ("devicePlugin", "gfd")):
        yield _part(use, "the pods of this chart", (), waits=later or brings is not False)
    if brings:
        yield _part(use, "the Node Feature Discovery of this chart", ("nfd", "worker"), waits=True)


def _part(use: ChartUse, what: str, path: tuple[str, ...], *, waits: bool) -> _Part:
    selector = tuple(
        Condition(key, "In", (value,), value)
        for key, value in use.entries(*path, "nodeSelector").items()
        if isinstance(value.tree, str)
    )
    required = use.value(*path, "affinity", *REQUIRED)
    around = (source.get(*path) for source in reversed(use.values))
    source = next((one for one in around if one is not None and one.get("affinity", *REQUIRED) is not None), None)
    by_terms = () if source is None or required is None else terms(source)
    config = use.value("nfd" if use.chart == DEVICE_PLUGIN else DISCOVERY_CHART, "worker", "config")
    own = frozenset(words(None if config is None else config.tree))
    return _Part(what, selector, by_terms, own, waits)


def _of_part(part: _Part, nodes: _Nodes, others: frozenset[str]) -> Iterator[tuple[ManifestFault, str]]:
    """Return faults, each with the key of the label that it is about, where that is one."""
    selector = [one for one in part.selector if _is_judged(one, part, nodes, others)]
    by_terms = [[one for one in term if _is_judged(one, part, nodes, others)] for term in part.terms]
    faults = [(_fault(one, part, nodes), one.key) for one in selector if not _is_held(one, nodes)]
    unmet = [[(_fault(one, part, nodes), one.key) for one in term if not _is_held(one, nodes)] for term in by_terms]
    if unmet and all(unmet):
        faults += [fault for found in unmet for fault in found]
    yield from faults
    if not faults and (selector or (by_terms and all(by_terms))):
        together = [[*selector, *term] for term in by_terms] or [selector]
        if not any(all(one.holds(labels) for one in every) for every in together for labels in nodes):
            wanted = " and ".join(_text(one) for one in together[0])
            message = f"{part.what} go to no GPU Node here: none has {wanted} at once"
            yield ManifestFault(together[0][-1].at.place, message), ""


def _is_judged(one: Condition, part: _Part, nodes: _Nodes, others: frozenset[str]) -> bool:
    """Say whether the Nodes show all that there will be of a label."""
    name = one.key.rpartition("/")[2]
    if one.is_open or not one.key or one.key in others or any(name in word for word in part.own):
        return False
    if one.key.startswith(DISCOVERED):
        # On a Node with a label for a card discovery has been, and shows which labels it sets.
        been = all(any(key.startswith(_ANY_CARD[0]) for key in labels) for labels in nodes)
        return been and not part.waits and one.key.startswith(_ANY_CARD[0])
    return not one.key.startswith(AT_RUN_TIME)


def _is_held(one: Condition, nodes: _Nodes) -> bool:
    return any(one.holds(labels) for labels in nodes)


def _text(one: Condition) -> str:
    values = " or ".join(str(value.tree) for value in one.values)
    return {"In": f"{one.key}={values}", "Exists": one.key, "DoesNotExist": f"no {one.key}"}.get(
        one.operator, f"{one.key} other than {values}"
    )


def _fault(one: Condition, part: _Part, nodes: _Nodes) -> ManifestFault:
    message = f"{part.what} go to no GPU Node here: none has {_text(one)}"
    # Sorted, so that the order in which files are given decides nothing.
    there = sorted({labels[one.key] for labels in nodes if one.key in labels})
    if there or one.operator in ("DoesNotExist", "NotIn"):
        shown = there if len(there) <= _SHOWN else [*there[:_SHOWN], "others"]
        near = next((found for value in one.values if (found := slip(str(value.tree), there))), None)
        fix = f"Write {near}." if near else f"The GPU Nodes have {one.key}={listed(shown)}."
        return ManifestFault(one.at.place, message, fix)
    near = slip(one.key, sorted({key for labels in nodes for key in labels}))
    fix = f"Did you mean {near}?" if near else f"Label the Nodes with {one.key}, or select a label that they have."
    at: Value = one.at if one.named is None else one.named
    return ManifestFault(at.place, message, fix, on_key=one.named is None)


RULE = ManifestRule(
    "VAL226",
    "Label that the plugin's pods select and no GPU node has",
    Severity.WARNING,
    why="A DaemonSet has a pod on those nodes alone that have every label of its nodeSelector and fulfil a term of its "
    "required affinity. Where none does it stands at 0 pods without an error, and no GPU is advertised.",
    fix="Select a label that the GPU nodes have, or none: the plugin's own affinity finds them.",
    source="kubernetes/kubernetes pkg/controller/daemon/daemon_controller.go, NodeShouldRunDaemonPod; "
    "NVIDIA/k8s-device-plugin deployments/helm/nvidia-device-plugin/templates and values.yaml (nodeSelector, affinity)",
    bad="""\
apiVersion: helm.toolkit.fluxcd.io/v2
kind: HelmRelease
metadata: {name: nvidia-device-plugin, namespace: nvidia}
spec:
  chart: {spec: {chart: nvidia-device-plugin, version: 0.19.3}}
  values:
    affinity:
      nodeAffinity:
        requiredDuringSchedulingIgnoredDuringExecution:
          nodeSelectorTerms:
            - matchExpressions:
                - key: nvidia.feature.node.kubernetes.io/gpu  # <- here
                  operator: In
                  values: ["true"]
---
apiVersion: v1
kind: Node
metadata:
  name: gpu-1
  labels: {nvidia.com/gpu.present: "true"}
""",
    good="""\
apiVersion: helm.toolkit.fluxcd.io/v2
kind: HelmRelease
metadata: {name: nvidia-device-plugin, namespace: nvidia}
spec:
  chart: {spec: {chart: nvidia-device-plugin, version: 0.19.3}}
  values:
    affinity:
      nodeAffinity:
        requiredDuringSchedulingIgnoredDuringExecution:
          nodeSelectorTerms:
            - matchExpressions:
                - key: nvidia.com/gpu.present
                  operator: In
                  values: ["true"]
---
apiVersion: v1
kind: Node
metadata:
  name: gpu-1
  labels: {nvidia.com/gpu.present: "true"}
""",
    check=_check,
)
