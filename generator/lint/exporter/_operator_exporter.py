"""The Service and the pods of the dcgm-exporter that gpu-operator installs, and what a monitor asks of their ports.

Source: NVIDIA/gpu-operator assets/state-dcgm-exporter/0400_service.yaml and 0800_daemonset.yaml.
"""

from collections.abc import Iterator

from generator.model.manifest_value import Place, Value, is_filled_in_later

EXPORTER_KEY, EXPORTER = "app", "nvidia-dcgm-exporter"
"""The label that its Service and its pods have."""
EXPORTER_PORT = "gpu-metrics"
"""What the port of its Service is called."""


def ports_without(monitor: Value, ports: frozenset[str]) -> Iterator[tuple[Place, str]]:
    """Return the ports that a ServiceMonitor names beside those that there are."""
    for endpoint in monitor.elements("spec", "endpoints"):
        port = endpoint.get("port")
        text = None if port is None else port.text()
        if port is not None and text and text not in ports and not any(map(is_filled_in_later, (text, *ports))):
            yield port.place, text
