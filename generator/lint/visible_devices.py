"""NVIDIA_VISIBLE_DEVICES set by hand beside a GPU that was asked for."""

from collections.abc import Iterator

from generator.lint._workloads import asks_for_gpus
from generator.model.finding import Severity
from generator.model.manifest import Manifests, Value
from generator.model.manifest_rule import ManifestFault, ManifestRule

_VARIABLE = "NVIDIA_VISIBLE_DEVICES"
_HARMLESS = frozenset({"void", "none", ""})


def _check(manifests: Manifests) -> Iterator[ManifestFault]:
    for workload in manifests.workloads:
        for container in workload.containers:
            for name, variable in container.env:
                value = variable.get("value")
                if name == _VARIABLE and value is not None and asks_for_gpus(container) and _counts(value):
                    yield ManifestFault(value.place, f"{_VARIABLE}={value.tree} beside a request: {_effect(value)}")


def _counts(value: Value) -> bool:
    return str(value.tree) not in _HARMLESS


def _effect(value: Value) -> str:
    if value.tree == "all":
        return "the container sees every GPU of the node, not the one that it was given"
    return "the container may see another GPU than the one that it was given"


RULE = ManifestRule(
    "WRK205",
    "Choice of a GPU beside the plugin's",
    Severity.WARNING,
    why="The plugin hands a container its GPU by this very variable, and what the pod itself sets wins. The scheduler "
    "counts one GPU, the container uses another or all, which others were given.",
    fix="Remove the variable: the plugin sets it.",
    source="kubernetes/kubernetes pkg/kubelet/kubelet_pods.go, GenerateRunContainerOptions (the pod's own variables "
    "come last); NVIDIA/k8s-device-plugin internal/plugin/server.go",
    bad="""\
apiVersion: v1
kind: Pod
metadata: {name: main}
spec:
  containers:
    - name: main
      image: cuda
      env:
        - name: NVIDIA_VISIBLE_DEVICES
          value: all  # <- here
      resources: {limits: {nvidia.com/gpu: 1}}
""",
    good="""\
apiVersion: v1
kind: Pod
metadata: {name: main}
spec:
  containers:
    - name: main
      image: cuda
      resources: {limits: {nvidia.com/gpu: 1}}
""",
    check=_check,
)
