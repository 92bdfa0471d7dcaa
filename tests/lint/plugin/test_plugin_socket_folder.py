import pytest

from generator.lint.plugin import plugin_socket_folder
from tests.lint.chart_values import weighed
from tests.lint.examples import told

CODE = "PLG217"
FOLDER = "/var/lib/kubelet/device-plugins"
HOST = "hostPath: {{path: {0}}}"


def daemon(
    mounts: str = "[]", volumes: str = "[]", more: str = "image: nvcr.io/nvidia/k8s-device-plugin:v0.17.4"
) -> str:
    """A DaemonSet of the plugin: the image stands in line 11, the mounts in 12, the volumes in 13."""
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
        volumeMounts: {mounts}
      volumes: {volumes}
"""


def mounted(mount_path: str, volume: str, mount_more: str = "") -> str:
    return daemon(f"[{{name: a, mountPath: {mount_path}{mount_more}}}]", f"[{{name: a, {volume}}}]")


@pytest.mark.parametrize(
    ("mount_path", "host"),
    [
        (FOLDER, FOLDER),
        (f"{FOLDER}/", f"{FOLDER}/"),
        ("/var/lib/kubelet", "/var/lib/kubelet"),
        ("/var", "/var"),
        (FOLDER, "/var/lib/k0s/kubelet/device-plugins"),
        ("/var/lib/kubelet", "/var/snap/microk8s/common/var/lib/kubelet"),
        (FOLDER, "${KUBELET}/device-plugins"),
        ("'{{ folder }}'", "/opt"),
    ],
)
def test_the_kubelets_folder_and_those_above_it(mount_path: str, host: str) -> None:
    assert told(mounted(mount_path, HOST.format(host)), CODE) == []


@pytest.mark.parametrize(
    ("mount_path", "host", "there"),
    [
        (
            FOLDER,
            "/var/lib/rancher/k3s/agent/kubelet/device-plugins",
            "/var/lib/rancher/k3s/agent/kubelet/device-plugins",
        ),
        (FOLDER, "/var/lib/kubelet", "/var/lib/kubelet"),
        ("/var/lib/kubelet", "/opt/kubelet", "/opt/kubelet/device-plugins"),
    ],
)
def test_another_folder_of_the_node(mount_path: str, host: str, there: str) -> None:
    text = mounted(mount_path, HOST.format(host))
    [(severity, message)] = weighed(text, CODE)
    assert (severity, message.split(" of the node")[0]) == ("warning", there)
    assert [line for line, _ in told(text, CODE)] == [13]


@pytest.mark.parametrize("mount_path", ["/device-plugins", "/var/lib/kubelet/pod-resources", f"{FOLDER}/sub"])
def test_a_folder_that_is_mounted_elsewhere_is_not_there(mount_path: str) -> None:
    text = mounted(mount_path, f"hostPath: {{path: {FOLDER}}}")
    assert [weight for weight, _ in weighed(text, CODE)] == ["error"]
    assert [line for line, _ in told(text, CODE)] == [12]


def test_no_mount_at_all_is_told_at_the_image() -> None:
    text = daemon().replace("        volumeMounts: []\n", "")
    assert [(line, message.partition(":")[0]) for line, message in told(text, CODE)] == [
        (11, f"{FOLDER} of the node is not mounted")
    ]


@pytest.mark.parametrize(
    ("volume", "found"), [("emptyDir: {}", ["error"]), ("persistentVolumeClaim: {claimName: a}", [])]
)
def test_volumes_that_are_not_the_nodes(volume: str, found: list[str]) -> None:
    assert [weight for weight, _ in weighed(mounted(FOLDER, volume), CODE)] == found


def test_a_part_of_a_volume_counts() -> None:
    host = HOST.format("/var/lib/kubelet")
    assert told(mounted(FOLDER, host, ", subPath: device-plugins"), CODE) == []
    assert len(told(mounted(FOLDER, host, ", subPath: pods"), CODE)) == 1
    assert told(mounted(FOLDER, host, ", subPathExpr: $(PART)"), CODE) == []


def test_the_nearest_mount_counts() -> None:
    volumes = f"[{{name: a, {HOST.format('/var')}}}, {{name: b, emptyDir: {{}}}}]"
    near = f"[{{name: a, mountPath: /var}}, {{name: b, mountPath: {FOLDER}}}]"
    far = f"[{{name: b, mountPath: /var/lib}}, {{name: a, mountPath: {FOLDER}, subPath: lib/kubelet/device-plugins}}]"
    assert [len(told(daemon(mounts, volumes), CODE)) for mounts in (near, far)] == [1, 0]


PLUGIN = "image: nvcr.io/nvidia/k8s-device-plugin:v0.17.4\n        "


@pytest.mark.parametrize(
    "more",
    [
        "image: nvcr.io/nvidia/gpu-feature-discovery:v0.17.4",
        PLUGIN + "command: [gpu-feature-discovery]",
        PLUGIN + "command: [/usr/bin/mps-control-daemon]",
        PLUGIN + "command: [sh, -c, nvidia-device-plugin]",
        PLUGIN + "args: [--kubelet-socket=/run/kubelet.sock]",
        PLUGIN + "env: [{name: KUBELET_SOCKET, value: /run/kubelet.sock}]",
    ],
)
def test_what_else_the_image_may_do(more: str) -> None:
    assert told(daemon(more=more), CODE) == []


@pytest.mark.parametrize("command", ["[nvidia-device-plugin]", "[/usr/bin/nvidia-device-plugin, --pass-device-specs]"])
def test_the_plugin_by_its_command(command: str) -> None:
    assert len(told(daemon(more=f"{PLUGIN}command: {command}"), CODE)) == 1


def test_a_patch_and_what_a_policy_mounts_are_let_be() -> None:
    patch = daemon().replace("  selector: {matchLabels: {app: plugin}}\n", "")
    assert told(patch, CODE) == []
    policy = """\
