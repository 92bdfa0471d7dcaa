"""Levels around the pods of kinds that serve models or requests: see wrapper_kinds.py for the sources."""

from types import MappingProxyType

from generator.ecosystem.field_levels import EACH
from generator.ecosystem.wrapper_levels import ELEMENT, POD_FIELDS, Around, level, lone, names, pod_spec, templated

_MODELS = "huggingface lightgbm model onnx paddle pmml pytorch sklearn tensorflow triton xgboost"
_COMPONENT = (
    "annotations autoScaling batcher canaryTrafficPercent containerConcurrency deploymentStrategy labels logger "
    "maxReplicas minReplicas name scaleMetric scaleMetricType scaleTarget storageContainerName storageUris timeout"
)
_OF_MODELS = "confidential modelFormat protocolVersion runtime runtimeVersion storage storageUri"
_SCALED = MappingProxyType({"replicas": "Write `minReplicas:` and `maxReplicas:`."})


def _component(key: str, fields: str, container: str) -> Around:
    found = POD_FIELDS | frozenset(f"{_COMPONENT} {fields}".split())
    title = f"an {key}" if key[0] == "e" else f"a {key}"
    return Around(("spec", key), title, found, "", container, advice=_SCALED)


SERVICE = (
    level(("spec",), "an InferenceService's spec", "canary explainer predictor transformer", "predictor"),
    _component("predictor", f"{_MODELS} workerSpec", "model.resources"),
    _component("transformer", "", ELEMENT),
    _component("explainer", "aix alibi art", ELEMENT),
    *(lone(("spec", "predictor", one), "a model", _OF_MODELS) for one in _MODELS.split()),
    Around(
        ("spec", "predictor", "workerSpec"),
        "a workerSpec",
        POD_FIELDS | {"pipelineParallelSize", "tensorParallelSize"},
        "",
        ELEMENT,
    ),
)
_IN_RUNTIMES = (
    "affinity annotations containers hostIPC imagePullSecrets labels nodeSelector resourceClaims schedulerName "
    "tolerations volumes"
)
RUNTIME = (
    Around(
        ("spec",),
        "a serving runtime's spec",
        frozenset(
            f"{_IN_RUNTIMES} builtInAdapter disabled grpcDataEndpoint grpcEndpoint httpDataEndpoint multiModel "
            "protocolVersions replicas storageHelper supportedModelFormats workerSpec".split()
        ),
        "",
        ELEMENT,
        advice=MappingProxyType({"runtimeClassName": "Write it below `predictor:` of the InferenceService."}),
    ),
    Around(
        ("spec", "workerSpec"),
        "a workerSpec",
        frozenset(f"{_IN_RUNTIMES} pipelineParallelSize tensorParallelSize".split()),
        "",
        ELEMENT,
        advice=MappingProxyType({"runtimeClassName": "Write it below `workerSpec:` of the InferenceService."}),
    ),
)
_LLM = "annotations kvCacheOffloading labels parallelism replicas rolloutStrategy scaling template worker"
LLM_SERVICE = (
    level(
        ("spec",),
        "an LLMInferenceService's spec",
        f"{_LLM} baseRefs model prefill router storageInitializer tracing",
        "template",
    ),
    *(
        pod_spec(("spec", *path))
        for path in (("template",), ("worker",), ("prefill", "template"), ("prefill", "worker"))
    ),
    level(("spec", "prefill"), "a prefill", _LLM, "template"),
    level(("spec", "model"), "a model", "confidential criticality lora name uri", "..template"),
    pod_spec(("spec", "router", "scheduler", "template")),
)


_REVISION = POD_FIELDS | {
    *("containerConcurrency", "idleTimeoutSeconds", "responseStartTimeoutSeconds", "timeoutSeconds")
}
KNATIVE = tuple(
    one._replace(fields=_REVISION) if one.bare else one
    for one in templated("a Knative Service's spec", "template traffic", "spec")
)
_NIM = names(
    "affinity annotations args authSecret command draResources env expose groupID gpuSelectors image "
    "inferencePlatform initContainers labels livenessProbe metrics multiNode nodeSelector "
    "podAffinity priorityClassName proxy readinessProbe replicas resources runtimeClass "
    "runtimeClassName scale schedulerName sidecarContainers startupProbe storage tolerations userID"
)
_NIM_ITSELF = MappingProxyType(
    {"containers": "Leave it out: `image:`, `env:` and `resources:` stand in the spec itself."}
)


def nim(*spec: str) -> Around:
    """Return the levels below the spec of nim, which stands there."""
    return Around(spec, "a NIMService's spec", _NIM, "", "resources", advice=_NIM_ITSELF)


_COMPONENTS = ("spec", "predictors", EACH, "componentSpecs", EACH)
SELDON = (
    level(
        ("spec",),
        "a SeldonDeployment's spec",
        "annotations name oauth_key oauth_secret predictors protocol replicas serverType transport",
        "predictors[].componentSpecs[].spec",
    ),
    level(
        _COMPONENTS[:3],
        "a predictor",
        "annotations componentSpecs engineResources explainer graph labels name progressDeadlineSeconds replicas "
        "shadow ssl svcOrchSpec traffic",
        "componentSpecs[].spec",
    ),
    level(_COMPONENTS, "an entry of componentSpecs", "hpaSpec kedaSpec metadata pdbSpec replicas spec", "spec"),
    pod_spec((*_COMPONENTS, "spec")),
)
