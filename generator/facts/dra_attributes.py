"""What NVIDIA's DRA driver says of its devices, release by release.

Source: kubernetes-sigs/dra-driver-nvidia-gpu cmd/gpu-kubelet-plugin (deviceinfo.go, partitions.go, mig.go,
consumable_shares.go), v25.3.0 to v0.4.1 and main of August 2026 for 0.5.
"""

import re
from collections.abc import Mapping
from types import MappingProxyType
from typing import NamedTuple

from generator.cel.types import Kind
from generator.facts.dra_driver import Release, is_at_least

DOMAIN = "gpu.nvidia.com"
STANDARD_DOMAIN = "resource.kubernetes.io"
"""Where names stand that drivers of all makers use alike, such as pcieRoot."""
DOMAINS = frozenset({DOMAIN, STANDARD_DOMAIN, "compute-domain.nvidia.com"})


NEWEST: Release = (0, 4)
"""The newest release that is out; 0.5 is known from main."""


class Published(NamedTuple):
    """An attribute: its kind, and the first release that had it and the first without it again, None for neither."""

    kind: Kind
    since: Release | None = None
    gone: Release | None = None

    def is_in(self, release: Release) -> bool:
        """Say whether a release publishes it."""
        is_late = self.since is None or is_at_least(release, self.since)
        return is_late and not (self.gone is not None and is_at_least(release, self.gone))


ATTRIBUTES: Mapping[str, Published] = MappingProxyType(
    {
        **{
            name: Published(Kind.STRING)
            for name in ("architecture", "brand", "parentUUID", "productName", "profile", "type", "uuid")
        },
        **{name: Published(Kind.SEMVER) for name in ("cudaComputeCapability", "cudaDriverVersion", "driverVersion")},
        **{name: Published(Kind.INT, gone=(25, 8)) for name in ("index", "minor", "parentIndex")},
        "pcieBusID": Published(Kind.STRING, gone=(25, 12)),
        **{name: Published(Kind.STRING, (25, 12)) for name in ("addressingMode", "deviceID", "vendorID")},
        "numa": Published(Kind.INT, (25, 12), (0, 5)),
        "iommuFDEnabled": Published(Kind.BOOL, (0, 4)),
        "gpuModuleID": Published(Kind.INT, (0, 5)),
    }
)
"""Those of GPUs, MIG devices and devices for virtual machines together."""
_CAPACITIES = frozenset(
    {
        *("addressableMemory", "copyEngines", "decoders", "encoders", "jpegEngines", "memory", "multiprocessors"),
        *("ofaEngines", "shares"),
    }
)
_PARTITION = re.compile(r"partition\d{1,3}")
_NUMBERED = re.compile(r"(memorySlice|partition)\d{1,3}")
CAPACITIES = tuple(sorted(_CAPACITIES))


def has_attribute(name: str) -> bool:
    """Say whether any release publishes an attribute of that name; those of Fabric Manager's partitions have numbers.

    Source: cmd/gpu-kubelet-plugin/deviceinfo.go (addFabricManagerAttributes).
    """
    return name in ATTRIBUTES or _PARTITION.fullmatch(name) is not None


def has_capacity(name: str) -> bool:
    """Say whether any release publishes a capacity of that name."""
    return name in _CAPACITIES or _NUMBERED.fullmatch(name) is not None
