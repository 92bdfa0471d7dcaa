"""What controllers of others ask of the names in their objects, and refuse where it is not so.

Sources: kubeflow/training-operator pkg/webhooks (the object's name, the roles, how many masters, and the container that
each role must have) and, before there were webhooks, pkg/apis/kubeflow.org/v1 (validation);
kubeflow/mpi-operator pkg/apis/kubeflow/validation/validation.go; kserve/kserve
pkg/apis/serving/v1beta1/inference_service_validation.go (IsvcNameFmt) and
pkg/controller/v1beta1/inferenceservice/utils/utils.go (MergeServingRuntimeAndInferenceServiceSpecs), and for
LLMInferenceServices pkg/controller/v1alpha2/llmisvc/config_merge.go (combineBaseRefsConfig) with config/llmisvcconfig,
v0.16.0 to v0.20.0;
ray-project/kuberay ray-operator/controllers/ray/utils/validation.go (ValidateRayClusterMetadata and its like);
knative/pkg apis/metadata_validation.go; kubernetes-sigs/jobset pkg/webhooks/jobset_webhook.go; kubernetes-sigs/lws
pkg/webhooks/leaderworkerset_webhook.go; actions/actions-runner-controller
apis/actions.github.com/v1alpha1/ephemeralrunner_types.go (EphemeralRunnerContainerName). NIMService, TrainJob and
Notebook make a Service or a JobSet of their own name. volcano-sh/volcano pkg/webhooks/admission/jobs/validate/
admit_job.go and pkg/controllers/job/helpers/helpers.go (MakePodName).
"""

from collections.abc import Mapping
from types import MappingProxyType
from typing import NamedTuple

from generator.ecosystem.ray import CLUSTERS
from generator.ecosystem.ray import GROUP as RAY

Kind = tuple[str, str]
_KUBEFLOW = "kubeflow.org"
LABEL_NAMED: frozenset[Kind] = frozenset(
    {
        ("serving.kserve.io", "InferenceService"),
        *((RAY, kind) for kind in CLUSTERS),
        *((_KUBEFLOW, f"{kind}Job") for kind in ("PyTorch", "TF", "XGBoost", "Paddle", "JAX", "MPI")),
        (_KUBEFLOW, "Notebook"),
        ("serving.knative.dev", "Service"),
        ("serving.knative.dev", "Configuration"),
        ("jobset.x-k8s.io", "JobSet"),
        ("leaderworkerset.x-k8s.io", "LeaderWorkerSet"),
        ("trainer.kubeflow.org", "TrainJob"),
        ("apps.nvidia.com", "NIMService"),
    }
)
"""Kinds whose names must be those of a Service: small letters, digits and hyphens, a letter first, and no dot."""


class Roles(NamedTuple):
    """A job whose pods stand below roles: the key of these, the roles, which are single, and their container's name.

    `roles` are empty and `container` is None where any name will do; `wanted` is a role that there must be.
    """

    key: str
    roles: tuple[str, ...]
    single: tuple[str, ...]
    container: str | None
    wanted: str | None = None


_PAIR = ("Master", "Worker")
ROLES: Mapping[Kind, Roles] = MappingProxyType(
    {
        (_KUBEFLOW, "PyTorchJob"): Roles("pytorchReplicaSpecs", _PAIR, _PAIR[:1], "pytorch"),
        (_KUBEFLOW, "XGBoostJob"): Roles("xgbReplicaSpecs", _PAIR, _PAIR[:1], "xgboost", "Master"),
        (_KUBEFLOW, "PaddleJob"): Roles("paddleReplicaSpecs", _PAIR, (), "paddle"),
        (_KUBEFLOW, "JAXJob"): Roles("jaxReplicaSpecs", ("Worker",), (), "jax"),
        (_KUBEFLOW, "TFJob"): Roles("tfReplicaSpecs", (), (), "tensorflow"),
        (_KUBEFLOW, "MPIJob"): Roles("mpiReplicaSpecs", ("Launcher", "Worker"), ("Launcher",), None, "Launcher"),
    }
)

_SERVING = (((), "kserve-container"), (("workerSpec",), "worker-container"))
CONTAINERS: Mapping[Kind, tuple[tuple[tuple[str, ...], str], ...]] = MappingProxyType(
    {
        **dict.fromkeys(
            (("serving.kserve.io", "ServingRuntime"), ("serving.kserve.io", "ClusterServingRuntime")), _SERVING
        ),
        ("actions.github.com", "AutoscalingRunnerSet"): ((("template", "spec"), "runner"),),
    }
)
"""Below which levels of a kind's spec there must be a container of which name."""
RUNNERS_CHART = "gha-runner-scale-set"
LLM_SERVICES = frozenset({("serving.kserve.io", "LLMInferenceService")})
LLM_SETTINGS = "LLMInferenceServiceConfig"
"""What KServe merges such services with, containers by their names; it brings some of its own."""
MERGED = frozenset({*(kind for _, kind in LLM_SERVICES), LLM_SETTINGS})
"""Kinds of KServe's whose pods are put together from several objects, each of which may lack anything."""
LLM_CONTAINER = "main"
"""The container of every pod in those that it brings."""
LLM_ROLES = ((), ("prefill",))
"""Below which levels of the spec there is a template, and perhaps a worker."""
