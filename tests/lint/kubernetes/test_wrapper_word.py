"""Fields between an object and its pods, as KUB207 judges them."""

import pytest

from generator.model.finding import Severity
from tests.lint.examples import judged, told

ASK = "resources: {limits: {nvidia.com/gpu: 1}}"
POD = f"{{containers: [{{name: a, image: b, {ASK}}}]}}"
TEMPLATE = f"{{spec: {POD}}}"
MODEL = f"model: {{modelFormat: {{name: a}}, {ASK}}}"
SERVICE = "serving.kserve.io/v1beta1 InferenceService"
RUNTIME = "serving.kserve.io/v1alpha1 ClusterServingRuntime"
LLM = "serving.kserve.io/v1alpha1 LLMInferenceService"
RAY = "ray.io/v1 RayCluster"
TORCH = "kubeflow.org/v1 PyTorchJob"
TRAIN = "trainer.kubeflow.org/v1alpha1 TrainJob"
KATIB = "kubeflow.org/v1beta1 Experiment"
VOLCANO = "batch.volcano.sh/v1alpha1 Job"
JOB_SET = "jobset.x-k8s.io/v1alpha2 JobSet"
LEADERS = "leaderworkerset.x-k8s.io/v1 LeaderWorkerSet"
WORKFLOW = "argoproj.io/v1alpha1 Workflow"
ROLLOUT = "argoproj.io/v1alpha1 Rollout"
KNATIVE = "serving.knative.dev/v1 Service"
SPARK = "sparkoperator.k8s.io/v1beta2 SparkApplication"
NIM = "apps.nvidia.com/v1alpha1 NIMService"
REPLICAS = "write it at spec.headGroupSpec.replicas or spec.workerGroupSpecs[].replicas"
DASK = "kubernetes.dask.org/v1 DaskCluster"
SELDON = "machinelearning.seldon.io/v1 SeldonDeployment"


def of(head: str, spec: str) -> str:
    version, kind = head.split()
    return f"apiVersion: {version}\nkind: {kind}\nmetadata: {{name: a}}\nspec:\n  {spec}\n"


def trial(template: str) -> str:
    job = f"spec: {{pytorchReplicaSpecs: {{Worker: {{template: {template}}}}}}}"
    return f"trialTemplate: {{trialSpec: {{apiVersion: kubeflow.org/v1, kind: PyTorchJob, {job}}}}}"


