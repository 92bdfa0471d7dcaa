"""Under which apiVersion Kubernetes serves its own kinds, and until which release it served others.

Sources: https://kubernetes.io/docs/reference/using-api/deprecation-guide/; of claims for devices the directories of
kubernetes/kubernetes staging/src/k8s.io/api/resource at v1.26 to v1.34.
"""

from collections.abc import Mapping
from types import MappingProxyType
from typing import NamedTuple

_BETA = {"extensions/v1beta1": 16, "apps/v1beta1": 16, "apps/v1beta2": 16}


_CLAIMS_GONE = {"resource.k8s.io/v1alpha1": 27, "resource.k8s.io/v1alpha2": 31}
_CLAIMS_SINCE = {
    "resource.k8s.io/v1": 34,
    "resource.k8s.io/v1beta2": 33,
    "resource.k8s.io/v1beta1": 32,
    "resource.k8s.io/v1alpha3": 31,
}


class Served(NamedTuple):
    """A kind's apiVersion, and former ones by the minor release of Kubernetes 1 that no longer has them.

    `since` has those of today, newest first, by the release that they came with, where that matters.
    """

    now: str
    gone: Mapping[str, int]
    since: Mapping[str, int] = MappingProxyType({})


SERVED: Mapping[str, Served] = MappingProxyType(
    {
        "ConfigMap": Served("v1", {}),
        "CronJob": Served("batch/v1", {"batch/v1beta1": 25, "batch/v2alpha1": 21}),
        "DaemonSet": Served("apps/v1", _BETA),
        "Deployment": Served("apps/v1", _BETA),
        "HorizontalPodAutoscaler": Served(
            "autoscaling/v2",
            {"autoscaling/v2beta1": 25, "autoscaling/v2beta2": 26},
            {"autoscaling/v2": 23, "autoscaling/v1": 2},
        ),
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
        "ResourceClaim": Served("resource.k8s.io/v1", _CLAIMS_GONE, _CLAIMS_SINCE),
        "ResourceClaimTemplate": Served("resource.k8s.io/v1", _CLAIMS_GONE, _CLAIMS_SINCE),
        "ResourceQuota": Served("v1", {}),
        "RuntimeClass": Served("node.k8s.io/v1", {"node.k8s.io/v1alpha1": 24, "node.k8s.io/v1beta1": 25}),
        "StatefulSet": Served("apps/v1", _BETA),
    }
)
