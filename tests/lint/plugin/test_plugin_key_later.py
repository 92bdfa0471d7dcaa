import pytest

from tests.lint.texts import lines_told, plugin

CODE = "PLG203"
POLICY = "flags: {plugin: {sharedDevicesAllocationPolicy: packed}}\nsharing: {}"
MPS = "sharing: {mps: {resources: [{name: nvidia.com/gpu, replicas: 4}]}}"
DISCOVERY = "flags: {deviceDiscoveryStrategy: nvml}\nsharing: {}"
GDRCOPY = "flags: {gdrcopyEnabled: true}\nsharing: {}"


@pytest.mark.parametrize(
    ("text", "chart", "lines"),
    [
        (POLICY, "nvidia-device-plugin@v0.19.3", [1]),
        (POLICY, "nvidia-device-plugin@v0.20.0", []),
        (POLICY, "gpu-operator@v26.3.3", [1]),
        (POLICY, "gpu-operator@v26.7.0", []),
        (POLICY, "gpu-operator", []),
        (POLICY, "nvidia-device-plugin@v0.19.9", [1]),
        (POLICY, "nvidia-device-plugin@v0.21.0", []),
        (POLICY, "gpu-operator@v24.9.0", [1]),
        (GDRCOPY, "nvidia-device-plugin@v0.17.4", [1]),
        (GDRCOPY, "nvidia-device-plugin@v0.18.2", []),
        (MPS, "nvidia-device-plugin@0.14.5", [1]),
        (MPS, "nvidia-device-plugin@0.15.0", []),
        (MPS, "gpu-operator@v23.9.2", [1]),
        (MPS, "gpu-operator@v24.3.0", []),
        (DISCOVERY, "gpu-operator@v24.3.0", [1]),
        (DISCOVERY, "gpu-operator@v24.6.0", []),
    ],
)
def test_keys_by_release(text: str, chart: str, lines: list[int]) -> None:
    assert lines_told(plugin(text), CODE, "--chart", chart) == lines


def test_with_nothing_said_of_the_release_nothing_is_said_of_the_key() -> None:
    assert lines_told(plugin(POLICY), CODE) == []


def release(version: str, image: str = "") -> str:
    return f"""\
---
apiVersion: helm.toolkit.fluxcd.io/v2
kind: HelmRelease
metadata: {{name: gpu-operator, namespace: gpu-operator}}
spec:
  chart: {{spec: {{chart: gpu-operator, version: {version}}}}}
  values:
    devicePlugin: {{{image}config: {{name: nvidia-plugin}}}}
"""


def test_the_chart_that_names_the_config_map_tells_the_release() -> None:
    assert lines_told(plugin(POLICY) + release("v26.3.3"), CODE) == [1]
    assert lines_told(plugin(POLICY) + release("v26.7.0"), CODE) == []


def test_an_image_of_the_plugin_counts_more_than_the_chart() -> None:
    assert lines_told(plugin(POLICY) + release("v26.3.3", "version: v0.20.0, "), CODE) == []
    assert lines_told(plugin(POLICY) + release("v26.7.0", "version: v0.19.0, "), CODE) == [1]
