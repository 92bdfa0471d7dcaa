import pytest

from tests.lint.examples import judged, told

CODE = "DCG203"
OPERATOR = """\
apiVersion: helm.toolkit.fluxcd.io/v2
kind: HelmRelease
metadata: {name: gpu-operator, namespace: gpu-operator}
spec:
  chart: {spec: {chart: gpu-operator, version: v26.7.0, sourceRef: {kind: HelmRepository, name: nvidia}}}
"""


def monitor(labels: str = "app: nvidia-dcgm-exporter", port: str = "gpu-metrics", more: str = "") -> str:
    return f"""\
apiVersion: monitoring.coreos.com/v1
kind: ServiceMonitor
metadata: {{name: a, namespace: monitoring}}
spec:
  selector: {{matchLabels: {{{labels}}}}}
  endpoints: [{{port: {port}, interval: 15s}}]
  {more or "jobLabel: app"}
"""


def service(labels: str = "app: dcgm", ports: str = "[{name: metrics, port: 9400}]") -> str:
    return f"""\
apiVersion: v1
kind: Service
metadata: {{name: exporter, namespace: monitoring, labels: {{{labels}}}}}
spec:
  selector: {{app: dcgm}}
  ports: {ports}
"""


@pytest.mark.parametrize(
    ("files", "message"),
    [
        ({"a.yaml": monitor(port="metrics")}, "the operator's Service nvidia-dcgm-exporter has no port named metrics"),
        ({"a.yaml": monitor("app: dcgm", "http"), "b.yaml": service()}, "the Service exporter has no port named http"),
        (
            {"a.yaml": monitor("app: dcgm", "metrics"), "b.yaml": service(ports="[{port: 9400}]")},
            "the Service exporter has no port named metrics",
        ),
        (
            {"a.yaml": monitor(port="metrics"), "b.yaml": service("app: nvidia-dcgm-exporter", "[{name: x, port: 1}]")},
            "the Service exporter has no port named metrics",
        ),
    ],
)
def test_port_of_no_name_that_is_there(files: dict[str, str], message: str) -> None:
    ((line, text),) = told(files, CODE)
    assert line == 6
    assert text.startswith(message)


@pytest.mark.parametrize(
    "files",
    [
        {"a.yaml": monitor()},
        {"a.yaml": monitor("app: nvidia-dcgm-exporter, team: a", "metrics")},
        {"a.yaml": monitor("app.kubernetes.io/name: dcgm-exporter", "http-metrics")},
        {"a.yaml": monitor("app: dcgm", "metrics"), "b.yaml": service()},
        {"a.yaml": monitor("app: dcgm", "${PORT}"), "b.yaml": service()},
        {"a.yaml": monitor("app: other", "http"), "b.yaml": service("app: other")},
        {"a.yaml": monitor(port="metrics"), "b.yaml": service("app: nvidia-dcgm-exporter")},
        {"a.yaml": monitor(port="metrics").replace("monitoring.coreos.com/v1", "azmonitoring.coreos.com/v1")},
        {"a.yaml": monitor(port="9400").replace("port:", "targetPort:")},
    ],
)
def test_ports_that_are_there_or_not_known_are_let_be(files: dict[str, str]) -> None:
    assert told(files, CODE) == []


@pytest.mark.parametrize(
    ("more", "lines"),
    [
        ("", [5]),
        ("namespaceSelector: {matchNames: [monitoring, gpu]}", [7]),
        ("namespaceSelector: {matchNames: [gpu-operator]}", []),
        ("namespaceSelector: {any: true}", []),
        ('namespaceSelector: {matchNames: ["${NS}"]}', []),
    ],
)
def test_namespace_of_the_operator(more: str, lines: list[int]) -> None:
    files = {"a.yaml": monitor(more=more), "b.yaml": OPERATOR}
    assert [line for line, _ in told(files, CODE)] == lines
    assert told({"a.yaml": monitor(more=more)}, CODE) == []
    assert told({"a.yaml": monitor(more=more).replace("monitoring}", "gpu-operator}"), "b.yaml": OPERATOR}, CODE) == (
        [] if "[monitoring" not in more else told(files, CODE)
    )


@pytest.mark.parametrize(
    "files",
    [
        {"clusters/a/s.yaml": service("app: nvidia-dcgm-exporter"), "clusters/b/m.yaml": monitor()},
        {"clusters/a/o.yaml": OPERATOR, "clusters/b/m.yaml": monitor()},
        {"o.yaml": OPERATOR, "m.yaml": monitor(), "kustomization.yaml": "namespace: a\nresources: [o.yaml, m.yaml]\n"},
        {"s.yaml": service("app: nvidia-dcgm-exporter", '[{name: "${PORT}", port: 1}]'), "m.yaml": monitor()},
        {
            "s.yaml": service("exporters: all").replace("{app: dcgm}", "{app: node}"),
            "m.yaml": monitor("exporters: all").replace("{name: a,", "{name: dcgm,"),
        },
    ],
)
def test_other_clusters_and_services_that_are_not_known_are_let_be(files: dict[str, str]) -> None:
    assert told(files, CODE) == []


