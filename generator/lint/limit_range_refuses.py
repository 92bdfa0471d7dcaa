"""A GPU pod that a LimitRange of its namespace forbids, by what it says of cpu, memory or devices."""

from collections import Counter
from collections.abc import Iterator
from pathlib import PurePosixPath
from typing import NamedTuple

from generator.lint._limit_unstated import ratio_or_unstated
from generator.lint._workloads import GpuAsk, asks_of_each, counted, is_device, thousandths
from generator.model.finding import Severity
from generator.model.manifest import Manifests
from generator.model.manifest_objects import Amount, KubeObject, Workload
from generator.model.manifest_rule import ManifestFault, ManifestRule
from generator.model.manifest_value import Value

_RESOURCES = ("cpu", "memory", "ephemeral-storage")
"""What containers may leave out; of devices those count that a pod asks for."""


class _Bound(NamedTuple):
    """The least or the most that a LimitRange allows of a resource."""

    name: str
    quantity: Value
    thousandths: int


def _check(manifests: Manifests) -> Iterator[ManifestFault]:
    ranges = _ranges(manifests)
    for workload in manifests.workloads if ranges else ():
        found = ranges.get(workload.namespace, [])
        # Who names no namespace may put what stands in different folders into different ones.
        severity = None if workload.namespace or all(_beside(one, workload) for one in found) else Severity.INFO
        for resource in (*_RESOURCES, *_devices(workload)) if found and not workload.loose else ():
            faults = list(_of_containers(workload, resource, found)) or list(_of_pod(workload, resource, found))
            faults = faults or list(ratio_or_unstated(workload, resource, [one.value for one in found]))
            yield from (one._replace(severity=severity or one.severity) for one in faults)


def _devices(workload: Workload) -> tuple[str, ...]:
    """Return the devices that a pod asks for; what a LimitRange on them does to others is another rule's matter."""
    amounts = (amount for one in workload.containers for amount in (*one.limits, *one.requests))
    return tuple(dict.fromkeys(one.resource for one in amounts if is_device(one.resource)))


def _ranges(manifests: Manifests) -> dict[str | None, list[KubeObject]]:
    """Return by namespace the LimitRanges of which it is clear what they say: of two of one name one is in force."""
    every = manifests.of_kind("LimitRange")
    count = Counter((one.namespace, one.name) for one in every)
    found: dict[str | None, list[KubeObject]] = {}
    for one in every:
        if count[one.namespace, one.name] == 1:
            found.setdefault(one.namespace, []).append(one)
    return found


def _beside(one: KubeObject, workload: Workload) -> bool:
    return PurePosixPath(one.value.place.file).parent == PurePosixPath(workload.place.file).parent


def _bounds(ranges: list[KubeObject], kind: str, block: str, resource: str) -> list[_Bound]:
    found = []
    for one in ranges:
        for item in one.value.elements("spec", "limits"):
            quantity = item.get(block, resource) if item.text("type") == kind else None
            number = None if quantity is None else thousandths(quantity)
            if quantity is not None and number is not None:
                found.append(_Bound(one.name, quantity, number))
    return sorted(found, key=lambda bound: bound.thousandths)


def _of_containers(workload: Workload, resource: str, ranges: list[KubeObject]) -> Iterator[ManifestFault]:
    most = _bounds(ranges, "Container", "max", resource)[:1]
    least = _bounds(ranges, "Container", "min", resource)[-1:]
    for ask in asks_of_each(workload, resource):
        # A request that is not said is the limit.
        lower = _any(ask)
        stated = [one for one in (ask.limit, ask.request) if one is not None]
        over = [one for one in stated for bound in most if _number(one, 0) > bound.thousandths]
        if over:
            said = f"LimitRange {most[0].name} allows a container at most {most[0].quantity.tree}"
            yield _fault(ask, over[0], said)
        elif lower is not None and least and _number(lower, least[0].thousandths) < least[0].thousandths:
            said = f"LimitRange {least[0].name} wants at least {least[0].quantity.tree} of every container"
            yield _fault(ask, lower, said)
        elif ask.limit is None and ask.request is not None and not is_device(resource):
            # A limit that is not said is the default; of several LimitRanges any may be the one that sets it.
            defaults = _bounds(ranges, "Container", "default", resource)
            if defaults and _number(ask.request, 0) > defaults[-1].thousandths:
                given = f"LimitRange {defaults[-1].name} gives a container without a limit"
                yield _fault(
                    ask, ask.request, f"{given} {defaults[-1].quantity.tree}, and a request is at most the limit"
                )


