"""A request for several shares that the plugin refuses."""

from collections.abc import Iterator

from generator.lint.common.advertised import Advertised, advertised_or_meant
from generator.lint.common.workloads import gpu_asks, thousandths
from generator.model.finding import Severity
from generator.model.manifest import Manifests
from generator.model.manifest_rule import ManifestFault, ManifestRule
from generator.model.plan import SHARED_SUFFIX

_OF_GKE = "cloud.google.com/gke-gpu-sharing-strategy"


def _check(manifests: Manifests) -> Iterator[ManifestFault]:
    yield from _on_gke(manifests)
    known = advertised_or_meant(manifests)
    for ask in gpu_asks(manifests) if known is not None else ():
        number = thousandths(ask.amount.quantity)
        if known is not None and number is not None and number > 1000 and _is_refused(known, ask.resource):
            message = f"{number // 1000} shares of {ask.resource}, of which the plugin gives a container one at a time"
            yield ManifestFault(ask.amount.quantity.place, message, severity=known.severity)


def _on_gke(manifests: Manifests) -> Iterator[ManifestFault]:
    """Return asks for more than one share of a pool of GKE whose nodes share GPUs by time."""
    for ask in gpu_asks(manifests):
        wanted = ask.workload.pod.get("nodeSelector", _OF_GKE)
        number = thousandths(ask.amount.quantity)
        if wanted is not None and wanted.tree == "time-sharing" and number is not None and number > 1000:
            message = f"{number // 1000} shares of {ask.resource}, of which GKE gives a container one at a time"
            yield ManifestFault(ask.amount.quantity.place, message)


def _is_refused(known: Advertised, resource: str) -> bool:
    """Say whether every node that may have a resource shares it one by one."""
    plain = resource.removesuffix(SHARED_SUFFIX)
    sharers = [entry for entry in known.entries if plain in (entry.renamed if resource != plain else entry.shared)]
    whole = [entry for entry in known.entries if plain not in entry.renamed | entry.shared]
    only_shared = resource != plain or (known.complete and not whole)
    return bool(sharers) and only_shared and all(plain in entry.one_by_one for entry in sharers)


RULE = ManifestRule(
    "WRK209",
    "Several shares where one at a time is given",
    Severity.ERROR,
    why="The scheduler places the pod, and then the plugin refuses it on the node: it ends as "
    "UnexpectedAdmissionError, and its controller makes the next one. So it is with failRequestsGreaterThanOne, which "
    "under MPS is true where nothing is said, and before plugin v0.20.0 in any case.",
    fix="Ask for 1. A second share is no second part of the card.",
    source="NVIDIA/k8s-device-plugin internal/rm/rm.go, ValidateRequest (v0.17.4 to v0.20.0); "
    "https://cloud.google.com/kubernetes-engine/docs/concepts/timesharing-gpus (request limits)",
    bad="""\
devicePlugin:
  config:
    create: true
    name: sharing
    default: any
    data:
      any: |
        version: v1
        sharing:
          timeSlicing:
            failRequestsGreaterThanOne: true
            resources: [{name: nvidia.com/gpu, replicas: 4}]
---
apiVersion: v1
kind: Pod
metadata: {name: main}
spec:
  containers:
    - name: main
      image: cuda
      resources:
        limits:
          nvidia.com/gpu: 2  # <- here
""",
    good="""\
devicePlugin:
  config:
    create: true
    name: sharing
    default: any
    data:
      any: |
        version: v1
        sharing: {timeSlicing: {resources: [{name: nvidia.com/gpu, replicas: 4}]}}
---
apiVersion: v1
kind: Pod
metadata: {name: main}
spec:
  containers:
    - name: main
      image: cuda
      resources:
        limits:
          nvidia.com/gpu: 2
""",
    check=_check,
)
