"""NVIDIA_VISIBLE_DEVICES set by hand, beside a GPU that was asked for or instead of asking."""

from collections.abc import Iterator

from generator.lint.common.jupyterhub import has_own_spawner, hubs, servers
from generator.lint.common.runtime import default_is_plain, only_privileged_choose
from generator.lint.common.workloads import asks_for_gpus
from generator.model.finding import Severity
from generator.model.manifest import Manifests
from generator.model.manifest_objects import Container, Workload
from generator.model.manifest_rule import ManifestFault, ManifestRule
from generator.model.manifest_value import Value

_VARIABLE = "NVIDIA_VISIBLE_DEVICES"
_EMPTY, _VOID = '""', "void"
_NOTHING = frozenset({_VOID, "none", ""})
"""What chooses no GPU at all, which is right for containers that ask for none."""


def _check(manifests: Manifests) -> Iterator[ManifestFault]:
    yield from _of_containers(manifests)
    for hub, _ in hubs(manifests):
        if not has_own_spawner(hub):
            # What holds for all servers is laid below every profile, and is told once.
            found = {one.place.plain: one for one in _beside_requests(hub)}
            yield from map(_beside, found.values())


def _beside_requests(hub: Value) -> Iterator[Value]:
    for server in servers(hub):
        value = server.variable(_VARIABLE)
        if value is not None and value.tree is not None and server.asks_for_gpus():
            yield value


def _of_containers(manifests: Manifests) -> Iterator[ManifestFault]:
    for workload in manifests.workloads:
        for container in workload.containers:
            for name, variable in container.env:
                value = variable.get("value")
                if name != _VARIABLE or value is None or value.tree is None:
                    continue
                if asks_for_gpus(container):
                    yield _beside(value)
                elif str(value.tree) not in _NOTHING and _is_judged(workload):
                    yield _instead(value, container, workload, manifests)


def _beside(value: Value) -> ManifestFault:
    shown = _EMPTY if value.tree == "" else value.tree
    message = f"{_VARIABLE}={shown} beside a request: {_effect(value)}"
    # With CDI many write void, so that the runtime itself adds nothing.
    return ManifestFault(value.place, message, severity=Severity.INFO if value.tree == _VOID else None)


def _effect(value: Value) -> str:
    if str(value.tree) in _NOTHING:
        return "unless CDI hands it out, the container sees no GPU"
    if value.tree == "all":
        return "the container sees every GPU of the node, not the one that it was given"
    return "the container may see another GPU than the one that it was given"


def _is_judged(workload: Workload) -> bool:
    """Say whether a pod that asks for nothing is one that does work: what a DaemonSet runs looks after nodes."""
    claims = workload.pod.get("resourceClaims") is not None
    return not (workload.loose or workload.kind == "DaemonSet" or claims)


def _instead(value: Value, container: Container, workload: Workload, manifests: Manifests) -> ManifestFault:
    told = f"{_VARIABLE}={value.tree} without a request"
    fix = "Ask for nvidia.com/gpu, and leave the variable out: the plugin sets it."
    privileged = container.value.get("securityContext", "privileged")
    if only_privileged_choose(manifests) and (privileged is None or privileged.tree is not True):
        message = f"{told}: the toolkit heeds it in privileged containers alone, so this one sees no GPU"
        return ManifestFault(value.place, message, fix)
    if default_is_plain(manifests) and workload.pod.get("runtimeClassName") is None:
        message = f"{told} or a runtimeClassName: nvidia is not the default runtime here, so nothing reads it"
        return ManifestFault(value.place, message, fix)
    message = f"{told}: if nvidia is its runtime, the container uses GPUs that nobody counts"
    return ManifestFault(value.place, message, fix, severity=Severity.INFO)


RULE = ManifestRule(
    "WRK205",
    "Choice of a GPU beside the plugin's",
    Severity.WARNING,
    why="The plugin hands a container its GPU by this very variable, and what the pod itself sets wins. The scheduler "
    "counts what pods ask for: a container that chooses for itself uses GPUs that others were given, or none where "
    "the toolkit does not heed it or CDI hands out the devices.",
    fix="Remove the variable: the plugin sets it.",
    source="kubernetes/kubernetes pkg/kubelet/kubelet_pods.go, GenerateRunContainerOptions (the pod's own variables "
    "come last); NVIDIA/k8s-device-plugin internal/plugin/server.go; NVIDIA/nvidia-container-toolkit "
    "internal/config/image/cuda_image.go, VisibleDevices, and devices.go (none, void and an empty one); "
    "NVIDIA/gpu-operator controllers/object_controls.go, transformToolkitCtrForCDI; jupyterhub/kubespawner "
    "kubespawner/spawner.py, get_env and _apply_overrides (environment becomes the container's own)",
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
