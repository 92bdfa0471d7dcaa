import pytest

from tests.lint.chart_values import release
from tests.lint.examples import told

CODE = "DCG209"
APP, NAME = "pod_label_app", "pod_container_port_name"


def job(
    *, role: str = "pod", by: str = APP, port: str = NAME, regex: str = "gpu-metrics", app: str = "nvidia-dcgm-exporter"
) -> str:
    """A job whose expression for the port stands in line 13."""
    values = f"""\
prometheus:
  prometheusSpec:
    additionalScrapeConfigs:
    - job_name: gpus
      kubernetes_sd_configs: [{{role: {role}}}]
      relabel_configs: [{{source_labels: [__meta_kubernetes_{by}], regex: {app}, action: keep}},
        {{source_labels: [__meta_kubernetes_{port}], regex: {regex}, action: keep}}]
"""
    return release(values, chart="kube-prometheus-stack", version="80.0.0")


SERVICE = {"role": "endpoints", "by": "service_label_app", "port": "endpoint_port_name"}
SLICE = {"role": "endpointslice", "by": "service_name", "port": "endpointslice_port_name"}


@pytest.mark.parametrize(
    ("text", "says"),
    [
        (job(), "the port of the pod of the operator's exporter is called metrics, and gpu-metrics alone is kept"),
        (job(regex="http|gpu-metrics"), "and http|gpu-metrics alone is kept"),
        (job(**SERVICE, regex="metrics"), "the port of the Service of the operator's exporter is called gpu-metrics"),
        (job(**SLICE, regex="metrics"), "is called gpu-metrics, and metrics alone is kept"),
    ],
)
def test_jobs_without_a_target(text: str, says: str) -> None:
    [(line, message)] = told(text, CODE)
    assert (line, says in message) == (13, True)


@pytest.mark.parametrize(
    "text",
    [
        job(regex="metrics"),
        job(regex="gpu-metrics|metrics"),
        job(regex=".*metrics"),
        job(regex="'${PORT}'"),
        job(regex="gpu-metrics").replace("regex: gpu-metrics, action: keep", "regex: gpu-metrics, action: drop"),
        job(app="dcgm-exporter"),
        job(role="node"),
        job(by="pod_label_team"),
        job(**SERVICE, regex="gpu-metrics"),
        job(regex="(metrics"),
    ],
)
def test_jobs_that_keep_it_or_may(text: str) -> None:
    assert told(text, CODE) == []


def test_an_exporter_of_ones_own_may_call_its_port_otherwise() -> None:
    pod = """\
apiVersion: v1
kind: Pod
metadata: {name: exporter, labels: {app: nvidia-dcgm-exporter}}
spec:
  containers: [{name: main, image: "nvcr.io/nvidia/k8s/dcgm-exporter:4.2.3-4.1.3-ubuntu22.04"}]
"""
    assert told({"a.yaml": job(), "b.yaml": pod}, CODE) == []
    assert len(told({"a.yaml": job(), "b.yaml": pod.replace("app: nvidia-", "app: ")}, CODE)) == 1
