"""Levels around the pods of what runs pipelines: Tekton's tasks, and runners of GitHub Actions of the older kind.

Sources: tektoncd/pipeline pkg/apis/pipeline/v1 and v1beta1 (container_types.go, task_types.go, taskrun_types.go,
pipelinerun_types.go; its webhook refuses what a type lacks); actions/actions-runner-controller
config/crd/bases/actions.summerwind.dev_*.yaml.
"""

from collections.abc import Mapping
from types import MappingProxyType

from generator.ecosystem.field_levels import EACH
from generator.ecosystem.pod_words import PLACING
from generator.ecosystem.wrapper_levels import CONTAINER_FIELDS, POD_FIELDS, Around, level, names, templated

_IN_RUN = "Write it below `podTemplate:` of the TaskRun, or `taskRunTemplate.podTemplate:` of the PipelineRun."
_RUN: Mapping[str, str] = MappingProxyType(
    dict.fromkeys((*PLACING, "podTemplate", "podSpec", "taskRunTemplate"), _IN_RUN)
)
_STEP = names(
    "args command computeResources displayName env envFrom image imagePullPolicy lifecycle livenessProbe name onError "
    "params ports readinessProbe ref restartPolicy results script securityContext startupProbe stderrConfig stdin "
    "stdinOnce stdoutConfig terminationMessagePath terminationMessagePolicy timeout tty volumeDevices volumeMounts "
    "when workingDir workspaces"
)
_OLD_STEP = (_STEP - {"computeResources"}) | {"resources"}
_TASK = names("description displayName params resources results sidecars stepTemplate steps volumes workspaces")
_EMBEDDED = names("apiVersion kind metadata spec")
"""What a task within a pipeline has besides, such as the spec of a kind of somebody else's (EmbeddedTask)."""
_BELOW_STEPS = "Write it in the step, as `{}:`."


def _told(block: str, other: str) -> Mapping[str, str]:
    """Return what to write for a step's resources, which are called one thing in v1 and another in v1beta1."""
    found = {other: f"Write `{block}:`.", "limits": f"Write it below `{block}:`.", **_RUN}
    return MappingProxyType(found)


def _task(version: str, *spec: str) -> tuple[Around, ...]:
    fields, block, other = (
        (_STEP, "computeResources", "resources") if version == "v1" else (_OLD_STEP, "resources", "computeResources")
    )
    steps = [(*spec, "steps", EACH), (*spec, "stepTemplate"), (*spec, "sidecars", EACH)]
    titles = ("a step", "a stepTemplate", "a sidecar")
    in_step = MappingProxyType({**_RUN, **dict.fromkeys((other, "limits", block), _BELOW_STEPS.format(block))})
    return (
        Around(spec, "a Task's spec", _TASK - ({"resources"} if version == "v1" else set()), "", block, advice=in_step),
        *(
            Around(path, title, fields, "", block, advice=_told(block, other))
            for path, title in zip(steps, titles, strict=True)
        ),
    )


_TASK_RUN = {
    "v1": "computeResources debug managedBy params podTemplate retries serviceAccountName sidecarSpecs status "
    "statusMessage stepSpecs taskRef taskSpec timeout workspaces",
    "v1beta1": "computeResources debug managedBy params podTemplate resources retries serviceAccountName "
    "sidecarOverrides status statusMessage stepOverrides taskRef taskSpec timeout workspaces",
}
_PIPELINE_RUN = {
    "v1": "managedBy params pipelineRef pipelineSpec status taskRunSpecs taskRunTemplate timeouts workspaces",
    "v1beta1": "managedBy params pipelineRef pipelineSpec podTemplate resources serviceAccountName status taskRunSpecs "
    "timeout timeouts workspaces",
}
_TASK_RUN_SPEC = {
    "v1": "computeResources metadata pipelineTaskName podTemplate serviceAccountName sidecarSpecs stepSpecs timeout",
    "v1beta1": "computeResources metadata pipelineTaskName sidecarOverrides stepOverrides taskPodTemplate "
    "taskServiceAccountName timeout",
}
_POD = {"v1": "taskRunTemplate.podTemplate", "v1beta1": "podTemplate"}
_SPECIAL = {"v1": "podTemplate", "v1beta1": "taskPodTemplate"}
_POD_TEMPLATE = names(
    "affinity automountServiceAccountToken dnsConfig dnsPolicy enableServiceLinks env hostAliases hostNetwork "
    "hostUsers imagePullSecrets nodeSelector priorityClassName runtimeClassName schedulerName securityContext "
    "tolerations topologySpreadConstraints volumes"
)


