"""Charts of other makers in which people write what concerns GPUs a level too high or too low, and what is read where.

Sources: bjw-s-labs/helm-charts charts/library/common/schemas/controllers.json, containers.json and pod.json (no level
takes further properties since 3.0; before, and at the root, nobody reads them); otwld/ollama-helm values.yaml;
open-webui/helm-charts charts/open-webui/Chart.yaml (the dependency ollama is that chart, so that its values stand below
its name); immich-app/immich-charts charts/immich/templates (each block of the values is what bjw-s' library gets);
NVIDIA/dcgm-exporter deployment/values.yaml at every tag from 2.2.9-2.4.1 to 4.5.3-4.8.2; kubernetes-sigs/
node-feature-discovery deployment/helm/node-feature-discovery/values.yaml (what places pods stands below each part);
vllm-project/production-stack helm/values.schema.json and helm/templates/deployment-vllm-multi.yaml;
SlinkyProject/slurm-operator helm/slurm/values.yaml since 0.4 (nodesets); actions/actions-runner-controller
charts/gha-runner-scale-set/templates/autoscalingrunnerset.yaml (of the pod `template` alone, in a pod's own form);
ray-project/kuberay helm-chart/ray-cluster/templates/raycluster-cluster.yaml; dask/helm-chart dask/templates;
dask/dask-gateway resources/helm/dask-gateway/values.schema.yaml;
jellyfin/jellyfin-helm charts/jellyfin/values.yaml; blakeblackshear/blakeshome-charts charts/frigate.
"""

from collections.abc import Iterator
from types import MappingProxyType
from typing import NamedTuple

from generator.ecosystem.pod_words import ASKING, PLACING
from generator.model.manifest_value import Value

ANY = "*"
"""Stands in a path for every key of a mapping."""


class ChartLevel(NamedTuple):
    """A level of a chart's values, words that nobody reads there, and where they belong."""

    path: tuple[str, ...]
    words: tuple[str, ...]
    fix: str


