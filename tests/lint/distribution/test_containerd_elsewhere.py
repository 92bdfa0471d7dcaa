import pytest

from tests.lint.chart_values import release, weighed
from tests.lint.examples import judged, told
from tests.lint.policies import policy

K3S = "/var/lib/rancher/k3s/agent/etc/containerd/config.toml"
K3S_SOCKET = "/run/k3s/containerd/containerd.sock"


def toolkit(config: str = "", socket: str = "") -> str:
    env = [("CONTAINERD_CONFIG", config), ("CONTAINERD_SOCKET", socket)]
    lines = "".join(f"  - name: {name}\n    value: {value}\n" for name, value in env if value)
    return f"toolkit:\n  env:\n{lines}"


@pytest.mark.parametrize(
    ("config", "socket", "message"),
    [
        (K3S, "", "CONTAINERD_SOCKET is missing, and its default /run/containerd/containerd.sock is not that of K3s"),
        ("/etc/containerd/config.toml", "/run/k0s/containerd.sock", "the configuration is that of a containerd of the"),
        (K3S, "/run/containerd/containerd.sock", "the configuration is that of K3s or RKE2, the socket that of a cont"),
        ("", "/run/k3s/containerd.sock", "/run/k3s/containerd.sock is no socket of K3s or RKE2"),
        (
            "",
            "/run/rke2/containerd/containerd.sock",
            "/run/rke2/containerd/containerd.sock is no socket of K3s or RKE2",
        ),
        ("", "/var/run/rke2/containerd.sock", "/var/run/rke2/containerd.sock is no socket of K3s or RKE2"),
        ("", "/var/snap/microk8s/current/run/containerd.sock", "/var/snap/microk8s/current/run/containerd.sock is no"),
        ("/etc/k0s/containerd.d/nvidia.toml", "", "CONTAINERD_SOCKET is missing, and its default"),
        ("/etc/containerd/config.toml.tmpl", K3S_SOCKET, "the socket is that of K3s or RKE2, whose containerd never r"),
        (
            "/etc/containerd/conf.d/a.toml",
            K3S_SOCKET,
            "the socket is that of K3s or RKE2, whose containerd never reads",
        ),
    ],
)
def test_paths_that_do_not_belong_together(config: str, socket: str, message: str) -> None:
    [(severity, found)] = weighed(release(toolkit(config, socket)), "DST201")
    assert (severity, found[: len(message)]) == ("warning", message)


@pytest.mark.parametrize(
    ("config", "socket"),
    [
        (K3S, K3S_SOCKET),
        ("", K3S_SOCKET),
        ("/etc/containerd/config.toml", K3S_SOCKET),
        ("", "/var/run/k3s/containerd/containerd.sock"),
        ("/etc/containerd/config.toml", ""),
        ("/etc/containerd/config.toml", "/run/containerd/containerd.sock"),
        ("/var/snap/microk8s/current/args/containerd-template.toml", "/var/snap/microk8s/common/run/containerd.sock"),
        ("/etc/k0s/containerd.d/nvidia.toml", "/run/k0s/containerd.sock"),
        ("/srv/containerd/config.toml", "/srv/containerd/containerd.sock"),
        ("", ""),
    ],
)
def test_paths_that_do(config: str, socket: str) -> None:
    assert weighed(release(toolkit(config, socket)), "DST201") == []


@pytest.mark.parametrize(("is_default", "count"), [("true", 1), ("false", 0)])
def test_the_default_path_beside_the_socket_of_k3s(is_default: str, count: int) -> None:
    values = toolkit("/etc/containerd/config.toml", K3S_SOCKET)
    text = release(f"{values}  - name: CONTAINERD_SET_AS_DEFAULT\n    value: '{is_default}'\n")
    assert [line for line, _ in told(text, "DST201")] == [10] * count


def test_a_toolkit_that_is_off_or_uses_nri_writes_nowhere() -> None:
    assert weighed(release(toolkit(K3S) + "  enabled: false\n"), "DST201") == []
    assert weighed(release(toolkit(K3S) + "cdi: {nriPluginEnabled: true}\n"), "DST201") == []


