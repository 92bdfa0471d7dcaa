"""A quota of more than all Nodes among the files have."""

from collections.abc import Iterator

from generator.lint.common.nodes import gpu_nodes, supply
from generator.lint.common.resource_names import GPU, mig_resources
from generator.lint.common.workloads import plain_name, thousandths
from generator.model.finding import Severity
from generator.model.manifest import Manifests
from generator.model.manifest_rule import ManifestFault, ManifestRule

_COUNTS = "requests."


def _check(manifests: Manifests) -> Iterator[ManifestFault]:
    supplies = [found for node in gpu_nodes(manifests) if (found := supply(node))]
    # What the Nodes advertise may be from before this configuration.
    severity = Severity.INFO if manifests.plugin_configs or manifests.mig_configs else None
    for quota in manifests.quotas if supplies else ():
        for amount in quota.hard:
            resource, number = amount.resource.removeprefix(_COUNTS), thousandths(amount.quantity)
            if resource == amount.resource or plain_name(resource) not in (GPU, *mig_resources()) or number is None:
                continue
            total = sum(one.get(resource, 0) for one in supplies)
            if number > total:
                have = f"the Nodes here have {total // 1000} together" if total else "no Node here advertises it"
                message = f"{amount.quantity.tree} x {resource}, but {have}: this quota limits nothing"
                yield ManifestFault(amount.quantity.place, message, severity=severity)


RULE = ManifestRule(
    "QUO205",
    "Quota of more than exists",
    Severity.WARNING,
    why="The quota never takes effect: the namespace may take every unit in the cluster. A unit is a replica or a MIG "
    "device, not a GPU.",
    fix="Write what the namespace is to have, or leave the quota out.",
    source="kubernetes/kubernetes pkg/quota/v1/evaluator/core/pods.go; NVIDIA/k8s-device-plugin (a unit for each "
    "replica)",
    bad="""\
apiVersion: v1
kind: Node
metadata: {name: gpu-1}
status: {allocatable: {nvidia.com/gpu: "4"}}
---
apiVersion: v1
kind: ResourceQuota
metadata: {name: gpus, namespace: team}
spec:
  hard:
    requests.nvidia.com/gpu: 8  # <- here
""",
    good="""\
apiVersion: v1
kind: Node
metadata: {name: gpu-1}
status: {allocatable: {nvidia.com/gpu: "4"}}
---
apiVersion: v1
kind: ResourceQuota
metadata: {name: gpus, namespace: team}
spec:
  hard:
    requests.nvidia.com/gpu: 2
""",
    check=_check,
)