def test_a_hyphen_too_many_makes_an_endpoint_of_every_port() -> None:
    text = monitor(labels="app: dcgm", port="metrics").replace(", interval: 15s}]", "}, {interval: 15s}]")
    ((line, message),) = told(text, CODE)
    assert line == 6
    assert message.startswith("this endpoint names no port")
    whole = text.replace("{interval: 15s}", "{targetPort: 9400}")
    assert told(whole, CODE) == []


def test_the_operators_service_is_known_without_the_operator() -> None:
    (found,) = (one for one in judged(monitor(port="metrics")).findings if one.code == CODE)
    assert (found.severity.value, found.fix) == ("warning", "Write gpu-metrics.")


EXPORTER = """\
apiVersion: apps/v1
kind: DaemonSet
metadata: {name: exporter, namespace: monitoring}
spec:
  selector: {matchLabels: {app: dcgm}}
  template:
    metadata: {labels: {app: dcgm, team: gpus}}
    spec:
      containers:
      - name: exporter
        image: nvcr.io/nvidia/k8s/dcgm-exporter:4.2.3-4.1.3-ubuntu22.04
        ports: [{name: metrics, containerPort: 9400}]
"""


def pods(labels: str = "app: nvidia-dcgm-exporter", port: str = "metrics", more: str = "") -> str:
    """A PodMonitor: its labels stand in line 5, its port in line 6."""
    text = monitor(labels, port, more).replace("ServiceMonitor", "PodMonitor")
    return text.replace("endpoints", "podMetricsEndpoints")


@pytest.mark.parametrize(
    ("files", "line", "message"),
    [
        ({"a.yaml": pods(port="gpu-metrics")}, 6, "the pod of the operator's exporter has no port named gpu-metrics"),
        (
            {"a.yaml": pods("app: dcgm", "http"), "b.yaml": EXPORTER},
            6,
            "the pod of DaemonSet exporter has no port named http",
        ),
        (
            {"a.yaml": pods("app: dcgm"), "b.yaml": EXPORTER.replace("name: metrics, ", "")},
            6,
            "the pod of DaemonSet exporter has no port named metrics",
        ),
        ({"a.yaml": pods(), "b.yaml": OPERATOR}, 5, "the operator's exporter is in gpu-operator, and this looks in"),
        (
            {"a.yaml": pods("app: dcgm"), "b.yaml": EXPORTER.replace("monitoring", "gpus")},
            5,
            "DaemonSet exporter is in gpus, and this looks in monitoring alone",
        ),
    ],
)
def test_pods_that_a_pod_monitor_does_not_find(files: dict[str, str], line: int, message: str) -> None:
    ((number, text),) = told(files, CODE)
    assert number == line
    assert text.startswith(message)


@pytest.mark.parametrize(
    "files",
    [
        {"a.yaml": pods()},
        {"a.yaml": pods(port="http"), "b.yaml": EXPORTER.replace("app: dcgm", "app: nvidia-dcgm-exporter").replace(
            "name: metrics", "name: http")},
        {"a.yaml": pods("app: dcgm"), "b.yaml": EXPORTER},
        {"a.yaml": pods("team: gpus", "http"), "b.yaml": EXPORTER},
        {"a.yaml": pods("app: other", "http"), "b.yaml": EXPORTER},
        {"a.yaml": pods("app: dcgm", "${PORT}"), "b.yaml": EXPORTER},
        {"a.yaml": pods("app: dcgm", "9400").replace("port:", "portNumber:"), "b.yaml": EXPORTER},
        {"a.yaml": pods(more="namespaceSelector: {any: true}"), "b.yaml": OPERATOR},
        {"clusters/a/a.yaml": pods("app: dcgm", "http"), "clusters/b/b.yaml": EXPORTER},
        {"clusters/a/a.yaml": pods(), "clusters/b/b.yaml": OPERATOR},
        {
            "a.yaml": pods("app: dcgm"),
            "b.yaml": EXPORTER.replace("monitoring", "gpus"),
            "kustomization.yaml": "namespace: gpus\nresources: [a.yaml, b.yaml]\n",
        },
    ],
)  # fmt: skip
def test_pod_monitors_that_find_them_or_may(files: dict[str, str]) -> None:
    assert told(files, CODE) == []


@pytest.mark.parametrize(
    ("more", "lines"),
    [
        ("", [5]),
        ("namespaceSelector: {matchNames: [gpus]}", []),
        ("namespaceSelector: {matchNames: [other]}", [7]),
        ("namespaceSelector: {any: true}", []),
        ('namespaceSelector: {matchNames: ["${NS}"]}', []),
    ],
)
def test_a_service_of_ones_own_in_another_namespace(more: str, lines: list[int]) -> None:
    files = {"a.yaml": monitor("app: dcgm", "metrics", more), "b.yaml": service().replace("monitoring", "gpus")}
    assert [line for line, _ in told(files, CODE)] == lines
    assert told({**files, "c.yaml": service().replace("name: exporter", "name: other")}, CODE) == []
    assert told({**files, "b.yaml": service().replace(", namespace: monitoring", "")}, CODE) == []
    built = "namespace: gpus\nresources: [a.yaml, b.yaml]\n"
    assert told({**files, "kustomization.yaml": built}, CODE) == []