CHART = """\
apiVersion: helm.cattle.io/v1
kind: HelmChart
metadata: {name: gpu-operator, namespace: kube-system}
spec:
  chart: gpu-operator
  version: v26.7.0
  valuesContent: |
"""


def test_k3s_itself_installs_the_chart() -> None:
    assert [line for line, _ in told(CHART + "    driver: {enabled: false}\n", "DST201")] == [5]
    assert [line for line, _ in told(CHART + "    toolkit:\n      enabled: true\n", "DST201")] == [8]
    assert told(CHART + "    toolkit: {enabled: false}\n", "DST201") == []


@pytest.mark.parametrize(
    ("name", "path", "lines"),
    [
        ("CONTAINERD_CONFIG", "/etc/containerd/config.toml", [8]),
        ("CONTAINERD_SOCKET", "/run/containerd/containerd.sock", [8]),
        ("CONTAINERD_SOCKET", K3S_SOCKET, []),
        ("CONTAINERD_SOCKET", "/srv/containerd.sock", []),
        ("CONTAINERD_CONFIG", "/srv/config.toml", []),
        ("CONTAINERD_SOCKET", "${SOCKET}", []),
    ],
)
def test_k3s_and_paths_of_the_hosts_containerd(name: str, path: str, lines: list[int]) -> None:
    values = f'    toolkit: {{env: [{{name: {name}, value: "{path}"}}]}}\n'
    assert [line for line, _ in told(CHART + values, "DST201")] == lines


def test_a_cluster_policy_and_nodes_of_k3s() -> None:
    text = policy(f"toolkit: {{env: [{{name: CONTAINERD_CONFIG, value: {K3S}}}]}}")
    assert [line for line, _ in told(text, "DST201")] == [5]
    node = "apiVersion: v1\nkind: Node\nmetadata: {name: a}\nstatus:\n  allocatable: {nvidia.com/gpu: '1'}\n"
    k3s = node + "  nodeInfo: {kubeletVersion: v1.34.2+k3s1}\n"
    assert len(told({"a.yaml": release("driver: {enabled: false}"), "n.yaml": k3s}, "DST201")) == 1
    assert told({"a.yaml": release("driver: {enabled: false}"), "n.yaml": node}, "DST201") == []


@pytest.mark.parametrize(
    ("name", "path", "fix"),
    [
        ("CONTAINERD_CONFIG", "var/lib/rancher/k3s/agent/etc/containerd/config.toml", "Write /var/lib/rancher/"),
        ("CONTAINERD_SOCKET", "./run/k3s/containerd/containerd.sock", "Write /run/k3s/"),
        ("RUNTIME_DROP_IN_CONFIG", "etc/containerd/conf.d/nvidia.toml", "Write /etc/containerd/"),
        ("CRIO_CONFIG", "etc/crio/crio.conf", "Write /etc/crio/"),
        ("DOCKER_CONFIG", "etc/docker/daemon.json", "Write /etc/docker/"),
    ],
)
def test_a_path_without_its_first_slash(name: str, path: str, fix: str) -> None:
    text = release(f"toolkit:\n  env:\n  - name: {name}\n    value: {path}\n")
    (found,) = (one for one in judged(text).findings if one.code == "DST201")
    assert found.message.startswith(f"{name} is {path}, which is no absolute path")
    assert (found.severity.value, (found.fix or "")[: len(fix)]) == ("warning", fix)


@pytest.mark.parametrize("path", ["${CONFIG}", "$(ROOT)/config.toml", "/etc/containerd/config.toml"])
def test_paths_that_are_absolute_or_filled_in_later(path: str) -> None:
    assert weighed(release(f"toolkit:\n  env:\n  - name: CONTAINERD_CONFIG\n    value: {path}\n"), "DST201") == []


def test_other_variables_are_no_paths() -> None:
    text = release("toolkit:\n  env:\n  - name: CONTAINERD_RUNTIME_CLASS\n    value: nvidia\n")
    assert weighed(text, "DST201") == []
