"""GPUs that a pod reaches past the device plugin."""

import re
from collections.abc import Iterator

from generator.lint.common.workloads import asks_for_gpus
from generator.model.finding import Severity
from generator.model.manifest import Manifests
from generator.model.manifest_objects import Container, Workload
from generator.model.manifest_rule import ManifestFault, ManifestRule
from generator.model.manifest_value import Value

_DEVICE = re.compile(r"/dev/nvidia(\d+|ctl|-uvm.*|-modeset)?/?")
_is_gpu = re.compile(r"/dev/nvidia\d+/?").fullmatch
"""The others are the driver's, and the same for all GPUs."""


def _check(manifests: Manifests) -> Iterator[ManifestFault]:
    for workload in manifests.workloads:
        asks = [container for container in workload.containers if asks_for_gpus(container)]
        for path in _mounted(workload):
            yield _of_mount(path, bool(asks))
        for container in asks:
            yield from _of_privileged(container)


def _mounted(workload: Workload) -> Iterator[Value]:
    """Return the paths of GPU devices that are mounted from the node, one of a pod alone: a GPU's, if there is one."""
    paths = [volume.get("hostPath", "path") for volume in workload.pod.elements("volumes")]
    found = [one for one in paths if one is not None and isinstance(one.tree, str) and _DEVICE.fullmatch(one.tree)]
    yield from sorted(found, key=lambda one: not _is_gpu(str(one.tree)))[:1]


def _of_mount(path: Value, asks: bool) -> ManifestFault:
    if asks and not _is_gpu(str(path.tree)):
        message = f"{path.tree} is mounted from the node beside a request, with which the plugin gives it already"
        return ManifestFault(path.place, message, "Remove the mounts.", severity=Severity.INFO)
    if asks:
        message = (
            f"{path.tree} is mounted from the node beside a request: the container sees a GPU that others were given"
        )
        return ManifestFault(path.place, message, "Remove the mounts: the plugin gives the container its devices.")
    message = f"{path.tree} is mounted from the node: the pod uses a GPU that nobody counts"
    return ManifestFault(path.place, message, "Ask for nvidia.com/gpu instead.", severity=Severity.INFO)


def _of_privileged(container: Container) -> Iterator[ManifestFault]:
    privileged = container.value.get("securityContext", "privileged")
    if privileged is not None and privileged.tree is True:
        message = "a privileged container sees every GPU of the node, whichever it was given"
        yield ManifestFault(privileged.place, message, "Leave privileged out.", severity=Severity.INFO)


RULE = ManifestRule(
    "WRK208",
    "GPU past the plugin",
    Severity.WARNING,
    why="The scheduler counts what pods ask for. A device that a pod mounts itself may be one that another pod was "
    "given, and under MPS or MIG it bypasses both.",
    fix="Let the plugin hand out the devices.",
    source="NVIDIA/k8s-device-plugin internal/plugin/server.go, getAllocateResponse; "
    "NVIDIA/nvidia-container-toolkit, environment variables and privileged containers",
    bad="""\
apiVersion: v1
kind: Pod
metadata: {name: main}
spec:
  containers:
    - {name: main, image: cuda, resources: {limits: {nvidia.com/gpu: 1}}}
  volumes:
    - name: device
      hostPath:
        path: /dev/nvidia0  # <- here
""",
    good="""\
apiVersion: v1
kind: Pod
metadata: {name: main}
spec:
  containers:
    - {name: main, image: cuda, resources: {limits: {nvidia.com/gpu: 1}}}
""",
    check=_check,
)
