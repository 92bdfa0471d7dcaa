"""Taints of the GPU nodes that neither the operator's parts nor the device plugin tolerate."""

import re
from collections.abc import Iterator
from typing import NamedTuple

from generator.facts.charts import DEVICE_PLUGIN
from generator.lint.common.chart_values import ends_up_with, place_of
from generator.lint.common.nodes import Taint, gpu_nodes, gpu_pools, is_said_of_gpus, taints, tolerates
from generator.lint.common.plugin_daemons import plugin_daemons, runs_plugin
from generator.model.finding import Severity
from generator.model.manifest import ChartUse, ClusterPolicy, Manifests
from generator.model.manifest_objects import NodeObject
from generator.model.manifest_rule import ManifestFault, ManifestRule
from generator.model.manifest_value import Place, Value
from generator.model.tree import Tree

_OF_ASSETS: dict[str, Tree] = {"key": "nvidia.com/gpu", "operator": "Exists", "effect": "NoSchedule"}
"""What the operator's parts tolerate where `daemonsets.tolerations` is empty; source: NVIDIA/gpu-operator assets."""


_has_card = re.compile(r"nvidia\.com/gpu\.present|feature\.node\.kubernetes\.io/pci-(\w+_)?10de\.present").fullmatch


class _Parts(NamedTuple):
    """What has to run on every GPU node: what it is, the tolerations that it has, and where they stand or would.

    `is_said` is false where the chart's own tolerations count, of which nothing stands in the files.
    """

    what: str
    tolerations: tuple[Value, ...]
    place: Place
    wants: str
    is_said: bool = True


def _check(manifests: Manifests) -> Iterator[ManifestFault]:
    # Most Nodes of a cluster have the taints of others.
    shown = _nodes(manifests)
    nodes = shown or gpu_pools(manifests)
    found = tuple(dict.fromkeys(map(taints, nodes)))
    if not found or not all(found):
        return
    for parts in _all_parts(manifests):
        left = [[one for one in of_node if not _is_tolerated(one, parts)] for of_node in found]
        if all(left):
            # By text, so that the order in which files are given decides nothing.
            least = min(left, key=lambda some: (len(some), [one.text for one in some]))
            yield _fault(parts, least[0], nodes, of_pools=not shown)


def _nodes(manifests: Manifests) -> tuple[NodeObject, ...]:
    """Return the Nodes that have GPUs, be it by a label or a taint that says no more than that."""
    said = (one for one in manifests.nodes if any(_has_card(key) and value.tree == "true" for key, value in one.labels))
    return gpu_nodes(manifests) or tuple(said) or tuple(filter(is_said_of_gpus, manifests.nodes))


def _is_tolerated(taint: Taint, parts: _Parts) -> bool:
    return any(tolerates(one, taint) for one in parts.tolerations)


def _all_parts(manifests: Manifests) -> Iterator[_Parts]:
    charts = [parts for use in manifests.charts if (parts := _of_chart(use)) is not None]
    installed = (*manifests.charts, *manifests.policies)
    # Of several installations it is not known which of them these Nodes are for.
    if len(installed) == 1:
        yield from (*charts, *map(_of_policy, manifests.policies))
    for daemon in plugin_daemons(manifests) if not installed else ():
        pod = daemon.workload.pod
        if (
            daemon.workload.kind == "DaemonSet"
            and runs_plugin(daemon)
            and not pod.get("nodeSelector")
            and not pod.get("affinity")
        ):
            given = pod.get("tolerations")
            place = pod.place if given is None else given.place
            yield _Parts("the pods of this DaemonSet", tuple(pod.elements("tolerations")), place, "tolerations")


def _of_policy(policy: ClusterPolicy) -> _Parts:
    given = policy.spec.get("daemonsets", "tolerations")
    if given is not None and given.tree:
        return _Parts("the operator's parts", tuple(given.elements()), given.place, "spec.daemonsets.tolerations")
    around = policy.spec.get("daemonsets")
    place = (around or policy.spec).place if given is None else given.place
    return _Parts("the operator's parts", (Value(_OF_ASSETS, place),), place, "spec.daemonsets.tolerations")


