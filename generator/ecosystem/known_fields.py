"""Fields that objects have, level by level: those in which GPUs are asked for, and with them those that install charts.

All fields of any Kubernetes from 1.25 to 1.37 are known, so that none is called unknown that some release has. Sources:
kubernetes/api core/v1, apps/v1, batch/v1, scheduling/v1 and node/v1 (their published JSON schemas are what tests hold
this against); kubernetes-sigs/kustomize api/types (Kustomization, HelmChart, ConfigMapArgs); fluxcd/helm-controller
api/v2 and the older v2beta1, v2beta2; argoproj/argo-cd pkg/apis/application/v1alpha1/types.go; k3s-io/helm-controller
pkg/apis/helm.cattle.io/v1/types.go.
"""

from collections.abc import Mapping
from types import MappingProxyType

from generator.ecosystem.claim_fields import CLAIM_FIELDS
from generator.ecosystem.field_levels import EACH, FieldType, Level
from generator.ecosystem.field_levels import fields as _fields
from generator.ecosystem.field_levels import words as _words
from generator.ecosystem.installer_fields import INSTALLER_FIELDS
from generator.ecosystem.measuring_fields import MEASURING_FIELDS
from generator.ecosystem.openshift_fields import OPENSHIFT_FIELDS
from generator.ecosystem.pod_fields import pod_levels
from generator.ecosystem.pool_fields import POOL_FIELDS

_ROOT = _fields(text="apiVersion kind", map="metadata spec status")
_TEMPLATE = _fields(map="metadata spec")
_METADATA = _fields(
    text="creationTimestamp deletionTimestamp generateName name namespace resourceVersion selfLink uid",
    int="deletionGracePeriodSeconds generation",
    list="finalizers managedFields ownerReferences",
    map="annotations labels",
)
"""Source: kubernetes/apimachinery pkg/apis/meta/v1/types.go (ObjectMeta), which objects of every kind have."""
_JOB_SPEC = _fields(
    text="completionMode managedBy podReplacementPolicy",
    bool="manualSelector suspend",
    int=(
        "activeDeadlineSeconds backoffLimit backoffLimitPerIndex completions maxFailedIndexes parallelism "
        "ttlSecondsAfterFinished"
    ),
    map="podFailurePolicy scheduling selector successPolicy template",
)
_JOB_WORDS = _words(completionMode="NonIndexed Indexed", podReplacementPolicy="TerminatingOrFailed Failed")
_SELECTOR = _fields(list="matchExpressions", map="matchLabels")
_NOT_SENT = frozenset([("kustomize.config.k8s.io", "Kustomization")])
"""Files that no API server sees, so that nobody compares their metadata with anything."""
_BY_LABELS_ALONE = ("ReplicationController",)
_STRATEGY = _fields(map="rollingUpdate", text="type")


def _templated(
    kind: str, fields: Mapping[str, FieldType], words: Mapping[str, tuple[str, ...]] = MappingProxyType({})
) -> tuple[Level, ...]:
    """Return the levels of an object whose spec has a pod's template."""
    return (
        Level((), f"a {kind}", _ROOT),
        Level(("spec",), f"a {kind}'s spec", fields, words=words),
        *((Level(("spec", "selector"), "a selector", _SELECTOR),) if kind not in _BY_LABELS_ALONE else ()),
        Level(("spec", "template"), "a pod's template", _TEMPLATE),
        *pod_levels("spec", "template", "spec"),
    )


