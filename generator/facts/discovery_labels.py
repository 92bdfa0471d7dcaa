"""Which values the labels of GPU feature discovery and of gpu-operator have.

Sources: NVIDIA/k8s-device-plugin internal/lm (v0.15.0 to v0.20.0) and api/config/v1/sharing.go; the same in
NVIDIA/gpu-feature-discovery (v0.2.0 to v0.8.2), which came before; NVIDIA/gpu-operator controllers (gpu.present).
"""

from collections.abc import Mapping
from types import MappingProxyType

from generator.model.gpu import Gpu

PREFIX = "nvidia.com/"
PRODUCT = f"{PREFIX}gpu.product"
MEMORY = f"{PREFIX}gpu.memory"
FAMILY = f"{PREFIX}gpu.family"
MAJOR = f"{PREFIX}gpu.compute.major"
MINOR = f"{PREFIX}gpu.compute.minor"
MIG_CAPABLE = f"{PREFIX}mig.capable"
MIG_STRATEGY = f"{PREFIX}mig.strategy"

SHARED, OF_MIG_DEVICE = "-SHARED", "-MIG-"
"""What the product says after the model's name: that it is shared, and which MIG device it is."""

_TRUTH = ("true", "false")
WORDS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        FAMILY: (
            *("tesla", "fermi", "kepler", "maxwell", "pascal", "volta", "turing"),
            *("ampere", "ada-lovelace", "hopper", "blackwell", "rubin", "undefined"),
        ),
        f"{PREFIX}gpu.mode": ("compute", "graphics", "unknown"),
        f"{PREFIX}gpu.present": _TRUTH,
        # Empty where MIG devices contradict the strategy single.
        f"{PREFIX}gpu.sharing-strategy": ("none", "mps", "time-slicing", ""),
        MIG_CAPABLE: _TRUTH,
        MIG_STRATEGY: ("single", "mixed"),
        f"{PREFIX}mps.capable": _TRUTH,
        f"{PREFIX}vgpu.present": _TRUTH,
    }
)
"""Labels that have one of a few words; the strategy none gives no label."""
NUMBERS = frozenset(
    {
        *(MAJOR, MINOR, f"{PREFIX}gpu.count", MEMORY, f"{PREFIX}gpu.replicas"),
        *(f"{PREFIX}cuda.{of}.{part}" for of in ("driver", "driver-version") for part in ("major", "minor")),
        *(f"{PREFIX}cuda.{of}.{part}" for of in ("runtime", "runtime-version") for part in ("major", "minor")),
    }
)
"""Labels that have a whole number; memory is in MiB."""

FAMILY_BEFORE: Mapping[str, str] = MappingProxyType({"ampere": "v0.17.1", "undefined": "v0.17.2"})
"""Families that cards had before the release in which theirs got a word of its own: Ada Lovelace, then Blackwell.

The former is gpu-operator v25.3.0, the latter v25.3.1.
"""
_ADA, _FIRST_BLACKWELL = (8, 9), (10, 0)


def plain_product(product: str) -> str:
    """Return a product without what sharing and MIG append."""
    return product.removesuffix(SHARED).partition(OF_MIG_DEVICE)[0]


def family_before(gpu: Gpu) -> str | None:
    """Return the family that older releases of feature discovery give a GPU, where it is another word."""
    if gpu.compute_capability == _ADA:
        return "ampere"
    return "undefined" if gpu.compute_capability >= _FIRST_BLACKWELL else None
