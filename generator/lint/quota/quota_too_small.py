"""A pod that asks for more GPUs than its namespace's quota allows."""

from collections.abc import Iterator

from generator.lint.common.quota_scopes import Allowances, counts
from generator.lint.common.workloads import PodAsk, asks_for_gpus, pod_asks, thousandths
from generator.model.finding import Severity
from generator.model.manifest import Manifests
from generator.model.manifest_objects import Container, Quota, Workload
from generator.model.manifest_rule import ManifestFault, ManifestRule
from generator.model.manifest_value import Place, Value

_PLAIN = {
    **{name: ("requests", name) for name in ("cpu", "memory")},
    **{f"{block}.{name}": (block, name) for block in ("requests", "limits") for name in ("cpu", "memory")},
}
"""Keys of a quota for what each container states: `memory` alone is a request."""
_KEEPING = ("Deployment", "ReplicaSet", "StatefulSet")
"""Kinds whose pods run all at once; a Job's wait for each other."""
_IN_GROUPS = ("RayCluster", "RayService", "MPIJob", "PyTorchJob", "TFJob", "XGBoostJob", "PaddleJob")
"""Kinds that say how many pods there are beside each of their templates; source: ray-project/kuberay
ray-operator/apis/ray/v1/raycluster_types.go, kubeflow/trainer pkg/apis/kubeflow.org/v1/common_types.go."""
_HOSTS = "numOfHosts"
"""So many pods are each of Ray's workers."""


def _check(manifests: Manifests) -> Iterator[ManifestFault]:
    allowances = Allowances(manifests)
    for pod in pod_asks(manifests) if allowances.any else ():
        limit = allowances.least(pod.workload, pod.resource)
        most = None if limit is None else thousandths(limit)
        over = None if most is None else pod.beyond(most)
        if limit is not None and over is not None:
            namespace, quantity = pod.workload.namespace, (over.ask.request or over.ask.amount).quantity
            asked = f"{quantity.tree} x {pod.resource}"
            if over.others:
                asked = f"{asked} more, {over.thousandths // 1000} for the pod's containers together"
            message = f"{asked}, but the quota of namespace {namespace} allows {limit.tree}: the pod is refused"
            yield ManifestFault(quantity.place, message)
        elif limit is not None and most is not None:
            yield from _of_replicas(pod, limit, most)
    yield from _of_memory(manifests)


def _of_memory(manifests: Manifests) -> Iterator[ManifestFault]:
    """Return pods with GPUs whose containers together want more memory or cpu than a quota on GPUs allows as well."""
    quotas: dict[str, list[Quota]] = {}
    for quota in manifests.quotas:
        if quota.namespace:
            quotas.setdefault(quota.namespace, []).append(quota)
    for workload in manifests.workloads if quotas else ():
        for quota in quotas.get(workload.namespace or "", []) if _is_pod(workload) else ():
            if counts(quota, workload):
                yield from _of_plain(workload, quota)


def _is_pod(workload: Workload) -> bool:
    return not workload.loose and not workload.in_part and any(map(asks_for_gpus, workload.containers))


def _of_plain(workload: Workload, quota: Quota) -> Iterator[ManifestFault]:
    told: set[Place] = set()
    for key, limit in quota.value.entries("spec", "hard"):
        most, plain = thousandths(limit), _PLAIN.get(key)
        if most is None or plain is None:
            continue
        block, resource = plain
        found = [one for each in workload.containers if not each.init for one in _stated(each, block, resource)]
        amounts = [(amount, one) for one in found if (amount := thousandths(one)) is not None]
        total = sum(amount for amount, _ in amounts)
        if total <= most:
            continue
        _, largest = max(amounts, key=lambda one: one[0])
        if largest.place not in told:
            told.add(largest.place)
            message = (
                f"{'with this ' * (len(amounts) > 1)}the pod has more {resource} than the quota of namespace "
                f"{workload.namespace} allows by {key}, {limit.tree}: the pod is refused"
            )
            yield ManifestFault(largest.place, message)


def _stated(container: Container, block: str, resource: str) -> list[Value]:
    """Return what a container states of a resource; a request that is not stated is what the limit says."""
    limits, requests = ({one.resource: one.quantity for one in each} for each in (container.limits, container.requests))
    found = limits.get(resource) if block == "limits" else requests.get(resource, limits.get(resource))
    return [] if found is None else [found]


def _of_replicas(pod: PodAsk, limit: Value, most: int) -> Iterator[ManifestFault]:
    """Return how many pods a controller is to make, where the quota lets it make fewer."""
    workload = pod.workload
    replicas = _replicas(workload)
    count = None if replicas is None else replicas.tree
    if replicas is None or not isinstance(count, int) or isinstance(count, bool):
        return
    each = max((one.thousandths for one in pod.counted), default=0)
    if each and count * each > most:
        message = (
            f"{count} pods with {each // 1000} x {pod.resource} each, but the quota of namespace {workload.namespace} "
            f"allows {limit.tree}: at most {most // each} of them are made"
        )
        fix = f"Write {most // each}, or raise the quota."
        yield ManifestFault(replicas.place, message, fix, severity=Severity.WARNING)


def _replicas(workload: Workload) -> Value | None:
    """Return how many pods a template makes that run all at once, where that is said.

    Of Ray's groups that the autoscaler changes it is the fewest that there are.
    """
    whole = workload.whole
    if whole is None or workload.in_part:
        return None
    if workload.kind in _KEEPING:
        said = whole.get("spec", "replicas")
        # A kustomization may make another number of them.
        return said if said is not None and said.tree == workload.replicas else None
    around = whole.get(*workload.pod.place.way_from(whole.place)[:-2]) if workload.kind in _IN_GROUPS else None
    if around is None or around.has(_HOSTS):
        return None
    scaled = any(one.tree is True for one in _autoscaling(whole))
    return around.get("minReplicas" if scaled else "replicas")


def _autoscaling(whole: Value) -> Iterator[Value]:
    """Yield what Ray's kinds say of autoscaling, in each of which a cluster's spec stands elsewhere."""
    for path in (("spec",), ("spec", "rayClusterConfig")):
        said = whole.get(*path, "enableInTreeAutoscaling")
        if said is not None:
            yield said


RULE = ManifestRule(
    "QUO204",
    "Pod that its quota refuses",
    Severity.ERROR,
    why="The API server refuses a pod that alone goes beyond the namespace's quota. A Deployment then stands at 0 "
    "pods, and only its ReplicaSet's events say why.",
    fix="Ask for less, or raise the quota.",
    source="kubernetes/kubernetes staging/src/k8s.io/apiserver/pkg/admission/plugin/resourcequota/controller.go and "
    "staging/src/k8s.io/component-helpers/resource/helpers.go (PodRequests)",
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