apiVersion: kyverno.io/v1
kind: ClusterPolicy
metadata: {name: p}
spec: {rules: [{name: nvidia.com/gpu, mutate: {patchStrategicMerge: {spec: {volumes: []}}}}]}
"""
    assert told({"a.yaml": daemon(), "b.yaml": policy}, CODE) == []


def test_a_mount_of_no_volume_is_the_api_servers_business() -> None:
    assert told(daemon(f"[{{name: a, mountPath: {FOLDER}}}]"), CODE) == []
    assert plugin_socket_folder.RULE.severity.value == "error"


def test_a_folder_that_cannot_be_written() -> None:
    [(line, message)] = told(mounted(FOLDER, f"hostPath: {{path: {FOLDER}}}", ", readOnly: true"), CODE)
    assert (line, "reading only" in message) == (12, True)
    assert told(mounted(FOLDER, f"hostPath: {{path: {FOLDER}}}", ", readOnly: false"), CODE) == []


def _as_user(container: str = "{}", pod: str = "{}") -> str:
    image = f"image: nvcr.io/nvidia/k8s-device-plugin:v0.17.4\n        securityContext: {container}"
    text = daemon(f"[{{name: a, mountPath: {FOLDER}}}]", f"[{{name: a, {f'hostPath: {{path: {FOLDER}}}'}}}]", image)
    return text.replace("      containers:", f"      securityContext: {pod}\n      containers:")


@pytest.mark.parametrize(
    ("container", "pod", "line", "message"),
    [
        ("{runAsUser: 1000, runAsNonRoot: true}", "{}", 13, "the plugin runs as user 1000, and root alone may write"),
        ("{}", "{runAsNonRoot: true}", 9, "the plugin's image runs as root, as it must"),
        ("{runAsNonRoot: true}", "{runAsUser: 65534}", 9, "the plugin runs as user 65534, and root alone may write"),
    ],
)
def test_the_plugin_is_not_to_run_as_root(container: str, pod: str, line: int, message: str) -> None:
    ((at, said),) = told(_as_user(container, pod), CODE)
    assert (at, said.startswith(message)) == (line, True)


@pytest.mark.parametrize(
    ("container", "pod"),
    [
        ("{runAsNonRoot: false}", "{runAsNonRoot: true}"),
        ("{runAsUser: 0}", "{runAsUser: 1000}"),
        ("{allowPrivilegeEscalation: false, capabilities: {drop: [ALL]}}", "{}"),
        ("{runAsNonRoot: '${FLAG}'}", "{}"),
    ],
)
def test_the_plugin_runs_as_root(container: str, pod: str) -> None:
    assert told(_as_user(container, pod), CODE) == []