def _of_chart(use: ChartUse) -> _Parts | None:
    path = ("tolerations",) if use.chart == DEVICE_PLUGIN else ("daemonsets", "tolerations")
    what = "the device plugin's pods" if use.chart == DEVICE_PLUGIN else "the operator's parts"
    place = place_of(use, *path)
    said = use.value(*path)
    tree = ends_up_with(use, *path) if said is None else said.tree
    if not isinstance(tree, list):
        return None
    return _Parts(what, tuple(Value(tree, place).elements()), place, ".".join(path), said is not None)


def _fault(parts: _Parts, taint: Taint, nodes: tuple[NodeObject, ...], *, of_pools: bool) -> ManifestFault:
    what = "pool of GPU nodes" if of_pools else "GPU Node"
    at = _of_pool(taint, nodes) if of_pools and not parts.is_said else None
    wanted = f"operator: Equal, value: {taint.value}" if taint.value else "operator: Exists"
    return ManifestFault(
        at or parts.place,
        f"{parts.what} do not tolerate a taint that every {what} here has, such as {taint.text}: none is advertised",
        f"Add to {parts.wants}: `{{key: {taint.key}, {wanted}, effect: {taint.effect}}}`.",
        on_key=at is None,
    )


def _of_pool(taint: Taint, pools: tuple[NodeObject, ...]) -> Place | None:
    """Return where a pool gives a taint: there it is told where nothing is said of tolerations."""
    given = (one for pool in pools if pool.taints is not None for one in pool.taints.elements())
    return next((one.place for one in given if one.text("key") == taint.key), None)


RULE = ManifestRule(
    "VAL215",
    "Taint of the GPU nodes that the device plugin does not tolerate",
    Severity.WARNING,
    why="The device plugin, and with gpu-operator the driver and the toolkit too, run as DaemonSets. A DaemonSet "
    "passes over a node whose taint it does not tolerate, and without them the node advertises no GPU.",
    fix="Add a toleration for the taint, or take the taint away.",
    source="NVIDIA/gpu-operator controllers/object_controls.go, applyCommonDaemonsetConfig (daemonsets.tolerations "
    "stand instead of what assets/*/0500_daemonset.yaml have); kubernetes/kubernetes pkg/controller/daemon/"
    "daemon_controller.go, NodeShouldRunDaemonPod",
    bad="""\
apiVersion: nvidia.com/v1
kind: ClusterPolicy
metadata: {name: cluster-policy}
spec:
  operator: {defaultRuntime: containerd}
  daemonsets:  # <- here
    updateStrategy: RollingUpdate
  dcgm: {}
  dcgmExporter: {}
  devicePlugin: {enabled: true}
  driver: {}
  gfd: {}
  nodeStatusExporter: {}
  toolkit: {}
---
apiVersion: v1
kind: Node
metadata:
  name: gpu-1
  labels: {nvidia.com/gpu.count: "1"}
spec:
  taints: [{key: dedicated, value: gpu, effect: NoSchedule}]
""",
    good="""\
apiVersion: nvidia.com/v1
kind: ClusterPolicy
metadata: {name: cluster-policy}
spec:
  operator: {defaultRuntime: containerd}
  daemonsets:
    updateStrategy: RollingUpdate
    tolerations:
      - {key: dedicated, operator: Equal, value: gpu, effect: NoSchedule}
  dcgm: {}
  dcgmExporter: {}
  devicePlugin: {enabled: true}
  driver: {}
  gfd: {}
  nodeStatusExporter: {}
  toolkit: {}
---
apiVersion: v1
kind: Node
metadata:
  name: gpu-1
  labels: {nvidia.com/gpu.count: "1"}
spec:
  taints: [{key: dedicated, value: gpu, effect: NoSchedule}]
""",
    check=_check,
)
