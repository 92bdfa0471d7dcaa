import pytest

from generator.model.finding import Severity
from tests.lint.examples import judged, told

CODE = "DCG205"
OPERATOR = """\
apiVersion: helm.toolkit.fluxcd.io/v2
kind: HelmRelease
metadata: {name: gpu-operator, namespace: gpus}
spec:
  chart: {spec: {chart: gpu-operator, version: v26.7.0}}
"""
OWN = """\
apiVersion: apps/v1
kind: DaemonSet
metadata: {name: exporter, namespace: gpus}
spec:
  selector: {matchLabels: {app: mine}}
  template:
    metadata: {labels: {app: mine}}
    spec:
      containers: [{name: exporter, image: "IMAGE", ports: [{containerPort: 9400}]}]
"""
PODS = OWN.replace("IMAGE", "nvcr.io/nvidia/x").replace("mine", "dcgm-exporter")
CHART = """\
apiVersion: helm.toolkit.fluxcd.io/v2
kind: HelmRelease
metadata: {name: dcgm, namespace: gpus}
spec:
  chart: {spec: {chart: dcgm-exporter, version: 4.8.2}}
"""


def service(
    selector: str = "app: dcgm-exporter", namespace: str = "gpus", name: str = "metrics", port: str = "9400"
) -> str:
    return f"""\
apiVersion: v1
kind: Service
metadata: {{name: {name}, namespace: {namespace}}}
spec:
  selector: {{{selector}}}
  ports: [{{name: metrics, port: {port}}}]
"""


def monitor(kind: str, labels: str = "app: dcgm-exporter", more: str = "", namespace: str = "gpus") -> str:
    endpoints = "endpoints" if kind == "ServiceMonitor" else "podMetricsEndpoints"
    return f"""\
apiVersion: monitoring.coreos.com/v1
kind: {kind}
metadata: {{name: a, namespace: {namespace}}}
spec:
  selector: {{matchLabels: {{{labels}}}}}
  {endpoints}: [{{port: metrics}}]
  {more}
"""


def weighed(files: dict[str, str], options: tuple[str, ...] = ()) -> list[Severity]:
    return [one.severity for one in judged(files, options).findings if one.code == CODE]


@pytest.mark.parametrize(
    ("text", "part"),
    [
        (
            service(),
            "pods of the operator's exporter have app: nvidia-dcgm-exporter and no app: dcgm-exporter, so this",
        ),
        (service("app: nvidia-gpu-exporter", name="dcgm-exporter"), "no app: nvidia-gpu-exporter"),
        (service("app: dcgm", name="dcgm"), "no app: dcgm,"),
        (monitor("PodMonitor"), "so this PodMonitor finds none"),
        (
            monitor("PodMonitor", more="namespaceSelector: {matchNames: [gpus]}", namespace="monitoring"),
            "finds none",
        ),
        (
            monitor("ServiceMonitor").replace("port: metrics", "port: gpu-metrics"),
            "the Services of the operator's exporter have app: nvidia-dcgm-exporter and no",
        ),
    ],
)
def test_what_finds_none_of_the_operators_pods(text: str, part: str) -> None:
    files = {"a.yaml": text, "b.yaml": OPERATOR}
    ((line, message),) = told(files, CODE)
    assert (line, part in message) == (5, True), message
    assert weighed(files) == [Severity.WARNING]


@pytest.mark.parametrize(
    "files",
    [
        {"a.yaml": service(namespace="gpu-operator")},
        {"a.yaml": service("app.kubernetes.io/name: dcgm-exporter"), "b.yaml": OPERATOR},
        # Of something beside the exporter, of which the files show no pod.
        {"a.yaml": service("app: proxy", name="dcgm-exporter-proxy", port="8080"), "b.yaml": OPERATOR},
        {"a.yaml": service(), "b.yaml": f"{OPERATOR}  valuesFrom: [{{kind: ConfigMap, name: more}}]\n"},
    ],
)
def test_what_may_find_an_exporter_that_is_not_shown(files: dict[str, str]) -> None:
    assert weighed(files) == [Severity.INFO]


