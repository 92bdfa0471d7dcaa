"""A GPU resource that no node can advertise."""

from collections.abc import Iterator, Sequence

from generator.lint._resource_names import GPU, MIG_PREFIX, PREFIX, mig_resources
from generator.lint._workloads import asks_for_gpus, gpu_asks, may_be_advertised
from generator.model.finding import Severity
from generator.model.manifest import Manifests
from generator.model.manifest_objects import Container
from generator.model.manifest_rule import ManifestFault, ManifestRule
from generator.model.plan import SHARED_SUFFIX

_OLD = frozenset({"alpha.kubernetes.io/nvidia-gpu", "nvidia/gpu", "gpu", "nvidia.com.gpu", "nvidia.gpu", "nvidia-gpu"})
"""Names that never were one, or none since Kubernetes 1.11; source: kubernetes/kubernetes CHANGELOG-1.11."""


def _check(manifests: Manifests) -> Iterator[ManifestFault]:
    for ask in gpu_asks(manifests):
        if not may_be_advertised(ask.resource):
            near = _near(ask.resource, (GPU, *mig_resources()), n=1, cutoff=0.8)
            hint = f"Did you mean {near[0]}?" if near else None
            message = f"no device plugin of NVIDIA advertises {ask.resource}: the pod stays pending"
            # Under this domain others advertise names too; MIG devices are NVIDIA's alone.
            certain = None if ask.resource.startswith(MIG_PREFIX) else Severity.WARNING
            yield ManifestFault(ask.amount.quantity.place, message, hint, on_key=True, severity=certain)
    for workload in manifests.workloads:
        for container in workload.containers:
            yield from _old_names(container)
            yield from _slips(container)


def _slips(container: Container) -> Iterator[ManifestFault]:
    """Tell names that are one of NVIDIA's but for the case of a letter, or for a letter of the domain."""
    for amount in container.limits or container.requests:
        domain, slash, name = amount.resource.partition("/")
        right = f"{PREFIX}{name.lower()}"
        known = right.removesuffix(SHARED_SUFFIX) in (GPU, *mig_resources())
        near = domain != "nvidia.com" and bool(_near(domain, ["nvidia.com"], n=1, cutoff=0.85))
        if slash and known and amount.resource != right and (near or domain == "nvidia.com"):
            message = f"nobody advertises {amount.resource}: the pod stays pending"
            yield ManifestFault(amount.quantity.place, message, f"Write {right}.", on_key=True)


def _old_names(container: Container) -> Iterator[ManifestFault]:
    if asks_for_gpus(container):
        return
    for amount in container.limits or container.requests:
        if amount.resource in _OLD:
            message = f"{amount.resource} is no resource of a GPU: the pod stays pending, or is refused"
            yield ManifestFault(amount.quantity.place, message, f"Write {GPU}.", on_key=True)


def _near(word: str, known: Sequence[str], n: int, cutoff: float) -> list[str]:
    from difflib import get_close_matches

    return get_close_matches(word, known, n=n, cutoff=cutoff)


RULE = ManifestRule(
    "WRK202",
    "Resource that no GPU node advertises",
    Severity.ERROR,
    why="The scheduler looks for a node that advertises exactly this name. The device plugin advertises "
    "nvidia.com/gpu, names such as nvidia.com/mig-1g.10gb, and both with .shared where sharing renames.",
    fix="Write a name that the nodes advertise: `kubectl get nodes -o jsonpath='{.items[*].status.allocatable}'`.",
    source="NVIDIA/k8s-device-plugin internal/rm/device_map.go and api/config/v1/resources.go",
    bad="""\
apiVersion: v1
kind: Pod
metadata: {name: slice}
spec:
  containers:
    - name: main
      image: cuda
      resources:
        limits:
          nvidia.com/mig-9g.99gb: 1  # <- here
""",
    good="""\
apiVersion: v1
kind: Pod
metadata: {name: slice}
spec:
  containers:
    - name: main
      image: cuda
      resources:
        limits:
          nvidia.com/mig-1g.10gb: 1
""",
    check=_check,
)