def _pod_template(*path: str) -> Around:
    advice = MappingProxyType({"containers": "Leave it out: a step asks for the GPU itself."})
    return Around(path, "a podTemplate", _POD_TEMPLATE, "", "computeResources", advice=advice)


def task(version: str) -> tuple[Around, ...]:
    """Return the levels of a Task."""
    return _task(version, "spec")


def task_run(version: str) -> tuple[Around, ...]:
    """Return the levels of a TaskRun."""
    return (
        level(("spec",), "a TaskRun's spec", _TASK_RUN[version], "podTemplate", "computeResources"),
        _pod_template("spec", "podTemplate"),
        *_task(version, "spec", "taskSpec"),
    )


def pipeline(version: str, *spec: str) -> tuple[Around, ...]:
    """Return the levels of a Pipeline's tasks, which may hold a Task's spec each."""
    found = [_task(version, *spec, key, EACH, "taskSpec") for key in ("tasks", "finally")]
    return tuple(one for first, *below in found for one in (first._replace(fields=first.fields | _EMBEDDED), *below))


def pipeline_run(version: str) -> tuple[Around, ...]:
    """Return the levels of a PipelineRun."""
    other = MappingProxyType(dict.fromkeys(("podTemplate", "taskRunTemplate"), f"Write `{_POD[version]}:`."))
    special = MappingProxyType(dict.fromkeys(("podTemplate", "taskPodTemplate"), f"Write `{_SPECIAL[version]}:`."))
    run = level(("spec",), "a PipelineRun's spec", _PIPELINE_RUN[version], _POD[version])
    one = level(("spec", "taskRunSpecs", EACH), "an entry of taskRunSpecs", _TASK_RUN_SPEC[version], _SPECIAL[version])
    return (
        run._replace(advice=other),
        one._replace(advice=special),
        _pod_template("spec", *_POD[version].split(".")),
        _pod_template("spec", "taskRunSpecs", EACH, _SPECIAL[version]),
        *pipeline(version, "spec", "pipelineSpec"),
    )


_RUNNER = (
    POD_FIELDS
    | CONTAINER_FIELDS
    | names(
        "containerMode dockerEnabled dockerEnv dockerMTU dockerRegistryMirror dockerVarRunVolumeSizeLimit "
        "dockerVolumeMounts dockerdContainerResources dockerdWithinRunnerContainer enterprise ephemeral "
        "githubAPICredentialsFrom group labels organization repository sidecarContainers volumeSizeLimit "
        "volumeStorageMedium workDir workVolumeClaimTemplate"
    )
)


def runner(*spec: str) -> tuple[Around, ...]:
    """Return the level of a runner, which has a pod's and a container's fields side by side."""
    return (Around(spec, "a runner's spec", _RUNNER, "", "resources"),)


RUNNER_DEPLOYMENT = (
    Around(
        ("spec",),
        "a RunnerDeployment's spec",
        names("effectiveTime replicas selector template"),
        "template.spec",
        "template.spec.resources",
    ),
    Around(("spec", "template"), "a runner's template", names("metadata spec"), "spec", "spec.resources"),
    *runner("spec", "template", "spec"),
)
RUNNER_SET = templated(
    "a RunnerSet's spec",
    "containerMode dockerEnabled dockerMTU dockerRegistryMirror dockerVarRunVolumeSizeLimit "
    "dockerdWithinRunnerContainer effectiveTime enterprise ephemeral githubAPICredentialsFrom group image labels "
    "minReadySeconds ordinals organization persistentVolumeClaimRetentionPolicy podManagementPolicy replicas "
    "repository revisionHistoryLimit selector serviceAccountName serviceName template updateStrategy "
    "volumeClaimTemplates volumeSizeLimit volumeStorageMedium workDir workVolumeClaimTemplate",
    "spec",
)
