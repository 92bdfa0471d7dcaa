"""A ClusterQueue of Kueue that takes no namespace."""

from collections.abc import Iterator

from generator.lint.common.objects import says_gpu
from generator.lint.quota._kueue import GROUP, cohort_of
from generator.model.finding import Severity
from generator.model.manifest import Manifests
from generator.model.manifest_rule import ManifestFault, ManifestRule
from generator.model.manifest_value import Value, is_filled_in_later

_KEY = "namespaceSelector"


def _check(manifests: Manifests) -> Iterator[ManifestFault]:
    used = {one.value.text("spec", "clusterQueue") for one in manifests.of_kind("LocalQueue", GROUP)}
    for queue in manifests.of_kind("ClusterQueue", GROUP):
        spec = queue.value.get("spec")
        if spec is None or not says_gpu(queue.value) or manifests.may_change(queue.value):
            continue
        # One that only lends to the others of its cohort needs no namespace.
        if spec.get(_KEY) is None and not _is_made_later(spec) and (queue.name in used or not cohort_of(queue)):
            at = spec.place.below(_KEY) if spec.has(_KEY) else spec.place
            message = f"the ClusterQueue {queue.name} has no {_KEY}, so it takes no namespace: nothing is ever admitted"
            yield ManifestFault(at, message, on_key=True)


def _is_made_later(spec: Value) -> bool:
    return not isinstance(spec.tree, dict) or any(map(is_filled_in_later, spec.tree))


RULE = ManifestRule(
    "QUO211",
    "Queue of Kueue that takes no namespace",
    Severity.WARNING,
    why="A ClusterQueue admits workloads of the namespaces that its namespaceSelector selects. One that is left out or "
    "null selects none, unlike one that is empty: every workload waits, since its namespace doesn't match.",
    fix="Write `namespaceSelector: {}`, which takes every namespace, or select some by their labels.",
    source="kubernetes-sigs/kueue apis/kueue/v1beta2/clusterqueue_types.go (NamespaceSelector), "
    "pkg/cache/scheduler/clusterqueue.go (LabelSelectorAsSelector)",
    bad="""\
apiVersion: kueue.x-k8s.io/v1beta1
kind: ClusterQueue
metadata: {name: gpus}
spec:  # <- here
  resourceGroups:
    - coveredResources: [nvidia.com/gpu]
      flavors:
        - name: a100
          resources:
            - {name: nvidia.com/gpu, nominalQuota: 8}
---
apiVersion: kueue.x-k8s.io/v1beta1
kind: ClusterQueue
metadata: {name: more-gpus}
spec:
  namespaceSelector:  # <- here
  resourceGroups:
    - coveredResources: [nvidia.com/gpu]
      flavors:
        - name: l4
          resources:
            - {name: nvidia.com/gpu, nominalQuota: 8}
""",
    good="""\
apiVersion: kueue.x-k8s.io/v1beta1
kind: ClusterQueue
metadata: {name: gpus}
spec:
  namespaceSelector: {}
  resourceGroups:
    - coveredResources: [nvidia.com/gpu]
      flavors:
        - name: a100
          resources:
            - {name: nvidia.com/gpu, nominalQuota: 8}
""",
    check=_check,
)
