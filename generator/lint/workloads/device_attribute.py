"""A selector that looks at what NVIDIA's DRA driver says of no device."""

from collections.abc import Iterator

from generator.cel.selector import Use
from generator.cel.types import NUMBERS, Kind
from generator.facts.dra_attributes import ATTRIBUTES, CAPACITIES, DOMAIN, DOMAINS, NEWEST, has_attribute, has_capacity
from generator.lint.common.clusters import are_apart
from generator.lint.common.device_selectors import Selecting, device_selectors
from generator.lint.common.dra_driver import drivers
from generator.lint.common.known_gpus import gpus_by_label
from generator.lint.common.near import nearest
from generator.model.finding import Severity
from generator.model.manifest import Manifests
from generator.model.manifest_rule import ManifestFault, ManifestRule
from generator.model.tree import words

_CLASSES = frozenset({DOMAIN, "mig.nvidia.com", "vfio.gpu.nvidia.com"})
_EFFECT = "the scheduler gives up, and pods with the claim stay pending"
_PRODUCT, _MAKERS = "productName", ("NVIDIA", "Tesla", "GeForce", "Quadro")
_FIRST_VERSION = "resource.k8s.io/v1beta1"
"""Of a time when the driver still had what it dropped in 25.8."""


def _check(manifests: Manifests) -> Iterator[ManifestFault]:
    for one in device_selectors(manifests):
        asked = {(use.of, use.domain, use.name) for use in one.selector.uses if use.asked}
        told: set[tuple[str | None, ...]] = set()
        for use in one.selector.uses:
            way = (use.of, use.domain, use.name)
            # Of one whose presence is asked for first nothing comes where it is not there.
            if way in asked or way in told:
                continue
            fault = _of_domain(use, one) if use.domain not in DOMAINS else _of_name(use, one, manifests)
            if fault is not None:
                told.add(way)
                yield fault


def _of_domain(use: Use, one: Selecting) -> ManifestFault | None:
    """Tell a domain that is a name: the driver's own is missing; drivers of other makers have domains of theirs."""
    if use.domain is None or not _is_of_nvidia(one) or ("." in use.domain and not use.domain.endswith("nvidia.com")):
        return None
    known = use.domain in ATTRIBUTES if use.of == "attributes" else has_capacity(use.domain)
    message = f"no driver has the domain {use.domain}, by which device.{use.of} is looked up first: {_EFFECT}"
    meant = use.domain if known else use.name if use.name in ATTRIBUTES else "NAME"
    fix = f'Write device.{use.of}["{DOMAIN}"].{meant}.'
    return ManifestFault(one.text.place, message, fix, at=one.position(use.at))


def _is_of_nvidia(one: Selecting) -> bool:
    return not _CLASSES.isdisjoint(words(one.whole.tree))


def _of_name(use: Use, one: Selecting, manifests: Manifests) -> ManifestFault | None:
    if use.domain != DOMAIN or use.name is None:
        return None
    at = one.position(use.at)
    if use.of == "capacity":
        if has_capacity(use.name):
            return None
        message = f"no release of NVIDIA's driver has a capacity {use.name}: {_EFFECT}"
        near = nearest(use.name, CAPACITIES)
        return ManifestFault(one.text.place, message, f"Did you mean {near}?" if near else None, at=at)
    known = ATTRIBUTES.get(use.name)
    if known is None and has_attribute(use.name):
        return None
    if known is None:
        near = nearest(use.name, sorted(ATTRIBUTES))
        message = f"no release of NVIDIA's driver has an attribute {use.name}: {_EFFECT}"
        return ManifestFault(one.text.place, message, f"Did you mean {near}?" if near else None, at=at)
    releases = {
        driver.release
        for driver in drivers(manifests)
        if driver.release is not None and not are_apart(driver.named.place, one.text.place)
    }
    if releases and not any(known.is_in(release) for release in releases):
        message = f"this release of NVIDIA's driver has no attribute {use.name}: {_EFFECT}"
        return ManifestFault(one.text.place, message, _instead(use.name), at=at)
    if not releases and known.gone is not None and not known.is_in(NEWEST):
        gone = ".".join(map(str, known.gone))
        is_old = one.whole.text("apiVersion") == _FIRST_VERSION
        message = f"NVIDIA's driver has no attribute {use.name} since {gone}: {_EFFECT}"
        severity = Severity.INFO if is_old else Severity.WARNING
        return ManifestFault(one.text.place, message, _instead(use.name), severity=severity, at=at)
    return _of_kind(use, known.kind, one) or _of_product(use, one)


