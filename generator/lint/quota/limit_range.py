"""A LimitRange on GPUs."""

from collections.abc import Iterator

from generator.lint.common.workloads import asks_for_gpus, is_device, thousandths
from generator.lint.quota._limit_bounds import of_bounds
from generator.model.finding import Severity
from generator.model.manifest import Manifests
from generator.model.manifest_objects import Amount
from generator.model.manifest_rule import ManifestFault, ManifestRule
from generator.model.manifest_value import Value, is_filled_in_later

_TYPES = ("Container", "Pod", "PersistentVolumeClaim")
_AS_LIMIT = ("default", "max")
_AS_REQUEST = ("defaultRequest", "min")
_RATIO = "maxLimitRequestRatio"
_BLOCKS = (*_AS_LIMIT, *_AS_REQUEST, _RATIO)
_OF_QUOTAS = ("requests.", "limits.")
_OF_POD_ITEMS = ("max", "min", _RATIO)
_ONE = 1000
"""One of something, in thousandths."""
_OF_CONTAINERS = ("Container", "Pod")


def _check(manifests: Manifests) -> Iterator[ManifestFault]:
    asking = {one.namespace for one in manifests.workloads if any(map(asks_for_gpus, one.containers))}
    for found in manifests.of_kind("LimitRange"):
        harmless = _given_none(found.value)
        types: list[str] = []
        for limit in found.value.elements("spec", "limits"):
            kind = limit.text("type")
            if kind is not None:
                yield from _refused_type(limit, kind, types)
                types.append(kind)
                if not _is_type(kind):
                    continue
            of_pods = kind == "Pod"
            # Where pods ask by themselves the default is for those that want none.
            is_meant = _gives_on_purpose(limit) and not _may_meet(found.namespace, asking)
            severity = Severity.INFO if is_meant else None
            yield from _unequal(limit)
            yield from of_bounds(limit)
            yield from _parts(limit)
            if kind in _OF_CONTAINERS:
                yield from _refused_names(limit)
            told: set[str] = set()
            for block in _OF_POD_ITEMS if of_pods else _BLOCKS:
                for resource, value in limit.entries(block):
                    # Of what counts as 0 there is no ratio, and it is refused.
                    is_none = block != _RATIO and (str(value.tree) == "0" or resource in harmless)
                    if is_device(resource) and not is_none and resource not in told:
                        told.add(resource)
                        message = _message(block, resource, value, of_pods)
                        yield ManifestFault(value.place, message, on_key=True, severity=severity)


def _gives_on_purpose(limit: Value) -> bool:
    """Say whether an item is there for nothing but a GPU for each container, in as many words.

    A request alone gives nobody a GPU: whoever asks for one has it from the limit, all others are refused.
    """
    given, requested = (dict(limit.entries(key)) for key in ("default", "defaultRequest"))
    if requested and not given:
        return False
    is_said = all(one is not None for one in map(requested.get, given)) and all(map(is_device, (*given, *requested)))
    return limit.text("type") == "Container" and is_said and limit.get("max") is None


def _may_meet(namespace: str | None, others: set[str | None]) -> bool:
    """Say whether a namespace may be one of others, where None is one that somebody else says."""
    return bool(others) if namespace is None else not others.isdisjoint({namespace, None})


def _is_type(kind: str) -> bool:
    return kind in _TYPES or "/" in kind or is_filled_in_later(kind)


def _refused_type(limit: Value, kind: str, before: list[str]) -> Iterator[ManifestFault]:
    """Return what the API server has against an item's type: it knows three, and wants each once."""
    at = limit.place.below("type")
    if not _is_type(kind):
        message = f"{kind} is no type of limit: the API server refuses the LimitRange"
        right = next((one for one in _TYPES if one.lower() == kind.lower().rstrip("s")), None)
        fix = f"Write {right}." if right else f"Write {', '.join(_TYPES[:-1])} or {_TYPES[-1]}."
        if kind.lower().startswith("init"):
            fix = "Remove the item, and write a Container item if there is none: it counts for init containers too."
        yield ManifestFault(at, message, fix)
    elif kind in before and kind in _TYPES:
        message = f"a further item of type {kind}: the API server refuses the LimitRange"
        yield ManifestFault(at, message, f"Put everything about {kind} into one item.")