_FIELDS: dict[tuple[str, str], tuple[Level, ...]] = {
    ("", "Pod"): (Level((), "a Pod", _ROOT), *pod_levels("spec")),
    ("", "PodTemplate"): (
        Level((), "a PodTemplate", _fields(text="apiVersion kind", map="metadata template")),
        Level(("template",), "a pod's template", _TEMPLATE),
        *pod_levels("template", "spec"),
    ),
    ("", "ReplicationController"): _templated(
        "ReplicationController", _fields(int="minReadySeconds replicas", map="selector template")
    ),
    ("apps", "Deployment"): (
        *_templated(
            "Deployment",
            _fields(
                bool="paused",
                int="minReadySeconds progressDeadlineSeconds replicas revisionHistoryLimit",
                map="selector strategy template",
            ),
        ),
        Level(("spec", "strategy"), "a strategy", _STRATEGY, words=_words(type="Recreate RollingUpdate")),
        Level(("spec", "strategy", "rollingUpdate"), "a rolling update", _fields(any="maxSurge maxUnavailable")),
    ),
    ("apps", "StatefulSet"): (
        *_templated(
            "StatefulSet",
            _fields(
                text="podManagementPolicy serviceName",
                int="minReadySeconds replicas revisionHistoryLimit",
                list="volumeClaimTemplates",
                map="ordinals persistentVolumeClaimRetentionPolicy selector template updateStrategy",
            ),
            _words(podManagementPolicy="OrderedReady Parallel"),
        ),
        Level(("spec", "updateStrategy"), "an updateStrategy", _STRATEGY, words=_words(type="RollingUpdate OnDelete")),
    ),
    ("apps", "DaemonSet"): (
        *_templated(
            "DaemonSet", _fields(int="minReadySeconds revisionHistoryLimit", map="selector template updateStrategy")
        ),
        Level(("spec", "updateStrategy"), "an updateStrategy", _STRATEGY, words=_words(type="RollingUpdate OnDelete")),
    ),
    ("apps", "ReplicaSet"): _templated("ReplicaSet", _fields(int="minReadySeconds replicas", map="selector template")),
    ("batch", "Job"): _templated("Job", _JOB_SPEC, _JOB_WORDS),
    ("batch", "CronJob"): (
        Level((), "a CronJob", _ROOT),
        Level(
            ("spec",),
            "a CronJob's spec",
            _fields(
                text="concurrencyPolicy schedule timeZone",
                bool="suspend",
                int="failedJobsHistoryLimit startingDeadlineSeconds successfulJobsHistoryLimit",
                map="jobTemplate",
            ),
            words=_words(concurrencyPolicy="Allow Forbid Replace"),
        ),
        Level(("spec", "jobTemplate"), "a Job's template", _TEMPLATE),
        Level(("spec", "jobTemplate", "spec"), "a Job's spec", _JOB_SPEC, words=_JOB_WORDS),
        Level(("spec", "jobTemplate", "spec", "template"), "a pod's template", _TEMPLATE),
        *pod_levels("spec", "jobTemplate", "spec", "template", "spec"),
    ),
    ("", "ConfigMap"): (
        Level(
            (),
            "a ConfigMap",
            _fields(text="apiVersion kind", bool="immutable", map="binaryData data metadata"),
            holds={"data": FieldType.TEXT},
        ),
    ),
    ("", "ResourceQuota"): (
        Level((), "a ResourceQuota", _ROOT),
        Level(("spec",), "a ResourceQuota's spec", _fields(list="scopes", map="hard scopeSelector")),
        Level(("spec", "scopeSelector"), "a scopeSelector", _fields(list="matchExpressions")),
        Level(
            ("spec", "scopeSelector", "matchExpressions", EACH),
            "an expression of a scopeSelector",
            _fields(list="values", text="operator scopeName"),
            words=_words(
                operator="In NotIn Exists DoesNotExist",
                scopeName=(
                    "Terminating NotTerminating BestEffort NotBestEffort PriorityClass CrossNamespacePodAffinity "
                    "VolumeAttributesClass"
                ),
            ),
        ),
    ),
    ("", "LimitRange"): (
        Level((), "a LimitRange", _fields(text="apiVersion kind", map="metadata spec")),
        Level(("spec",), "a LimitRange's spec", _fields(list="limits")),
        Level(
            ("spec", "limits", EACH),
            "an item of a LimitRange",
            _fields(map="default defaultRequest max maxLimitRequestRatio min", text="type"),
        ),
    ),
    ("scheduling.k8s.io", "PriorityClass"): (
        Level(
            (),
            "a PriorityClass",
            _fields(
                text="apiVersion description kind preemptionPolicy", bool="globalDefault", int="value", map="metadata"
            ),
        ),
    ),
    ("node.k8s.io", "RuntimeClass"): (
        Level((), "a RuntimeClass", _fields(text="apiVersion handler kind", map="metadata overhead scheduling")),
        Level(
            ("scheduling",),
            "a RuntimeClass's scheduling",
            _fields(list="tolerations", map="nodeSelector"),
            holds={"nodeSelector": FieldType.TEXT},
        ),
    ),
    **INSTALLER_FIELDS,
    **CLAIM_FIELDS,
    **MEASURING_FIELDS,
    **OPENSHIFT_FIELDS,
    **POOL_FIELDS,
}


def _with_metadata(levels: tuple[Level, ...]) -> tuple[Level, ...]:
    """Return the levels and those of the metadata that stand beside a spec, of the object and of templates in it."""
    around = [one for one in levels if one.fields.get("metadata") is FieldType.MAP]
    return (*levels, *(Level((*one.path, "metadata"), f"the metadata of {one.title}", _METADATA) for one in around))


KNOWN_FIELDS: Mapping[tuple[str, str], tuple[Level, ...]] = MappingProxyType(
    {kind: levels if kind in _NOT_SENT else _with_metadata(levels) for kind, levels in _FIELDS.items()}
)
"""The levels of a kind, by its API group and its name; those that are not listed may have any field."""
