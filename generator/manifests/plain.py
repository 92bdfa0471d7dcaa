"""Objects that are taken as they are: quotas, and those that rules read whole."""

from generator.manifests.collector import Collector
from generator.manifests.named import kind_of, name_of, namespace_of
from generator.model.manifest import Amount, ClusterPolicy, KubeObject, Quota, Value

_GPU_WORDS = ("nvidia.com", "gpu")


def collect_cluster_policy(value: Value, out: Collector) -> None:
    """Take a ClusterPolicy of NVIDIA's."""
    spec = value.get("spec")
    if spec is not None and (value.text("apiVersion") or "").startswith("nvidia.com/"):
        out.policies.append(ClusterPolicy(name_of(value), spec))


def collect_quota(value: Value, out: Collector) -> None:
    """Take what a ResourceQuota says of GPUs."""
    amounts = tuple(Amount(key, amount) for key, amount in value.entries("spec", "hard"))
    about_gpus = tuple(one for one in amounts if any(word in one.resource.lower() for word in _GPU_WORDS))
    if about_gpus:
        out.quotas.append(Quota(name_of(value), namespace_of(value), about_gpus, value))


def collect_whole(value: Value, out: Collector) -> None:
    """Take an object as it is."""
    out.objects.append(KubeObject(kind_of(value), name_of(value), namespace_of(value), value))
