"""What the API server has against the amounts of a LimitRange's item.

Source: kubernetes/kubernetes pkg/apis/core/validation/validation.go, ValidateLimitRange.
"""

from collections.abc import Iterator

from generator.lint.common.workloads import is_device, thousandths
from generator.model.manifest_rule import ManifestFault
from generator.model.manifest_value import Value

_ORDER = ("min", "defaultRequest", "default", "max")
"""Of one resource each of these is at most any later one."""
_DEFAULTS = ("default", "defaultRequest")
_REFUSED = "the API server refuses the LimitRange"


def of_bounds(item: Value) -> Iterator[ManifestFault]:
    """Return amounts that contradict each other, each amount once, and defaults where none may be."""
    if item.text("type") == "Pod":
        for block in _DEFAULTS:
            found = item.get(block)
            if found is not None and found.tree:
                message = f"an item of type Pod has no {block}: {_REFUSED}"
                yield ManifestFault(found.place, message, "Write it in an item of type Container.", on_key=True)
        return
    told: set[tuple[str, str]] = set()
    for number, lower in enumerate(_ORDER):
        for upper in _ORDER[number + 1 :]:
            for resource, value in item.entries(lower):
                if is_device(resource):
                    continue  # Of cards there is to be nothing, which is told by itself.
                above = item.get(upper, resource)
                if above is None or {(lower, resource), (upper, resource)} & told or not _is_more(value, above):
                    continue
                told |= {(lower, resource), (upper, resource)}
                message = f"{lower} of {value.tree} {resource} is more than {upper} of {above.tree}: {_REFUSED}"
                # A default is what was chosen; the least and the most are what it has to keep to.
                at = above if (lower, upper) == ("min", "default") or upper == "defaultRequest" else value
                yield ManifestFault(
                    at.place, message, f"Let {lower} be at most {above.tree}, or {upper} at least {value.tree}."
                )


def _is_more(one: Value, other: Value) -> bool:
    left, right = thousandths(one), thousandths(other)
    return left is not None and right is not None and left > right
