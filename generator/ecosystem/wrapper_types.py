"""What the fields around pods take, for kinds of others that hold Kubernetes' own pods.

A field means the same wherever these kinds have it; one that takes this here and that there is left out. The sources
are those of wrapper_kinds.py.
"""

from collections.abc import Iterator

from generator.ecosystem.field_levels import FieldType, Level, fields
from generator.ecosystem.kubernetes_types import type_levels
from generator.ecosystem.pod_fields import pod_levels
from generator.ecosystem.wrapper_kinds import AROUND
from generator.ecosystem.wrapper_levels import CONTAINER_FIELDS, POD_FIELDS, Around

EMBEDDING = frozenset(
    {
        *("kubeflow.org", "ray.io", "jobset.x-k8s.io", "leaderworkerset.x-k8s.io", "batch.volcano.sh"),
        *("serving.kserve.io", "serving.knative.dev", "keda.sh", "apps.kruise.io"),
        *("kubernetes.dask.org", "actions.github.com", "trainer.kubeflow.org", "machinelearning.seldon.io"),
    }
)
"""Groups whose kinds hold Kubernetes' own pod templates; sources: their CRDs, which repeat PodTemplateSpec."""
_EMBEDDING_KINDS = frozenset({("argoproj.io", "Rollout")})
"""Kinds that do so in groups whose others have pods in forms of their own."""
VOWELS = "AEIOU"
"""Before a kind that begins with one of these people say `an`."""
_WITH_MORE = ("serving.kserve.io",)
"""Groups whose kinds have fields of their own beside those of a pod's spec."""
_OF_REVISIONS = ("containerConcurrency", "timeoutSeconds", "responseStartTimeoutSeconds", "idleTimeoutSeconds")
"""What Knative's templates have beside a pod's spec; source: knative/serving pkg/apis/serving/v1/revision_types.go."""
_PROBES = frozenset({"livenessProbe", "readinessProbe", "startupProbe"})
"""Knative puts its port into these, and a handler; source: knative/serving pkg/apis/serving/v1/revision_defaults.go."""
_ROOT = fields(text="apiVersion kind", map="metadata spec status")
_TYPES = fields(
    int="activeDeadlineSeconds backoffLimit backoffLimitPerIndex canaryTrafficPercent completions containerConcurrency "
    "deploymentUnhealthySecondThreshold idleTimeoutSeconds maxFailedIndexes maxReplicas maxRetry minAvailable "
    "minReadySeconds minReplicas minSuccess numNodes numOfHosts progressDeadlineSeconds "
    "rayClusterDeletionDelaySeconds replicas revisionHistoryLimit scaleTarget serviceUnhealthySecondThreshold size "
    "slotsPerWorker timeout ttlSecondsAfterFinished",
    bool="enableDynamicWorker enableInTreeAutoscaling enableIngress excludeHeadPodFromServeSvc manualSelector paused "
    "runLauncherAsWorker shutdownAfterJobFinishes suspend",
    text="cleanPodPolicy completionMode entrypoint groupName jobId launcherCreationPolicy mainContainer managedBy "
    "mpiImplementation nprocPerNode podReplacementPolicy priorityClassName protocolVersion queue rayVersion "
    "restartAt restartPolicy runtime runtimeEnv runtimeEnvYAML runtimeVersion scaleMetric schedulerName "
    "serveConfigV2 serviceType sshAuthMountPath storageUri submissionMode",
    map="annotations autoscalerOptions clusterSelector coordinator elasticPolicy explainer failurePolicy "
    "gcsFaultToleranceOptions headGroupSpec headService headServiceAnnotations jaxReplicaSpecs jobTemplate labels "
    "leaderTemplate leaderWorkerTemplate mlPolicy model modelFormat mpiReplicaSpecs network networkConfig "
    "paddleReplicaSpecs predictor pytorchReplicaSpecs rayClusterConfig rayClusterSpec rayStartParams rolloutStrategy "
    "runPolicy runtimeRef scaleStrategy schedulingPolicy selector strategy submitterPodTemplate template "
    "tfReplicaSpecs trainer transformer upgradeStrategy workerTemplate xgbReplicaSpecs",
    list="podSpecOverrides podTemplateOverrides predictors replicatedJobs supportedModelFormats tasks traffic "
    "volumeClaimTemplates workerGroupSpecs",
)


def holds_pods(group: str, kind: str) -> bool:
    """Say whether a kind of others holds Kubernetes' own pods, so that the API server reads them as those."""
    return group in EMBEDDING or (group, kind) in _EMBEDDING_KINDS


def pods_in(group: str, *path: str) -> tuple[Level, ...]:
    """Return the levels of a pod's spec at a path, as the kinds of a group take it."""
    first, *below = pod_levels(*path)
    if group in _WITH_MORE:
        first = first._replace(is_open=True, needs=())
    if group == "serving.knative.dev":
        first = first._replace(fields={**first.fields, **dict.fromkeys(_OF_REVISIONS, FieldType.INT)})
        below = [one._replace(needs=(), one_of=()) if _PROBES.intersection(one.path) else one for one in below]
    return (first, *below)


def typed_levels(version: str, kind: str) -> tuple[Level, ...]:
    """Return the levels of a kind from its root to the ends of its pods, by its apiVersion; none of one not known.

    Around the pods they are open: the rule on words around pods tells what is no field there.
    """
    group = version.rpartition("/")[0]
    around = AROUND.get((version, kind), ())
    if not around or not holds_pods(group, kind):
        return ()
    root = Level((), f"{'an' if kind[0] in VOWELS else 'a'} {kind}", _ROOT)
    return (root, *(level for one in around for level in _typed(group, one)))


def _typed(group: str, around: Around) -> Iterator[Level]:
    if around.bare:
        yield from pods_in(group, *around.path)
        return
    inline: tuple[Level, ...] = ()
    if around.fields >= POD_FIELDS:
        inline = pods_in(group, *around.path)
    elif around.fields >= CONTAINER_FIELDS:
        inline = tuple(type_levels("Container", around.path))
    own = inline[0].fields if inline else _ROOT if "spec" in around.fields else {}
    types = {one: own.get(one) or _TYPES.get(one, FieldType.ANY) for one in sorted(around.fields)}
    yield Level(around.path, around.title, types, is_open=True)
    yield from inline[1:]
