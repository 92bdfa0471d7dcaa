"""Fields of claims for devices and of their classes, and of what NVIDIA's driver for them takes as parameters.

Sources: kubernetes/api resource/v1, v1beta2, v1beta1 and v1alpha3 (DeviceClaim, DeviceRequest, DeviceConfiguration);
kubernetes-sigs/dra-driver-nvidia-gpu api/nvidia.com/resource/v1beta1 (gpuconfig.go, migconfig.go, sharing.go,
computedomainconfig.go, vfiodeviceconfig.go: strict decoding, api.go).
"""

from collections.abc import Mapping
from types import MappingProxyType

from generator.ecosystem.field_levels import EACH, FieldType, Level, fields, words
from generator.ecosystem.served_versions import DEVICES_GROUP

DEVICES: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {"ResourceClaim": ("spec", "devices"), "ResourceClaimTemplate": ("spec", "spec", "devices")}
)
"""Where each kind of claim says which devices it asks for."""
CLASS = "DeviceClass"
CONFIGURED: Mapping[str, tuple[str, ...]] = MappingProxyType({**DEVICES, CLASS: ("spec",)})
"""Where parameters of drivers stand in claims and classes."""
CLAIM_NAMES: Mapping[str, str] = MappingProxyType(
    {"resourceClaimName": "ResourceClaim", "resourceClaimTemplateName": "ResourceClaimTemplate"}
)
"""By what an entry of a pod's resourceClaims names each kind."""
FORMER_SOURCE, LAST_WITH_SOURCE = "source", 30
"""Below what the name stood, from Kubernetes 1.26 to 1.30; source: kubernetes/api core/v1/types.go (ClaimSource)."""
_ROOT = fields(text="apiVersion kind", map="metadata spec status")
_CLASS_NAME = "deviceClassName"
_MODES = words(allocationMode="ExactCount All")
_REQUEST = {
    **fields(bool="adminAccess", int="count", list="derivedAttributes selectors tolerations"),
    **fields(map="capacity", text="allocationMode deviceClassName"),
}
_ALTERNATIVE = {key: kind for key, kind in _REQUEST.items() if key != "adminAccess"}
_NVIDIA = "NVIDIA's DRA driver"


def _devices(path: tuple[str, ...], *, nested: bool) -> tuple[Level, ...]:
    """Return the levels of a claim; `nested` says that what is asked for stands below `exactly`."""
    request, config = (*path, "requests", EACH), (*path, "config", EACH)
    own = {**fields(text="name", list="firstAvailable"), **(fields(map="exactly") if nested else _REQUEST)}
    asked = ((*request, "exactly") if nested else request, (*request, "firstAvailable", EACH))
    exact = Level((*request, "exactly"), "an exact request", _REQUEST, words=_MODES, needs=(_CLASS_NAME,))
    inner = (exact,) if nested else ()
    ways = ("exactly", "firstAvailable") if nested else (_CLASS_NAME, "firstAvailable")
    return (
        Level(path, "the devices of a claim", fields(list="config constraints requests")),
        Level(request, "a request for devices", own, words={} if nested else _MODES, needs=("name",), one_of=ways),
        *inner,
        Level(
            (*request, "firstAvailable", EACH),
            "an alternative of a request",
            {**fields(text="name"), **_ALTERNATIVE},
            words=_MODES,
            needs=("name", _CLASS_NAME),
        ),
        *(level for around in asked for level in _selectors((*around, "selectors", EACH))),
        *(_toleration((*around, "tolerations", EACH)) for around in asked),
        Level(
            (*path, "constraints", EACH),
            "a constraint of a claim",
            fields(list="requests", text="distinctAttribute matchAttribute"),
            one_of=("matchAttribute", "distinctAttribute"),
        ),
        Level(config, "a configuration of a claim", fields(list="requests", map="opaque")),
        *_opaque((*config, "opaque")),
    )


def _opaque(path: tuple[str, ...]) -> tuple[Level, ...]:
    return (
        Level(path, "an opaque configuration", fields(text="driver", map="parameters"), needs=("driver", "parameters")),
        *_parameters((*path, "parameters")),
    )


def _toleration(path: tuple[str, ...]) -> Level:
    return Level(
        path,
        "a toleration of a device's taints",
        fields(text="effect key operator value", int="tolerationSeconds"),
        words=words(effect="NoSchedule NoExecute None", operator="Equal Exists"),
    )


