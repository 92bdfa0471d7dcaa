"""MPS wired into a pod by hand, beside the plugin's."""

from collections.abc import Iterator

from generator.lint.common.plugin_files import sharing_blocks
from generator.lint.common.workloads import asks_for_gpus
from generator.model.finding import Severity
from generator.model.manifest import Manifests
from generator.model.manifest_objects import Container, Workload
from generator.model.manifest_rule import ManifestFault, ManifestRule

_MEMORY = "CUDA_MPS_PINNED_DEVICE_MEM_LIMIT"
_OF_PLUGIN = frozenset({"CUDA_MPS_PIPE_DIRECTORY", "CUDA_MPS_LOG_DIRECTORY", _MEMORY})
"""What the plugin or its daemon set; CUDA_MPS_ACTIVE_THREAD_PERCENTAGE may lower a client's own share."""
_PIPES = ("/tmp/nvidia-mps", "/run/nvidia/mps")  # noqa: S108 - the default of CUDA's daemon, and the plugin's root


def _check(manifests: Manifests) -> Iterator[ManifestFault]:
    by_plugin = any(block.kind == "mps" for block in sharing_blocks(manifests))
    for workload in manifests.workloads:
        containers = [one for one in workload.containers if asks_for_gpus(one)]
        severity = None if by_plugin or (containers and _mounts_pipe(workload)) else Severity.INFO
        for container in containers:
            yield from _variables(container, severity)
        if containers:
            yield from _volumes(workload)


def _mounts_pipe(workload: Workload) -> bool:
    return any(_is_below(volume.text("hostPath", "path") or "") for volume in workload.pod.elements("volumes"))


def _variables(container: Container, severity: Severity | None) -> Iterator[ManifestFault]:
    for name, variable in container.env:
        if name in _OF_PLUGIN:
            message = f"{name} is set by hand, where the plugin's MPS daemon sets it itself"
            # A client may lower its own limit further, and only that: whether it does is not known.
            least = Severity.INFO if name == _MEMORY else severity
            yield ManifestFault(variable.place, message, severity=least)


def _volumes(workload: Workload) -> Iterator[ManifestFault]:
    for volume in workload.pod.elements("volumes"):
        path = volume.get("hostPath", "path")
        if path is not None and isinstance(path.tree, str) and _is_below(path.tree):
            message = f"{path.tree} is mounted by hand, where the plugin mounts its MPS daemon's folder itself"
            yield ManifestFault(path.place, message)


def _is_below(path: str) -> bool:
    return any(path == pipe or path.startswith(f"{pipe}/") for pipe in _PIPES)


RULE = ManifestRule(
    "WRK206",
    "MPS wired by hand",
    Severity.WARNING,
    why="Under MPS the plugin gives every container of the shared resource the pipe directory of its own daemon, and "
    "the daemon sets the memory limit. A directory of another daemon, or of none, leaves the process without MPS or "
    "without CUDA.",
    fix="Remove it, and share by `mps` in the plugin's configuration.",
    source="NVIDIA/k8s-device-plugin internal/plugin/mps.go, updateResponse; cmd/mps-control-daemon/mps/daemon.go",
    bad="""\
apiVersion: v1
kind: Pod
metadata: {name: main}
spec:
  containers:
    - name: main
      image: cuda
      env:
        - name: CUDA_MPS_PIPE_DIRECTORY  # <- here
          value: /tmp/nvidia-mps
      resources: {limits: {nvidia.com/gpu: 1}}
  volumes:
    - name: pipe
      hostPath:
        path: /tmp/nvidia-mps  # <- here
""",
    good="""\
apiVersion: v1
kind: Pod
metadata: {name: main}
spec:
  containers:
    - name: main
      image: cuda
      env: [{name: CUDA_MPS_ACTIVE_THREAD_PERCENTAGE, value: "25"}]
      resources: {limits: {nvidia.com/gpu: 1}}
""",
    check=_check,
)
