"""The chart of dcgm-exporter alone, without the operator: what its values are called at the top.

Source: NVIDIA/dcgm-exporter deployment/values.yaml, and what deployment/templates read beside these, at every tag from
2.2.9-2.4.1 to 4.5.3-4.8.2 and on its main branch of May 2026. A key that one of them has is known.
"""

from collections.abc import Mapping
from types import MappingProxyType

EXPORTER_CHART = "dcgm-exporter"
TOP_KEYS = frozenset(
    {
        *("image", "arguments", "imagePullSecrets", "nameOverride", "fullnameOverride", "namespaceOverride"),
        *("hostPID", "hostNetwork", "runtimeClassName", "priorityClassName", "serviceAccount", "rollingUpdate"),
        *("podLabels", "podAnnotations", "podSecurityContext", "securityContext", "service", "resources"),
        *("serviceMonitor", "mapPodsMetrics", "nodeSelector", "tolerations", "affinity", "initContainers"),
        *("extraHostVolumes", "extraConfigMapVolumes", "extraVolumeMounts", "extraEnv", "kubeletPath"),
        *("tlsServerConfig", "basicAuth", "kubernetes", "kubernetesDRA", "debugDump", "customMetrics"),
        *("livenessProbe", "readinessProbe"),
    }
)
MEANT: Mapping[str, str] = MappingProxyType(
    {
        "args": "arguments",
        "command": "arguments",
        "config": "customMetrics",
        "counters": "customMetrics",
        "env": "extraEnv",
        "extraArgs": "arguments",
        "extraVolumes": "extraHostVolumes",
        "metrics": "customMetrics",
        "namespace": "namespaceOverride",
        "runtimeClass": "runtimeClassName",
        "updateStrategy": "rollingUpdate",
        "volumeMounts": "extraVolumeMounts",
        "volumes": "extraHostVolumes",
    }
)
"""Values that the chart calls otherwise than others do."""
IN_REPOSITORIES = ("nvidia",)
"""Words of the addresses at which NVIDIA gives it out: nvidia.github.io, helm.ngc.nvidia.com."""
IMAGE = "nvcr.io/nvidia/k8s/dcgm-exporter"
"""Where its image comes from by default."""
KUBELET, SOCKETS = "/var/lib/kubelet/pod-resources", "pod-gpu-resources"
"""The node's folder that it mounts at the same path, as kubeletPath says it by default, and the volume's name."""
METRICS_MAP, METRICS_VOLUME = "exporter-metrics-config-map", "exporter-metrics-volume"
"""The ConfigMap that it makes of customMetrics, the only one that its Role lets the exporter read, and the volume."""
MOUNTS_SINCE = (3, 6, 0)
"""The first release that mounts its ConfigMap by default; templates/metrics-configmap.yaml has customMetrics since."""
_FOLDER = "/etc/dcgm-exporter"
_DEFAULTS_SINCE = (4, 0, 0)
OWN_VOLUMES = ("tls", "web-config-yaml", "debug-dumps")
"""Volumes that templates/daemonset.yaml adds where TLS, passwords or dumps are asked for."""


def list_read(release: tuple[int, int, int]) -> str:
    """Return the list of metrics that a release reads, and mounts its ConfigMap in place of, where nothing is said."""
    return f"{_FOLDER}/{'default-counters' if release >= _DEFAULTS_SINCE else 'dcp-metrics-included'}.csv"