APP_TEMPLATE = "app-template"
_OF_POD = "Write it below `defaultPodOptions:`, or `pod:` of the controller."
_OF_CONTAINER = "Write it below the container."
_CONTAINERS = ("containers", "initContainers")
POD_ALONE = (*PLACING, "hostIPC", "hostNetwork", "hostPID", "priorityClassName", "runtimeClass", "schedulerName")
"""Words of a pod that containers have not, and one that is meant for such a word."""
_IN_POD = ("runtimeClass", "nodeAffinity")
_NAMED = "Write runtimeClassName, or affinity.nodeAffinity."
_CONTROLLED = (
    ChartLevel(("controllers", ANY), (*POD_ALONE, "securityContext"), _OF_POD),
    ChartLevel(("controllers", ANY), ASKING, _OF_CONTAINER),
    ChartLevel(("controllers", ANY, "pod"), ASKING, _OF_CONTAINER),
    ChartLevel(("controllers", ANY, "pod"), _IN_POD, _NAMED),
    ChartLevel(("defaultPodOptions",), ASKING, _OF_CONTAINER),
    ChartLevel(("defaultPodOptions",), _IN_POD, _NAMED),
    *(ChartLevel(("controllers", ANY, key, ANY), POD_ALONE, _OF_POD) for key in _CONTAINERS),
    *(ChartLevel(("controllers", ANY, key, ANY), ("limits",), "Write it below `resources:`.") for key in _CONTAINERS),
)
_ROOT = (
    ChartLevel((), POD_ALONE, _OF_POD),
    ChartLevel((), ASKING, _OF_CONTAINER),
    ChartLevel((), ("pod",), "Write it below the controller, or call it `defaultPodOptions:`."),
    ChartLevel((), _CONTAINERS, "Write it below the controller."),
)
_OF_OLD_TEMPLATE = (ChartLevel((), ("runtimeClass",), "Write runtimeClassName."),)
"""Before 2.0 all of a pod stood at the root, as Kubernetes calls it."""
_OF_LIBRARY = (APP_TEMPLATE, "immich", "machine-learning")
"""Charts, and keys above their values, that hand all of these to the library, and read nothing else of them."""
_CONTAINERS_OWN = frozenset({"image", "env", "resources", "probes"})
ABOVE_OLLAMA = (ChartLevel((), ("gpu",), "Write it below `ollama:`."),)
_ABOVE_OLLAMA = "Write it at the root of the chart's values, beside `ollama:`."
_OLLAMA_PODS = (*PLACING, "resources", "extraEnv", "volumes", "volumeMounts", "persistentVolume", "image")
_NAMED_OLLAMA = (
    ChartLevel(("ollama",), _OLLAMA_PODS, _ABOVE_OLLAMA),
    ChartLevel((), ("runtimeClass",), "Write runtimeClassName."),
    ChartLevel((), ("env",), "Write extraEnv, as a list."),
)
_OF_WEBUI = (
    ChartLevel(("ollama",), ("runtimeClass",), "Write runtimeClassName."),
    ChartLevel(("ollama",), ("env",), "Write extraEnv, as a list."),
    ChartLevel(("ollama",), ("gpu",), "Write it below `ollama.ollama:`, as the dependency has it."),
    ChartLevel(("ollama", "ollama"), _OLLAMA_PODS, "Write it below the first `ollama:`, beside the second."),
)
EXPORTER, DISCOVERY = "dcgm-exporter", "node-feature-discovery"
_OF_EXPORTER = (
    ChartLevel((), ("runtimeClass",), "Write runtimeClassName."),
    ChartLevel((), ("env",), "Write extraEnv, as a list."),
    ChartLevel((), ("args",), "Write arguments."),
    ChartLevel((), ("volumes", "extraVolumes"), "Write extraHostVolumes, or extraConfigMapVolumes."),
    ChartLevel((), ("volumeMounts",), "Write extraVolumeMounts."),
    ChartLevel((), (EXPORTER, "dcgmExporter"), "Write what is below it at the root of the values."),
    ChartLevel(("serviceMonitor",), ("labels",), "Write additionalLabels."),
)
_OF_DISCOVERY = (
    ChartLevel((), (*PLACING, "config"), "Write it below `worker:`, which finds the cards."),
    ChartLevel((), (DISCOVERY,), "Write what is below it at the root of the values."),
)
_MODELS = ("servingEngineSpec", "modelSpec")
_ENGINE = ("gpuMemoryUtilization", "tensorParallelSize", "maxModelLen", "maxNumSeqs", "dtype", "extraArgs")
_SNAKES = ("gpu_memory_utilization", "tensor_parallel_size", "max_model_len", "max_num_seqs", "extra_args")
_OF_VLLM = (
    ChartLevel(_MODELS[:1], ("runtimeClass",), "Write runtimeClassName."),
    ChartLevel(_MODELS[:1], ("nodeSelector", "affinity", "resources"), "Write it in an entry of `modelSpec:`."),
    ChartLevel((*_MODELS, ANY), ("nodeSelector",), "Write nodeSelectorTerms, with matchExpressions."),
    ChartLevel((*_MODELS, ANY), ("limits", "requests"), "Write requestGPU, or put it below `resources:`."),
    ChartLevel((*_MODELS, ANY), ("gpu", "gpus", "gpuCount"), "Write requestGPU."),
    ChartLevel((*_MODELS, ANY), ("gpuType",), "Write requestGPUType."),
    ChartLevel((*_MODELS, ANY), _ENGINE, "Write it below `vllmConfig:`."),
    ChartLevel((*_MODELS, ANY, "vllmConfig"), _SNAKES, "Write it as gpuMemoryUtilization is written, without `_`."),
)
_VLLM = "vllm-stack"
_ABOVE_VLLM = (
    ChartLevel((), _MODELS[1:], "Write it below `servingEngineSpec:`."),
    ChartLevel((), ("runtimeClassName", "runtimeClass", "tolerations"), "Write it below `servingEngineSpec:`."),
)
_NODES = ("nodesets", ANY)
_OF_SLURM = (
    ChartLevel(_NODES, ("resources", "limits"), "Write it below `slurmd:`, as `resources:`."),
    ChartLevel(_NODES, PLACING, "Write it below `podSpec:`."),
    ChartLevel((*_NODES, "slurmd"), PLACING, "Write it below `podSpec:`, beside `slurmd:`."),
)
_BELOW_SPEC = "Write it below `template.spec:`, what is asked for in a container."
_OF_RUNNERS = (
    ChartLevel(("template",), (*PLACING, *ASKING), _BELOW_SPEC),
    ChartLevel(("template", "spec"), ASKING, "Write it in the container named runner."),
    ChartLevel(("template", "spec", "containers", ANY), PLACING, "Write it below `template.spec:`."),
    ChartLevel((), (*PLACING, "resources"), _BELOW_SPEC),
)
_NO_RUNTIME = "The chart has no such value: name no class, and make nvidia the runtime of these nodes by default."
_RAY_GROUPS = (("head",), ("worker",), ("additionalWorkerGroups", ANY))
_RAY_GPUS = ("gpu", "gpus", "numGpus", "num_gpus", "limits", "requests")
_IN_RAY = "Write it below `worker:`, `head:` or an entry of `additionalWorkerGroups:`."
_OF_RAY = (
    # Newer releases read runtimeClassName there.
    *(ChartLevel(path, ("runtimeClass",), "Write runtimeClassName.") for path in _RAY_GROUPS),
    *(ChartLevel(path, _RAY_GPUS, "Write it below `resources.limits:`, as nvidia.com/gpu.") for path in _RAY_GROUPS),
    *(ChartLevel(path, ("env",), "Write containerEnv, as a list.") for path in _RAY_GROUPS),
    ChartLevel((), (*PLACING, *ASKING), _IN_RAY),
    ChartLevel((), ("workers", "workerGroups", "workerGroupSpecs"), "Write `worker:` or `additionalWorkerGroups:`."),
)
_DASK_GROUPS = (("worker",), ("additional_worker_groups", ANY))
_OF_DASK = (
    *(ChartLevel(path, ("runtimeClassName", "runtimeClass"), _NO_RUNTIME) for path in _DASK_GROUPS),
    *(ChartLevel(path, ("limits", "gpu", "gpus"), "Write it below `resources.limits:`.") for path in _DASK_GROUPS),
    *(ChartLevel(path, ("dask_worker",), "Write `image: {dask_worker: dask-cuda-worker}`.") for path in _DASK_GROUPS),
    ChartLevel((), (*PLACING, *ASKING), "Write it below `worker:`."),
    ChartLevel((), ("workers",), "Write `worker:`."),
    ChartLevel((), ("additionalWorkerGroups",), "Write `additional_worker_groups:`, as a list."),
)
_DASKS_OWN = frozenset({"scheduler", "webUI", "worker", "additional_worker_groups", "jupyter"})
_DASKS_ALONE = (frozenset({"scheduler", "worker", "jupyter"}), frozenset({"scheduler", "worker", "webUI"}))
"""All that Dask's values have at their root, and what of it no other chart has side by side."""
_GATEWAYS = ("gateway", "backend")
_EXTRA = ("extraPodConfig", "extraContainerConfig")
_OF_GATEWAY = (
    ChartLevel((*_GATEWAYS, "worker"), PLACING, "Write it below `extraPodConfig:`."),
    ChartLevel((*_GATEWAYS, "worker"), ASKING, "Write it below `extraContainerConfig:`."),
    ChartLevel(_GATEWAYS, (*PLACING, *ASKING, *_EXTRA), "Write it below `worker:`, in extraPodConfig and its like."),
)
_OF_JELLYFIN = (
    ChartLevel((), ("runtimeClass",), "Write runtimeClassName."),
    ChartLevel((), ("gpu", "nvidia"), "Write `resources:` with limits of nvidia.com/gpu."),
    ChartLevel((), ("env", "extraEnv"), "Write it below `jellyfin:`, as `env:`."),
    ChartLevel(("jellyfin",), (*PLACING, *ASKING), "Write it at the root of the values."),
)
_OF_FRIGATE = (
    ChartLevel(
        (), ("runtimeClassName", "runtimeClass"), "Write `gpu: {nvidia: {enabled: true, runtimeClassName: ...}}`."
    ),
    ChartLevel(("gpu",), ("enabled", "runtimeClassName", "type"), "Write it below `gpu.nvidia:`."),
    ChartLevel(("gpu", "nvidia"), ("runtimeClass",), "Write runtimeClassName."),
    ChartLevel(("gpu", "nvidia"), ASKING, "Write it at the root of the values."),
)
OF_NVIDIA_ALONE = (EXPORTER,)
"""Charts whose values are about GPUs, whatever they say."""
_OLLAMAS_OWN = frozenset({"models", "gpu", "port", "insecure", "mountPath"})
_GPU_BLOCK = frozenset({"number", "nvidiaResource", "mig", "type"})
"""Keys of the block by which a chart of Ollama's asks for GPUs; below a second `ollama:` it is a dependency's."""


