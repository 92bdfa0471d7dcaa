"""Levels around the pods of kinds that train, and of clusters for that: see wrapper_kinds.py for the sources."""

from types import MappingProxyType

from generator.ecosystem.field_levels import EACH
from generator.ecosystem.wrapper_levels import ANY, ELEMENT, TEMPLATE, Around, level, pod_spec, templated


def ray(*spec: str) -> tuple[Around, ...]:
    """Return the levels below the spec of ray, which stands there."""
    group = "labels rayStartParams resources template"
    return (
        level(
            spec,
            "a Ray cluster's spec",
            "authOptions autoscalerOptions enableInTreeAutoscaling gcsFaultToleranceOptions headGroupSpec "
            "headServiceAnnotations historyServerOptions managedBy networkPolicy rayVersion suspend tlsOptions "
            "upgradeStrategy workerGroupSpecs",
            "workerGroupSpecs[].template.spec",
        ),
        *templated(
            "a headGroupSpec",
            f"{group} enableIngress headService ingressOptions replicas serviceType",
            *(*spec, "headGroupSpec"),
        ),
        *templated(
            "a group of workers",
            f"{group} groupName idleTimeoutSeconds maxReplicas minReplicas numOfHosts priority replicas scaleStrategy "
            "suspend",
            *(*spec, "workerGroupSpecs", EACH),
        ),
    )


_RAY_JOB = (
    "activeDeadlineSeconds backoffLimit clusterSelector deletionPolicy deletionStrategy entrypoint entrypointNumCpus "
    "entrypointNumGpus entrypointResources jobId managedBy metadata preRunningDeadlineSeconds rayClusterSpec "
    "runtimeEnv runtimeEnvYAML shutdownAfterJobFinishes submissionMode submitterConfig submitterPodTemplate suspend "
    "ttlSecondsAfterFinished"
)
_OF_SERVICES = MappingProxyType({"rayClusterConfig": "Write rayClusterSpec."})


def ray_job(*spec: str) -> tuple[Around, ...]:
    """Return the levels below the spec of ray_job, which stands there."""
    way = "rayClusterSpec.workerGroupSpecs[].template.spec"
    around = level(spec, "a RayJob's spec", _RAY_JOB, way)._replace(advice=_OF_SERVICES)
    return (around, *ray(*spec, "rayClusterSpec"))


RAY_SERVICE = (
    level(
        ("spec",),
        "a RayService's spec",
        "deploymentUnhealthySecondThreshold excludeHeadPodFromServeSvc managedBy rayClusterConfig "
        "rayClusterDeletionDelaySeconds serveConfig serveConfigV2 serveService serviceUnhealthySecondThreshold "
        "suspend upgradeStrategy",
        "rayClusterConfig.workerGroupSpecs[].template.spec",
    )._replace(advice=MappingProxyType({"rayClusterSpec": "Write rayClusterConfig."})),
    *ray("spec", "rayClusterConfig"),
)
_POLICY = "activeDeadlineSeconds backoffLimit cleanPodPolicy managedBy schedulingPolicy suspend ttlSecondsAfterFinished"


def training(kind: str, replicas: str, fields: str = "") -> tuple[Around, ...]:
    """Return the levels of a job of Kubeflow's, whose pods stand below one key for each role."""
    return (
        level(
            ("spec",),
            f"a {kind}'s spec",
            f"{replicas} runPolicy {_POLICY} {fields}",
            f"{replicas}.Worker.template.spec",
        ),
        level(("spec", "runPolicy"), "a runPolicy", _POLICY, f"..{replicas}.Worker.template.spec"),
        *templated("a replica's spec", "replicas restartPolicy template", "spec", replicas, ANY),
    )


MPI = (
    "launcherCreationPolicy mainContainer mpiImplementation runLauncherAsWorker slotsPerWorker sshAuthMountPath "
    "gpus processingUnits"
)
_JOB = (
    "activeDeadlineSeconds backoffLimit backoffLimitPerIndex completionMode completions managedBy manualSelector "
    "maxFailedIndexes parallelism podFailurePolicy podReplacementPolicy selector successPolicy suspend template "
    "ttlSecondsAfterFinished"
)


