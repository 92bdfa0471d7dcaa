"""What NVIDIA's charts hand to their own pods as it stands, so that it has to be what Kubernetes takes there.

Source: the templates (toYaml) of NVIDIA/k8s-device-plugin deployments/helm/nvidia-device-plugin, v0.14.0 to v0.20.0,
of NVIDIA/gpu-operator deployments/gpu-operator, v25.3.4 to v26.7.0, and of Node Feature Discovery below them.
"""

from collections.abc import Iterator, Mapping, Sequence
from types import MappingProxyType

from generator.ecosystem.field_levels import EACH, FieldType, Level
from generator.ecosystem.kubernetes_types import type_levels
from generator.facts.charts import DEVICE_PLUGIN, GPU_OPERATOR
from generator.facts.discovery_chart import DISCOVERY_CHART

_PLACING = ("affinity", "nodeSelector", "tolerations")
_SECRETS = ("imagePullSecrets",)
_DISCOVERY = ("gc", "master", "topologyUpdater", "worker")
_TYPES: Mapping[str, tuple[str, tuple[str, ...]]] = MappingProxyType(
    {
        "affinity": ("Affinity", ()),
        "podSecurityContext": ("PodSecurityContext", ()),
        "resources": ("ResourceRequirements", ()),
        "securityContext": ("SecurityContext", ()),
        "tolerations": ("Toleration", (EACH,)),
        "updateStrategy": ("DaemonSetUpdateStrategy", ()),
    }
)
"""By a value its type, and the way to what is of that type."""
_HELD: Mapping[str, FieldType] = MappingProxyType(
    {"imagePullSecrets": FieldType.MAP, "nodeSelector": FieldType.TEXT, "tolerations": FieldType.MAP}
)
CHART_PODS: Mapping[str, Mapping[tuple[str, ...], tuple[str, ...]]] = MappingProxyType(
    {
        GPU_OPERATOR: {
            ("operator",): _PLACING,
            ("node-feature-discovery",): _SECRETS,
            **{("node-feature-discovery", part): _PLACING for part in _DISCOVERY},
        },
        DEVICE_PLUGIN: {
            (): (*_TYPES, *_HELD),
            ("nfd",): _SECRETS,
            **{("nfd", part): _PLACING for part in _DISCOVERY},
        },
    }
)
"""By a chart the blocks of values that are for a pod, each with the values in it that are handed on."""
OTHER_CHARTS: Mapping[str, tuple[str, ...]] = MappingProxyType({DISCOVERY_CHART: _SECRETS})
"""The same of charts of other makers, at the root of their values, beside affinities and tolerations.

Source: kubernetes-sigs/node-feature-discovery deployment/helm/node-feature-discovery/templates (master.yaml,
worker.yaml), v0.10.0 to v0.19.0.
"""


def is_handed(chart: str, path: Sequence[str | int]) -> bool:
    """Say whether a chart hands a value on to its own pods."""
    return any((*block, name) == tuple(path) for block, names in CHART_PODS[chart].items() for name in names)


def handed_levels(names: tuple[str, ...]) -> Iterator[Level]:
    """Yield the levels of a block of values in which these are handed on; what it holds beside them is open.

    Of which type such a value is as a whole is told by the chart's fact sheet.
    """
    held = {name: kind for name, kind in _HELD.items() if name in names}
    yield Level((), "the chart's pods", {}, held, is_open=True)
    for name, (kind, steps) in _TYPES.items():
        if name in names:
            yield from type_levels(kind, (name, *steps))