def _selectors(path: tuple[str, ...]) -> tuple[Level, ...]:
    return (
        Level(path, "a selector of a request", fields(map="cel")),
        Level((*path, "cel"), "an expression of a selector", fields(text="expression")),
    )


def _parameters(path: tuple[str, ...]) -> tuple[Level, ...]:
    sharing = (*path, "sharing")
    return (
        Level(
            path,
            "the parameters of NVIDIA's driver",
            fields(text="allocationMode apiVersion domainID kind", map="iommu sharing"),
            words=words(
                apiVersion="resource.nvidia.com/v1beta1 resource.nvidia.com/v1alpha1 gpu.nvidia.com/v1alpha1",
                kind=(
                    "GpuConfig MigDeviceConfig VfioDeviceConfig ComputeDomainChannelConfig ComputeDomainDaemonConfig"
                ),
            ),
            reader=_NVIDIA,
        ),
        Level(
            sharing,
            "the sharing of a claim",
            fields(text="strategy", map="mpsConfig timeSlicingConfig"),
            words=words(strategy="TimeSlicing MPS"),
            reader=_NVIDIA,
        ),
        Level(
            (*sharing, "timeSlicingConfig"),
            "a timeSlicingConfig",
            fields(text="interval"),
            words=words(interval="Default Short Medium Long"),
            reader=_NVIDIA,
        ),
        Level(
            (*sharing, "mpsConfig"),
            "an mpsConfig",
            fields(
                bool="multiUser",
                int="defaultActiveThreadPercentage",
                any="defaultPinnedDeviceMemoryLimit",
                map="defaultPerDevicePinnedMemoryLimit",
            ),
            reader=_NVIDIA,
        ),
    )


def _claim(spec: Mapping[str, FieldType], *, nested: bool) -> tuple[Level, ...]:
    return (
        Level((), "a ResourceClaim", _ROOT),
        Level(("spec",), "a ResourceClaim's spec", spec),
        *_devices(("spec", "devices"), nested=nested),
    )


def _template(spec: Mapping[str, FieldType], *, nested: bool) -> tuple[Level, ...]:
    return (
        Level((), "a ResourceClaimTemplate", fields(text="apiVersion kind", map="metadata spec")),
        Level(("spec",), "a ResourceClaimTemplate's spec", fields(map="metadata spec")),
        Level(("spec", "spec"), "the claim of a template", spec),
        *_devices(("spec", "spec", "devices"), nested=nested),
    )


def _class(spec: Mapping[str, FieldType]) -> tuple[Level, ...]:
    config = ("spec", "config", EACH)
    return (
        Level((), "a DeviceClass", fields(text="apiVersion kind", map="metadata spec")),
        Level(("spec",), "a DeviceClass's spec", spec),
        *_selectors(("spec", "selectors", EACH)),
        Level(config, "a configuration of a class", fields(map="opaque")),
        *_opaque((*config, "opaque")),
    )


_CLAIM, _CLASS = fields(map="devices"), fields(list="config selectors")
_LATER_CLASS = {**_CLASS, **fields(text="extendedResourceName")}
_OF_VERSIONS = {
    "v1": (_CLAIM, _LATER_CLASS, True),
    "v1beta2": (_CLAIM, _LATER_CLASS, True),
    "v1beta1": (_CLAIM, _LATER_CLASS, False),
    "v1alpha3": ({**_CLAIM, **fields(text="controller")}, {**_CLASS, **fields(map="suitableNodes")}, False),
}
"""Of each version the fields of a claim's spec and of a class's, and whether what is asked stands below `exactly`."""
CLAIM_FIELDS: Mapping[tuple[str, str], tuple[Level, ...]] = MappingProxyType(
    {
        (f"{DEVICES_GROUP}/{version}", kind): levels
        for version, (claim, spec, nested) in _OF_VERSIONS.items()
        for kind, levels in (
            (CLASS, _class(spec)),
            ("ResourceClaim", _claim(claim, nested=nested)),
            ("ResourceClaimTemplate", _template(claim, nested=nested)),
        )
    }
)
"""The levels by the whole apiVersion, since versions differ, and by kind."""
