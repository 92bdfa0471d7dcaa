"""Fields that objects have, level by level: those in which GPUs are asked for, and those that install charts.

All fields of any Kubernetes from 1.25 to 1.37 are known, so that none is called unknown that some release has. Sources:
kubernetes/api core/v1, apps/v1, batch/v1, scheduling/v1 and node/v1 (their published JSON schemas are what tests hold
this against); kubernetes-sigs/kustomize api/types (Kustomization, HelmChart, ConfigMapArgs); fluxcd/helm-controller
api/v2 and the older v2beta1, v2beta2; argoproj/argo-cd pkg/apis/application/v1alpha1/types.go; k3s-io/helm-controller
pkg/apis/helm.cattle.io/v1/types.go.
"""

from collections.abc import Mapping
from enum import Enum
from types import MappingProxyType
from typing import NamedTuple

EACH = "[]"
"""Stands in a path for every element of a list."""


class FieldType(Enum):
    """What a field takes, as the fact sheets of charts call it."""

    TEXT = "string"
    BOOL = "bool"
    INT = "int"
    LIST = "list"
    MAP = "map"
    ANY = "any"


class Level(NamedTuple):
    """A place in an object, from its root, what people call it, and the fields that it has."""

    path: tuple[str, ...]
    title: str
    fields: Mapping[str, FieldType]


def _fields(**words: str) -> Mapping[str, FieldType]:
    """Return fields by their names; each keyword is a type in small letters."""
    return {name: FieldType[kind.upper()] for kind, names in words.items() for name in names.split()}


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


_HELM = _fields(
    text="kubeVersion namespace releaseName values version",
    bool="ignoreMissingValueFiles passCredentials skipCrds skipSchemaValidation skipTests",
    list="apiVersions fileParameters parameters valueFiles",
    map="valuesObject",
)
_ARGO_SOURCE = _fields(
    text="chart name path ref repoURL tagPrefix targetRevision", map="directory helm kustomize plugin"
)
_REFERENCE = _fields(text="apiVersion kind name namespace")
_CHART_CONFIG = _fields(
    text="failurePolicy serverSide valuesContent", bool="forceConflicts", list="valuesSecrets", any="values"
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
    ("kustomize.config.k8s.io", "Kustomization"): (
        Level(
            (),
            "a kustomization",
            _fields(
                text="apiVersion kind namePrefix nameSuffix namespace",
                list=(
                    "bases buildMetadata components configMapGenerator configurations crds generators "
                    "helmChartInflationGenerator helmCharts imageTags images labels patches patchesJson6902 "
                    "patchesStrategicMerge replacements replicas resources secretGenerator transformers validators vars"
                ),
                map="commonAnnotations commonLabels generatorOptions helmGlobals metadata openapi sortOptions",
            ),
        ),
        Level(
            ("helmCharts", EACH),
            "an entry of helmCharts",
            _fields(
                text="kubeVersion name nameTemplate namespace releaseName repo valuesFile valuesMerge version",
                bool="debug devel includeCRDs skipHooks skipTests",
                list="additionalValuesFiles apiVersions",
                map="valuesInline",
            ),
        ),
        Level(
            ("configMapGenerator", EACH),
            "an entry of configMapGenerator",
            _fields(text="behavior env name namespace", list="envs files literals", map="options"),
        ),
    ),
    ("helm.toolkit.fluxcd.io", "HelmRelease"): (
        Level((), "a HelmRelease", _ROOT),
        Level(
            ("spec",),
            "a HelmRelease's spec",
            _fields(
                text="interval postRenderStrategy releaseName serviceAccountName storageNamespace "
                "targetNamespace timeout",
                bool="persistentClient suspend",
                int="maxHistory",
                list="dependsOn healthCheckExprs postRenderers valuesFrom",
                map=(
                    "chart chartRef commonMetadata driftDetection install kubeConfig rollback test uninstall "
                    "upgrade waitStrategy"
                ),
                any="values",
            ),
        ),
        Level(("spec", "chart"), "a HelmRelease's chart", _TEMPLATE),
        Level(
            ("spec", "chart", "spec"),
            "a HelmRelease's chart",
            _fields(
                text="chart interval reconcileStrategy valuesFile version",
                bool="ignoreMissingValuesFiles",
                list="valuesFiles",
                map="sourceRef verify",
            ),
        ),
        Level(("spec", "chart", "spec", "sourceRef"), "a chart's sourceRef", _REFERENCE),
        Level(("spec", "chartRef"), "a chartRef", _REFERENCE),
        Level(
            ("spec", "valuesFrom", EACH),
            "an entry of valuesFrom",
            _fields(text="kind name targetPath valuesKey", bool="literal optional"),
        ),
    ),
    ("argoproj.io", "Application"): (
        Level((), "an Application", {**_ROOT, "operation": FieldType.MAP}),
        Level(
            ("spec",),
            "an Application's spec",
            _fields(
                text="project",
                int="revisionHistoryLimit",
                list="ignoreDifferences info sources",
                map="destination source sourceHydrator syncPolicy",
            ),
        ),
        Level(("spec", "destination"), "an Application's destination", _fields(text="name namespace server")),
        Level(("spec", "source"), "an Application's source", _ARGO_SOURCE),
        Level(("spec", "source", "helm"), "a source's helm", _HELM),
        Level(("spec", "sources", EACH), "an Application's source", _ARGO_SOURCE),
        Level(("spec", "sources", EACH, "helm"), "a source's helm", _HELM),
    ),
    ("helm.cattle.io", "HelmChart"): (
        Level((), "a HelmChart", _ROOT),
        Level(
            ("spec",),
            "a HelmChart's spec",
            {
                **_CHART_CONFIG,
                **_fields(
                    text="chart chartContent driver helmVersion jobImage repo repoCA targetNamespace timeout version",
                    bool="authPassCredentials bootstrap createNamespace insecureSkipTLSVerify plainHTTP takeOwnership",
                    int="backOffLimit",
                    map="authSecret dockerRegistrySecret podSecurityContext repoCAConfigMap securityContext set",
                ),
            },
        ),
    ),
    ("helm.cattle.io", "HelmChartConfig"): (
        Level((), "a HelmChartConfig", _ROOT),
        Level(("spec",), "a HelmChartConfig's spec", _CHART_CONFIG),
    ),
}
KNOWN_FIELDS: Mapping[tuple[str, str], tuple[Level, ...]] = MappingProxyType(_FIELDS)
"""The levels of a kind, by its API group and its name; those that are not listed may have any field."""
