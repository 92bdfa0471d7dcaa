"""Kinds of schedulers that count resources by their names, beside Kubernetes' own ResourceQuota.

Sources: kubernetes-sigs/kueue apis/kueue/v1beta2 (ClusterQueue, Cohort); volcano-sh/volcano config/crd/volcano/bases
(Queue, PodGroup); kubernetes-sigs/scheduler-plugins apis/scheduling/v1alpha1 and koordinator-sh/koordinator
apis/thirdparty/scheduler-plugins (ElasticQuota, PodGroup); nebuly-ai/nos pkg/api/nos.nebuly.com/v1alpha1.
"""

from collections.abc import Mapping
from types import MappingProxyType

_ELASTIC = (("spec", "min"), ("spec", "max"))
_LEAST = (("spec", "minResources"),)
COUNTING: Mapping[tuple[str, str], tuple[tuple[str, ...], ...]] = MappingProxyType(
    {
        ("nos.nebuly.com", "CompositeElasticQuota"): _ELASTIC,
        ("nos.nebuly.com", "ElasticQuota"): _ELASTIC,
        ("scheduling.sigs.k8s.io", "ElasticQuota"): _ELASTIC,
        ("scheduling.sigs.k8s.io", "PodGroup"): _LEAST,
        ("scheduling.volcano.sh", "PodGroup"): _LEAST,
        ("scheduling.volcano.sh", "Queue"): (
            ("spec", "capability"),
            ("spec", "deserved"),
            ("spec", "guarantee", "resource"),
        ),
        ("scheduling.x-k8s.io", "ElasticQuota"): _ELASTIC,
        ("scheduling.x-k8s.io", "PodGroup"): _LEAST,
    }
)
"""By group and kind the ways to mappings of a resource's name to an amount."""
KUEUE = "kueue.x-k8s.io"
GROUPS_OF_KUEUE = ("ClusterQueue", "Cohort")
"""Kinds of Kueue with resource groups, which name resources in lists."""
