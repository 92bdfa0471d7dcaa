"""Values of charts of other makers whose templates take one form alone, or words of their own for GPUs.

Sources: otwld/ollama-helm templates/deployment.yaml (extraEnv and the like behind a list that the chart begins,
`ollama.gpu`); open-webui/helm-charts charts/open-webui/values.yaml and Chart.yaml; vllm-project/production-stack
helm/templates/deployment-vllm-multi.yaml, _helpers.tpl (modelSpec) and helm/values.schema.json; NVIDIA/dcgm-exporter
deployment/templates/daemonset.yaml.
"""

from collections.abc import Iterator, Mapping
from types import MappingProxyType

from generator.model.manifest_value import Value

_OF_OLLAMA = ("extraEnv", "extraEnvFrom", "extraArgs", "volumes", "volumeMounts")
_OF_WEBUI = ("extraEnvVars", "commonEnvVars", "extraEnvFrom")
OLLAMA_GPU = frozenset(
    {"enabled", "draEnabled", "draDriverClass", "draExistingClaimTemplate", "type", "number", "nvidiaResource", "mig"}
)
"""What is read below `ollama.gpu`."""
MEANT_IN_OLLAMA_GPU: Mapping[str, str] = MappingProxyType(
    {
        **dict.fromkeys(("count", "num", "gpus", "quantity", "amount", "limit", "limits", "replicas"), "number"),
        **dict.fromkeys(("nbrGpu", "gpuCount"), "number"),
        "enable": "enabled",
        **dict.fromkeys(("resource", "resourceName", "resources"), "nvidiaResource"),
        **dict.fromkeys(("vendor", "kind"), "type"),
    }
)
OLLAMA_TYPES = ("nvidia", "amd")
_OF_EXPORTER = ("extraEnv", "extraHostVolumes", "extraConfigMapVolumes", "extraVolumeMounts")
VLLM_MODEL = ("requestGPU", "requestGPUType")
"""What is read of GPUs in an entry of `servingEngineSpec.modelSpec`."""
VLLM_NO_WORDS = frozenset({"limitGPU", "limitsGPU", "limitGPUs", "limitGpu", "gpuLimit", "gpuLimits", "gpuRequest"})
"""What people write for it, and no template reads."""
VLLM_NEEDS = ("requestCPU", "requestMemory")
"""What an entry must have, unless it has `resources`."""
VLLM_NUMBERS = ("maxModelLen", "maxNumSeqs", "tensorParallelSize")
"""What its schema takes as whole numbers alone, below `vllmConfig` of an entry."""
VLLM_TEXTS = ("requestGPUCores", "requestGPUMem", "requestGPUMemPercentage", "limitGPUCores", "limitGPUMem")
"""What its schema takes as text alone, in an entry."""


def lists_of(chart: str | None, values: Value) -> Iterator[tuple[str, Value]]:
    """Return the values that a chart adds to a list of its own, each with its name."""
    if chart == "open-webui":
        yield from _at(values, "", _OF_WEBUI)
        below = values.get("ollama")
        if below is not None:
            yield from _at(below, "ollama.", _OF_OLLAMA)
    elif chart == "dcgm-exporter":
        yield from _at(values, "", _OF_EXPORTER)
    elif ollama_gpu(chart, values) is not None:
        yield from _at(values, "", _OF_OLLAMA)
    for model in values.elements("servingEngineSpec", "modelSpec"):
        yield from _at(model, "modelSpec.", ("env",))


def ollama_gpu(chart: str | None, values: Value) -> Value | None:
    """Return the GPU settings of Ollama's chart; values of no named chart are known as its by what stands beside.

    Charts of others have a block of that name too, with words of their own.
    """
    found = ollama_block(chart, values)
    if found is None:
        return None
    # Values that are known by their form alone, and charts that have it as a dependency, may be for another chart.
    by_words = chart == "ollama" and any(key in OLLAMA_GPU or key == "enable" for key, _ in found.entries())
    return found if by_words or found.has("enabled") else None


def ollama_block(chart: str | None, values: Value) -> Value | None:
    """Return what stands where Ollama's chart reads its GPU settings, in whatever form."""
    block = values.get("ollama", "ollama") if chart == "open-webui" else values.get("ollama")
    named = chart in ("ollama", "open-webui") or (chart is None and block is not None and _pulls_models(block))
    return block.get("gpu") if block is not None and named else None


def _pulls_models(block: Value) -> bool:
    return any(block.get("models", key) is not None for key in ("pull", "run", "create"))


def _at(values: Value, above: str, keys: tuple[str, ...]) -> Iterator[tuple[str, Value]]:
    for key in keys:
        one = values.get(key)
        if one is not None:
            yield f"{above}{key}", one
