"""A toleration of a GPU pod that the API server refuses."""

from collections.abc import Iterator

from generator.lint.common.placed import tolerations_elsewhere
from generator.lint.common.tolerations import refusals
from generator.model.finding import Severity
from generator.model.manifest import Manifests
from generator.model.manifest_rule import ManifestFault, ManifestRule


def _check(manifests: Manifests) -> Iterator[ManifestFault]:
    pods = [one.pod for one in manifests.workloads if not one.loose]
    found = [toleration for pod in pods for toleration in pod.elements("tolerations")]
    found += tolerations_elsewhere(manifests)
    for one in manifests.of_kind("RuntimeClass"):
        found += one.value.elements("scheduling", "tolerations")
    for toleration in {one.place: one for one in found}.values():
        for refusal in refusals(toleration):
            message = f"{refusal.message}: the API server refuses the pod"
            yield ManifestFault(refusal.place, message, refusal.fix)


RULE = ManifestRule(
    "WRK210",
    "Toleration of a pod that the API server refuses",
    Severity.ERROR,
    why="One toleration that does not pass validation keeps the object from being made, or its pods where the kind is "
    "another maker's.",
    fix="Write `operator: Exists` without a value, or `operator: Equal` with one.",
    source="kubernetes/kubernetes pkg/apis/core/validation/validation.go, ValidateTolerations; run on an API server",
    bad="""\
apiVersion: v1
kind: Pod
metadata: {name: main}
spec:
  tolerations:
    - key: nvidia.com/gpu
      operator: Exists
      value: "true"  # <- here
      effect: NoSchedule
  containers:
    - {name: main, image: cuda, resources: {limits: {nvidia.com/gpu: 1}}}
""",
    good="""\
apiVersion: v1
kind: Pod
metadata: {name: main}
spec:
  tolerations:
    - key: nvidia.com/gpu
      operator: Exists
      effect: NoSchedule
  containers:
    - {name: main, image: cuda, resources: {limits: {nvidia.com/gpu: 1}}}
""",
    check=_check,
)
