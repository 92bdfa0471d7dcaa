"""An autoscaler that goes by how much GPU its pods use, which no resource metric says."""

from collections.abc import Iterator

from generator.model.finding import Severity
from generator.model.manifest import Manifests
from generator.model.manifest_rule import ManifestFault, ManifestRule
from generator.model.manifest_value import Value

_KIND, _GROUP = "HorizontalPodAutoscaler", "autoscaling/"
_BY_TYPE = {"Resource": "resource", "ContainerResource": "containerResource"}
_BLOCKS = {**_BY_TYPE, "Pods": "pods", "Object": "object", "External": "external"}
"""What each type of metric has beside it; source: kubernetes/kubernetes pkg/apis/autoscaling/validation."""
_GPU = "gpu"
_PREFIX = "nvidia.com/"


def _check(manifests: Manifests) -> Iterator[ManifestFault]:
    for one in manifests.of_kind(_KIND, _GROUP):
        in_part = manifests.may_change(one.value)
        for metric in one.value.elements("spec", "metrics"):
            yield from _of(metric, in_part=in_part)


def _of(metric: Value, *, in_part: bool) -> Iterator[ManifestFault]:
    kind = metric.text("type") or ""
    block = _BY_TYPE.get(kind)
    name = None if block is None else metric.get(block, "name")
    if name is not None and isinstance(name.tree, str) and _is_gpu(name.tree):
        message = f"a metric of type {kind} is cpu or memory: nobody measures {name.tree}, and the number of pods stays"
        yield ManifestFault(name.place, message)
    wanted = None if in_part else _BLOCKS.get(kind)
    if wanted is not None and metric.get(wanted) is None:
        message = f"a metric of type {kind} says what it is below {wanted}, which is missing: the API server refuses it"
        given = metric.get("type")
        yield ManifestFault(metric.place if given is None else given.place, message, f"Add `{wanted}:`.")


def _is_gpu(name: str) -> bool:
    return name.startswith(_PREFIX) or name.lower() == _GPU


RULE = ManifestRule(
    "WRK236",
    "Autoscaler without a measure of GPUs",
    Severity.ERROR,
    why="A HorizontalPodAutoscaler has the metrics of type Resource and ContainerResource from metrics.k8s.io, and "
    "whoever serves that, metrics-server or prometheus-adapter, knows cpu and memory alone. It says "
    "FailedGetResourceMetric and leaves the number of pods as it is.",
    fix="Go by a metric of dcgm-exporter, such as DCGM_FI_DEV_GPU_UTIL, or one of the program's own, with type Pods or "
    "External; prometheus-adapter or KEDA hands it over.",
    source="kubernetes/metrics pkg/apis/metrics/v1beta1/types.go (ContainerMetrics), kubernetes-sigs/metrics-server "
    "pkg/api/pod.go, kubernetes-sigs/prometheus-adapter pkg/resourceprovider/provider.go; kubernetes/kubernetes "
    "pkg/controller/podautoscaler/metrics/client.go (GetResourceMetric)",
    bad="""\
apiVersion: autoscaling/v2
kind: HorizontalPodAutoscaler
metadata: {name: llm}
spec:
  scaleTargetRef: {apiVersion: apps/v1, kind: Deployment, name: llm}
  maxReplicas: 4
  metrics:
    - type: Resource
      resource:
        name: nvidia.com/gpu  # <- here
        target: {type: Utilization, averageUtilization: 70}
""",
    good="""\
apiVersion: autoscaling/v2
kind: HorizontalPodAutoscaler
metadata: {name: llm}
spec:
  scaleTargetRef: {apiVersion: apps/v1, kind: Deployment, name: llm}
  maxReplicas: 4
  metrics:
    - type: Pods
      pods:
        metric: {name: DCGM_FI_DEV_GPU_UTIL}
        target: {type: AverageValue, averageValue: "70"}
""",
    check=_check,
)