def _of_pod(workload: Workload, resource: str, ranges: list[KubeObject]) -> Iterator[ManifestFault]:
    """Return the amount by which a pod's containers together are too much or too little."""
    # The resources of a pod as a whole count instead of its containers'.
    if workload.pod.get("resources") is not None:
        return
    asks = asks_of_each(workload, resource)
    for bound in _bounds(ranges, "Pod", "max", resource)[:1]:
        # What has no limit may be given one, but none below nothing.
        for of_one in (
            [one._replace(request=one.limit) for one in asks if one.limit],
            [one for one in asks if _any(one)],
        ):
            over = next((one for one in counted(of_one) if one.thousandths > bound.thousandths), None)
            amount = over and _any(over.ask)
            if over and amount:
                more = " more" if over.others else ""
                allows = (
                    f"LimitRange {bound.name} allows the containers of a pod together at most {bound.quantity.tree}"
                )
                yield _fault(over.ask, amount, allows, more)
                return
    for bound in _bounds(ranges, "Pod", "min", resource)[-1:]:
        stated = [amount for one in asks if (amount := _any(one)) and thousandths(amount.quantity) is not None]
        sums = [one.thousandths for one in counted(asks)] if stated and len(stated) == len(asks) else []
        if sums and max(sums) < bound.thousandths:
            wants = f"LimitRange {bound.name} wants at least {bound.quantity.tree} of the containers of a pod together"
            yield _fault(asks[0], stated[0], wants)


def _any(ask: GpuAsk) -> Amount | None:
    return ask.request or ask.limit


def _number(amount: Amount, otherwise: int) -> int:
    """Return how much an amount is; something else for one that is no number."""
    number = thousandths(amount.quantity)
    return otherwise if number is None else number


def _fault(ask: GpuAsk, amount: Amount, said: str, more: str = "") -> ManifestFault:
    what = "limit" if amount in ask.container.limits else "request"
    message = f"a {what} of {amount.quantity.tree} {ask.resource}{more}, but {said}: the pod is refused"
    return ManifestFault(amount.quantity.place, message)


RULE = ManifestRule(
    "QUO207",
    "Pod that a LimitRange refuses",
    Severity.ERROR,
    why="The API server refuses every pod with a container outside what a LimitRange of the namespace allows. A "
    "Deployment then stands at 0 pods, and only its ReplicaSet's events say why.",
    fix="Ask for what the LimitRange allows, or change its min and max: GPU pods take more memory than others.",
    source="kubernetes/kubernetes plugin/pkg/admission/limitranger/admission.go, PodValidateLimitFunc; it was run on "
    "an API server",
    bad="""\
apiVersion: v1
kind: LimitRange
metadata: {name: small, namespace: team}
spec:
  limits:
    - type: Container
      max: {memory: 4Gi}
---
apiVersion: v1
kind: Pod
metadata: {name: main, namespace: team}
spec:
  containers:
    - name: main
      image: cuda
      resources:
        limits:
          nvidia.com/gpu: 1
          memory: 64Gi  # <- here
""",
    good="""\
apiVersion: v1
kind: LimitRange
metadata: {name: small, namespace: team}
spec:
  limits:
    - type: Container
      max: {memory: 64Gi}
---
apiVersion: v1
kind: Pod
metadata: {name: main, namespace: team}
spec:
  containers:
    - name: main
      image: cuda
      resources:
        limits:
          nvidia.com/gpu: 1
          memory: 64Gi
""",
    check=_check,
)