@pytest.mark.parametrize(
    ("head", "spec", "key", "level"),
    [
        (SERVICE, f"predictor: {{podSpec: {{runtimeClassName: nvidia}}, {MODEL}}}", "podSpec", "a predictor"),
        (SERVICE, f"predictor: {{template: {TEMPLATE}}}", "template", "a predictor"),
        (SERVICE, f"predictor: {{runtimeClass: nvidia, {MODEL}}}", "runtimeClass", "a predictor"),
        (SERVICE, f"predictor: {{replicas: 2, {MODEL}}}", "replicas", "a predictor"),
        (SERVICE, f"predictor: {{gpu: 1, {MODEL}}}", "gpu", "a predictor"),
        (SERVICE, f"predictor: {{sklearn: {{runtimeClassName: nvidia, {ASK}}}}}", "runtimeClassName", "a model"),
        (SERVICE, f"predictors: {{{MODEL}}}", "predictors", "an InferenceService's spec"),
        (SERVICE, f"predictor: {{{MODEL}, workerSpec: {{podSpec: {POD}}}}}", "podSpec", "a workerSpec"),
        (RUNTIME, f"{{runtimeClassName: nvidia, {POD[1:]}", "runtimeClassName", "a serving runtime's spec"),
        (RUNTIME, f"container: [{{name: a, {ASK}}}]", "container", "a serving runtime's spec"),
        (LLM, f"template: {TEMPLATE}", "spec", "a pod's spec"),
        (LLM, POD, "containers", "an LLMInferenceService's spec"),
        (RAY, f"workerGroupSpecs: [{{podTemplate: {TEMPLATE}}}]", "podTemplate", "a group of workers"),
        (RAY, f"workerGroupSpecs: [{{rayStartParams: {{}}, {POD[1:]}]", "containers", "a group of workers"),
        (RAY, f"headGroupSpec: {{template: {POD}}}", "containers", "a pod's template"),
        (RAY, f"workerGroupSpec: [{{template: {TEMPLATE}}}]", "workerGroupSpec", "a Ray cluster's spec"),
        ("ray.io/v1 RayService", f"rayClusterSpec: {{workerGroupSpecs: [{{template: {TEMPLATE}}}]}}", "rayClusterSpec",
         "a RayService's spec"),
        ("ray.io/v1 RayJob", f"workerGroupSpecs: [{{template: {TEMPLATE}}}]", "workerGroupSpecs", "a RayJob's spec"),
        (TORCH, f"pytorchReplicaSpecs: {{Worker: {{spec: {POD}}}}}", "spec", "a replica's spec"),
        (TORCH, f"pytorchReplicaSpecs: {{Worker: {{template: {POD}}}}}", "containers", "a pod's template"),
        (TRAIN, f"trainer: {{{ASK}}}", "resources", "a trainer"),
        (TRAIN, "resourcesPerNode: {limits: {nvidia.com/gpu: 1}}", "resourcesPerNode", "a TrainJob's spec"),
        (KATIB, trial(POD), "containers", "a pod's template"),
        (VOLCANO, f"tasks: [{{spec: {POD}}}]", "spec", "a task"),
        (JOB_SET, f"replicatedJobs: [{{template: {TEMPLATE}}}]", "containers", "a job's spec"),
        (LEADERS, f"workerTemplate: {TEMPLATE}", "workerTemplate", "a LeaderWorkerSet's spec"),
        (WORKFLOW, f"templates: [{{podSpec: {{runtimeClassName: nvidia}}, container: {{{ASK}}}}}]", "podSpec",
         "a template"),
        (ROLLOUT, f"template: {POD}", "containers", "a pod's template"),
        (KNATIVE, POD, "containers", "a Knative Service's spec"),
        (SPARK, "executor: {gpu: {name: nvidia.com/gpu, count: 1}}", "count", "the gpu of Spark"),
        (SPARK, "executor: {runtimeClassName: nvidia}", "runtimeClassName", "the executor"),
        (NIM, f"podSpec: {POD}", "podSpec", "a NIMService's spec"),
        (NIM, POD, "containers", "a NIMService's spec"),
        (DASK, f"worker: {{template: {TEMPLATE}}}", "template", "a worker of Dask"),
        (SELDON, f"predictors: [{{componentSpecs: [{POD}]}}]", "containers", "an entry of componentSpecs"),
        (SERVICE, f"explainer: {{podSpec: {POD}}}", "podSpec", "an explainer"),
        (TORCH, f"template: {TEMPLATE}", "template", "a PyTorchJob's spec"),
        (JOB_SET, f"replicatedJobs: [{{podTemplate: {TEMPLATE}}}]", "podTemplate", "a replicated job"),
        (WORKFLOW, f"templates: [{{container: {{image: a, template: {POD}, {ASK}}}}}]", "template", "a container"),
    ],
)  # fmt: skip
def test_what_a_level_has_not(head: str, spec: str, key: str, level: str) -> None:
    message = f"{key} is no field of {level}: the API server refuses it, or drops it"
    assert told(of(head, spec), "KUB207") == [(5, message)]
    assert told(of(head, spec), "KUB201") == []


@pytest.mark.parametrize(
    ("head", "spec", "level"),
    [
        (NIM, f"podSpec: {POD}", "a NIMService's spec"),
        (WORKFLOW, f"{{podTemplate: {POD}, templates: [{{container: {{{ASK}}}}}]}}", "a workflow's spec"),
    ],
)
def test_where_a_level_is_a_pod_itself_its_fields_stand_there(head: str, spec: str, level: str) -> None:
    (found,) = (one for one in judged(of(head, spec)).findings if one.code == "KUB207")
    assert found.fix == f"Write what is below it directly in {level}."


def test_a_patch_of_a_pod_is_text() -> None:
    spec = f"templates: [{{podSpecPatch: {{runtimeClassName: nvidia}}, container: {{{ASK}}}}}]"
    message = "podSpecPatch is a mapping, where text must be: it is refused"
    assert told(of(WORKFLOW, spec), "KUB207") == [(5, message)]


