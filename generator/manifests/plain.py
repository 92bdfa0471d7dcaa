"""Objects that are taken as they are: quotas, and those that rules read whole."""

from generator.manifests.collector import Collector
from generator.manifests.named import group_of, kind_of, name_of, namespace_of
from generator.model.manifest import Amount, ClusterPolicy, KubeObject, Quota, Value

_GROUP = "nvidia.com"
_GPU_WORDS = ("nvidia.com", "gpu")


def collect_cluster_policy(value: Value, out: Collector) -> None:
    """Take a ClusterPolicy of NVIDIA's."""
    spec = value.get("spec")
    if spec is not None and group_of(value) == _GROUP:
        out.policies.append(ClusterPolicy(name_of(value), spec, value))


def collect_operators_own(value: Value, out: Collector) -> None:
    """Take another of the operator's custom resources."""
    if group_of(value) == _GROUP:
        collect_whole(value, out)


def collect_quota(value: Value, out: Collector) -> None:
    """Take what a ResourceQuota says of GPUs."""
    _take_quota(value, namespace_of(value), value.get("spec", "hard"), out)


def collect_profile(value: Value, out: Collector) -> None:
    """Take the quota of a Kubeflow profile, which becomes a ResourceQuota in the namespace of the profile's name.

    Source: kubeflow/kubeflow components/profile-controller/api/v1/profile_types.go.
    """
    _take_quota(value, name_of(value), value.get("spec", "resourceQuotaSpec", "hard"), out)


def _take_quota(value: Value, namespace: str | None, hard: Value | None, out: Collector) -> None:
    amounts = () if hard is None else tuple(Amount(key, amount) for key, amount in hard.entries())
    about_gpus = tuple(one for one in amounts if any(word in one.resource.lower() for word in _GPU_WORDS))
    if about_gpus:
        out.quotas.append(Quota(name_of(value), namespace, about_gpus, value))


def collect_whole(value: Value, out: Collector) -> None:
    """Take an object as it is."""
    out.objects.append(KubeObject(kind_of(value), name_of(value), namespace_of(value), value))
