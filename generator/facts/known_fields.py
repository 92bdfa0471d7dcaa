"""Fields that objects have, level by level: those in which GPUs are asked for, and those that install charts.

All fields of any Kubernetes from 1.25 to 1.37 are known, so that none is called unknown that some release has. Sources:
kubernetes/api core/v1, apps/v1, batch/v1, scheduling/v1 and node/v1 (their published JSON schemas are what tests hold
this against); fluxcd/helm-controller api/v2 and the older v2beta1, v2beta2; argoproj/argo-cd
pkg/apis/application/v1alpha1/types.go; k3s-io/helm-controller pkg/apis/helm.cattle.io/v1/types.go.
"""

from collections.abc import Mapping
from types import MappingProxyType
from typing import NamedTuple

EACH = "[]"
"""Stands in a path for every element of a list."""


class Level(NamedTuple):
    """A place in an object, from its root, what people call it, and the fields that it has."""

    path: tuple[str, ...]
    title: str
    fields: frozenset[str]


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


_ROOT = _words("apiVersion kind metadata spec status")
_PLAIN_ROOT = _words("apiVersion kind metadata")
_POD_SPEC = _words(
    "activeDeadlineSeconds affinity automountServiceAccountToken containers dnsConfig dnsPolicy enableServiceLinks "
    "ephemeralContainers evictionResponders hostAliases hostIPC hostNetwork hostPID hostUsers hostname "
    "hostnameOverride imagePullSecrets initContainers nodeName nodeSelector os overhead preemptionPolicy priority "
    "priorityClassName readinessGates resourceClaims resources restartPolicy runtimeClassName schedulerName "
    "schedulingGates schedulingGroup securityContext serviceAccount serviceAccountName setHostnameAsFQDN "
    "shareProcessNamespace subdomain terminationGracePeriodSeconds tolerations topologySpreadConstraints volumes "
    "workloadRef"
)
_CONTAINER = _words(
    "args command env envFrom image imagePullPolicy lifecycle livenessProbe name ports readinessProbe resizePolicy "
    "resources restartPolicy restartPolicyRules securityContext startupProbe stdin stdinOnce terminationMessagePath "
    "terminationMessagePolicy tty volumeDevices volumeMounts workingDir"
)
_RESOURCES = _words("claims limits requests")
_TEMPLATE = _words("metadata spec")
_JOB_SPEC = _words(
    "activeDeadlineSeconds backoffLimit backoffLimitPerIndex completionMode completions managedBy manualSelector "
    "maxFailedIndexes parallelism podFailurePolicy podReplacementPolicy scheduling selector successPolicy suspend "
    "template ttlSecondsAfterFinished"
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


def _templated(kind: str, fields: str) -> tuple[Level, ...]:
    """Return the levels of an object whose spec has a pod's template."""
    return (
        Level((), f"a {kind}", _ROOT),
        Level(("spec",), f"a {kind}'s spec", _words(fields)),
        Level(("spec", "template"), "a pod's template", _TEMPLATE),
        *_pod("spec", "template", "spec"),
    )


_HELM = _words(
    "apiVersions fileParameters ignoreMissingValueFiles kubeVersion namespace parameters passCredentials releaseName "
    "skipCrds skipSchemaValidation skipTests valueFiles values valuesObject version"
)
_ARGO_SOURCE = _words("chart directory helm kustomize name path plugin ref repoURL tagPrefix targetRevision")
_CHART_CONFIG = "failurePolicy forceConflicts serverSide values valuesContent valuesSecrets"

_FIELDS: dict[tuple[str, str], tuple[Level, ...]] = {
    ("", "Pod"): (Level((), "a Pod", _ROOT), *_pod("spec")),
    ("", "ReplicationController"): _templated("ReplicationController", "minReadySeconds replicas selector template"),
    ("apps", "Deployment"): _templated(
        "Deployment",
        "minReadySeconds paused progressDeadlineSeconds replicas revisionHistoryLimit selector strategy template",
    ),
    ("apps", "StatefulSet"): _templated(
        "StatefulSet",
        "minReadySeconds ordinals persistentVolumeClaimRetentionPolicy podManagementPolicy replicas "
        "revisionHistoryLimit selector serviceName template updateStrategy volumeClaimTemplates",
    ),
    ("apps", "DaemonSet"): _templated(
        "DaemonSet", "minReadySeconds revisionHistoryLimit selector template updateStrategy"
    ),
    ("apps", "ReplicaSet"): _templated("ReplicaSet", "minReadySeconds replicas selector template"),
    ("batch", "Job"): _templated("Job", " ".join(_JOB_SPEC)),
    ("batch", "CronJob"): (
        Level((), "a CronJob", _ROOT),
        Level(
            ("spec",),
            "a CronJob's spec",
            _words(
                "concurrencyPolicy failedJobsHistoryLimit jobTemplate schedule startingDeadlineSeconds "
                "successfulJobsHistoryLimit suspend timeZone"
            ),
        ),
        Level(("spec", "jobTemplate"), "a Job's template", _TEMPLATE),
        Level(("spec", "jobTemplate", "spec"), "a Job's spec", _JOB_SPEC),
        Level(("spec", "jobTemplate", "spec", "template"), "a pod's template", _TEMPLATE),
        *_pod("spec", "jobTemplate", "spec", "template", "spec"),
    ),
    ("", "ResourceQuota"): (
        Level((), "a ResourceQuota", _ROOT),
        Level(("spec",), "a ResourceQuota's spec", _words("hard scopeSelector scopes")),
    ),
    ("scheduling.k8s.io", "PriorityClass"): (
        Level((), "a PriorityClass", _PLAIN_ROOT | _words("description globalDefault preemptionPolicy value")),
    ),
    ("node.k8s.io", "RuntimeClass"): (
        Level((), "a RuntimeClass", _PLAIN_ROOT | _words("handler overhead scheduling")),
    ),
    ("helm.toolkit.fluxcd.io", "HelmRelease"): (
        Level((), "a HelmRelease", _ROOT),
        Level(
            ("spec",),
            "a HelmRelease's spec",
            _words(
                "chart chartRef commonMetadata dependsOn driftDetection healthCheckExprs install interval kubeConfig "
                "maxHistory persistentClient postRenderStrategy postRenderers releaseName rollback serviceAccountName "
                "storageNamespace suspend targetNamespace test timeout uninstall upgrade values valuesFrom "
                "waitStrategy"
            ),
        ),
        Level(("spec", "chart"), "a HelmRelease's chart", _TEMPLATE),
        Level(
            ("spec", "chart", "spec"),
            "a HelmRelease's chart",
            _words(
                "chart ignoreMissingValuesFiles interval reconcileStrategy sourceRef valuesFile valuesFiles verify "
                "version"
            ),
        ),
        Level(("spec", "chart", "spec", "sourceRef"), "a chart's sourceRef", _words("apiVersion kind name namespace")),
        Level(("spec", "chartRef"), "a chartRef", _words("apiVersion kind name namespace")),
        Level(
            ("spec", "valuesFrom", EACH),
            "an entry of valuesFrom",
            _words("kind literal name optional targetPath valuesKey"),
        ),
    ),
    ("argoproj.io", "Application"): (
        Level((), "an Application", _ROOT | {"operation"}),
        Level(
            ("spec",),
            "an Application's spec",
            _words(
                "destination ignoreDifferences info project revisionHistoryLimit source sourceHydrator sources "
                "syncPolicy"
            ),
        ),
        Level(("spec", "destination"), "an Application's destination", _words("name namespace server")),
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
            _words(
                "authPassCredentials authSecret backOffLimit bootstrap chart chartContent createNamespace "
                "dockerRegistrySecret driver helmVersion insecureSkipTLSVerify jobImage plainHTTP "
                "podSecurityContext repo repoCA repoCAConfigMap securityContext set takeOwnership targetNamespace "
                f"timeout version {_CHART_CONFIG}"
            ),
        ),
    ),
    ("helm.cattle.io", "HelmChartConfig"): (
        Level((), "a HelmChartConfig", _ROOT),
        Level(("spec",), "a HelmChartConfig's spec", _words(_CHART_CONFIG)),
    ),
}
KNOWN_FIELDS: Mapping[tuple[str, str], tuple[Level, ...]] = MappingProxyType(_FIELDS)
"""The levels of a kind, by its API group and its name; those that are not listed may have any field."""
