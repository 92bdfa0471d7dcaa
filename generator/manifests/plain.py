"""Objects that are taken as they are: quotas, and those that rules read whole."""

from generator.facts.gpu_words import is_about_gpus, speaks_of_gpus
from generator.manifests.collector import Collector
from generator.manifests.named import kind_of, name_of, namespace_of
from generator.model.manifest_objects import Amount, KubeObject, Quota
from generator.model.manifest_value import Value
from generator.model.tree import words

_DEFINITION = "CustomResourceDefinition"


def collect_policy(value: Value, out: Collector) -> None:
    """Take a ClusterPolicy of another maker's, such as Kyverno's, which counts as a Policy."""
    out.objects.append(KubeObject("Policy", name_of(value), None, value))


def collect_quota(value: Value, out: Collector) -> None:
    """Take what a ResourceQuota says of GPUs, and all of it: what it says of other things concerns GPU pods too."""
    _take_quota(value, namespace_of(value), value.get("spec", "hard"), out)
    collect_whole(value, out)


def collect_quotas_within(value: Value, out: Collector) -> None:
    """Take the quotas that an object of another kind makes: a mapping `hard` somewhere in it, as ResourceQuota has it.

    Sources: kubeflow/kubeflow components/profile-controller/api/v1 (Profile: spec.resourceQuotaSpec); openshift/api
    quota/v1 (ClusterResourceQuota: spec.quota); projectcapsule/capsule api/v1beta2 (Tenant: spec.resourceQuotas.items);
    loft-sh/kiosk pkg/apis/config/v1alpha1 (AccountQuota: spec.quota).
    """
    namespace = name_of(value) if kind_of(value) == "Profile" else None
    for around in value.mappings():
        hard = around.get("hard")
        if hard is not None and isinstance(hard.tree, dict):
            _take_quota(value, namespace, hard, out)


def _take_quota(value: Value, namespace: str | None, hard: Value | None, out: Collector) -> None:
    amounts = () if hard is None else tuple(Amount(key, amount) for key, amount in hard.entries())
    about_gpus = tuple(one for one in amounts if is_about_gpus(one.resource))
    if about_gpus:
        out.quotas.append(Quota(name_of(value), namespace, about_gpus, value))


def collect_unfamiliar(value: Value, out: Collector) -> None:
    """Take an object of a kind that nothing else takes, if it has a name and speaks of GPUs.

    What defines a kind is not one: it may describe GPUs in thousands of words.
    """
    is_one = name_of(value) and value.text("apiVersion") and kind_of(value) != _DEFINITION
    if is_one and any(map(speaks_of_gpus, words(value.tree))):
        out.unfamiliar.append(KubeObject(kind_of(value), name_of(value), namespace_of(value), value))


def collect_whole(value: Value, out: Collector) -> None:
    """Take an object as it is."""
    out.objects.append(KubeObject(kind_of(value), name_of(value), namespace_of(value), value))
