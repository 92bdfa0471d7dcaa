"""Fields that objects have, level by level: those in which GPUs are asked for, and with them those that install charts.

All fields of any Kubernetes from 1.25 to 1.37 are known, so that none is called unknown that some release has. Sources:
kubernetes/api core/v1, apps/v1, batch/v1, scheduling/v1 and node/v1 (their published JSON schemas are what tests hold
this against); kubernetes-sigs/kustomize api/types (Kustomization, HelmChart, ConfigMapArgs); fluxcd/helm-controller
api/v2 and the older v2beta1, v2beta2; argoproj/argo-cd pkg/apis/application/v1alpha1/types.go; k3s-io/helm-controller
pkg/apis/helm.cattle.io/v1/types.go.
"""

from collections.abc import Mapping
from types import MappingProxyType

from generator.facts.field_levels import EACH, FieldType, Level
from generator.facts.field_levels import fields as _fields
from generator.facts.installer_fields import INSTALLER_FIELDS

_ROOT = _fields(text="apiVersion kind", map="metadata spec status")
_POD_SPEC = _fields(
    text=(
        "dnsPolicy hostname hostnameOverride nodeName preemptionPolicy priorityClassName restartPolicy "
        "runtimeClassName schedulerName serviceAccount serviceAccountName subdomain"
    ),
    bool=(
        "automountServiceAccountToken enableServiceLinks hostIPC hostNetwork hostPID hostUsers "
        "setHostnameAsFQDN shareProcessNamespace"
    ),
    int="activeDeadlineSeconds priority terminationGracePeriodSeconds",
    list=(
        "containers ephemeralContainers evictionResponders hostAliases imagePullSecrets initContainers "
        "readinessGates resourceClaims schedulingGates tolerations topologySpreadConstraints volumes"
    ),
    map="affinity dnsConfig nodeSelector os overhead resources schedulingGroup securityContext workloadRef",
)
_CONTAINER = _fields(
    text="image imagePullPolicy name restartPolicy terminationMessagePath terminationMessagePolicy workingDir",
    bool="stdin stdinOnce tty",
    list="args command env envFrom ports resizePolicy restartPolicyRules volumeDevices volumeMounts",
    map="lifecycle livenessProbe readinessProbe resources securityContext startupProbe",
)
_RESOURCES = _fields(list="claims", map="limits requests")
_TEMPLATE = _fields(map="metadata spec")
_JOB_SPEC = _fields(
    text="completionMode managedBy podReplacementPolicy",
    bool="manualSelector suspend",
    int=(
        "activeDeadlineSeconds backoffLimit backoffLimitPerIndex completions maxFailedIndexes parallelism "
        "ttlSecondsAfterFinished"
    ),
    map="podFailurePolicy scheduling selector successPolicy template",
)


def _pod(*path: str) -> tuple[Level, ...]:
    """Return the levels of a pod's spec that stands at a path."""
    return (
        Level(path, "a pod's spec", _POD_SPEC),
        *(
            level
            for kind in ("containers", "initContainers")
            for level in (
                Level((*path, kind, EACH), "a container", _CONTAINER),
                Level((*path, kind, EACH, "resources"), "a container's resources", _RESOURCES),
            )
        ),
    )


def _templated(kind: str, fields: Mapping[str, FieldType]) -> tuple[Level, ...]:
    """Return the levels of an object whose spec has a pod's template."""
    return (
        Level((), f"a {kind}", _ROOT),
        Level(("spec",), f"a {kind}'s spec", fields),
        Level(("spec", "template"), "a pod's template", _TEMPLATE),
        *_pod("spec", "template", "spec"),
    )


_FIELDS: dict[tuple[str, str], tuple[Level, ...]] = {
    ("", "Pod"): (Level((), "a Pod", _ROOT), *_pod("spec")),
    ("", "ReplicationController"): _templated(
        "ReplicationController", _fields(int="minReadySeconds replicas", map="selector template")
    ),
    ("apps", "Deployment"): _templated(
        "Deployment",
        _fields(
            bool="paused",
            int="minReadySeconds progressDeadlineSeconds replicas revisionHistoryLimit",
            map="selector strategy template",
        ),
    ),
    ("apps", "StatefulSet"): _templated(
        "StatefulSet",
        _fields(
            text="podManagementPolicy serviceName",
            int="minReadySeconds replicas revisionHistoryLimit",
            list="volumeClaimTemplates",
            map="ordinals persistentVolumeClaimRetentionPolicy selector template updateStrategy",
        ),
    ),
    ("apps", "DaemonSet"): _templated(
        "DaemonSet", _fields(int="minReadySeconds revisionHistoryLimit", map="selector template updateStrategy")
    ),
    ("apps", "ReplicaSet"): _templated("ReplicaSet", _fields(int="minReadySeconds replicas", map="selector template")),
    ("batch", "Job"): _templated("Job", _JOB_SPEC),
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
        ),
        Level(("spec", "jobTemplate"), "a Job's template", _TEMPLATE),
        Level(("spec", "jobTemplate", "spec"), "a Job's spec", _JOB_SPEC),
        Level(("spec", "jobTemplate", "spec", "template"), "a pod's template", _TEMPLATE),
        *_pod("spec", "jobTemplate", "spec", "template", "spec"),
    ),
    ("", "ConfigMap"): (
        Level(
            (),
            "a ConfigMap",
            _fields(text="apiVersion kind", bool="immutable", map="binaryData data metadata"),
        ),
    ),
    ("", "ResourceQuota"): (
        Level((), "a ResourceQuota", _ROOT),
        Level(("spec",), "a ResourceQuota's spec", _fields(list="scopes", map="hard scopeSelector")),
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
    ),
    **INSTALLER_FIELDS,
}
KNOWN_FIELDS: Mapping[tuple[str, str], tuple[Level, ...]] = MappingProxyType(_FIELDS)
"""The levels of a kind, by its API group and its name; those that are not listed may have any field."""
