"""A pod that asks for more of a resource than any Node among the files has."""

from collections.abc import Iterator

from generator.lint._advertised import advertised
from generator.lint._nodes import gpu_nodes, highest
from generator.lint._resource_names import GPU, mig_resources
from generator.lint._workloads import PodAsk, may_be_advertised, plain_name, pod_asks
from generator.model.finding import Severity
from generator.model.manifest import Manifests
from generator.model.manifest_rule import ManifestFault, ManifestRule


def _check(manifests: Manifests) -> Iterator[ManifestFault]:
    most = dict(highest(gpu_nodes(manifests)))
    if not most:
        return
    known = advertised(manifests)
    # What the Nodes advertise may be from before this configuration.
    severity = Severity.INFO if manifests.plugin_configs or manifests.mig_configs else None
    for pod in pod_asks(manifests):
        if plain_name(pod.resource) not in (GPU, *mig_resources()) or not may_be_advertised(pod.resource):
            continue
        if known is None or known.may_have(pod.resource):
            yield from _of_pod(pod, most, severity)


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
