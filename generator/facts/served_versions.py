"""Under which apiVersion Kubernetes serves its own kinds, and until which release it served others.

Source: https://kubernetes.io/docs/reference/using-api/deprecation-guide/.
"""

from collections.abc import Mapping
from types import MappingProxyType
from typing import NamedTuple

_BETA = {"extensions/v1beta1": 16, "apps/v1beta1": 16, "apps/v1beta2": 16}


class Served(NamedTuple):
    """A kind's apiVersion, and former ones by the minor release of Kubernetes 1 that no longer has them."""

    now: str
    gone: Mapping[str, int]


SERVED: Mapping[str, Served] = MappingProxyType(
    {
        "ConfigMap": Served("v1", {}),
        "CronJob": Served("batch/v1", {"batch/v1beta1": 25, "batch/v2alpha1": 21}),
        "DaemonSet": Served("apps/v1", _BETA),
        "Deployment": Served("apps/v1", _BETA),
        "Job": Served("batch/v1", {}),
        "LimitRange": Served("v1", {}),
        "Namespace": Served("v1", {}),
        "Node": Served("v1", {}),
        "Pod": Served("v1", {}),
        "PriorityClass": Served(
            "scheduling.k8s.io/v1", {"scheduling.k8s.io/v1alpha1": 22, "scheduling.k8s.io/v1beta1": 22}
        ),
        "ReplicaSet": Served("apps/v1", _BETA),
        "ReplicationController": Served("v1", {}),
        "ResourceQuota": Served("v1", {}),
        "RuntimeClass": Served("node.k8s.io/v1", {"node.k8s.io/v1alpha1": 24, "node.k8s.io/v1beta1": 25}),
        "StatefulSet": Served("apps/v1", _BETA),
    }
)
