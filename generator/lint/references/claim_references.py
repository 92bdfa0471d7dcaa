"""References around claims for devices: from pods to claims, and within a claim to its own requests."""

import re
from collections.abc import Iterator, Mapping
from typing import NamedTuple

from generator.ecosystem.claim_fields import CLAIM_NAMES, DEVICES, FORMER_SOURCE, LAST_WITH_SOURCE
from generator.ecosystem.served_versions import SERVED
from generator.lint.common.claims import requests_of
from generator.lint.common.clusters import are_apart, are_moved
from generator.lint.common.near import nearest
from generator.lint.common.references import listed
from generator.model.finding import Severity
from generator.model.manifest import Manifests
from generator.model.manifest_objects import KubeObject, Workload
from generator.model.manifest_rule import ManifestFault, ManifestRule
from generator.model.manifest_value import Value, is_filled_in_later
from generator.model.tree import words

_BLOCKS = ("constraints", "config")
_REFUSED = "the API server refuses"
_is_name = re.compile(r"[a-z0-9]([a-z0-9-]{0,62}[a-z0-9])?(\.[a-z0-9]([a-z0-9-]{0,62}[a-z0-9])?){0,20}").fullmatch
"""A name that a DeviceClass can have: a domain's, without a slash."""
_Claims = Mapping[tuple[str, str], list[KubeObject]]


class _Asked(NamedTuple):
    """An entry of a pod's resourceClaims: the kind and the name that it asks for."""

    kind: str
    name: Value


def _check(manifests: Manifests) -> Iterator[ManifestFault]:
    claims: dict[tuple[str, str], list[KubeObject]] = {}
    for kind, path in DEVICES.items():
        for one in manifests.of_kind(kind):
            claims.setdefault((kind, one.name), []).append(one)
            if any("nvidia" in word.lower() for word in words(one.value.tree)):
                yield from _within(one, path)
    is_moved = are_moved(manifests)
    known = manifests.context.kubernetes
    for workload in manifests.workloads:
        if workload.is_pod:
            for entry in workload.pod.elements("resourceClaims"):
                yield from _of_form(entry, claims, None if known is None else known.minor)
            yield from _of_pod(workload, _near(workload, claims), is_moved)


def _of_form(entry: Value, claims: _Claims, minor: int | None) -> Iterator[ManifestFault]:
    """Find an entry of a pod's resourceClaims that is written for other releases of Kubernetes.

    Which release it is a claim beside it may tell, that no release has which takes the older form.
    """
    source = entry.get(FORMER_SOURCE)
    names = [(key, name) for key in CLAIM_NAMES if (name := entry.get(key)) is not None]
    if minor is not None and minor <= LAST_WITH_SOURCE:
        for key, name in names:
            message = f"before Kubernetes 1.{LAST_WITH_SOURCE + 1} {key} stands below {FORMER_SOURCE}"
            fix = f"Write `{FORMER_SOURCE}: {{{key}: ...}}`."
            yield ManifestFault(name.place, f"{message}: {_REFUSED} the pod", fix, on_key=True)
    elif source is not None and not names:
        inner = [(key, said) for key in CLAIM_NAMES if (said := source.text(key)) is not None]
        beside = [one for key, name in inner for one in claims.get((CLAIM_NAMES[key], name), ())]
        since = [SERVED[one.kind].since.get(one.value.text("apiVersion") or "", 0) for one in beside]
        known = minor is not None or max(since, default=0) > LAST_WITH_SOURCE
        message = (
            f"Kubernetes 1.{LAST_WITH_SOURCE + 1} and newer read no {FORMER_SOURCE} here: the entry names no claim"
        )
        fix = "".join(f"Write `{key}: {name}` beside `name:`." for key, name in inner[:1]) or _ONE
        severity = None if known else Severity.WARNING
        yield ManifestFault(source.place, f"{message}, {_REFUSED} the pod", fix, on_key=True, severity=severity)


_ONE = "Write one of resourceClaimName and resourceClaimTemplateName."


def _near(workload: Workload, claims: _Claims) -> _Claims:
    """Return the claims that a pod asks for, without those for other clusters."""
    names = {entry.text(key) or "" for entry in workload.pod.elements("resourceClaims") for key in CLAIM_NAMES}
    return {
        (kind, name): [one for one in claims.get((kind, name), ()) if not are_apart(one.value.place, workload.place)]
        for kind in DEVICES
        for name in names
    }


def _within(claim: KubeObject, path: tuple[str, ...]) -> Iterator[ManifestFault]:
    """Find requests that constraints and configurations name and the claim does not make, and classes of no name."""
    for asked in (each for one in requests_of(claim.value, claim.kind) for each in one.asked):
        yield from _of_class(asked.get("deviceClassName"))
    requests = _names(claim)
    for block in _BLOCKS:
        for one in claim.value.elements(*path, block):
            for named in one.elements("requests"):
                if _is_amiss(named, requests):
                    near = nearest(str(named.tree), requests)
                    message = f"the claim makes no request {named.tree}: {_REFUSED} it"
                    yield ManifestFault(named.place, message, _meant(near, requests))


