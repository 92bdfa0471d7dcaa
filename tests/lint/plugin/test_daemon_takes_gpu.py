import pytest

from tests.lint.chart_values import release, weighed
from tests.lint.examples import told
from tests.lint.texts import plugin, policy

CODE = "PLG221"
PLUGIN = "nvcr.io/nvidia/k8s-device-plugin:v0.17.4"
EXPORTER = "nvcr.io/nvidia/k8s/dcgm-exporter:4.2.3-4.1.3-ubuntu22.04"


def pod(resources: str, image: str = PLUGIN, kind: str = "DaemonSet") -> str:
    """The resources stand in line 12."""
    return f"""\
apiVersion: apps/v1
kind: {kind}
metadata: {{name: nvidia, namespace: kube-system}}
spec:
  selector: {{matchLabels: {{app: nvidia}}}}
  template:
    metadata: {{labels: {{app: nvidia}}}}
    spec:
      containers:
      - name: main
        image: {image}
        resources: {resources}
"""


@pytest.mark.parametrize(
    ("resources", "image", "severities"),
    [
        ("{limits: {nvidia.com/gpu: 1}}", PLUGIN, ["error"]),
        ("{limits: {nvidia.com/gpu: 1}, requests: {nvidia.com/gpu: 1}}", PLUGIN, ["error"]),
        ("{requests: {nvidia.com/gpu: 1}}", PLUGIN, ["error"]),
        ("{limits: {nvidia.com/gpu: 1}}", EXPORTER, ["warning"]),
        ("{limits: {nvidia.com/gpu.shared: 1}}", EXPORTER, ["warning"]),
        ("{limits: {nvidia.com/gpu: 0}}", PLUGIN, []),
        ("{limits: {cpu: 1}}", PLUGIN, []),
        ("{limits: {nvidia.com/gpu: 1}}", "registry.example.com/llm:1", []),
    ],
)
def test_what_asks(resources: str, image: str, severities: list[str]) -> None:
    text = pod(resources, image)
    assert [severity for severity, _ in weighed(text, CODE)] == severities
    assert {line for line, _ in told(text, CODE)} <= {12}


def test_a_try_of_the_exporter_in_one_pod_may_ask() -> None:
    assert told(pod("{limits: {nvidia.com/gpu: 1}}", EXPORTER, "Deployment"), CODE) == []


CHART = """\
apiVersion: helm.toolkit.fluxcd.io/v2
kind: HelmRelease
metadata: {{name: exporter}}
spec:
  chart: {{spec: {{chart: {chart}, sourceRef: {{kind: HelmRepository, name: nvidia}}}}}}
  values:
    resources: {resources}
"""


@pytest.mark.parametrize(
    ("resources", "chart", "severities"),
    [
        ("{limits: {nvidia.com/gpu: 1}, requests: {nvidia.com/gpu: 1}}", "dcgm-exporter", ["info"]),
        ("{limits: {memory: 1Gi}}", "dcgm-exporter", []),
        ("{limits: {nvidia.com/gpu: 1}}", "ollama", []),
    ],
)
def test_a_chart_of_the_exporter_may_hold_a_slot(resources: str, chart: str, severities: list[str]) -> None:
    found = weighed(CHART.format(resources=resources, chart=chart), CODE)
    assert [severity for severity, _ in found] == severities


SHARING = plugin("version: v1\nsharing: {timeSlicing: {resources: [{name: nvidia.com/gpu, replicas: 5}]}}")


@pytest.mark.parametrize(("image", "severity"), [(EXPORTER, "info"), (PLUGIN, "error")])
def test_where_gpus_are_shared_a_part_may_hold_a_slot(image: str, severity: str) -> None:
    text = pod("{limits: {nvidia.com/gpu: 1}}", image) + f"---\n{SHARING}"
    assert [found for found, _ in weighed(text, CODE)] == [severity]


PLUGIN_CHART = ("nvidia-device-plugin", "v0.20.0")
BOTH = "limits: {nvidia.com/gpu: 1}, requests: {nvidia.com/gpu: 1}"


@pytest.mark.parametrize(
    ("text", "line"),
    [
        (release("devicePlugin: {resources: {limits: {nvidia.com/gpu: 1}}}"), 7),
        (release("devicePlugin:\n  resources: {requests: {nvidia.com/gpu: 1}}"), 8),
        (release(f"resources: {{{BOTH}}}", *PLUGIN_CHART), 7),
        (policy("{devicePlugin: {resources: {limits: {nvidia.com/gpu: 1}}}}"), 5),
    ],
)
def test_charts_that_hand_it_to_the_plugin(text: str, line: int) -> None:
    message = "the device plugin itself asks for nvidia.com/gpu, which nobody advertises before it runs"
    assert told(text, CODE) == [(line, message)]


@pytest.mark.parametrize(
    "text",
    [
        release("devicePlugin: {resources: {limits: {memory: 1Gi}}}"),
        release("devicePlugin: {resources: {limits: {nvidia.com/gpu: 0}}}"),
        release("resources: {limits: {nvidia.com/gpu: 1}}"),
        release("resources: {}", *PLUGIN_CHART),
        release("resources: {limits: {nvidia.com/gpu: null}}", *PLUGIN_CHART),
        policy("{devicePlugin: {enabled: true}}"),
    ],
)
def test_charts_that_hand_it_nothing_of_gpus(text: str) -> None:
    assert told(text, CODE) == []