def chart_levels(chart: str | None, values: Value) -> tuple[ChartLevel, ...]:
    """Return the levels of a chart; one whose name is not said is known by the form of its values."""
    if values.get(*_MODELS) is not None:
        return (*_ABOVE_VLLM, *_OF_VLLM) if chart == _VLLM else _OF_VLLM
    if any(one.has("slurmd") for _, one in values.entries("nodesets")):
        return _OF_SLURM
    keys = {key for key, _ in values.entries()}
    if chart is None and keys <= _DASKS_OWN and any(one <= keys for one in _DASKS_ALONE):
        return _OF_DASK
    named = _BY_NAME.get(chart or "")
    if named is not None and not of_library(values):
        # Of these, other makers have charts of the same name.
        own = _KNOWN_BY.get(chart or "", frozenset())
        return named if not own or own & keys else ()
    found = list(_levels_of_library((), chart == APP_TEMPLATE, values))
    for key, block in values.entries():
        if key != "controllers":
            found += _levels_of_library((key,), chart in _OF_LIBRARY or key in _OF_LIBRARY, block)
    if found:
        return tuple(found)
    if chart == APP_TEMPLATE and not values.has("controllers"):
        return _OF_OLD_TEMPLATE
    return _levels_of_ollama(chart, values)


def _levels_of_ollama(chart: str | None, values: Value) -> tuple[ChartLevel, ...]:
    """Return the levels of Ollama's chart, or of one that has it as a dependency of that name."""
    if chart is None and _has_gpu_block(values, "ollama", "ollama"):
        return _OF_WEBUI
    own = _OLLAMAS_OWN & {key for key, _ in values.entries("ollama")}
    above = ABOVE_OLLAMA if own and _has_gpu_block(values) else ()
    if chart == "ollama":
        return (*above, *_NAMED_OLLAMA)
    return above if chart is None else ()


