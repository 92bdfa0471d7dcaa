"""A pod that asks for more of a resource than any Node among the files has."""

import re
from collections.abc import Iterator

from generator.lint.common.advertised import Advertised, advertised
from generator.lint.common.nodes import gpu_nodes, highest, labels_by_name
from generator.lint.common.resource_names import GPU, mig_resources
from generator.lint.common.workloads import PodAsk, may_be_advertised, plain_name, pod_asks
from generator.model.finding import Severity
from generator.model.manifest import Manifests
from generator.model.manifest_objects import NodeObject
from generator.model.manifest_rule import ManifestFault, ManifestRule

_COUNT = "nvidia.com/gpu.count"
_NUMBER = re.compile(r"[1-9]\d{0,2}")


def _check(manifests: Manifests) -> Iterator[ManifestFault]:
    nodes = gpu_nodes(manifests)
    most = dict(highest(nodes))
    known = advertised(manifests)
    if not most:
        yield from () if known is None or manifests.pools else _by_count(nodes, known, manifests)
        return
    # What the Nodes advertise may be from before this configuration.
    severity = Severity.INFO if manifests.plugin_configs or manifests.mig_configs else None
    for pod in pod_asks(manifests):
        if plain_name(pod.resource) not in (GPU, *mig_resources()) or not may_be_advertised(pod.resource):
            continue
        if known is None or known.may_have(pod.resource):
            yield from _of_pod(pod, most, severity)


def _by_count(nodes: tuple[NodeObject, ...], known: Advertised, manifests: Manifests) -> Iterator[ManifestFault]:
    """Hold pods against the cards that labels count on each Node, times the slices that the configuration makes."""
    counts = [labels_by_name(node.labels).get(_COUNT, "") for node in nodes]
    # Of several entries nothing says which one a node runs with.
    if not counts or len(known.entries) > 1 or not all(_NUMBER.fullmatch(one) for one in counts):
        return
    cards = max(map(int, counts))
    for pod in pod_asks(manifests):
        slices = known.slices_of(pod.resource) if plain_name(pod.resource) == GPU else None
        over = None if slices is None else pod.beyond(cards * slices * 1000)
        if over is not None:
            amount = over.ask.amount
            message = (
                f"{amount.quantity.tree} x {pod.resource}, but no Node here has more than {cards} x {slices} of it"
            )
            yield ManifestFault(amount.quantity.place, f"{message}: the pod stays pending")


def _of_pod(pod: PodAsk, most: dict[str, int], severity: Severity | None) -> Iterator[ManifestFault]:
    there = most.get(pod.resource, 0)
    over = pod.beyond(there)
    if over is None:
        return
    amount = over.ask.amount
    if there:
        together = f", {over.thousandths // 1000} for the pod's containers together" if over.others else ""
        message = f"{amount.quantity.tree} x {pod.resource}{together}, but no Node here has more than {there // 1000}"
        yield ManifestFault(amount.quantity.place, f"{message}: the pod stays pending", severity=severity)
    else:
        message = f"no Node here advertises {pod.resource}: the pod stays pending"
        fix = f"Write {' or '.join(sorted(most))}, which the Nodes advertise."
        yield ManifestFault(amount.quantity.place, message, fix, on_key=True, severity=severity)


RULE = ManifestRule(
    "WRK212",
    "More than any Node has",
    Severity.WARNING,
    why="A pod runs on one node, and takes what its containers ask for together from what that node advertises. Where "
    "none has so much it waits for a larger one.",
    fix="Ask for what one node has, or split the work over several pods.",
    source="kubernetes/kubernetes pkg/scheduler/framework/plugins/noderesources/fit.go and "
    "staging/src/k8s.io/component-helpers/resource/helpers.go (PodRequests)",
    bad="""\
apiVersion: v1
kind: Node
metadata: {name: gpu-1}
status: {allocatable: {nvidia.com/gpu: "4"}}
---
apiVersion: v1
kind: Pod
metadata: {name: main}
spec:
  containers:
    - name: main
      image: cuda
      resources:
        limits:
          nvidia.com/gpu: 8  # <- here
""",
    good="""\
apiVersion: v1
kind: Node
metadata: {name: gpu-1}
status: {allocatable: {nvidia.com/gpu: "4"}}
---
apiVersion: v1
kind: Pod
metadata: {name: main}
spec:
  containers:
    - name: main
      image: cuda
      resources:
        limits:
          nvidia.com/gpu: 4
""",
    check=_check,
)
