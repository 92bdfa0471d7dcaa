import pytest

from tests.lint.chart_values import release
from tests.lint.examples import told
from tests.lint.policies import policy, whole

CODE = "DCG202"
MOUNT = "volumeMounts: [{name: pods, mountPath: PATH}]"
SAYS = 'env: [{name: DCGM_EXPORTER_KUBERNETES, value: "true"}]'
KIND = "env: [{name: DCGM_EXPORTER_KUBERNETES_GPU_ID_TYPE, value: uid}]"
SAID = "args: [-k=false]"


def daemon(*lines: str, path: str = "/var/lib/kubelet/pod-resources", image: str = "nvcr.io/nvidia/k8s") -> str:
    """An exporter whose own lines begin in line 12; the volume's path is in line 9."""
    own = "".join(f"          {line}\n" for line in lines)
    return f"""\
apiVersion: apps/v1
kind: DaemonSet
metadata: {{name: dcgm-exporter, namespace: monitoring}}
spec:
  selector: {{matchLabels: {{app: dcgm}}}}
  template:
    metadata: {{labels: {{app: dcgm}}}}
    spec:
      volumes: [{{name: pods, hostPath: {{path: {path}}}}}]
      containers:
        - image: {image}/dcgm-exporter:4.2.3-4.1.3-ubuntu22.04
          name: exporter
{own}"""


def mount(path: str) -> str:
    return MOUNT.replace("PATH", path)


@pytest.mark.parametrize(
    ("text", "line", "part"),
    [
        (daemon(SAYS), 13, "does not see the kubelet's folder /var/lib/kubelet/pod-resources"),
        (daemon("args: [-f, /a.csv, --kubernetes]"), 13, "does not see the kubelet's folder"),
        (daemon("args: [-k]"), 13, "does not see the kubelet's folder"),
        (daemon(SAYS, mount("/var/lib/kubelet/device-plugins")), 13, "does not see the kubelet's folder"),
        (daemon(SAYS, mount("/data")), 13, "does not see the kubelet's folder"),
        (
            daemon(SAYS, mount("/var/lib/kubelet/pod-resources"), path="/var/lib/kubelet/device-plugins"),
            9,
            "/var/lib/kubelet/device-plugins holds the sockets of device plugins",
        ),
        (
            daemon(SAYS, mount("/var/lib/kubelet/pod-resources"), path="/var/lib/kubelet/"),
            9,
            "/var/lib/kubelet is mounted as pod-resources, and has no socket of that kind itself",
        ),
        (daemon("args: [-k=false, --kubernetes-gpu-id-type, uuid]"), 13, "knows no uuid as the kind of a GPU's name"),
        (daemon(KIND.replace("uid", "device"), SAID), 13, "knows no device as the kind of a GPU's name"),
        (daemon(mount("/var/lib/kubelet/pod-resources")), 13, "/var/lib/kubelet/pod-resources is mounted for the"),
        (daemon(mount("/pods"), path="/var/snap/microk8s/common/var/lib/kubelet/pod-resources/"), 13, "is mounted for"),
        (daemon(KIND), 13, "this is read for the names of pods, and dcgm-exporter is not told to look them up"),
        (daemon(KIND, mount("/var/lib/kubelet/pod-resources")), 13, "this is read for the names of pods"),
        (daemon("args: [--kubernetes-gpu-id-type=device-name]"), 13, "this is read for the names of pods"),
        (daemon("args: [--kubernetes-enable-pod-labels]"), 13, "this is read for the names of pods"),
        (daemon("env: [{name: KUBERNETES_VIRTUAL_GPUS, value: 'true'}]"), 13, "this is read for the names of pods"),
        (
            daemon(mount("/var/lib/kubelet/pod-resources")).replace("4.2.3-4.1.3", "2.4.0-2.6.5"),
            13,
            "is not told to look them up: no metric has pod, namespace and container",
        ),
    ],
)
def test_what_keeps_it_from_naming_pods(text: str, line: int, part: str) -> None:
    ((at, message),) = told(text, CODE)
    assert (at, part in message) == (line, True), message


@pytest.mark.parametrize(
    "text",
    [
        daemon(SAYS, mount("/var/lib/kubelet/pod-resources/")),
        daemon(SAYS, mount("/var/lib/kubelet")),
        daemon(SAYS, mount("/var/lib/kubelet/pod-resources"), path="/var/snap/microk8s/common/pod-resources"),
        daemon(SAYS, mount("/var/lib/kubelet/pod-resources"), path="${KUBELET}/pod-resources"),
        daemon(SAYS, mount("${KUBELET}/pod-resources")),
        daemon(SAYS.replace("true", "false")),
        daemon("args: [--kubernetes=false]", SAYS),
        daemon("args: [-k, --pod-resources-kubelet-socket=/run/kubelet.sock]"),
        daemon("env: [{name: DCGM_EXPORTER_LISTEN, value: ':9400'}]"),
        daemon("args: [-k=false, --kubernetes-gpu-id-type=device-name]"),
        daemon("args: [-k=false]", "env: [{name: DCGM_EXPORTER_KUBERNETES_GPU_ID_TYPE, value: '${TYPE}'}]"),
        # Switched off with intent, or by what the files do not show.
        daemon(SAYS.replace("true", "false"), mount("/var/lib/kubelet/pod-resources")),
        daemon(SAYS.replace('"true"', "$VALUE"), mount("/var/lib/kubelet/pod-resources")),
        daemon("args: ['${ARGS}']", mount("/var/lib/kubelet/pod-resources")),
        daemon("envFrom: [{configMapRef: {name: a}}]", mount("/var/lib/kubelet/pod-resources")),
        daemon("env: [{name: KUBERNETES_VIRTUAL_GPUS, value: 'false'}]"),
        daemon(mount("/var/lib/kubelet"), path="/var/lib/kubelet"),
        daemon(mount("/var/lib/kubelet/pod-resources")).replace("4.2.3-4.1.3", "2.0.13-2.1.0"),
        daemon("command: [sh, -c, exec dcgm-exporter -k]", mount("/var/lib/kubelet/pod-resources")),
        # Another maker's image of that name.
        daemon(SAYS, image="registry.example.com/acme"),
        # A patch names no image.
        daemon(SAYS).replace("image: nvcr.io/nvidia/k8s/dcgm-exporter:4.2.3-4.1.3-ubuntu22.04", "tty: true"),
    ],
)
def test_what_does_not(text: str) -> None:
    assert told(text, CODE) == []


@pytest.mark.parametrize(("value", "count"), [("uuid", 1), ("uid", 0), ("", 0)])
def test_the_operators_exporter(value: str, count: int) -> None:
    part = f"dcgmExporter: {{env: [{{name: DCGM_EXPORTER_KUBERNETES_GPU_ID_TYPE, value: '{value}'}}]}}"
    assert len(told(release(part), CODE)) == count
    assert len(told(policy(whole("dcgmExporter") + f"\n{part}"), CODE)) == count
    assert told(release("dcgmExporter: {env: [{name: DCGM_EXPORTER_KUBERNETES, value: 'true'}]}"), CODE) == []
