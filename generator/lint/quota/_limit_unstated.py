"""What a LimitRange forbids by the ratio of limit and request, or because a pod states neither.

Source: kubernetes/kubernetes plugin/pkg/admission/limitranger/admission.go, limitRequestRatioConstraint, maxConstraint
and minConstraint; pkg/apis/core/v1/defaults.go, SetDefaults_LimitRangeItem.
"""

from collections.abc import Iterator

from generator.lint.common.workloads import is_device, thousandths
from generator.lint.quota._limit_items import Limits
from generator.model.finding import Severity
from generator.model.manifest_objects import Amount, Container, Workload
from generator.model.manifest_rule import ManifestFault

_RATIO = "maxLimitRequestRatio"
_AS_LIMIT = ("default", "max")
_AS_REQUEST = ("defaultRequest", "default", "max", "min")
_WANTS = (("max", _AS_LIMIT, "limit"), ("min", _AS_REQUEST, "request"))


def ratio_or_unstated(workload: Workload, resource: str, limits: Limits) -> Iterator[ManifestFault]:
    """Return containers whose limit is too many times their request, or else what a pod leaves unsaid."""
    if is_device(resource):
        return  # Of these limit and request are the same.
    yield from _ratios(workload, resource, limits)
    if workload.is_pod and not workload.in_part and workload.pod.get("resources") is None:
        yield from _unstated(workload, resource, limits)


def _ratios(workload: Workload, resource: str, limits: Limits) -> Iterator[ManifestFault]:
    most = limits.least("Container", _RATIO, resource)
    if most is None:
        return
    ratio = most.thousandths
    for container in workload.containers:
        limit, request = _amount(container.limits, resource), _amount(container.requests, resource)
        if limit is None or request is None:
            continue
        above, below = thousandths(limit.quantity), thousandths(request.quantity)
        if above and below and above * 1000 > ratio * below:
            message = (
                f"a limit of {limit.quantity.tree} {resource} is {above / below:.4g} times the request of "
                f"{request.quantity.tree}, and a LimitRange allows {most.quantity.tree} times: the pod is refused"
            )
            fix = "Raise the request, or lower the limit."
            yield ManifestFault(limit.quantity.place, message, fix)


def _unstated(workload: Workload, resource: str, limits: Limits) -> Iterator[ManifestFault]:
    """Return a pod of which no container states what the whole pod is judged by, and nothing fills it in."""
    for block, filling, what in _WANTS:
        bound = limits.least("Pod", block, resource)
        filled = any(limits.says("Container", name, resource) for name in filling)
        if bound is None or filled or any(_states(one, resource, what) for one in workload.containers):
            continue
        message = (
            f"no container states a {what} of {resource}, which a LimitRange with {block} {bound.quantity.tree} for "
            "type Pod wants of every pod: the pod is refused"
        )
        fix = f"Write a {what} of {resource}, or give the LimitRange an item of type Container with a default."
        # Another LimitRange, which is not among the files, may fill it in.
        yield ManifestFault(workload.pod.place.below("containers"), message, fix, True, Severity.WARNING)
        return


def _states(container: Container, resource: str, what: str) -> bool:
    resources = container.value.get("resources")
    if resources is not None and not isinstance(resources.tree, dict):
        return True
    amounts = container.limits if what == "limit" else container.amounts
    return _amount(amounts, resource) is not None


def _amount(amounts: tuple[Amount, ...], resource: str) -> Amount | None:
    return next((one for one in amounts if one.resource == resource), None)