def _of_product(use: Use, one: Selecting) -> ManifestFault | None:
    """Tell a card's label in the place of its name, in which there are blanks, and a name that is none in full."""
    if use.name != _PRODUCT or use.sign != "==" or not use.text:
        return None
    labels, maker = gpus_by_label(), use.text.partition("-")[0]
    fix = "Write the name that `nvidia-smi -L` shows."
    if use.text in labels and maker in _MAKERS:
        message = f"{use.text} is a node's label: the name of the card has blanks, so none is selected"
    elif _as_label(use.text) not in labels and any(each.startswith(f"{_as_label(use.text)}-") for each in labels):
        message = f"{use.text} is no card's whole name, so none is selected"
        fix = f'Write .productName.contains("{use.text.removeprefix("NVIDIA ")}").'
    else:
        return None
    return ManifestFault(one.text.place, message, fix, severity=Severity.WARNING, at=one.position(use.at))


def _as_label(product: str) -> str:
    return product.replace(" ", "-")


def _instead(name: str) -> str:
    if name == "pcieBusID":
        return 'Write device.attributes["resource.kubernetes.io"].pciBusID, which is there from 25.12 on.'
    return "Select by uuid or productName, or ask for a count."


def _of_kind(use: Use, kind: Kind, one: Selecting) -> ManifestFault | None:
    """Tell a comparison with a value of another kind, which is never true, or ends in an error."""
    other = use.against
    if other is None or other is kind or {other, kind} <= NUMBERS or other is Kind.NULL or use.sign == "!=":
        return None
    never = "it is never true" if use.sign == "==" else _EFFECT
    message = f"{use.name} is {kind.shown}, and is compared with {other.shown}: {never}"
    fix = (
        'Write .compareTo(semver("8.0.0")) == 0, or >= 0.'
        if kind is Kind.SEMVER
        else f"Compare it with a {kind.value}."
    )
    return ManifestFault(one.text.place, message, fix, at=one.position(use.at))


RULE = ManifestRule(
    "WRK240",
    "Device selector that looks at nothing",
    Severity.ERROR,
    why="A selector that looks up an attribute which a device has not ends in an error, and with it the search for "
    "devices: the claim is not allocated, even where other devices would do. What there is to select by is the "
    "driver's choice, and changes between its releases.",
    fix="Write an attribute that the driver publishes: `kubectl get resourceslices -o yaml`.",
    source="kubernetes-sigs/dra-driver-nvidia-gpu cmd/gpu-kubelet-plugin/deviceinfo.go; kubernetes/kubernetes "
    "staging/src/k8s.io/dynamic-resource-allocation/cel/compile.go (a domain that is not there is an empty map)",
    bad="""\
apiVersion: resource.k8s.io/v1
kind: ResourceClaimTemplate
metadata: {name: large, namespace: team}
spec:
  spec:
    devices:
      requests:
        - name: gpu
          exactly:
            deviceClassName: gpu.nvidia.com
            selectors:
              - cel:
                  expression: device.attributes["gpu.nvidia.com"].model == "NVIDIA L4"  # <- here
""",
    good="""\
apiVersion: resource.k8s.io/v1
kind: ResourceClaimTemplate
metadata: {name: large, namespace: team}
spec:
  spec:
    devices:
      requests:
        - name: gpu
          exactly:
            deviceClassName: gpu.nvidia.com
            selectors:
              - cel:
                  expression: device.attributes["gpu.nvidia.com"].productName == "NVIDIA L4"
""",
    check=_check,
)
