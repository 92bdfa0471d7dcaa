"""PriorityClasses that the API server refuses, or that contradict each other."""

from collections.abc import Iterator

from generator.facts.priority_classes import SYSTEM_PRIORITIES
from generator.lint.common.kinds import kind_of_tree
from generator.lint.common.numbers import whole
from generator.model.finding import Severity
from generator.model.manifest import Manifests
from generator.model.manifest_objects import KubeObject
from generator.model.manifest_rule import ManifestFault, ManifestRule
from generator.model.manifest_value import Value

_MOST = 1_000_000_000
_LEAST = -2_147_483_648
_POLICIES = ("PreemptLowerPriority", "Never")
_RESERVED = "system-"


def _check(manifests: Manifests) -> Iterator[ManifestFault]:
    classes = manifests.of_kind("PriorityClass")
    # By place, so that the order in which files are given decides nothing.
    defaults = sorted(
        (one for one in classes if (flag := one.value.get("globalDefault")) is not None and flag.tree is True),
        key=lambda one: (one.value.place.file, one.value.place.document, one.name),
    )
    for later in defaults[1:]:
        if later.name != defaults[0].name:
            message = f"{defaults[0].name} is the global default already: the API server refuses a second one"
            # In another folder it may be for another cluster.
            severity = None if _folder(later) == _folder(defaults[0]) else Severity.INFO
            place = later.value.place.below("globalDefault")
            fix = f"Leave globalDefault out here, or in {defaults[0].name} ({defaults[0].value.place.file})."
            yield ManifestFault(place, message, fix, severity=severity)
    for one in classes:
        yield from _of_class(one, in_part=manifests.may_change(one.value))


def _folder(found: KubeObject) -> str:
    return found.value.place.file.rpartition("/")[0]


def _of_class(found: KubeObject, *, in_part: bool) -> Iterator[ManifestFault]:
    if found.name.startswith(_RESERVED) and found.name not in SYSTEM_PRIORITIES:
        message = f"names that begin with {_RESERVED} are reserved: the API server refuses {found.name}"
        yield ManifestFault(found.value.place.below("metadata", "name"), message, "Take another name.")
        return
    value = found.value.get("value")
    if value is None:
        if not in_part:
            message = f"PriorityClass {found.name} has no value, which counts as 0"
            fix = "Write a value, or `value: 0` if that is meant."
            yield ManifestFault(found.value.place.below("metadata", "name"), message, fix, severity=Severity.INFO)
    elif (number := whole(value.tree)) is None:
        message = f"the value of PriorityClass {found.name} is {kind_of_tree(value.tree)}, where a whole number must be"
        yield ManifestFault(value.place, f"{message}: the API server refuses it", _whole(value))
    elif not found.name.startswith(_RESERVED) and not _LEAST <= number <= _MOST:
        bound = f"{_MOST} is the most" if number > _MOST else f"{_LEAST} is the least"
        message = f"{number} is out of range for PriorityClass {found.name}: {bound}, and the API server refuses it"
        yield ManifestFault(value.place, message, f"Write {_MOST if number > _MOST else _LEAST}, or what is nearer.")
    policy = found.value.get("preemptionPolicy")
    if policy is not None and policy.tree not in _POLICIES:
        meant = next((one for one in _POLICIES if one.lower() == str(policy.tree).lower()), " or ".join(_POLICIES))
        message = f"preemptionPolicy {policy.tree} of PriorityClass {found.name} is none: the API server refuses it"
        yield ManifestFault(policy.place, message, f"Write {meant}.")


def _whole(value: Value) -> str:
    number = str(value.tree).strip()
    return f"Write `value: {number}`, without quotes." if number.isdigit() else "Write a whole number without quotes."


RULE = ManifestRule(
    "PRI201",
    "PriorityClass that the API server refuses",
    Severity.ERROR,
    why="Values are whole numbers up to a billion, what is above is kept for the system, and a cluster has one global "
    "default at most.",
    fix=f"Write a whole number from {_LEAST} to {_MOST}, and a name of your own.",
    source="kubernetes/kubernetes pkg/apis/scheduling/validation/validation.go and "
    "plugin/pkg/admission/priority/admission.go",
    bad="""\
apiVersion: scheduling.k8s.io/v1
kind: PriorityClass
metadata: {name: inference}
value: 2000000000  # <- here
""",
    good="""\
apiVersion: scheduling.k8s.io/v1
kind: PriorityClass
metadata: {name: inference}
value: 1000000
""",
    check=_check,
)
