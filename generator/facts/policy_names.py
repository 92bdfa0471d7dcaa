"""What the operator's chart calls fields that have another name in the ClusterPolicy, and what it writes there itself.

Source: NVIDIA/gpu-operator deployments/gpu-operator/templates/clusterpolicy.yaml and _helpers.tpl
(gpu-operator.operand-labels), v25.3.4 to v26.7.0.
"""

from collections.abc import Mapping
from types import MappingProxyType

from generator.model.tree import Path

CHART_NAMES: Mapping[tuple[str, ...], tuple[str, ...]] = MappingProxyType(
    {
        ("driver", "upgradePolicy", "podDeletion"): ("driver", "upgradePolicy", "gpuPodDeletion"),
        ("driver", "useNvidiaDriverCRD"): ("driver", "nvidiaDriverCRD", "enabled"),
    }
)
"""Values of the chart by the fields that its template makes of them."""

PRINTED_FROM: Mapping[str, str] = MappingProxyType({"ccManager": "vfioManager"})
"""Components whose variables the chart of some releases prints from another's: those that it says to be dead."""

_LABELS = ("daemonsets", "labels")
_OWN_LABELS = ("helm.sh/chart", "app.kubernetes.io/managed-by")


def is_written_by_chart(path: Path) -> bool:
    """Say whether the chart's template writes a field itself, so that a value for it would be there twice."""
    return path[:2] == _LABELS and path[2:] in {(one,) for one in _OWN_LABELS}
