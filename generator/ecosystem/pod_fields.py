"""What a pod's spec has, wherever an object has one."""

from generator.ecosystem.field_levels import Level
from generator.ecosystem.kubernetes_types import type_levels

MAKE_PODS = ("Pod", "Deployment", "DaemonSet", "StatefulSet", "ReplicaSet", "Job", "CronJob")
"""Kubernetes' own kinds, whose pods are what their templates say."""


def pod_levels(*path: str) -> tuple[Level, ...]:
    """Return the levels of a pod's spec that stands at a path."""
    return tuple(type_levels("PodSpec", path))


PODS_OWN = frozenset(
    (
        *("affinity", "hostIPC", "hostNetwork", "hostPID", "nodeName", "nodeSelector", "priorityClassName"),
        *("runtimeClassName", "schedulerName", "tolerations"),
    )
)
"""Fields of a pod's spec, for where it runs and by what, that nothing below it has."""
CONTAINERS_OWN = frozenset(
    ("allowPrivilegeEscalation", "capabilities", "privileged", "procMount", "readOnlyRootFilesystem")
)
"""Fields of a container's securityContext that a pod's has not."""
