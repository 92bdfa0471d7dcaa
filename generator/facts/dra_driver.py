"""NVIDIA's DRA driver: its charts, the gates of its features, and what its programs refuse.

Sources: kubernetes-sigs/dra-driver-nvidia-gpu v25.3.0 to v0.4.1 and its main branch of August 2026:
pkg/featuregates/featuregates.go, deployments/helm/*/templates/validation.yaml, api/nvidia.com/resource/v1beta1.
"""

import re
from collections.abc import Mapping
from types import MappingProxyType
from typing import NamedTuple

DRIVER_CHARTS = frozenset({"nvidia-dra-driver-gpu", "dra-driver-nvidia-gpu"})
"""The chart's name up to 25.12, and since 0.4."""
REFUSED_VALUES = MappingProxyType(
    {
        "namespace": "Delete it, and set the namespace of the release.",
        "nvidiaCtkPath": "Delete it: the driver brings the program for its hooks.",
    }
)
"""Values with which the templates end in an error, and what to do instead."""
SHARING_GATES = MappingProxyType({"TimeSlicing": "TimeSlicingSettings", "MPS": "MPSSupport"})
"""By the strategy that a claim asks for, the gate that the driver wants open; both are shut by default."""

Release = tuple[int, int]
FIRST_WITH_GATES: Release = (25, 8)
LAST_KNOWN: Release = (0, 5)

_SINCE: Mapping[Release, str] = {
    (25, 8): "TimeSlicingSettings MPSSupport IMEXDaemonsWithDNSNames",
    (25, 12): ("PassthroughSupport NVMLDeviceHealthCheck DynamicMIG ComputeDomainCliques CrashOnNVLinkFabricErrors"),
    (0, 4): "DeviceMetadata",
    (0, 5): "FabricManagerPartitioning HostManagedIMEXDaemon DRAListTypeAttributes ConsumableShares",
}
GATES: Mapping[str, Release] = MappingProxyType(
    {name: release for release, names in _SINCE.items() for name in names.split()}
)
"""The driver's own gates, each with the first release that has it."""
OPENS_ALL = ("AllAlpha", "AllBeta")
COMMON_GATES = frozenset({*OPENS_ALL, "ContextualLogging", "LoggingAlphaOptions", "LoggingBetaOptions"})
"""Gates of every program that uses Kubernetes' own library for them and for logging."""


class Together(NamedTuple):
    """Two gates that the driver does not start with: the first open, and the second as said."""

    gate: str
    other: str
    other_is_open: bool


CONFLICTS = (
    Together("DynamicMIG", "PassthroughSupport", True),
    Together("DynamicMIG", "MPSSupport", True),
    Together("DeviceMetadata", "PassthroughSupport", False),
)
"""Source: ValidateFeatureGates."""

_NUMBERS = re.compile(r"v?(\d{1,4})\.(\d{1,4})\.\d{1,4}")


def driver_release(version: str | None) -> Release | None:
    """Return the first two numbers of a chart's version; None for a range, and for none at all."""
    found = _NUMBERS.match((version or "").strip())
    return None if found is None else (int(found[1]), int(found[2]))


def is_at_least(release: Release, first: Release) -> bool:
    """Say whether a release is a given one or later: years came first, 0.4 follows 25.12."""
    return _rank(release) >= _rank(first)


def _rank(release: Release) -> tuple[bool, Release]:
    return release[0] < min(year for year, _ in _SINCE if year), release
