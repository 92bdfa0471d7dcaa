import pytest

from tests.lint.examples import told

CODE = "DCG207"


def exporter(env: str = "[]", ports: str = "[{name: metrics, containerPort: 9400}]", more: str = "") -> str:
    """An exporter and what stands beside its container."""
    return f"""\
apiVersion: apps/v1
kind: DaemonSet
metadata: {{name: dcgm-exporter, namespace: monitoring}}
spec:
  selector: {{matchLabels: {{app: dcgm-exporter}}}}
  template:
    metadata: {{labels: {{app: dcgm-exporter, team: gpus}}}}
    spec:
      containers:
      - name: exporter
        image: nvcr.io/nvidia/k8s/dcgm-exporter:4.2.3-4.1.3-ubuntu22.04
        env: {env}
        ports: {ports}
      {more}
"""


def service(port: str = "port: 9400", selector: str = "app: dcgm-exporter", more: str = "type: ClusterIP") -> str:
    """The selector stands in line 5, the port in line 6."""
    return f"""\
apiVersion: v1
kind: Service
metadata: {{name: dcgm-exporter, namespace: monitoring}}
spec:
  selector: {{{selector}}}
  ports: [{{{port}}}]
  {more}
"""


LISTEN = "[{name: DCGM_EXPORTER_LISTEN, value: 'VALUE'}]"


def files(own: str, to: str) -> dict[str, str]:
    return {"a.yaml": own, "b.yaml": to}


@pytest.mark.parametrize(
    ("own", "to", "line", "says"),
    [
        (exporter(), service("port: 9400, targetPort: 9401"), 6, "listens on 9400, and the Service sends to 9401"),
        (exporter(), service("port: 8080"), 6, "the Service sends to 8080"),
        (exporter(LISTEN.replace("VALUE", ":9500")), service(), 6, "listens on 9500"),
        (exporter(), service("port: 9400, targetPort: http"), 6, "has a port named http: the Service has no endpoint"),
        (exporter(ports="[{containerPort: 9400}]"), service("port: 9400, targetPort: metrics"), 6, "named metrics"),
        (exporter(), service(selector="app: nvidia-dcgm-exporter"), 5, "have app: dcgm-exporter, so the Service finds"),
        (exporter(), service(selector="app: dcgm-exporter, tier: gpu"), 5, "have no label tier"),
        (exporter(), service(selector="release: "), 5, "have no label release"),
        (exporter(), service(selector="app: 1"), 5, "have app: dcgm-exporter, so the Service finds"),
    ],
)
def test_services_that_reach_nothing(own: str, to: str, line: int, says: str) -> None:
    [(number, message)] = told(files(own, to), CODE)
    assert (number, says in message) == (line, True)


SIDECAR = "- {name: proxy, image: proxy, ports: [{name: https, containerPort: 9401}]}"
OTHER = exporter().replace("k8s/dcgm-exporter", "k8s/other").replace("name: dcgm-exporter,", "name: other,")


@pytest.mark.parametrize(
    ("own", "to"),
    [
        (exporter(), service()),
        (exporter(), service("port: 80, targetPort: metrics")),
        (exporter(), service("port: 80, targetPort: 9400")),
        (exporter(LISTEN.replace("VALUE", "0.0.0.0:9500")), service("port: 9500")),
        (exporter(LISTEN.replace("VALUE", "${LISTEN}")), service("port: 9500")),
        (exporter("[{name: DCGM_EXPORTER_LISTEN, valueFrom: {configMapKeyRef: {name: a, key: b}}}]"),
         service("port: 9500")),
        (exporter(more=SIDECAR), service("port: 9401")),
        (exporter(more=SIDECAR), service("port: 9401, targetPort: https")),
        (exporter(more="envFrom: [{configMapRef: {name: settings}}]").replace("      envFrom", "        envFrom"),
         service("port: 9500")),
        (exporter(), service("port: 80, targetPort: '${PORT}'")),
        (exporter(), service("port: 80, targetPort: '9401'")),
        (exporter(), service("port: 9401", "team: cpus").replace("name: dcgm-exporter", "name: node-exporter")),
        (exporter(), service("port: 9401", "app: node").replace("monitoring", "other")),
        (exporter(), service("port: 9401", "app: dcgm-exporter").replace("monitoring", "other")),
        (exporter(), service("port: 9401", more="type: ExternalName")),
        (exporter(), service(selector="app: '${APP}'")),
        (exporter() + "---\n" + OTHER.replace("app: dcgm-exporter", "app: o"), service(selector="app: o")),
        (OTHER, service("port: 9401")),
    ],
)  # fmt: skip
def test_services_that_reach_it_or_may(own: str, to: str) -> None:
    assert told(files(own, to), CODE) == []


def test_what_a_kustomization_changes_is_let_be() -> None:
    built = "resources: [a.yaml, b.yaml]\n"
    wrong = files(exporter(), service(selector="app: nvidia-dcgm-exporter"))
    assert len(told({**wrong, "kustomization.yaml": built}, CODE)) == 1
    for more in ("namespace: gpus\n", "commonLabels: {app: nvidia-dcgm-exporter}\n"):
        assert told({**wrong, "kustomization.yaml": built + more}, CODE) == []


def test_other_clusters() -> None:
    wrong = service("port: 9401")
    assert told({"clusters/a/a.yaml": exporter(), "clusters/b/b.yaml": wrong}, CODE) == []
    assert len(told({"clusters/a/a.yaml": exporter(), "clusters/a/b.yaml": wrong}, CODE)) == 1
