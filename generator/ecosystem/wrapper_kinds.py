"""All fields of the levels between an object and the pods that it makes, for kinds of others.

Each level has every field of every release that serves the version, removed ones too. Sources, by group: kserve/kserve
charts/kserve-crd and charts/kserve-llmisvc-crd; ray-project/kuberay ray-operator/config/crd; kubeflow/manifests
applications/training-operator and applications/jupyter, and kubeflow/mpi-operator manifests/base (v2beta1);
kubeflow/trainer manifests/base/crds; volcano-sh/volcano config/crd/volcano; kubernetes-sigs/jobset and
kubernetes-sigs/lws config; argoproj/argo-rollouts manifests/crds; argoproj/argo-workflows manifests/base/crds/full;
knative/serving config/core/300-resources; kubeflow/spark-operator config/crd; NVIDIA/k8s-nim-operator config/crd;
dask/dask-kubernetes dask_kubernetes/operator/customresources; SeldonIO/seldon-core v1 operator/apis;
tektoncd/pipeline and actions/actions-runner-controller as wrapper_runners.py says.
"""

from collections.abc import Mapping
from types import MappingProxyType

from generator.ecosystem import wrapper_flows as flows
from generator.ecosystem import wrapper_runners as runners
from generator.ecosystem import wrapper_serving as served
from generator.ecosystem import wrapper_training as jobs
from generator.ecosystem.field_levels import EACH
from generator.ecosystem.wrapper_levels import Around, templated

Kind = tuple[str, str]


def _versions(group: str, versions: str, kinds: str, levels: tuple[Around, ...]) -> dict[Kind, tuple[Around, ...]]:
    return {(f"{group}/{version}", kind): levels for version in versions.split() for kind in kinds.split()}


def _of_tekton(version: str) -> dict[Kind, tuple[Around, ...]]:
    group = "tekton.dev"
    return {
        **_versions(group, version, "Task ClusterTask", runners.task(version)),
        **_versions(group, version, "TaskRun", runners.task_run(version)),
        **_versions(group, version, "Pipeline", runners.pipeline(version, "spec")),
        **_versions(group, version, "PipelineRun", runners.pipeline_run(version)),
    }


_ELASTIC = "elasticPolicy nprocPerNode"
_SUCCESS = "enableDynamicWorker successPolicy"
AROUND: Mapping[Kind, tuple[Around, ...]] = MappingProxyType(
    {
        **_versions("serving.kserve.io", "v1beta1", "InferenceService", served.SERVICE),
        **_versions("serving.kserve.io", "v1alpha1", "ServingRuntime ClusterServingRuntime", served.RUNTIME),
        **_versions(
            "serving.kserve.io",
            "v1alpha1 v1alpha2",
            "LLMInferenceService LLMInferenceServiceConfig",
            served.LLM_SERVICE,
        ),
        **_versions("ray.io", "v1 v1alpha1", "RayCluster", jobs.ray("spec")),
        **_versions("ray.io", "v1 v1alpha1", "RayJob", jobs.ray_job("spec")),
        **_versions("ray.io", "v1 v1alpha1", "RayService", jobs.RAY_SERVICE),
        **_versions("ray.io", "v1", "RayCronJob", jobs.ray_job("spec", "jobTemplate")),
        **_versions("kubeflow.org", "v1", "PyTorchJob", jobs.training("PyTorchJob", "pytorchReplicaSpecs", _ELASTIC)),
        **_versions("kubeflow.org", "v1", "TFJob", jobs.training("TFJob", "tfReplicaSpecs", _SUCCESS)),
        **_versions("kubeflow.org", "v1 v2beta1", "MPIJob", jobs.training("MPIJob", "mpiReplicaSpecs", jobs.MPI)),
        **_versions("kubeflow.org", "v1", "XGBoostJob", jobs.training("XGBoostJob", "xgbReplicaSpecs")),
        **_versions("kubeflow.org", "v1", "PaddleJob", jobs.training("PaddleJob", "paddleReplicaSpecs", _ELASTIC)),
        **_versions("kubeflow.org", "v1", "JAXJob", jobs.training("JAXJob", "jaxReplicaSpecs")),
        **_versions(
            "kubeflow.org", "v1 v1beta1 v1alpha1", "Notebook", templated("a Notebook's spec", "template", "spec")
        ),
        **_versions("trainer.kubeflow.org", "v1alpha1", "TrainJob", jobs.TRAIN_JOB),
        **_versions(
            "trainer.kubeflow.org", "v1alpha1", "TrainingRuntime ClusterTrainingRuntime", jobs.TRAINING_RUNTIME
        ),
        **_versions("batch.volcano.sh", "v1alpha1", "Job", jobs.volcano("spec")),
        **_versions("batch.volcano.sh", "v1alpha1", "CronJob", jobs.volcano("spec", "jobTemplate", "spec")),
        **_versions("jobset.x-k8s.io", "v1alpha2", "JobSet", jobs.job_set("spec")),
        **_versions("leaderworkerset.x-k8s.io", "v1", "LeaderWorkerSet", jobs.LEADERS),
        **_versions("argoproj.io", "v1alpha1", "Rollout", flows.ROLLOUT),
        **_versions(
            "argoproj.io", "v1alpha1", "Workflow WorkflowTemplate ClusterWorkflowTemplate", flows.workflow("spec")
        ),
        **_versions("argoproj.io", "v1alpha1", "CronWorkflow", flows.workflow("spec", "workflowSpec")),
        **_versions("serving.knative.dev", "v1", "Service Configuration", served.KNATIVE),
        **_versions("sparkoperator.k8s.io", "v1beta2", "SparkApplication", flows.spark("spec")),
        **_versions("sparkoperator.k8s.io", "v1beta2", "ScheduledSparkApplication", flows.spark("spec", "template")),
        **_versions("apps.nvidia.com", "v1alpha1", "NIMService", (served.nim("spec"),)),
        **_versions("apps.nvidia.com", "v1alpha1", "NIMPipeline", (served.nim("spec", "services", EACH, "spec"),)),
        **_versions("kubernetes.dask.org", "v1", "DaskCluster", jobs.dask("spec")),
        **_of_tekton("v1"),
        **_of_tekton("v1beta1"),
        **_versions("actions.summerwind.dev", "v1alpha1", "Runner", runners.runner("spec")),
        **_versions(
            "actions.summerwind.dev", "v1alpha1", "RunnerDeployment RunnerReplicaSet", runners.RUNNER_DEPLOYMENT
        ),
        **_versions("actions.summerwind.dev", "v1alpha1", "RunnerSet", runners.RUNNER_SET),
        **_versions("machinelearning.seldon.io", "v1 v1alpha3", "SeldonDeployment", served.SELDON),
    }
)
"""The levels of a kind, by its apiVersion and its name."""