def _has_gpu_block(values: Value, *path: str) -> bool:
    return any(key in _GPU_BLOCK for key, _ in values.entries(*path, "gpu"))


_BY_NAME = MappingProxyType(
    {
        "open-webui": _OF_WEBUI,
        EXPORTER: _OF_EXPORTER,
        DISCOVERY: _OF_DISCOVERY,
        "gha-runner-scale-set": _OF_RUNNERS,
        "ray-cluster": _OF_RAY,
        "dask": _OF_DASK,
        "dask-gateway": _OF_GATEWAY,
        "jellyfin": _OF_JELLYFIN,
        "frigate": _OF_FRIGATE,
        _VLLM: _ABOVE_VLLM,
    }
)


_KNOWN_BY = MappingProxyType(
    {
        "jellyfin": frozenset({"jellyfin", "podPrivileges"}),
        "frigate": frozenset({"coral", "gpu"}),
        _VLLM: frozenset(_MODELS),
    }
)


def of_library(values: Value) -> bool:
    """Say whether values have the form that the library of bjw-s has."""
    controllers = (one for _, one in values.entries("controllers"))
    return any(_CONTAINERS_OWN & {key for key, _ in one.entries()} for one in map(_first_container, controllers) if one)


def _levels_of_library(path: tuple[str, ...], reads_no_root: bool, values: Value) -> Iterator[ChartLevel]:
    if of_library(values):
        for level in (*_CONTROLLED, *(_ROOT if reads_no_root else ())):
            yield level._replace(path=(*path, *level.path))


def _first_container(controller: Value) -> Value | None:
    return next((one for _, one in controller.entries("containers")), None)