def job_set(*spec: str) -> tuple[Around, ...]:
    """Return the levels below the spec of job_set, which stands there."""
    jobs = (*spec, "replicatedJobs", EACH)
    way = "replicatedJobs[].template.spec.template.spec"
    return (
        level(
            spec,
            "a JobSet's spec",
            "coordinator failurePolicy managedBy network replicatedJobs startupPolicy successPolicy suspend "
            "ttlSecondsAfterFinished volumeClaimPolicies",
            way,
        ),
        level(jobs, "a replicated job", "dependsOn groupName name replicas template", "template.spec.template.spec"),
        level((*jobs, "template"), "a job's template", "metadata spec", "spec.template.spec"),
        *templated("a job's spec", _JOB, *(*jobs, "template", "spec")),
    )


TRAINING_RUNTIME = (
    level(("spec",), "a training runtime's spec", "mlPolicy podGroupPolicy template", "template.spec.replicatedJobs"),
    *job_set("spec", "template", "spec"),
)
TRAIN_JOB = (
    level(
        ("spec",),
        "a TrainJob's spec",
        "activeDeadlineSeconds annotations datasetConfig initializer labels managedBy modelConfig podSpecOverrides "
        "podTemplateOverrides runtimePatches runtimeRef suspend trainer ttlSecondsAfterFinished",
        "podTemplateOverrides[].spec",
        "trainer.resourcesPerNode",
    ),
    level(
        ("spec", "trainer"),
        "a trainer",
        "args command env image numNodes numProcPerNode resourcesPerNode",
        "..podTemplateOverrides[].spec",
        "resourcesPerNode",
    ),
)


def volcano(*spec: str) -> tuple[Around, ...]:
    """Return the levels below the spec of volcano, which stands there."""
    return (
        level(
            spec,
            "a Volcano Job's spec",
            "maxRetry minAvailable minSuccess networkTopology plugins policies priorityClassName queue "
            "runningEstimate schedulerName tasks ttlSecondsAfterFinished volumes",
            "tasks[].template.spec",
        ),
        *templated(
            "a task",
            "dependsOn maxRetry minAvailable name partitionPolicy policies replicas template topologyPolicy",
            *(*spec, "tasks", EACH),
        ),
        level(
            (*spec, "tasks", EACH, "partitionPolicy"),
            "a partitionPolicy",
            "minPartitions networkTopology partitionSize totalPartitions",
            "..template.spec",
        ),
    )


_WORKERS = ("spec", "leaderWorkerTemplate")
LEADERS = (
    level(
        ("spec",),
        "a LeaderWorkerSet's spec",
        "leaderWorkerTemplate networkConfig replicas rolloutStrategy startupPolicy",
        "leaderWorkerTemplate.workerTemplate.spec",
    ),
    *templated(
        "a leaderWorkerTemplate",
        "leaderTemplate persistentVolumeClaimRetentionPolicy restartPolicy size subGroupPolicy volumeClaimTemplates "
        "workerTemplate",
        *_WORKERS,
        key="workerTemplate",
    ),
    Around((*_WORKERS, "leaderTemplate"), "a pod's template", TEMPLATE, "spec", f"spec.{ELEMENT}"),
    pod_spec((*_WORKERS, "leaderTemplate", "spec")),
)


def dask(*way: str) -> tuple[Around, ...]:
    """Return the levels of Dask: a pod's spec stands below `worker` and `scheduler` themselves."""
    found: list[Around] = []
    for key, more in (("worker", "replicas"), ("scheduler", "service")):
        path = (*way, key)
        found += (level(path, f"a {key} of Dask", f"metadata spec {more}", "spec"), pod_spec((*path, "spec")))
    return (level(way, "a Dask cluster's spec", "idleTimeout image scheduler worker", "worker.spec"), *found)
