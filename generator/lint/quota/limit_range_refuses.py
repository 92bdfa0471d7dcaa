"""A GPU pod that a LimitRange of its namespace forbids, by what it says of cpu, memory or devices."""

from collections import Counter
from collections.abc import Iterator
from pathlib import PurePosixPath

from generator.lint.common.workloads import GpuAsk, asks_of_each, counted, is_device, thousandths
from generator.lint.quota._limit_items import Limits
from generator.lint.quota._limit_unstated import ratio_or_unstated
from generator.model.finding import Severity
from generator.model.manifest import Manifests
from generator.model.manifest_objects import Amount, KubeObject, Workload
from generator.model.manifest_rule import ManifestFault, ManifestRule

_RESOURCES = ("cpu", "memory", "ephemeral-storage")
"""What containers may leave out; of devices those count that a pod asks for."""


def _check(manifests: Manifests) -> Iterator[ManifestFault]:
    ranges = _ranges(manifests)
    for workload in manifests.workloads if ranges else ():
        found = ranges.get(workload.namespace)
        if found is None or workload.loose:
            continue
        # Who names no namespace may put what stands in different folders into different ones.
        severity = None if workload.namespace or all(_beside(one, workload) for one in found.ranges) else Severity.INFO
        for resource in (*_RESOURCES, *_devices(workload)):
            faults = list(_of_containers(workload, resource, found)) or list(_of_pod(workload, resource, found))
            faults = faults or list(ratio_or_unstated(workload, resource, found))
            yield from (one._replace(severity=severity or one.severity) for one in faults)


def _devices(workload: Workload) -> tuple[str, ...]:
    """Return the devices that a pod asks for; what a LimitRange on them does to others is another rule's matter."""
    amounts = (amount for one in workload.containers for amount in one.amounts)
    return tuple(dict.fromkeys(one.resource for one in amounts if is_device(one.resource)))


def _ranges(manifests: Manifests) -> dict[str | None, Limits]:
    """Return by namespace the LimitRanges of which it is clear what they say: of two of one name one is in force."""
    every = manifests.of_kind("LimitRange")
    count = Counter((one.namespace, one.name) for one in every)
    found: dict[str | None, list[KubeObject]] = {}
    for one in every:
        if count[one.namespace, one.name] == 1:
            found.setdefault(one.namespace, []).append(one)
    return {namespace: Limits(some) for namespace, some in found.items()}


def _beside(one: KubeObject, workload: Workload) -> bool:
    return PurePosixPath(one.value.place.file).parent == PurePosixPath(workload.place.file).parent


def _of_containers(workload: Workload, resource: str, limits: Limits) -> Iterator[ManifestFault]:
    most = limits.least("Container", "max", resource)
    least = limits.most("Container", "min", resource)
    for ask in asks_of_each(workload, resource):
        # A request that is not said is the limit.
        lower = _any(ask)
        stated = [one for one in (ask.limit, ask.request) if one is not None]
        over = [one for one in stated if most is not None and _number(one, 0) > most.thousandths]
        if over and most is not None:
            said = f"LimitRange {most.name} allows a container at most {most.quantity.tree}"
            yield _fault(ask, over[0], said)
        elif lower is not None and least is not None and _number(lower, least.thousandths) < least.thousandths:
            said = f"LimitRange {least.name} wants at least {least.quantity.tree} of every container"
            yield _fault(ask, lower, said)
        elif ask.limit is None and ask.request is not None and not is_device(resource):
            # A limit that is not said is the default; of several LimitRanges any may be the one that sets it.
            default = limits.most("Container", "default", resource)
            if default is not None and _number(ask.request, 0) > default.thousandths:
                given = f"LimitRange {default.name} gives a container without a limit {default.quantity.tree}"
                yield _fault(ask, ask.request, f"{given}, and a request is at most the limit")


def _of_pod(workload: Workload, resource: str, limits: Limits) -> Iterator[ManifestFault]:
    """Return the amount by which a pod's containers together are too much or too little."""
    # The resources of a pod as a whole count instead of its containers'.
    if workload.pod.get("resources") is not None:
        return
    asks = asks_of_each(workload, resource)
    most, least = limits.least("Pod", "max", resource), limits.most("Pod", "min", resource)
    # What has no limit may be given one, but none below nothing.
    for of_one in (
        [one._replace(request=one.limit) for one in asks if one.limit],
        [one for one in asks if _any(one)],
    ):
        if most is None:
            break
        over = next((one for one in counted(of_one) if one.thousandths > most.thousandths), None)
        amount = over and _any(over.ask)
        if over and amount:
            more = " more" if over.others else ""
            allows = f"LimitRange {most.name} allows the containers of a pod together at most {most.quantity.tree}"
            yield _fault(over.ask, amount, allows, more)
            return
    stated = [amount for one in asks if (amount := _any(one)) and thousandths(amount.quantity) is not None]
    sums = [one.thousandths for one in counted(asks)] if stated and len(stated) == len(asks) else []
    if least is not None and sums and max(sums) < least.thousandths:
        wants = f"LimitRange {least.name} wants at least {least.quantity.tree} of the containers of a pod together"
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
