"""A GPU resource that no node can advertise."""

import re
from collections.abc import Iterator

from generator.ecosystem.wrapper_types import EMBEDDING
from generator.lint.common.objects import OWN_VERSIONS, group_of
from generator.lint.common.resource_names import GPU, MIG_PREFIX, PREFIX, mig_resources
from generator.lint.common.resource_slips import GPU_SHARE, VGPU, VGPU_MEMORY, near_name, renamed, slip_of, told_slip
from generator.lint.common.workloads import asks_for_gpus, gpu_asks, gpu_asks_in_part, may_be_advertised
from generator.model.finding import Severity
from generator.model.manifest import Manifests
from generator.model.manifest_objects import Amount, Container, Workload
from generator.model.manifest_rule import ManifestFault, ManifestRule
from generator.model.manifest_value import is_filled_in_later
from generator.model.plan import SHARED_SUFFIX

_OLD = frozenset({"alpha.kubernetes.io/nvidia-gpu", "nvidia/gpu"})
"""Names that never were one, or none since Kubernetes 1.11; source: kubernetes/kubernetes CHANGELOG-1.11."""
_OF_QUOTAS = ("requests.", "limits.")
_MIG = re.compile(r"(?i)(?:.*[._-])?(mig)[-_]?(\d+g\.\d+gb.*)")
_PASSED_ON = (*EMBEDDING, "argoproj.io", "tekton.dev")
"""Groups whose kinds become pods with the resources as they are written; of others that is not known."""


def _check(manifests: Manifests) -> Iterator[ManifestFault]:
    known = renamed(manifests)
    for ask in (*gpu_asks(manifests), *gpu_asks_in_part(manifests)):
        if not may_be_advertised(ask.resource):
            near = near_name(ask.resource, (GPU, *mig_resources()), 0.8)
            hint = f"Did you mean {near}?" if near else None
            message = f"no device plugin of NVIDIA advertises {ask.resource}: the pod stays pending"
            # Under this domain others advertise names too; MIG devices are NVIDIA's alone.
            certain = None if ask.resource.startswith(MIG_PREFIX) else Severity.WARNING
            yield ManifestFault(ask.amount.quantity.place, message, hint, on_key=True, severity=certain)
    for workload in (*manifests.workloads, *manifests.pods_in_part):
        for container in workload.containers:
            yield from _old_names(container)
            yield from _slips(container, known)
            yield from _two_sharers(container)
            yield from _refused(container, _is_made_as_written(workload), workload.loose)


def _refused(container: Container, is_certain: bool, is_of_chart: bool) -> Iterator[ManifestFault]:
    """Tell names without a domain, and those of quotas: the API server takes neither, whatever stands beside them.

    A chart may have a word such as gpu of its own below `resources`, but none that names NVIDIA.
    """
    told: set[str] = set()
    for amount in container.amounts:
        name = amount.resource
        # A patch takes a resource away by a null.
        if name in told or amount.quantity.tree is None or is_filled_in_later(name):
            continue
        if amount.is_gpu_without_domain:
            what = "is neither a standard resource nor a name with a domain"
        elif name.startswith(_OF_QUOTAS) and PREFIX in name:
            what = "is how a quota counts, and no resource of a container"
        elif _has_capitals(name):
            what = "has capitals in its domain"
        else:
            continue
        told.add(name)
        message = f"{name} {what}: the API server refuses the pod"
        is_passed_on = is_certain or (is_of_chart and ("nvidia" in name.lower() or _is_in_own_words(amount)))
        severity = None if is_passed_on else Severity.INFO
        yield ManifestFault(amount.quantity.place, message, f"Write {_meant(name)}.", on_key=True, severity=severity)


def _has_capitals(name: str) -> bool:
    """Say whether NVIDIA's domain is written so that it is none; source: IsQualifiedName of apimachinery."""
    domain, _, _ = name.rpartition("/")
    return domain != PREFIX[:-1] and domain.lower() == PREFIX[:-1]


def _is_in_own_words(amount: Amount) -> bool:
    """Say whether values ask in words of the chart's own, of which it is known that the name is passed on as it is."""
    return "resources" not in amount.quantity.place.steps[-1]


def _meant(name: str) -> str:
    for start in _OF_QUOTAS:
        name = name.removeprefix(start)
    if name.lower().startswith(PREFIX):
        lower = name.lower()
        # Names of one's own may have capitals.
        return lower if _is_nvidias(lower) else f"{PREFIX}{name[len(PREFIX) :]}"
    found = _MIG.fullmatch(name)
    right = f"{MIG_PREFIX}{found[2].lower()}" if found else GPU
    return right if _is_nvidias(right) else GPU


def _is_nvidias(name: str) -> bool:
    return name.removesuffix(SHARED_SUFFIX) in (GPU, *mig_resources())


def _is_made_as_written(workload: Workload) -> bool:
    if workload.loose or workload.whole is None:
        return False
    return (workload.whole.text("apiVersion") or "v1") in OWN_VERSIONS or group_of(workload) in _PASSED_ON


def _slips(container: Container, known: frozenset[str]) -> Iterator[ManifestFault]:
    """Tell names that are one of NVIDIA's but for the case of a letter, or for a letter of the domain, or another's."""
    for amount in container.limits or container.requests:
        found = slip_of(amount.resource)
        if found is None or amount.resource in (*known, *_OLD) or amount.quantity.tree is None:
            continue
        if _has_capitals(amount.resource):
            continue
        yield told_slip(amount.resource, found, amount.quantity.place, ": the pod stays pending")


def _two_sharers(container: Container) -> Iterator[ManifestFault]:
    """Tell resources of both of Volcano's ways to share a card, of which its scheduler runs with one."""
    amounts = container.limits or container.requests
    of_each = [[one for one in amounts if one.resource in names] for names in (VGPU, GPU_SHARE)]
    if all(of_each):
        first, second = (found[0] for found in of_each)
        message = f"{second.resource} beside {first.resource}: Volcano shares cards by vGPU or by GPU share, never both"
        fix = f"Write {VGPU_MEMORY}, or the number, beside the others of vGPU."
        yield ManifestFault(second.quantity.place, message, fix, on_key=True, severity=Severity.WARNING)


def _old_names(container: Container) -> Iterator[ManifestFault]:
    if asks_for_gpus(container):
        return
    for amount in container.limits or container.requests:
        if amount.resource in _OLD:
            message = f"{amount.resource} is no resource of a GPU: the pod stays pending"
            yield ManifestFault(amount.quantity.place, message, f"Write {GPU}.", on_key=True)


RULE = ManifestRule(
    "WRK202",
    "Resource that no GPU node advertises",
    Severity.ERROR,
    why="The scheduler looks for a node that advertises exactly this name. The device plugin advertises "
    "nvidia.com/gpu, names such as nvidia.com/mig-1g.10gb, and both with .shared where sharing renames. A name without "
    "a domain that is not one of Kubernetes' own is refused with the whole pod.",
    fix="Write a name that the nodes advertise: `kubectl get nodes -o jsonpath='{.items[*].status.allocatable}'`.",
    source="NVIDIA/k8s-device-plugin internal/rm/device_map.go and api/config/v1/resources.go; "
    "kubernetes/kubernetes pkg/apis/core/validation/validation.go, validateContainerResourceName; Project-HAMi/HAMi "
    "charts/hami/values.yaml; volcano-sh/volcano pkg/scheduler/plugins/deviceshare/deviceshare.go",
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
---
apiVersion: v1
kind: Pod
metadata: {name: plain}
spec:
  containers:
    - name: main
      image: cuda
      resources:
        limits:
          gpu: 1  # <- here
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
