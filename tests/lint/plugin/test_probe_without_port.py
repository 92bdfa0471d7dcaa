import pytest

from generator.model.finding import Severity
from tests.lint.examples import judged, line_of, told

CODE = "PLG222"


def daemon(
    probe: str, image: str = "nvcr.io/nvidia/k8s-device-plugin:v0.14.1", pod: str = "", command: str = ""
) -> str:
    return f"""\
apiVersion: apps/v1
kind: DaemonSet
metadata: {{name: a}}
spec:
  selector: {{matchLabels: {{a: b}}}}
  template:
    metadata: {{labels: {{a: b}}}}
    spec:
      {pod or "priorityClassName: system-node-critical"}
      containers:
        - name: a
          image: {image}
          {command or "securityContext: {privileged: true}"}
          {probe}
"""


@pytest.mark.parametrize(
    ("probe", "severity", "message"),
    [
        (
            "livenessProbe: {httpGet: {path: /healthz, port: 8080}}",
            Severity.ERROR,
            "opens no port, and livenessProbe asks one by httpGet: the kubelet kills it again and again",
        ),
        (
            "startupProbe: {grpc: {port: 8080}}",
            Severity.ERROR,
            "opens no port, and startupProbe asks one by grpc: the kubelet kills it again and again",
        ),
        (
            "readinessProbe: {tcpSocket: {port: 8080}}",
            Severity.WARNING,
            (
                "opens no port, and readinessProbe asks one by tcpSocket: its pod is never ready, and its DaemonSet is "
                "not rolled out"
            ),
        ),
    ],
)
@pytest.mark.parametrize(
    ("program", "image", "command"),
    [
        ("nvidia-device-plugin", "nvcr.io/nvidia/k8s-device-plugin:v0.14.1", ""),
        ("gpu-feature-discovery", "nvcr.io/nvidia/gpu-feature-discovery:v0.8.2", ""),
        ("config-manager", "nvcr.io/nvidia/k8s-device-plugin:v0.14.1", "command: [config-manager]"),
    ],
)
def test_a_port_that_nobody_opens(
    probe: str, severity: Severity, message: str, program: str, image: str, command: str
) -> None:
    (found,) = (one for one in judged(daemon(probe, image, command=command)).findings if one.code == CODE)
    assert (line_of(found), found.severity, found.message) == (14, severity, f"{program} {message}")


@pytest.mark.parametrize(
    "text",
    [
        daemon("livenessProbe: {exec: {command: [nvidia-smi]}}"),
        daemon("livenessProbe: {httpGet: null}"),
        daemon("livenessProbe: {httpGet: {port: 10248, host: 127.0.0.1}}"),
        daemon("livenessProbe: {httpGet: {port: 10248}}", pod="hostNetwork: true"),
        # This one has its metrics on a port.
        daemon(
            "livenessProbe: {httpGet: {port: 9400}}", image="nvcr.io/nvidia/k8s/dcgm-exporter:4.2.3-4.1.3-ubuntu22.04"
        ),
        daemon("livenessProbe: {httpGet: {port: 8080}}", command="command: [/bin/sh, -c, serve]"),
        daemon("livenessProbe: {httpGet: {port: 8080}}", image="example.com/other:1"),
        daemon("livenessProbe: [httpGet]"),
    ],
)
def test_what_may_answer(text: str) -> None:
    assert told(text, CODE) == []


EXPORTER = "nvcr.io/nvidia/k8s/dcgm-exporter:4.2.3-4.1.3-ubuntu22.04"
PORT = "ports: [{name: metrics, containerPort: 9401}]"


@pytest.mark.parametrize(
    ("probe", "command", "count"),
    [
        ("livenessProbe: {httpGet: {path: /health, port: 9401}}", "", 1),
        ("livenessProbe: {httpGet: {path: /health, port: 9400}}", "", 0),
        ("readinessProbe: {tcpSocket: {port: metrics}}", PORT, 1),
        ("readinessProbe: {tcpSocket: {port: other}}", PORT, 0),
        ("livenessProbe: {httpGet: {path: /health, port: 9401}}", "args: [-a, ':9401']", 0),
        ("livenessProbe: {httpGet: {path: /health, port: 9400}}", "args: [--address=0.0.0.0:9401]", 1),
        (
            "livenessProbe: {httpGet: {path: /health, port: 9400}}",
            "env: [{name: DCGM_EXPORTER_LISTEN, value: ':9401'}]",
            1,
        ),
        (
            "livenessProbe: {httpGet: {path: /health, port: 9400}}",
            "env: [{name: DCGM_EXPORTER_LISTEN, value: ':${PORT}'}]",
            0,
        ),
        (
            "livenessProbe: {httpGet: {path: /health, port: 9500}}",
            "env: [{name: DCGM_EXPORTER_LISTEN, valueFrom: {configMapKeyRef: {name: a, key: b}}}]",
            0,
        ),
        ("livenessProbe: {httpGet: {path: /health, port: 80, host: example.com}}", "", 0),
        ("livenessProbe: {exec: {command: [nvidia-smi]}}", "", 0),
    ],
)
def test_the_exporter_listens_on_one_port(probe: str, command: str, count: int) -> None:
    assert len(told(daemon(probe, EXPORTER, command=command), CODE)) == count
    assert told(daemon(probe, EXPORTER, "hostNetwork: true", command), CODE) == []


def test_another_container_of_the_pod_may_answer() -> None:
    proxy = "      - {name: proxy, image: proxy, ports: [{containerPort: 8443}]}\n"
    text = daemon("livenessProbe: {tcpSocket: {port: 8443}}")
    assert len(told(text, CODE)) == 1
    head, mark, tail = text.partition("      containers:\n")
    assert mark
    assert told(f"{head}{mark}{proxy}{tail}", CODE) == []