def _of_class(name: Value | None) -> Iterator[ManifestFault]:
    if name is None or not isinstance(name.tree, str) or is_filled_in_later(name.tree) or _is_name(name.tree):
        return
    message = f"{name.tree} is no name that a DeviceClass can have: {_REFUSED} the claim"
    yield ManifestFault(name.place, message, "Write gpu.nvidia.com, or mig.nvidia.com for MIG devices.")


def _names(claim: KubeObject) -> set[str]:
    return {one.name for one in requests_of(claim.value, claim.kind) if one.name}


def _is_amiss(named: Value, requests: set[str]) -> bool:
    """Say whether a name is none of the requests, nor of an alternative of one: `request/alternative`."""
    text = named.tree
    if not isinstance(text, str) or is_filled_in_later(text) or not requests:
        return False
    return text.partition("/")[0] not in requests and not any(map(is_filled_in_later, requests))


def _meant(near: str | None, requests: set[str]) -> str:
    return f"Did you mean {near}?" if near else f"Write {listed(sorted(requests))}."


def _of_pod(workload: Workload, claims: _Claims, is_moved: bool) -> Iterator[ManifestFault]:
    asked: dict[str, _Asked] = {}
    for entry in workload.pod.elements("resourceClaims"):
        found = [_Asked(kind, name) for key, kind in CLAIM_NAMES.items() if (name := entry.get(key)) is not None]
        if len(found) == 1:
            asked[entry.text("name") or ""] = found[0]
            yield from () if is_moved else _elsewhere(found[0], workload, claims)
        elif entry.get("name") is not None and not workload.in_part and _is_all_known(entry):
            which = "both a claim and a template" if found else "neither a claim nor a template"
            message = f"this entry names {which}: {_REFUSED} the pod"
            yield ManifestFault(entry.place.below("name"), message, _ONE)
    for key in ("containers", "initContainers"):
        for container in workload.pod.elements(key):
            yield from _of_container(container, asked, claims)


def _is_all_known(entry: Value) -> bool:
    """Say whether an entry has no word that names a claim in a way of its own, or is for patches."""
    return all(key in ("name", *CLAIM_NAMES) for key, _ in entry.entries())


def _elsewhere(asked: _Asked, workload: Workload, claims: _Claims) -> Iterator[ManifestFault]:
    spaces = {one.namespace for one in claims.get((asked.kind, str(asked.name.tree)), [])}
    if workload.namespace and spaces and None not in spaces and workload.namespace not in spaces:
        there = listed(sorted(one for one in spaces if one))
        message = f"the {asked.kind} {asked.name.tree} is in {there}, the pod in {workload.namespace}: it waits for it"
        yield ManifestFault(asked.name.place, message, "Write both into one namespace.")


def _of_container(container: Value, asked: Mapping[str, _Asked], claims: _Claims) -> Iterator[ManifestFault]:
    for used in container.elements("resources", "claims"):
        if isinstance(used.tree, str) and not is_filled_in_later(used.tree):
            message = f"{used.tree} stands among the claims of a container as a text: {_REFUSED} the pod"
            yield ManifestFault(used.place, message, f"Write `{{name: {used.tree}}}`.")
        request, meant = used.get("request"), asked.get(used.text("name") or "")
        found = [] if meant is None else claims.get((meant.kind, str(meant.name.tree)), [])
        requests = {name for one in found for name in _names(one)}
        if request is not None and _is_amiss(request, requests):
            message = f"the claim makes no request {request.tree}: the container gets no device of it"
            near = nearest(str(request.tree), requests)
            yield ManifestFault(request.place, message, _meant(near, requests))


RULE = ManifestRule(
    "REF233",
    "Claim or request for devices that is not there",
    Severity.ERROR,
    why="A pod names its claim, or the template of it, directly, as it has since Kubernetes 1.31, and that is looked "
    "for in the pod's own namespace. What a claim's constraints "
    "and configurations name has to be one of its requests; a container that names none of them gets no device.",
    fix="Write the names as the claim has them.",
    source="kubernetes/kubernetes pkg/apis/resource/validation/validation.go (validateRequestNameRef, "
    "validateDeviceClassName), "
    "pkg/apis/core/validation/validation.go (validatePodResourceClaim), kubernetes/api core/v1/types.go "
    "(PodResourceClaim, and ClaimSource up to v0.30), pkg/kubelet/cm/dra/claiminfo.go "
    "(cdiDevicesAsList); https://kubernetes.io/docs/concepts/scheduling-eviction/dynamic-resource-allocation/",
    bad="""\
apiVersion: resource.k8s.io/v1
kind: ResourceClaimTemplate
metadata: {name: single, namespace: team}
spec:
  spec:
    devices:
      requests:
        - {name: gpu, exactly: {deviceClassName: gpu.nvidia.com}}
      constraints:
        - requests: [gpu-0]  # <- here
          matchAttribute: gpu.nvidia.com/parentUUID
---
apiVersion: v1
kind: Pod
metadata: {name: main, namespace: default}
spec:
  resourceClaims:
    - name: gpu
      resourceClaimTemplateName: single  # <- here
  containers:
    - name: main
      image: cuda
      resources: {claims: [{name: gpu, request: card}]}  # <- here
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
      resources: {claims: [{name: gpu, request: gpu}]}
""",
    check=_check,
)
