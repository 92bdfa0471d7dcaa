"""A claim whose conditions no device of NVIDIA's DRA driver meets."""

import re
from collections.abc import Iterator, Mapping
from types import MappingProxyType

from generator.cel.selector import Use
from generator.ecosystem.claim_fields import CLASS, DEVICES
from generator.facts.dra_attributes import ATTRIBUTES, DOMAIN, has_attribute
from generator.facts.mig import all_mig_families
from generator.lint.common.device_selectors import Selecting, device_selectors
from generator.lint.common.near import nearest
from generator.lint.common.pod_checks import amount_fix
from generator.lint.common.workloads import thousandths
from generator.model.finding import Severity
from generator.model.manifest import Manifests
from generator.model.manifest_rule import ManifestFault, ManifestRule
from generator.model.manifest_value import Value, is_filled_in_later

_TYPES: Mapping[str, str] = MappingProxyType({DOMAIN: "gpu", "mig.nvidia.com": "mig", "vfio.gpu.nvidia.com": "vfio"})
"""The type of the devices of each class that the driver's chart makes; source: its templates/deviceclass-*.yaml."""
_PENDING = "pods with the claim stay pending"
_chooses = re.compile(r"\|\||\?|!|\[(?![\"'])|\.(?:all|exists|exists_one|filter|map)\(|cel\.bind").search
"""Says whether an expression has more than conditions that must all be true: alternatives, lists, macros."""
_is_profile = re.compile(r"(?:\d{1,2}c\.)?\d{1,2}g\.\d{1,4}gb(?:[+.-][a-z.+-]+)?").fullmatch
_OF_MIG = ("parentUUID", "profile")
"""What MIG devices alone have; source: cmd/gpu-kubelet-plugin/mig.go, deviceinfo.go (GpuInfo.Attributes)."""


def _check(manifests: Manifests) -> Iterator[ManifestFault]:
    own = {one.name for one in manifests.of_kind(CLASS)}
    for one in device_selectors(manifests):
        # Where an alternative is not met the next one is taken.
        is_plain = _chooses(str(one.text.tree)) is None and "firstAvailable" not in one.text.place.steps[-1]
        asked = {use.name for use in one.selector.uses if use.asked}
        device_class = None if one.device_class in own else one.device_class
        for use in one.selector.uses:
            fault = _of_amount(use, one)
            if fault is None and is_plain and not use.asked and use.name not in asked:
                fault = _of_use(use, one, device_class)
            if fault is not None:
                yield fault
                break
    for kind, path in DEVICES.items():
        for claim in manifests.of_kind(kind):
            for constraint in claim.value.elements(*path, "constraints"):
                yield from _of_constraint(constraint.get("matchAttribute"))


def _of_amount(use: Use, one: Selecting) -> ManifestFault | None:
    if use.of != "quantity" or use.text is None or thousandths(Value(use.text, one.text.place)) is not None:
        return None
    message = f"{use.text!r} is no quantity: the scheduler gives up at the first device, and {_PENDING}"
    return _at(one, use, message, amount_fix(use.text))


def _of_use(use: Use, one: Selecting, device_class: str | None) -> ManifestFault | None:
    kind = _TYPES.get(device_class or "")
    if use.of == "driver" and use.sign == "==" and kind is not None and use.text != DOMAIN:
        message = f"the driver of the class {device_class} is {DOMAIN}, and never {use.text}: {_PENDING}"
        return _at(one, use, message, f"Write {DOMAIN}, or leave it out: the class asks for it.")
    if use.of != "attributes" or use.domain != DOMAIN:
        return None
    if use.name == "type" and use.sign == "==" and use.text is not None:
        return _of_type(use, one, kind)
    if use.name in _OF_MIG and kind == "gpu":
        message = f"a device of the class {device_class} is a whole GPU and has no {use.name}: {_PENDING}"
        return _at(one, use, message, "Write `deviceClassName: mig.nvidia.com`, if MIG devices are meant.")
    return _of_profile(use, one) if use.name == "profile" and use.sign == "==" and use.text else None


