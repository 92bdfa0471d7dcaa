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
