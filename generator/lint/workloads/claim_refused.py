"""A claim for devices that the API server refuses for what stands beside something else in it."""

import re
from collections.abc import Iterator

from generator.ecosystem.claim_fields import DEVICES
from generator.lint.common.claims import ALTERNATIVES, EXACTLY, requests_of
from generator.model.finding import Severity
from generator.model.manifest import Manifests
from generator.model.manifest_rule import ManifestFault, ManifestRule
from generator.model.manifest_value import Value, is_filled_in_later
from generator.model.tree import words

_REFUSED = "the API server refuses the claim"
_ALL, _ATTRIBUTES = "All", ("matchAttribute", "distinctAttribute")
_is_label = re.compile(r"[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?").fullmatch
_of_no_label = re.compile(r"[^a-z0-9]+")
_DOMAIN = "gpu.nvidia.com/"


def _check(manifests: Manifests) -> Iterator[ManifestFault]:
    for kind, path in DEVICES.items():
        for one in manifests.of_kind(kind):
            if any("nvidia" in word.lower() for word in words(one.value.tree)) and not manifests.may_change(one.value):
                yield from _of_claim(one.value, kind, path)


def _of_claim(claim: Value, kind: str, path: tuple[str, ...]) -> Iterator[ManifestFault]:
    requests = list(requests_of(claim, kind))
    yield from _of_names([one.whole for one in requests], "requests")
    for request, (_, *alternatives) in ((one.whole, one.asked) for one in requests):
        beside = EXACTLY if request.has(EXACTLY) else "deviceClassName"
        if alternatives and request.get(beside) is not None:
            at = request.place.below(ALTERNATIVES)
            message = f"a request has {beside} or {ALTERNATIVES}, and this one both: {_REFUSED}"
            yield ManifestFault(at, message, "Leave one of them out.", on_key=True)
        yield from _of_names(alternatives, "alternatives")
    for one in requests:
        for asked in one.asked:
            yield from _of_count(asked)
            for toleration in asked.elements("tolerations"):
                yield from _of_toleration(toleration)
    for constraint in claim.elements(*path, "constraints"):
        yield from _of_constraint(constraint)


def _of_names(named: list[Value], what: str) -> Iterator[ManifestFault]:
    """Return names that cannot be one, and those given twice."""
    seen: set[str] = set()
    for one in named:
        name = one.text("name")
        if not name or is_filled_in_later(name):
            continue
        at = one.place.below("name")
        if _is_label(name) is None:
            right = _of_no_label.sub("-", name.lower()).strip("-")[:63]
            message = f"{name} cannot be a request's name, which has small letters, digits and hyphens: {_REFUSED}"
            yield ManifestFault(at, message, f"Write {right}." if right else None)
        elif name in seen:
            yield ManifestFault(at, f"two {what} are called {name}: {_REFUSED}", "Give each a name of its own.")
        seen.add(name)


def _of_count(asked: Value) -> Iterator[ManifestFault]:
    count = asked.get("count")
    number = None if count is None else count.whole_number()
    if count is None or not number:
        return
    if asked.text("allocationMode") == _ALL:
        message = f"count stands with allocationMode {_ALL}, which takes every device there is: {_REFUSED}"
        yield ManifestFault(count.place, message, "Leave one of them out.", on_key=True)
    elif number < 0:
        yield ManifestFault(count.place, f"count is {number}, less than one: {_REFUSED}", "Write 1 or more.")


def _of_toleration(toleration: Value) -> Iterator[ManifestFault]:
    value = toleration.get("value")
    if toleration.text("operator") == "Exists" and value is not None and value.tree != "":
        message = f"a toleration with operator Exists must have no value: {_REFUSED}"
        yield ManifestFault(value.place, message, "Delete the value, or write `operator: Equal`.")


def _of_constraint(constraint: Value) -> Iterator[ManifestFault]:
    for key in _ATTRIBUTES:
        attribute = constraint.get(key)
        text = None if attribute is None else attribute.text()
        if attribute is not None and text and "/" not in text and not is_filled_in_later(text):
            message = f"{text} is an attribute without its domain: {_REFUSED}"
            yield ManifestFault(attribute.place, message, f"Write {_DOMAIN}{text}.")


RULE = ManifestRule(
    "WRK251",
    "Claim for devices that the API server refuses",
    Severity.ERROR,
    why="A claim is taken as a whole or not at all: each request has a name of its own and says in one way what it "
    "asks for, a count goes with ExactCount alone, and an attribute is called by its domain and name.",
    fix="Write what the message says.",
    source="kubernetes/kubernetes pkg/apis/resource/validation/validation.go (validateDeviceRequest, "
    "validateDeviceSubRequest, validateDeviceAllocationMode, validateDeviceToleration, validateFullyQualifiedName) and "
    "pkg/apis/resource/v1/defaults.go (ExactCount where nothing is said)",
    bad="""\
apiVersion: resource.k8s.io/v1
kind: ResourceClaimTemplate
metadata: {name: several, namespace: team}
spec:
  spec:
    devices:
      requests:
        - name: gpu
          exactly:
            deviceClassName: gpu.nvidia.com
            allocationMode: All
            count: 2  # <- here
        - name: gpu  # <- here
          exactly: {deviceClassName: gpu.nvidia.com}
        - name: GPU_2  # <- here
          exactly: {deviceClassName: gpu.nvidia.com}
      constraints:
        - matchAttribute: productName  # <- here
""",
    good="""\
apiVersion: resource.k8s.io/v1
kind: ResourceClaimTemplate
metadata: {name: several, namespace: team}
spec:
  spec:
    devices:
      requests:
        - name: gpu
          exactly:
            deviceClassName: gpu.nvidia.com
            allocationMode: ExactCount
            count: 2
        - name: gpu-2
          exactly: {deviceClassName: gpu.nvidia.com}
      constraints:
        - matchAttribute: gpu.nvidia.com/productName
""",
    check=_check,
)
