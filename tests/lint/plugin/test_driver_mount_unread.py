import pytest

from tests.lint.examples import told

CODE = "PLG224"
IMAGE = "image: nvcr.io/nvidia/k8s-device-plugin:v0.18.2"


def daemon(mount: str = "/host", host: str = "/", more: str = IMAGE) -> str:
    """A DaemonSet of the plugin with one mount beside that of the kubelet, in line 14."""
    return f"""\
apiVersion: apps/v1
kind: DaemonSet
metadata: {{name: plugin, namespace: kube-system}}
spec:
  selector: {{matchLabels: {{app: plugin}}}}
  template:
    metadata: {{labels: {{app: plugin}}}}
    spec:
      containers:
      - name: plugin
        {more}
        volumeMounts:
        - {{name: kubelet, mountPath: /var/lib/kubelet/device-plugins}}
        - {{name: root, mountPath: {mount}}}
      volumes:
      - {{name: kubelet, hostPath: {{path: /var/lib/kubelet/device-plugins}}}}
      - {{name: root, hostPath: {{path: {host}}}}}
"""


@pytest.mark.parametrize(
    ("text", "part"),
    [
        (daemon(), "/ of the node is mounted at /host, and the plugin looks for the driver below /driver-root"),
        (daemon(host="/run/nvidia/driver"), "/run/nvidia/driver of the node is mounted at /host"),
        (daemon("/driver", more=f"{IMAGE}\n        args: [--container-driver-root=/d]"), "below /d:"),
        (daemon(more="image: nvcr.io/nvidia/k8s-device-plugin"), "mounted at /host"),
    ],
)
def test_a_mount_where_nobody_looks_is_told(text: str, part: str) -> None:
    ((line, message),) = told(text, CODE)
    assert line == 14 + text.count("args:")
    assert part in message


@pytest.mark.parametrize(
    "text",
    [
        daemon("/driver-root"),
        daemon("/"),
        daemon("/host", "/opt"),
        daemon("/host", more=f"{IMAGE}\n        env: [{{name: CONTAINER_DRIVER_ROOT, value: /host}}]"),
        daemon("/host", more=f"{IMAGE}\n        env: [{{name: CONTAINER_DRIVER_ROOT, value: '${{ROOT}}'}}]"),
        daemon("/host", more=f"{IMAGE}\n        env: [{{name: LD_LIBRARY_PATH, value: /host/usr/lib}}]"),
        daemon("/host", more="image: nvcr.io/nvidia/k8s-device-plugin:v0.14.5"),
        daemon("/host", more="image: nvcr.io/nvidia/k8s/dcgm-exporter:4.4.0"),
        daemon("'{{ root }}'"),
        daemon().replace("selector: {matchLabels: {app: plugin}}", "minReadySeconds: 1"),
    ],
)
def test_what_is_found_or_may_be_is_no_fault(text: str) -> None:
    assert told(text, CODE) == []