def test_containers_are_a_list() -> None:
    spec = f"template: {{spec: {{containers: {{name: a, image: b, {ASK}}}}}}}"
    message = "containers of a pod's spec is a mapping, where a list must be: the API server refuses it"
    assert told(of(ROLLOUT, spec), "KUB202") == [(5, message)]


@pytest.mark.parametrize(
    ("head", "spec"),
    [
        (SERVICE, f"predictor: {{runtimeClassName: nvidia, minReplicas: 1, {MODEL}, workerSpec: {POD}}}"),
        (SERVICE, f"predictor: {POD}"),
        # Fields that a later release may have, and those that say nothing of cards.
        (SERVICE, f"predictor: {{later: {{a: b}}, {MODEL}}}"),
        (SERVICE, f"predictor: {{${{FIELDS}}: {{runtimeClassName: nvidia}}, {MODEL}}}"),
        # Another version has other levels.
        ("serving.kserve.io/v1alpha2 InferenceService", f"default: {{predictor: {{podSpec: {POD}}}}}"),
        (RUNTIME, POD),
        (LLM, f"{{template: {POD}, worker: {POD}, prefill: {{template: {POD}}}}}"),
        (RAY, f"{{headGroupSpec: {{template: {TEMPLATE}}}, workerGroupSpecs: [{{template: {TEMPLATE}}}]}}"),
        (TORCH, f"pytorchReplicaSpecs: {{Worker: {{template: {TEMPLATE}}}}}"),
        (TRAIN, "{trainer: {resourcesPerNode: {limits: {nvidia.com/gpu: 1}}}, podTemplateOverrides: [{spec: {}}]}"),
        (KATIB, trial(TEMPLATE)),
        (VOLCANO, f"tasks: [{{template: {TEMPLATE}}}]"),
        (JOB_SET, f"replicatedJobs: [{{template: {{spec: {{template: {TEMPLATE}}}}}}}]"),
        (LEADERS, f"leaderWorkerTemplate: {{workerTemplate: {TEMPLATE}, leaderTemplate: {TEMPLATE}}}"),
        (WORKFLOW, f"templates: [{{podSpecPatch: 'runtimeClassName: nvidia', container: {{{ASK}}}}}]"),
        (WORKFLOW, f"templates: [{{containerSet: {POD}}}]"),
        (ROLLOUT, f"template: {TEMPLATE}"),
        (KNATIVE, f"template: {{spec: {{containerConcurrency: 1, {POD[1:]}}}"),
        (SPARK, f"executor: {{gpu: {{name: nvidia.com/gpu, quantity: 1}}, template: {TEMPLATE}}}"),
        (NIM, f"{{{ASK}, runtimeClassName: nvidia}}"),
        (DASK, f"{{worker: {{spec: {POD}}}, scheduler: {{spec: {POD}, service: {{}}}}}}"),
        (SELDON, f"predictors: [{{graph: {{}}, componentSpecs: [{{spec: {POD}}}]}}]"),
    ],
)
def test_what_a_level_has(head: str, spec: str) -> None:
    assert told(of(head, spec), "KUB207") == []


@pytest.mark.parametrize("key", ["runtimeClassName: nvidia", "domain: {devices: {gpus: [{deviceName: nvidia.com/A}]}}"])
def test_what_stands_outside_of_a_machine(key: str) -> None:
    text = of("kubevirt.io/v1 VirtualMachine", f"{{{key}, template: {{spec: {{}}}}}}")
    assert len(told(text, "KUB205")) == 1


RUNNERS = "actions.summerwind.dev/v1alpha1 RunnerDeployment"
STEP = "name: a, image: b"
LIMITS = "limits: {nvidia.com/gpu: 1}"
SELECTS = 'nodeSelector: {nvidia.com/gpu.present: "true"}'


