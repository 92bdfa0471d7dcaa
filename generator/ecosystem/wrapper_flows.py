"""Levels around the pods of Argo and Spark: see wrapper_kinds.py for the sources."""

from types import MappingProxyType

from generator.ecosystem.field_levels import EACH
from generator.ecosystem.wrapper_levels import POD_FIELDS, TEMPLATE, Around, level, lone, names, templated

ROLLOUT = templated(
    "a Rollout's spec",
    "analysis minReadySeconds paused progressDeadlineAbort progressDeadlineSeconds replicas restartAt "
    "revisionHistoryLimit rollbackWindow selector strategy template workloadRef",
    "spec",
)
_WORKFLOW_TEMPLATE = names(
    "activeDeadlineSeconds affinity annotations archiveLocation arguments "
    "automountServiceAccountToken container containerSet daemon dag data executor failFast "
    "hostAliases http initContainers inputs memoize metadata metrics name nodeSelector outputs "
    "parallelism pendingTimeout plugin podResources podSpecPatch priority priorityClassName resource "
    "resourceClaims retryStrategy resubmitPendingPods schedulerName script securityContext "
    "serviceAccountName sidecars steps suspend synchronization template templateRef timeout "
    "tolerations volumes"
)
_WORKFLOW = POD_FIELDS | names(
    "archiveLogs arguments artifactGC artifactRepositoryRef entrypoint executor executorPlugins hooks metrics onExit "
    "parallelism podDisruptionBudget podGC podMetadata podPriority podPriorityClassName podResources podSpecPatch "
    "retryStrategy shutdown suspend synchronization templateDefaults templates ttlSecondsAfterFinished ttlStrategy "
    "volumeClaimGC volumeClaimTemplates workflowMetadata workflowTemplateRef"
)
_IN_PATCH = "Write it as text in `podSpecPatch: '{...}'`."
_PATCHED = MappingProxyType(
    {
        "runtimeClassName": "Write it as text in `podSpecPatch: '{runtimeClassName: ...}'`.",
        "containers": "Write `container:`, or `containerSet:` with `containers:`.",
        **dict.fromkeys(("podSpec", "podTemplate", "pod", "spec"), _IN_PATCH),
    }
)


def workflow(*spec: str) -> tuple[Around, ...]:
    """Return the levels below the spec of workflow, which stands there."""
    levels = ((*spec, "templates", EACH), (*spec, "templateDefaults"))
    around = [
        Around(one, "a template", _WORKFLOW_TEMPLATE, "", "container.resources", advice=_PATCHED) for one in levels
    ]
    scripts = [lone((*one, key), f"a {key}", "source") for one in levels for key in ("container", "script")]
    return (Around(spec, "a workflow's spec", _WORKFLOW, "", "templates[].container.resources"), *around, *scripts)


_OF_SPARK = (
    "affinity annotations configMaps coreLimit coreRequest cores dnsConfig env envFrom envSecretKeyRefs envVars gpu "
    "hostAliases hostNetwork image initContainers javaOptions labels lifecycle memory memoryLimit memoryOverhead "
    "nodeSelector podSecurityContext ports priorityClassName schedulerName secrets securityContext serviceAccount "
    "shareProcessNamespace sidecars template terminationGracePeriodSeconds tolerations volumeMounts"
)
_SPARK_GPU = MappingProxyType(
    dict.fromkeys(("gpus", "resources", "limits"), "Write `gpu: {name: nvidia.com/gpu, quantity: 1}`.")
)
_QUANTITY = MappingProxyType(dict.fromkeys(("count", "amount", "number", "limits", "value"), "Write quantity."))


def spark(*spec: str) -> tuple[Around, ...]:
    """Return the levels below the spec of spark, which stands there."""
    own = {
        "driver": "kubernetesMaster podName serviceAnnotations serviceLabels",
        "executor": "deleteOnTermination instances",
    }
    roles = [
        Around(
            (*spec, key),
            f"the {key}",
            frozenset(f"{_OF_SPARK} {more}".split()),
            "template.spec",
            "gpu",
            advice=_SPARK_GPU,
        )
        for key, more in own.items()
    ]
    return (
        *roles,
        *(
            level((*spec, key, "gpu"), "the gpu of Spark", "name quantity", "..template.spec", "..gpu")._replace(
                advice=_QUANTITY
            )
            for key in own
        ),
        *(Around((*spec, key, "template"), "a pod's template", TEMPLATE, "spec", "..gpu") for key in own),
    )
