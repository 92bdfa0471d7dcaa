import pytest

from generator.model.finding import Severity
from tests.lint.examples import judged, told

SCALER = """\
apiVersion: autoscaling/v2
kind: HorizontalPodAutoscaler
metadata: {name: llm}
spec:
  scaleTargetRef: {apiVersion: apps/v1, kind: Deployment, name: llm}
  minReplicas: 1
  maxReplicas: 4
  metrics:
    - METRIC
"""
TARGET = "target: {type: Utilization, averageUtilization: 70}"


def scaler(metric: str) -> str:
    return SCALER.replace("METRIC", metric)


@pytest.mark.parametrize(
    "metric",
    [
        f"{{type: Resource, resource: {{name: nvidia.com/gpu, {TARGET}}}}}",
        f"{{type: Resource, resource: {{name: gpu, {TARGET}}}}}",
        f"{{type: Resource, resource: {{name: nvidia.com/mig-1g.10gb, {TARGET}}}}}",
        f"{{type: ContainerResource, containerResource: {{name: nvidia.com/gpu, container: a, {TARGET}}}}}",
    ],
)
@pytest.mark.parametrize("version", ["v2", "v2beta2"])
def test_no_resource_metric_is_of_gpus(metric: str, version: str) -> None:
    (found,) = told(scaler(metric).replace("autoscaling/v2", f"autoscaling/{version}"), "WRK236")
    assert found[0] == 9
    assert "is cpu or memory: nobody measures" in found[1]


@pytest.mark.parametrize(
    "metric",
    [
        f"{{type: Resource, resource: {{name: cpu, {TARGET}}}}}",
        "{type: Pods, pods: {metric: {name: DCGM_FI_DEV_GPU_UTIL}, target: {type: AverageValue, averageValue: 70}}}",
        "{type: External, external: {metric: {name: gpu}, target: {type: Value, value: 70}}}",
        f"{{type: Resource, resource: {{name: '${{GPU}}', {TARGET}}}}}",
        "{type: Object, object: {describedObject: {kind: A, name: b}, metric: {name: gpu}, target: {type: Value}}}",
    ],
)
def test_other_metrics_are_measured(metric: str) -> None:
    text = f"# gpu\n{scaler(metric)}"
    assert [one for one in judged(text).findings if one.severity != Severity.INFO] == []


def test_a_metric_has_the_block_of_its_type() -> None:
    text = scaler("{type: Pods, external: {metric: {name: gpu}, target: {type: Value, value: 70}}}")
    assert told(text, "WRK236") == [
        (9, "a metric of type Pods says what it is below pods, which is missing: the API server refuses it")
    ]


def test_kinds_of_others_are_not_looked_at() -> None:
    text = scaler(f"{{type: Resource, resource: {{name: nvidia.com/gpu, {TARGET}}}}}")
    assert told(text.replace("autoscaling/v2", "autoscaling.example.com/v2"), "WRK236") == []
