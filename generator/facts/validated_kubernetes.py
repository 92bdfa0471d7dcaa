"""Kubernetes releases that NVIDIA validated for the operator.

Source: NVIDIA/cloud-native-docs gpu-operator/platform-support.rst, history of the page; the widest range of all
operating systems, since the profile does not name one.
"""

from generator.facts.charts import GPU_OPERATOR

_VALIDATED: dict[str, tuple[tuple[int, int], tuple[int, int]]] = {
    "v25.3": ((1, 29), (1, 33)),
    "v25.10": ((1, 30), (1, 34)),
    "v26.3": ((1, 32), (1, 36)),
    "v26.7": ((1, 32), (1, 36)),
}


def validated_kubernetes(chart: str, version: str) -> tuple[tuple[int, int], tuple[int, int]] | None:
    """Return the oldest and newest Kubernetes minor release, None where NVIDIA names none (the plugin's chart)."""
    if chart != GPU_OPERATOR:
        return None
    return _VALIDATED.get(version.rpartition(".")[0])
