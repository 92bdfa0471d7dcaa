"""Annotations of pods that the scheduler read before the fields were there."""

from collections.abc import Iterator

from generator.lint.common.workloads import pod_annotations
from generator.model.finding import Severity
from generator.model.manifest import Manifests
from generator.model.manifest_rule import ManifestFault, ManifestRule

_FIELDS = {f"scheduler.alpha.kubernetes.io/{field}": field for field in ("affinity", "tolerations")}


def _check(manifests: Manifests) -> Iterator[ManifestFault]:
    for workload in manifests.workloads:
        for key, value in pod_annotations(workload).items() if workload.is_pod else ():
            field = _FIELDS.get(key)
            if field is not None and workload.pod.get(field) is None:
                message = f"the scheduler does not read the annotation {key}, and the pod has no {field}"
                yield ManifestFault(value.place, message, f"Write it as `{field}:` in the pod's spec.", on_key=True)


RULE = ManifestRule(
    "KUB208",
    "Annotation that the scheduler no longer reads",
    Severity.WARNING,
    why="Affinity and tolerations were annotations before they became fields of a pod's spec in Kubernetes 1.6. The "
    "annotations are kept and not read: the pod goes to any node, or to none that is tainted.",
    fix="Write the field of the pod's spec.",
    source="kubernetes/kubernetes v1.36 pkg/scheduler, no part of which reads them; "
    "pkg/apis/core/annotation_key_constants.go",
    bad="""\
apiVersion: v1
kind: Pod
metadata:
  name: main
  annotations:
    scheduler.alpha.kubernetes.io/tolerations: '[{"key": "nvidia.com/gpu", "operator": "Exists"}]'  # <- here
spec:
  containers:
    - name: main
      image: cuda
      resources: {limits: {nvidia.com/gpu: 1}}
""",
    good="""\
apiVersion: v1
kind: Pod
metadata:
  name: main
spec:
  tolerations: [{key: nvidia.com/gpu, operator: Exists}]
  containers:
    - name: main
      image: cuda
      resources: {limits: {nvidia.com/gpu: 1}}
""",
    check=_check,
)
