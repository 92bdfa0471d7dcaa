"""A LimitRange on GPUs."""

from collections.abc import Iterator

from generator.lint._workloads import is_device
from generator.model.finding import Severity
from generator.model.manifest import Manifests
from generator.model.manifest_rule import ManifestFault, ManifestRule
from generator.model.manifest_value import Value

_AS_LIMIT = ("default", "max")
_AS_REQUEST = ("defaultRequest", "min")


def _check(manifests: Manifests) -> Iterator[ManifestFault]:
    for found in manifests.of_kind("LimitRange"):
        harmless = _given_none(found.value)
        for limit in found.value.elements("spec", "limits"):
            of_pods = limit.text("type") == "Pod"
            yield from _unequal(limit)
            told: set[str] = set()
            for block in (*_AS_LIMIT, *_AS_REQUEST):
                for resource, value in limit.entries(block):
                    if is_device(resource) and str(value.tree) != "0" and resource not in told | harmless:
                        told.add(resource)
                        yield ManifestFault(value.place, _message(block, resource, value, of_pods), on_key=True)


def _given_none(found: Value) -> set[str]:
    """Return the resources of which containers get none, because their default is 0; pods have that limit then."""
    items = [one for one in found.elements("spec", "limits") if one.text("type") == "Container"]
    return {name for one in items for name, value in one.entries("default") if str(value.tree) == "0"}


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
    if block in _AS_LIMIT:
        return f"{what}: every container here that asks for no GPU is given {value.tree}"
    return f"{what}: every container here that asks for no GPU is refused, as a request without a limit"


RULE = ManifestRule(
    "QUO203",
    "LimitRange on GPUs",
    Severity.ERROR,
    why="With type Container the defaults, and a maximum too, become the limit of every container that states none, so "
    "that each takes a GPU away; a default request without a limit is refused, and so is a pod without any where the "
    "type is Pod.",
    fix="Remove it, and limit the namespace with a ResourceQuota on requests.",
    source="kubernetes/kubernetes plugin/pkg/admission/limitranger/admission.go and pkg/apis/core/v1/defaults.go, "
    "SetDefaults_LimitRangeItem; both were run on an API server",
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