def test_an_object_of_the_driver_says_nothing_of_it() -> None:
    driver = "apiVersion: nvidia.com/v1alpha1\nkind: NVIDIADriver\nmetadata: {name: a}\nspec: {driverType: gpu}\n"
    assert weighed({"a.yaml": service(namespace="gpu-operator"), "b.yaml": driver}) == [Severity.INFO]


def test_an_operator_that_the_caller_knows() -> None:
    files = {"a.yaml": service(namespace="gpu-operator")}
    assert weighed(files, ("--chart", "gpu-operator@v25.3.0")) == [Severity.WARNING]


@pytest.mark.parametrize(
    "files",
    [
        {"a.yaml": service("app: nvidia-dcgm-exporter"), "b.yaml": OPERATOR},
        {"a.yaml": service("app: nvidia-dcgm", port="5555", name="nvidia-dcgm"), "b.yaml": OPERATOR},
        {"a.yaml": service("app: dcgm", port="5555"), "b.yaml": OPERATOR},
        {"a.yaml": service("app: web"), "b.yaml": OPERATOR},
        {"a.yaml": service('app: "${NAME}-dcgm-exporter"'), "b.yaml": OPERATOR},
        {"a.yaml": service(namespace="monitoring"), "b.yaml": OPERATOR},
        {"a.yaml": service(namespace="monitoring")},
        {"a.yaml": service().replace("selector: {app: dcgm-exporter}", "type: ClusterIP"), "b.yaml": OPERATOR},
        {"a.yaml": service(), "b.yaml": f"{OPERATOR}  values: {{dcgmExporter: {{enabled: false}}}}\n"},
        {
            "a.yaml": service("app.kubernetes.io/name: dcgm-exporter"),
            "b.yaml": f"{OPERATOR}  values: {{daemonsets: {{labels: {{app.kubernetes.io/name: dcgm-exporter}}}}}}\n",
        },
        # Pods of one's own, or a chart that brings some.
        {"a.yaml": service(), "b.yaml": OPERATOR, "c.yaml": PODS},
        {"a.yaml": service(), "b.yaml": OPERATOR, "c.yaml": OWN.replace("IMAGE", "nvidia/dcgm-exporter:4.2")},
        {"a.yaml": service(), "b.yaml": OPERATOR, "c.yaml": OWN.replace("IMAGE", "example.com/dcgm-exporter:4.2")},
        {"a.yaml": service(), "b.yaml": OPERATOR, "c.yaml": CHART},
        # A monitor that looks elsewhere too, or that finds a Service among the files.
        {"a.yaml": monitor("PodMonitor", more="namespaceSelector: {any: true}"), "b.yaml": OPERATOR},
        {"a.yaml": monitor("ServiceMonitor", namespace="monitoring"), "b.yaml": OPERATOR},
        {
            "a.yaml": monitor("ServiceMonitor"),
            "b.yaml": OPERATOR,
            "c.yaml": service("app: nvidia-dcgm-exporter").replace("metrics,", "m, labels: {app: dcgm-exporter},", 1),
        },
        # Another cluster's operator, and what a kustomization changes.
        {"clusters/a/o.yaml": OPERATOR, "clusters/b/s.yaml": service()},
        {"a.yaml": service(), "b.yaml": OPERATOR, "kustomization.yaml": "namespace: a\nresources: [a.yaml, b.yaml]\n"},
        {
            "a.yaml": service(),
            "b.yaml": OPERATOR,
            "kustomization.yaml": "labels: [{pairs: {app: x}, includeSelectors: true}]\nresources: [a.yaml, b.yaml]\n",
        },
    ],
)
def test_what_is_let_be(files: dict[str, str]) -> None:
    assert told(files, CODE) == []


@pytest.mark.parametrize(
    ("endpoint", "found"),
    [
        ("port: metrics", [(5, True), (6, False)]),
        ("port: gpu-metrics", [(5, True)]),
        ("targetPort: 9400", [(5, True)]),
    ],
)
def test_the_port_that_the_operators_service_has_is_told_too(endpoint: str, found: list[tuple[int, bool]]) -> None:
    files = {"a.yaml": monitor("ServiceMonitor").replace("port: metrics", endpoint), "b.yaml": OPERATOR}
    assert [(line, "finds none" in message) for line, message in told(files, CODE)] == found
