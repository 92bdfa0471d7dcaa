"""A workload whose queue of Kueue is in another namespace."""

from collections.abc import Iterator

from generator.lint.common.clusters import ByCluster, are_moved, cluster_of
from generator.lint.common.references import listed
from generator.lint.quota._kueue import GROUP, QUEUE_NAME
from generator.model.finding import Severity
from generator.model.manifest import Manifests
from generator.model.manifest_objects import KubeObject
from generator.model.manifest_rule import ManifestFault, ManifestRule
from generator.model.manifest_value import Place, is_filled_in_later


def _check(manifests: Manifests) -> Iterator[ManifestFault]:
    if are_moved(manifests):
        return
    named: dict[str, list[tuple[Place, KubeObject]]] = {}
    for one in manifests.of_kind("LocalQueue", GROUP):
        named.setdefault(one.name, []).append((one.value.place, one))
    queues = {name: ByCluster(found) for name, found in named.items()}
    told: set[Place] = set()
    for workload in manifests.workloads if queues else ():
        label = None if workload.whole is None else workload.whole.get("metadata", "labels", QUEUE_NAME)
        if workload.whole is None or label is None or workload.in_part or workload.loose or label.place in told:
            continue
        found = queues.get(label.text() or "")
        near = () if found is None else found.near(cluster_of(label.place))
        spaces = {one.namespace for one in near}
        every = {workload.namespace, *spaces}
        if not spaces or None in every or workload.namespace in spaces or any(map(is_filled_in_later, every)):
            continue
        if manifests.may_change(workload.whole) or any(manifests.may_change(one.value) for one in near):
            continue
        there = listed(sorted(one for one in spaces if one))
        message = (
            f"the LocalQueue {label.tree} is in {there}, the workload in {workload.namespace}: it is never admitted"
        )
        fix = f"Make a LocalQueue {label.tree} in {workload.namespace}, or write both into one namespace."
        told.add(label.place)
        yield ManifestFault(label.place, message, fix)


RULE = ManifestRule(
    "QUO215",
    "Queue of Kueue in another namespace than its workload",
    Severity.WARNING,
    why="Kueue looks for the LocalQueue that a workload's label names in the workload's own namespace. Where there is "
    "none of that name the workload stays suspended.",
    fix="Make a LocalQueue of that name in the namespace of the workload.",
    source="kubernetes-sigs/kueue pkg/cache/queue/manager.go and local_queue.go (the key is namespace/name)",
    bad="""\
apiVersion: kueue.x-k8s.io/v1beta1
kind: LocalQueue
metadata: {name: gpus, namespace: team}
spec: {clusterQueue: all}
---
apiVersion: batch/v1
kind: Job
metadata:
  name: train
  namespace: default
  labels:
    kueue.x-k8s.io/queue-name: gpus  # <- here
spec:
  suspend: true
  template:
    spec:
      restartPolicy: Never
      containers:
        - {name: main, image: cuda, resources: {limits: {nvidia.com/gpu: 1}}}
""",
    good="""\
apiVersion: kueue.x-k8s.io/v1beta1
kind: LocalQueue
metadata: {name: gpus, namespace: team}
spec: {clusterQueue: all}
---
apiVersion: batch/v1
kind: Job
metadata:
  name: train
  namespace: team
  labels:
    kueue.x-k8s.io/queue-name: gpus
spec:
  suspend: true
  template:
    spec:
      restartPolicy: Never
      containers:
        - {name: main, image: cuda, resources: {limits: {nvidia.com/gpu: 1}}}
""",
    check=_check,
)