def _of_type(use: Use, one: Selecting, kind: str | None) -> ManifestFault | None:
    types = tuple(_TYPES.values())
    text = use.text or ""
    if kind is not None and text != kind:
        right = next((name for name, each in _TYPES.items() if each == text), None)
        message = f"the type of a device of the class {one.device_class} is {kind}, and never {text}: {_PENDING}"
        return _at(one, use, message, f"Write `deviceClassName: {right}`." if right else f"Write {kind}.")
    if text not in types and text.lower() in types:
        message = f"no device has the type {text}: {_PENDING}"
        return _at(one, use, message, f"Write {text.lower()}.")
    return None


def _of_profile(use: Use, one: Selecting) -> ManifestFault | None:
    """Tell a name that is written otherwise than profiles are: cards to come may have any that is written so."""
    text = use.text or ""
    if _is_profile(text):
        return None
    names = sorted({profile.name for family in all_mig_families() for profile in family.profiles})
    near = nearest(text.lower().removeprefix("mig-").removeprefix("nvidia.com/mig-"), names)
    message = f"no MIG device has the profile {text}: {_PENDING}"
    return _at(one, use, message, f"Write {near}." if near else "Write one such as 1g.10gb.")


def _at(one: Selecting, use: Use, message: str, fix: str | None) -> ManifestFault:
    return ManifestFault(one.text.place, message, fix, at=one.position(use.at))


def _of_constraint(attribute: Value | None) -> Iterator[ManifestFault]:
    text = None if attribute is None else attribute.text()
    domain, _, name = (text or "").partition("/")
    if attribute is None or domain != DOMAIN or not name or has_attribute(name) or is_filled_in_later(text):
        return
    message = f"no release of NVIDIA's driver has an attribute {name}, by which devices are to match: {_PENDING}"
    near = nearest(name, sorted(ATTRIBUTES))
    yield ManifestFault(attribute.place, message, f"Did you mean {near}?" if near else None)


RULE = ManifestRule(
    "WRK253",
    "Claim that no device meets",
    Severity.ERROR,
    why="A claim is allocated once devices meet every condition of it and of its class. Texts are compared letter by "
    "letter, an amount that cannot be read ends the search, and so does an attribute that a device of the class has "
    "not.",
    fix="Write the value as the driver publishes it: `kubectl get resourceslices -o yaml`.",
    source="kubernetes-sigs/dra-driver-nvidia-gpu deployments/helm/dra-driver-nvidia-gpu/templates/deviceclass-*.yaml, "
    "cmd/gpu-kubelet-plugin/types.go, deviceinfo.go and mig.go; kubernetes/apiserver pkg/cel/library/quantity.go "
    "(stringToQuantity); kubernetes/dynamic-resource-allocation structured/internal (matchAttributeConstraint)",
    bad="""\
apiVersion: resource.k8s.io/v1
kind: ResourceClaimTemplate
metadata: {name: slice, namespace: team}
spec:
  spec:
    devices:
      requests:
        - name: slice
          exactly:
            deviceClassName: mig.nvidia.com
            selectors:
              - cel:
                  expression: device.attributes["gpu.nvidia.com"].profile == "mig-1g.10gb"  # <- here
        - name: whole
          exactly:
            deviceClassName: gpu.nvidia.com
            selectors:
              - cel:
                  expression: device.capacity["gpu.nvidia.com"].memory.compareTo(quantity("40GB")) >= 0  # <- here
""",
    good="""\
apiVersion: resource.k8s.io/v1
kind: ResourceClaimTemplate
metadata: {name: slice, namespace: team}
spec:
  spec:
    devices:
      requests:
        - name: slice
          exactly:
            deviceClassName: mig.nvidia.com
            selectors:
              - cel:
                  expression: device.attributes["gpu.nvidia.com"].profile == "1g.10gb"
        - name: whole
          exactly:
            deviceClassName: gpu.nvidia.com
            selectors:
              - cel:
                  expression: device.capacity["gpu.nvidia.com"].memory.compareTo(quantity("40Gi")) >= 0
""",
    check=_check,
)
