"""One container that asks for MIG devices of several kinds."""

from collections.abc import Iterator

from generator.lint.common.resource_names import GPU, MIG_PREFIX
from generator.lint.common.workloads import GpuAsk, gpu_asks, plain_name, thousandths
from generator.model.finding import Severity
from generator.model.manifest import Manifests
from generator.model.manifest_rule import ManifestFault, ManifestRule


def _check(manifests: Manifests) -> Iterator[ManifestFault]:
    for asks in _by_container(manifests):
        resources = [ask.resource for ask in asks]
        if len(resources) < 2 or not any(one.startswith(MIG_PREFIX) for one in resources):
            continue
        yield ManifestFault(
            asks[-1].amount.quantity.place,
            f"one container asks for {' and '.join(resources)}: without CDI it sees the devices of one of them only, "
            "and CUDA uses a single MIG device in any case",
            on_key=True,
        )


def _by_container(manifests: Manifests) -> Iterator[list[GpuAsk]]:
    """Return by container what it asks for of whole cards and MIG devices, amounts of zero and null left out."""
    found: dict[int, list[GpuAsk]] = {}
    for ask in gpu_asks(manifests):
        name, amount = plain_name(ask.resource), ask.amount.quantity
        # A patch takes a resource away by null.
        if (name == GPU or name.startswith(MIG_PREFIX)) and amount.tree is not None and thousandths(amount) != 0:
            found.setdefault(id(ask.container), []).append(ask)
    yield from found.values()


RULE = ManifestRule(
    "WRK217",
    "MIG devices of several kinds in one container",
    Severity.WARNING,
    why="Each resource is served by itself and says in NVIDIA_VISIBLE_DEVICES which devices it gives. Of several such "
    "lists the kubelet keeps one and drops the others; the devices in those are taken, and nobody uses them. With CDI "
    "the container gets them all, but a CUDA program runs on one MIG device.",
    fix="Ask for one kind: a larger device, or a container for each.",
    source="kubernetes/kubernetes pkg/kubelet/cm/devicemanager/pod_devices.go (deviceRunContainerOptions); "
    "NVIDIA/k8s-device-plugin issue 728; NVIDIA MIG user guide (CUDA device enumeration)",
    bad="""\
apiVersion: v1
kind: Pod
metadata: {name: main}
spec:
  containers:
    - name: main
      image: cuda
      resources:
        limits:
          nvidia.com/mig-1g.10gb: 1
          nvidia.com/mig-2g.20gb: 1  # <- here
""",
    good="""\
apiVersion: v1
kind: Pod
metadata: {name: main}
spec:
  containers:
    - name: main
      image: cuda
      resources:
        limits:
          nvidia.com/mig-1g.10gb: 1
    - name: beside
      image: cuda
      resources:
        limits:
          nvidia.com/mig-2g.20gb: 1
""",
    check=_check,
)