@pytest.mark.parametrize(
    ("head", "spec", "key"),
    [
        ("tekton.dev/v1 Task", f"steps: [{{{STEP}, resources: {{{LIMITS}}}}}]", "resources"),
        ("tekton.dev/v1 Task", f"stepTemplate: {{resources: {{{LIMITS}}}}}", "resources"),
        ("tekton.dev/v1beta1 Task", f"steps: [{{{STEP}, computeResources: {{{LIMITS}}}}}]", "computeResources"),
        ("tekton.dev/v1 TaskRun", f"taskSpec: {{steps: [{{{STEP}, resources: {{{LIMITS}}}}}]}}", "resources"),
        (
            "tekton.dev/v1 Pipeline",
            f"tasks: [{{name: a, taskSpec: {{steps: [{{{STEP}, resources: {{{LIMITS}}}}}]}}}}]",
            "resources",
        ),
        ("tekton.dev/v1 Task", f"steps: [], {SELECTS}".replace(", ", "\n  "), "nodeSelector"),
        ("tekton.dev/v1 PipelineRun", f"podTemplate: {{{SELECTS}}}", "podTemplate"),
        ("tekton.dev/v1beta1 PipelineRun", f"taskRunTemplate: {{podTemplate: {{{SELECTS}}}}}", "taskRunTemplate"),
        (RUNNERS, f"resources: {{{LIMITS}}}\n  template: {{spec: {{repository: a/b}}}}", "resources"),
    ],
)
def test_tasks_and_runners(head: str, spec: str, key: str) -> None:
    ((_, message),) = told(of(head, spec), "KUB207")
    assert message.startswith(f"{key} is no field of ")


@pytest.mark.parametrize(
    ("head", "spec"),
    [
        ("tekton.dev/v1 Task", f"steps: [{{{STEP}, computeResources: {{{LIMITS}}}}}]"),
        ("tekton.dev/v1beta1 Task", f"steps: [{{{STEP}, resources: {{{LIMITS}}}}}]"),
        ("tekton.dev/v1 Pipeline", f"tasks: [{{taskSpec: {{apiVersion: a/v1, kind: B, spec: {{{LIMITS}}}}}}}]"),
        ("tekton.dev/v1 TaskRun", f"podTemplate: {{{SELECTS}, runtimeClassName: nvidia}}"),
        ("tekton.dev/v1 PipelineRun", f"taskRunTemplate: {{podTemplate: {{{SELECTS}}}}}"),
        ("tekton.dev/v1beta1 PipelineRun", f"podTemplate: {{{SELECTS}}}"),
        ("tekton.dev/v1 PipelineRun", f"taskRunSpecs: [{{pipelineTaskName: a, podTemplate: {{{SELECTS}}}}}]"),
        (RUNNERS, f"template: {{spec: {{repository: a/b, runtimeClassName: nvidia, resources: {{{LIMITS}}}}}}}"),
        ("actions.summerwind.dev/v1alpha1 RunnerSet", f"repository: a/b\n  template: {TEMPLATE}"),
    ],
)
def test_sound_tasks_and_runners(head: str, spec: str) -> None:
    assert [one for one in judged(of(head, spec)).findings if one.severity is not Severity.INFO] == []


@pytest.mark.parametrize(
    ("head", "spec", "fixes"),
    [
        (RAY, f"workerGroupSpecs: [{{minReplica: 1, template: {TEMPLATE}}}]", ["Did you mean minReplicas?"]),
        (
            RAY,
            f"workerGroupSpecs: [{{enableInTreeAutoscaling: true, template: {TEMPLATE}}}]",
            ["It is one of a Ray cluster's spec: write it at spec.enableInTreeAutoscaling."],
        ),
        (TORCH, f"pytorchReplicaSpecs: {{Worker: {{replica: 2, template: {TEMPLATE}}}}}", ["Did you mean replicas?"]),
        (VOLCANO, f"tasks: [{{minAvailables: 1, template: {TEMPLATE}}}]", ["Did you mean minAvailable?"]),
        # A release that is not known may have it.
        (RAY, f"workerGroupSpecs: [{{somethingNew: 1, template: {TEMPLATE}}}]", []),
        (
            RAY,
            f"replicas: 2, workerGroupSpecs: [{{template: {TEMPLATE}}}]".join("{}"),
            [f"It is one of a headGroupSpec and of a group of workers: {REPLICAS}."],
        ),
    ],
)
def test_a_field_of_no_release_is_told_where_it_is_clear_what_is_meant(head: str, spec: str, fixes: list[str]) -> None:
    assert [one.fix for one in judged(of(head, spec)).findings if one.code == "KUB207"] == fixes


