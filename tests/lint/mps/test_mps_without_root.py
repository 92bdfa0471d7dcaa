import pytest

from tests.lint.examples import told
from tests.lint.texts import daemon_set, lines_told, operator, plugin

CODE = "MPS206"
MPS = plugin("sharing:\n  mps: {resources: [{name: nvidia.com/gpu, replicas: 2}]}", key="config.yaml")
FILE = "args: [--config-file=/config/config.yaml]"


@pytest.mark.parametrize(
    ("container", "lines"),
    [
        (FILE, [2]),
        ("args: [--config-file, /config/config.yaml]", [2]),
        ("env: [{name: CONFIG_FILE, value: /config/config.yaml}]", [2]),
        ("args: []", [2]),
        ("args: [--config-file=/config/other.yaml]", []),
        ("args: [--config-file=/config/config.yaml, --mps-root=/run/nvidia/mps]", []),
        (f"{FILE}, env: [{{name: MPS_ROOT, value: /run/nvidia/mps}}]", []),
        (f"{FILE}, env: [{{name: MPS_ROOT, valueFrom: {{}}}}]", []),
        # Of the same image the charts start other programs.
        ("command: [config-manager], env: [{name: CONFIG_FILE_DST, value: /config/config.yaml}]", []),
        ("command: [/usr/bin/mps-control-daemon]", []),
        (f"command: [/usr/bin/nvidia-device-plugin], {FILE}", [2]),
    ],
)
def test_what_the_plugin_is_started_with(container: str, lines: list[int]) -> None:
    assert lines_told(MPS + daemon_set(container), CODE) == lines


def test_a_root_in_the_file() -> None:
    assert lines_told(MPS.replace("sharing:", "flags: {mpsRoot: /run}\n    sharing:") + daemon_set(FILE), CODE) == []


def test_where_nothing_runs_the_plugin_or_a_chart_does() -> None:
    assert lines_told(MPS, CODE) == []
    assert lines_told(MPS + operator(""), CODE) == []
    assert lines_told(MPS + daemon_set(FILE, config="other"), CODE) == []
    assert lines_told(MPS + daemon_set(FILE, image="nvidia/cuda:12"), CODE) == []


def test_the_daemon_set_tells_release_and_strategy_too() -> None:
    strategy = daemon_set(f"{FILE}, env: [{{name: MIG_STRATEGY, value: mixed}}]")
    assert lines_told(MPS + strategy, "MPS201") == [2]
    false = MPS.replace("{resources", "{failRequestsGreaterThanOne: false, resources")
    assert lines_told(false + daemon_set(FILE), "MPS205") == [2]
    assert lines_told(false + daemon_set(FILE, image="nvcr.io/nvidia/k8s-device-plugin:v0.20.0"), "MPS205") == []


def installed(env: str, mounts: str = "", config: str = MPS, file: str = "config.yaml") -> list[tuple[int, str]]:
    """What the pod is told begins on line 20."""
    text = f"""\
{config}---
apiVersion: apps/v1
kind: DaemonSet
metadata: {{name: plugin}}
spec:
  selector: {{matchLabels: {{name: plugin}}}}
  template:
    spec:
      containers:
      - name: plugin
        image: nvcr.io/nvidia/k8s-device-plugin:v0.17.0
        args: [--config-file=/config/{file}]
        env: [{env}]
        volumeMounts: [{{name: config, mountPath: /config}}{mounts}]
      volumes: [{{name: config, configMap: {{name: nvidia-plugin}}}}]
"""
    return told(text, CODE)


ROOT = "{name: MPS_ROOT, value: /run/nvidia/mps}"


def test_a_root_that_is_not_mounted() -> None:
    ((line, message),) = installed(ROOT)
    assert line == 20
    assert message == (
        "DaemonSet plugin mounts nothing at /mps, where the plugin looks for the MPS daemon: it advertises no GPU"
    )
    in_file = MPS.replace("sharing:", "flags: {mpsRoot: /run}\n    sharing:")
    assert [at for at, _ in installed("", config=in_file)] == [6]
    assert [at for at, _ in installed(ROOT, ", {name: mps, mountPath: /run/nvidia/mps}")] == [20]


@pytest.mark.parametrize("path", ["/mps", "/", "/mps/", "'${FOLDER}'"])
def test_a_root_that_is_mounted(path: str) -> None:
    assert installed(ROOT, f", {{name: mps, mountPath: {path}}}") == []


def test_a_root_that_another_file_needs_or_somebody_else_mounts() -> None:
    assert installed(ROOT, file="other.yaml") == []
    assert installed(ROOT, config=MPS.replace("mps:", "timeSlicing:")) == []
    policy = (
        "apiVersion: kyverno.io/v1\nkind: ClusterPolicy\nmetadata: {name: a}\n"
        "spec: {rules: [{mutate: {patchStrategicMerge: {spec: {volumes: [{name: nvidia.com/gpu}]}}}}]}\n---\n"
    )
    assert installed(ROOT, config=policy + MPS) == []
