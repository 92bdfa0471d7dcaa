"""How the charts call the DaemonSets that read the device plugin's configuration.

Sources: NVIDIA/gpu-operator assets/state-device-plugin, gpu-feature-discovery and state-mps-control-daemon (fixed
names); NVIDIA/k8s-device-plugin deployments/helm/nvidia-device-plugin/templates, v0.17.4 to v0.20.0 (made from the
release's name, each cut to 63 characters).
"""

from typing import NamedTuple

from generator.facts.charts import DEVICE_PLUGIN, GPU_OPERATOR

_LONGEST = 63


class DaemonSets(NamedTuple):
    """Names of the DaemonSets of device plugin, GPU feature discovery and MPS daemon."""

    device_plugin: str
    feature_discovery: str
    mps: str


_OPERATOR = DaemonSets(
    "nvidia-device-plugin-daemonset", "gpu-feature-discovery", "nvidia-device-plugin-mps-control-daemon"
)


def daemon_sets(chart: str, release_name: str) -> DaemonSets:
    """Return the names under which a release of a chart has its DaemonSets."""
    if chart == GPU_OPERATOR:
        return _OPERATOR
    full = _cut(release_name if DEVICE_PLUGIN in release_name else f"{release_name}-{DEVICE_PLUGIN}")
    return DaemonSets(full, _cut(f"{full}-gpu-feature-discovery"), _cut(f"{full}-mps-control-daemon"))


def _cut(name: str) -> str:
    return name[:_LONGEST].removesuffix("-")
