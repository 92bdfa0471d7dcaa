import pytest

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