@pytest.mark.parametrize(
    ("head", "spec", "key", "ways"),
    [
        (SERVICE, f"{{nodeName: a, predictor: {{{MODEL}}}}}", "nodeName", "spec.predictor.nodeName"),
        (SERVICE, f"predictor: {{model: {{hostIPC: true, {ASK}}}}}", "hostIPC", "spec.predictor.hostIPC"),
        (LLM, f"{{dnsPolicy: Default, template: {POD}}}", "dnsPolicy", "spec.template.dnsPolicy"),
        (LLM, f"prefill: {{nodeName: a, template: {POD}}}", "nodeName", "spec.prefill.template.nodeName"),
        (RAY, f"headGroupSpec: {{volumes: [], template: {TEMPLATE}}}", "volumes",
         "spec.headGroupSpec.template.spec.volumes"),
        (TORCH, f"pytorchReplicaSpecs: {{Worker: {{hostNetwork: true, template: {TEMPLATE}}}}}", "hostNetwork",
         "spec.pytorchReplicaSpecs.NAME.template.spec.hostNetwork"),
        (JOB_SET, f"replicatedJobs: [{{priorityClassName: a, template: {{spec: {{template: {TEMPLATE}}}}}}}]",
         "priorityClassName", "spec.replicatedJobs[].template.spec.template.spec.priorityClassName"),
        (ROLLOUT, f"{{imagePullSecrets: [], template: {TEMPLATE}}}", "imagePullSecrets",
         "spec.template.spec.imagePullSecrets"),
        (KNATIVE, f"{{volumes: [], template: {TEMPLATE}}}", "volumes", "spec.template.spec.volumes"),
        (DASK, f"worker: {{volumes: [], spec: {POD}}}", "volumes", "spec.worker.spec.volumes"),
    ],
)  # fmt: skip
def test_any_field_of_a_pod_belongs_into_the_pod(head: str, spec: str, key: str, ways: str) -> None:
    (found,) = (one for one in judged(of(head, spec)).findings if one.code == "KUB207")
    assert found.message.startswith(f"{key} is no field of ")
    assert found.fix == f"It is one of a pod's spec: write it at {ways}."


def test_a_field_of_a_pod_and_of_another_level() -> None:
    spec = f"tasks: [{{schedulerName: volcano, template: {TEMPLATE}}}]"
    (found,) = (one for one in judged(of(VOLCANO, spec)).findings if one.code == "KUB207")
    ways = "spec.tasks[].template.spec.schedulerName or spec.schedulerName"
    assert found.fix == f"It is one of a pod's spec and of a Volcano Job's spec: write it at {ways}."


@pytest.mark.parametrize(
    ("head", "spec"),
    [
        # Where a level has some fields of a pod itself, or the pod's own are not known, there is no right place.
        (NIM, f"{{hostNetwork: true, {ASK}}}"),
        (WORKFLOW, f"templates: [{{hostNetwork: true, container: {{{ASK}}}}}]"),
        (TRAIN, "trainer: {hostNetwork: true, resourcesPerNode: {limits: {nvidia.com/gpu: 1}}}"),
        (SPARK, "executor: {gpu: {name: nvidia.com/gpu, quantity: 1}, nodeName: a}"),
        (SERVICE, f"{{nodeName: null, predictor: {{{MODEL}}}}}"),
    ],
)
def test_a_field_of_a_pod_without_a_right_place(head: str, spec: str) -> None:
    assert told(of(head, spec), "KUB207") == []


def test_a_topology_for_parts_of_a_task() -> None:
    spec = (
        f"tasks: [{{networkTopology: {{mode: hard}}, partitionPolicy: {{totalPartitions: 2}}, template: {TEMPLATE}}}]"
    )
    (found,) = (one for one in judged(of(VOLCANO, spec)).findings if one.code == "KUB207")
    ways = "spec.networkTopology or spec.tasks[].partitionPolicy.networkTopology"
    assert found.fix == f"It is one of a Volcano Job's spec and of a partitionPolicy: write it at {ways}."
    assert told(of(VOLCANO, spec.replace("networkTopology: {mode: hard}, ", "")), "KUB207") == []


def test_what_a_pod_has_not_is_told_once() -> None:
    text = of(DASK, f"worker: {{spec: {{container: [{{name: a, {ASK}}}]}}}}")
    assert [(one.code, one.message, one.fix) for one in judged(text).findings] == [
        ("KUB201", "container is no field of a pod's spec", "Did you mean containers?")
    ]
