"""Features of Knative Serving by which fields of a pod are let in.

Source: knative/serving pkg/apis/config/features.go (the keys; all of these are disabled by default; asFlag passes over
what is none of three words, and parsing over unknown keys), pkg/apis/serving/fieldmask.go (PodSpecMask) and
pkg/apis/serving/k8s_validation.go (fields that the mask takes away are refused).
"""

from collections.abc import Mapping
from types import MappingProxyType

PREFIX = "kubernetes.podspec-"
FEATURES: Mapping[str, str] = MappingProxyType(
    {
        f"{PREFIX}{field.lower()}": field
        for field in (
            *("affinity", "hostIPC", "hostNetwork", "hostPID", "nodeSelector", "priorityClassName"),
            *("runtimeClassName", "schedulerName", "shareProcessNamespace", "tolerations"),
        )
    }
)
"""Features that let in a field of a pod's spec, each with the field."""
OTHER_FEATURES = frozenset(
    f"{PREFIX}{name}"
    for name in (
        *("dnsconfig", "dnspolicy", "fieldref", "hostaliases", "init-containers", "persistent-volume-claim"),
        *("persistent-volume-write", "securitycontext", "topologyspreadconstraints", "volumes-csi", "volumes-emptydir"),
        *("volumes-ephemeral", "volumes-hostpath", "volumes-image", "volumes-mount-propagation"),
    )
)
ON = ("enabled", "allowed")
OFF = "disabled"
"""The words, in whatever case."""
