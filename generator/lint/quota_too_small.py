"""A pod that asks for more GPUs than its namespace's quota allows."""

from collections.abc import Iterator

from generator.lint._workloads import gpu_asks, thousandths
from generator.model.finding import Severity
from generator.model.manifest import Manifests
from generator.model.manifest_rule import ManifestFault, ManifestRule

_COUNTS = "requests."


def _check(manifests: Manifests) -> Iterator[ManifestFault]:
    allowed: dict[tuple[str, str], int] = {}
    for quota in manifests.quotas:
        # A quota with scopes counts some pods only.
        scoped = quota.value.get("spec", "scopes") or quota.value.get("spec", "scopeSelector")
        for amount in () if scoped else quota.hard:
            number = thousandths(amount.quantity)
            if quota.namespace and amount.resource.startswith(_COUNTS) and number is not None:
                key = (quota.namespace, amount.resource.removeprefix(_COUNTS))
                allowed[key] = min(number, allowed.get(key, number))
    for ask in gpu_asks(manifests) if allowed else ():
        most = allowed.get((ask.workload.namespace or "", ask.resource))
        wanted = thousandths(ask.amount.quantity)
        if most is not None and wanted is not None and wanted > most:
            namespace, tree = ask.workload.namespace, ask.amount.quantity.tree
            message = f"{tree} x {ask.resource}, but the quota of namespace {namespace} allows {most // 1000}"
            counted = ask.request or ask.amount
            yield ManifestFault(counted.quantity.place, f"{message}: the pod is refused")


RULE = ManifestRule(
    "QUO204",
    "Pod that its quota refuses",
    Severity.ERROR,
    why="The API server refuses a pod that alone goes beyond the namespace's quota. A Deployment then stands at 0 "
    "pods, and only its ReplicaSet's events say why.",
    fix="Ask for less, or raise the quota.",
    source="kubernetes/kubernetes staging/src/k8s.io/apiserver/pkg/admission/plugin/resourcequota/controller.go",
    bad="""\
apiVersion: v1
kind: ResourceQuota
metadata: {name: gpus, namespace: team}
spec: {hard: {requests.nvidia.com/gpu: 2}}
---
apiVersion: v1
kind: Pod
metadata: {name: main, namespace: team}
spec:
  containers:
    - name: main
      image: cuda
      resources:
        limits:
          nvidia.com/gpu: 4  # <- here
""",
    good="""\
apiVersion: v1
kind: ResourceQuota
metadata: {name: gpus, namespace: team}
spec: {hard: {requests.nvidia.com/gpu: 2}}
---
apiVersion: v1
kind: Pod
metadata: {name: main, namespace: team}
spec:
  containers:
    - name: main
      image: cuda
      resources:
        limits:
          nvidia.com/gpu: 2
""",
    check=_check,
)
