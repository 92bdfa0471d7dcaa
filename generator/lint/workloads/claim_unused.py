"""A claim for a GPU that a pod holds and no container uses."""

import re
from collections.abc import Iterator, Mapping

from generator.ecosystem.claim_fields import CLAIM_NAMES, DEVICES
from generator.facts.gpu_words import names_gpus
from generator.lint.common.claims import requests_of
from generator.lint.common.clusters import ByCluster, cluster_of
from generator.lint.common.objects import OWN_VERSIONS, embeds_pods
from generator.model.finding import Severity
from generator.model.manifest import Manifests
from generator.model.manifest_objects import Workload
from generator.model.manifest_rule import ManifestFault, ManifestRule
from generator.model.manifest_value import Place, Value, is_filled_in_later

_OF_CONTAINERS = ("containers", "initContainers", "ephemeralContainers")
_MAKER = ".nvidia.com"
_CLAIMS = "claims"
_names_network = re.compile(r"(?i)nic|net|rdma|roce|sriov|\befa\b|\bib\b").search


def _check(manifests: Manifests) -> Iterator[ManifestFault]:
    named: dict[tuple[str, str], list[tuple[Place, Value]]] = {}
    for kind in DEVICES:
        for one in manifests.of_kind(kind):
            named.setdefault((kind, one.name), []).append((one.value.place, one.value))
    claims = {name: ByCluster(found) for name, found in named.items()}
    for workload in manifests.workloads:
        used = _used(workload) if _is_judged(workload) else None
        if used is None:
            continue
        for entry in workload.pod.elements("resourceClaims"):
            name = entry.get("name")
            if name is None or not isinstance(name.tree, str) or name.tree in used or is_filled_in_later(name.tree):
                continue
            is_known = _is_for_gpus(entry, claims, workload)
            if is_known is False or (is_known is None and not _says_gpus(entry)):
                continue
            message = f"no container uses the claim {name.tree}: the pod takes the device, and no container gets it"
            fix = f"Write `claims: [{{name: {name.tree}}}]` below `resources:` of the container that is to have it."
            yield ManifestFault(name.place, message, fix, severity=None if is_known else Severity.INFO)


def _is_judged(workload: Workload) -> bool:
    """Say whether the pod is made as it is written, of containers that are all here."""
    if workload.whole is None or not workload.is_pod or workload.in_part or workload.pod.get("resources", _CLAIMS):
        return False
    return (workload.whole.text("apiVersion") or "v1") in OWN_VERSIONS or embeds_pods(workload)


def _used(workload: Workload) -> set[str] | None:
    """Return the names of the claims that containers use; None where not all of them are known."""
    found: set[str] = set()
    for key in _OF_CONTAINERS:
        for container in workload.pod.elements(key):
            said = container.get("resources")
            used = None if said is None else said.get(_CLAIMS)
            if any(is_filled_in_later(one.tree) for one in (container, said, used) if one is not None):
                return None
            for one in () if used is None else used.elements():
                # A text in the place of a mapping is refused, which is told there.
                name = one.tree if isinstance(one.tree, str) else one.text("name")
                if name is None or is_filled_in_later(name):
                    return None
                found.add(name)
    return found


def _is_for_gpus(entry: Value, claims: Mapping[tuple[str, str], ByCluster[Value]], workload: Workload) -> bool | None:
    """Say whether all that is claimed is NVIDIA's: devices such as network cards may be for the pod as a whole.

    None where the claim is not among the files.
    """
    classes: list[str] = []
    for key, kind in CLAIM_NAMES.items():
        found = claims.get((kind, entry.text(key) or ""))
        for claim in () if found is None else found.near(cluster_of(workload.place)):
            classes += _classes(claim, kind)
    return all(one.endswith(_MAKER) for one in classes) if classes else None


def _classes(claim: Value, kind: str) -> Iterator[str]:
    for asked in (each for request in requests_of(claim, kind) for each in request.asked):
        if asked.has("deviceClassName"):
            yield asked.text("deviceClassName") or ""


def _says_gpus(entry: Value) -> bool:
    words = [entry.text(key) or "" for key in ("name", *CLAIM_NAMES)]
    return any(words[1:]) and any(map(names_gpus, words)) and not any(map(_names_network, words))


RULE = ManifestRule(
    "WRK250",
    "Claim for a GPU that no container uses",
    Severity.WARNING,
    why="The scheduler allocates what a pod's resourceClaims name, and nobody else gets it. Into a container only "
    "those devices go whose claim its own resources.claims names: the others lie idle.",
    fix="Name the claim in `resources: {claims: [{name: ...}]}` of the container that computes on the GPU.",
    source="kubernetes/api core/v1/types.go (PodSpec.ResourceClaims: made available to those containers which consume "
    "them by name); kubernetes/kubernetes pkg/kubelet/cm/dra/manager.go (GetResources)",
    bad="""\
apiVersion: resource.k8s.io/v1
kind: ResourceClaimTemplate
metadata: {name: single, namespace: team}
spec:
  spec:
    devices:
      requests:
        - {name: gpu, exactly: {deviceClassName: gpu.nvidia.com}}
---
apiVersion: v1
kind: Pod
metadata: {name: main, namespace: team}
spec:
  resourceClaims:
    - name: gpu  # <- here
      resourceClaimTemplateName: single
  containers:
    - {name: main, image: cuda}
""",
    good="""\
apiVersion: resource.k8s.io/v1
kind: ResourceClaimTemplate
metadata: {name: single, namespace: team}
spec:
  spec:
    devices:
      requests:
        - {name: gpu, exactly: {deviceClassName: gpu.nvidia.com}}
---
apiVersion: v1
kind: Pod
metadata: {name: main, namespace: team}
spec:
  resourceClaims:
    - name: gpu
      resourceClaimTemplateName: single
  containers:
    - name: main
      image: cuda
      resources: {claims: [{name: gpu}]}
""",
    check=_check,
)