def _given_none(found: Value) -> set[str]:
    """Return the resources of which containers get none, because their default is 0; pods have that limit then."""
    items = [one for one in found.elements("spec", "limits") if one.text("type") == "Container"]
    return {name for one in items for name, value in one.entries("default") if str(value.tree) == "0"}


def _refused_names(limit: Value) -> Iterator[ManifestFault]:
    """Return names of GPUs without a domain, each once: of resources there are only Kubernetes' own without one."""
    told: set[str] = set()
    for block in _BLOCKS:
        for resource, value in limit.entries(block):
            if resource.startswith(_OF_QUOTAS) and resource not in told and "$" not in resource:
                told.add(resource)
                name = resource.partition(".")[2]
                message = f"{resource} is a name of ResourceQuotas: the API server refuses the LimitRange"
                yield ManifestFault(value.place, message, f"Write {name} here.", on_key=True)
            elif Amount(resource, value).is_gpu_without_domain and resource not in told:
                told.add(resource)
                message = f"{resource} is neither a standard resource nor a name with a domain"
                fix = "Remove it; a ResourceQuota on requests.nvidia.com/gpu limits the namespace."
                yield ManifestFault(value.place, f"{message}: the API server refuses the LimitRange", fix, on_key=True)


def _parts(limit: Value) -> Iterator[ManifestFault]:
    for resource, value in limit.entries("max"):
        number = thousandths(value)
        if is_device(resource) and number is not None and 0 < number < _ONE:
            message = f"max of {value.tree} x {resource} is less than one: whatever asks for any is refused"
            yield ManifestFault(value.place, message, "Write a whole number.", severity=Severity.WARNING)


def _unequal(limit: Value) -> Iterator[ManifestFault]:
    for resource, requested in limit.entries("defaultRequest"):
        said, default = "default", limit.get("default", resource)
        if default is None and limit.text("type") == "Container":
            said, default = "max", limit.get("max", resource)
        if is_device(resource) and default is not None and str(default.tree) != str(requested.tree):
            message = f"defaultRequest of {requested.tree} x {resource} and {said} of {default.tree}: the API server "
            fix = f"Neither should be here; if they are, both have to be {default.tree}."
            yield ManifestFault(requested.place, f"{message}refuses the LimitRange", fix)


def _message(block: str, resource: str, value: Value, of_pods: bool) -> str:
    what = f"{block} of {value.tree} x {resource}"
    if of_pods:
        return f"{what} for pods: every pod here that asks for none is refused"
    if block == _RATIO:
        return f"{what}: every container here that asks for none is refused, since nothing has no ratio"
    if block in _AS_LIMIT:
        return f"{what}: every container here that asks for no GPU is given {value.tree}"
    return f"{what}: every container here that asks for no GPU is refused, as a request without a limit"


RULE = ManifestRule(
    "QUO203",
    "LimitRange on GPUs, or one that is refused",
    Severity.ERROR,
    why="With type Container the defaults, and a maximum too, become the limit of every container that states none, so "
    "that each takes a GPU away; a default request without a limit is refused, and so is a pod without any where the "
    "type is Pod. Items of another type than Container, Pod and PersistentVolumeClaim, and two of one type, make the "
    "API server refuse the whole LimitRange, so that nothing is limited.",
    fix="Remove it, and limit the namespace with a ResourceQuota on requests.",
    source="kubernetes/kubernetes plugin/pkg/admission/limitranger/admission.go and pkg/apis/core/v1/defaults.go, "
    "SetDefaults_LimitRangeItem; pkg/apis/core/validation/validation.go, ValidateLimitRange; all were run "
    "on an API server",
    bad="""\
apiVersion: v1
kind: LimitRange
metadata: {name: gpus, namespace: research}
spec:
  limits:
    - type: Container
      max:
        nvidia.com/gpu: 1  # <- here
""",
    good="""\
apiVersion: v1
kind: LimitRange
metadata: {name: memory, namespace: research}
spec:
  limits:
    - type: Container
      max:
        memory: 64Gi
""",
    check=_check,
)
