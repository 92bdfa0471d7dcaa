"""Under which apiVersion Kubernetes serves its own kinds, and until which release it served others.

Sources: https://kubernetes.io/docs/reference/using-api/deprecation-guide/; of claims for devices the directories of
kubernetes/kubernetes staging/src/k8s.io/api/resource at v1.26 to v1.37, and of all kinds the published schemas of
releases from 1.25 on.
"""

from collections.abc import Mapping
from types import MappingProxyType
from typing import NamedTuple

_BETA = {"extensions/v1beta1": 16, "apps/v1beta1": 16, "apps/v1beta2": 16}


DEVICES_GROUP = "resource.k8s.io"
"""The group of claims for devices, and of what drivers say of these."""
OLDEST_IN_USE = 32
"""The oldest minor release that the DRA driver, and the operator's latest releases, are made for."""
_SINCE = (("v1", 34), ("v1beta2", 33), ("v1beta1", 32), ("v1alpha3", 31), ("v1alpha2", 27), ("v1alpha1", 26))
_UNTIL = (("v1alpha1", 27), ("v1alpha2", 31), ("v1alpha3", 34))


class Served(NamedTuple):
    """A kind's apiVersion, and former ones by the minor release of Kubernetes 1 that no longer has them.

    `since` has those of which it matters with which release they came, newest first. Of a kind that no release of
    today has `now` is empty, and `instead` is the one that does its work.
    """

    now: str
    gone: Mapping[str, int]
    since: Mapping[str, int] = MappingProxyType({})
    instead: str = ""


def _of_devices(since: Mapping[str, int], gone: Mapping[str, int], instead: str = "") -> Served:
    """Return a kind of the devices' group, by its versions there."""
    every, former = ({f"{DEVICES_GROUP}/{name}": minor for name, minor in one.items()} for one in (since, gone))
    now = next(iter(every)) if next(iter(since)) not in gone else ""
    return Served(now, former, every, f"{instead} of {DEVICES_GROUP}/v1" if instead else "")


_CLAIMS = _of_devices(dict(_SINCE), dict(_UNTIL))


SERVED: Mapping[str, Served] = MappingProxyType(
    {
        "ConfigMap": Served("v1", {}),
        "CronJob": Served("batch/v1", {"batch/v1beta1": 25, "batch/v2alpha1": 21}),
        "DaemonSet": Served("apps/v1", _BETA),
        "Deployment": Served("apps/v1", _BETA),
        "DeviceClass": _of_devices(dict(_SINCE[:4]), dict(_UNTIL[2:])),
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
        "ResourceClaim": _CLAIMS,
        "ResourceClaimParameters": _of_devices({"v1alpha2": 30}, {"v1alpha2": 31}, "ResourceClaim"),
        "ResourceClaimTemplate": _CLAIMS,
        "ResourceClass": _of_devices(dict(_SINCE[4:]), dict(_UNTIL[:2]), "DeviceClass"),
        "ResourceClassParameters": _of_devices({"v1alpha2": 30}, {"v1alpha2": 31}, "DeviceClass"),
        "ResourceQuota": Served("v1", {}),
        "ResourceSlice": _of_devices({**dict(_SINCE[:4]), "v1alpha2": 30}, dict(_UNTIL[1:])),
        "RuntimeClass": Served("node.k8s.io/v1", {"node.k8s.io/v1alpha1": 24, "node.k8s.io/v1beta1": 25}),
        "StatefulSet": Served("apps/v1", _BETA),
    }
)

OWN_KINDS: Mapping[str, frozenset[str]] = MappingProxyType(
    {
        "": frozenset(
            (
                *("Binding", "ComponentStatus", "ConfigMap", "Endpoints", "Event", "LimitRange", "Namespace", "Node"),
                *("PersistentVolume", "PersistentVolumeClaim", "Pod", "PodTemplate", "ReplicationController"),
                *("ResourceQuota", "Secret", "Service", "ServiceAccount"),
            )
        ),
        "apps": frozenset(("ControllerRevision", "DaemonSet", "Deployment", "ReplicaSet", "StatefulSet")),
        "autoscaling": frozenset(("HorizontalPodAutoscaler", "Scale")),
        "batch": frozenset(("CronJob", "Job")),
        "node.k8s.io": frozenset(("RuntimeClass",)),
        DEVICES_GROUP: frozenset(
            (
                *("DeviceClass", "DeviceTaintRule", "PodScheduling", "PodSchedulingContext", "ResourceClaim"),
                *("ResourceClaimParameters", "ResourceClaimTemplate", "ResourceClass", "ResourceClassParameters"),
                *("ResourcePoolStatusRequest", "ResourceSlice"),
            )
        ),
        "scheduling.k8s.io": frozenset(("CompositePodGroup", "PodGroup", "PriorityClass", "Workload")),
    }
)
"""All kinds that any release has in those of Kubernetes' own groups in which objects speak of GPUs."""
