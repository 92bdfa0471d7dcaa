"""The card of nodes that clouds label by it, or by a type of machine that has one kind of card only.

Sources: https://cloud.google.com/kubernetes-engine/docs/concepts/gpus and
https://cloud.google.com/compute/docs/gpus; https://docs.aws.amazon.com/dlami/latest/devguide/gpu.html and
https://aws.amazon.com/ec2/instance-types, with aws/karpenter-provider-aws website/content/en/preview/reference/
instance-types.md (the name of the card by family); https://learn.microsoft.com/azure/virtual-machines/sizes (NC, ND and
NV families).
"""

from collections.abc import Mapping
from types import MappingProxyType

from generator.ecosystem.gke import ACCELERATOR
from generator.ecosystem.karpenter import DOMAINS, FAMILY, NAME

_A100_40GB, _A100_80GB = "NVIDIA-A100-SXM4-40GB", "NVIDIA-A100-SXM4-80GB"
_H100, _H200 = "NVIDIA-H100-80GB-HBM3", "NVIDIA-H200"
_T4, _L4, _V100 = "Tesla-T4", "NVIDIA-L4", "Tesla-V100-SXM2-16GB"
_ACCELERATORS: Mapping[str, str] = MappingProxyType(
    {
        "nvidia-tesla-t4": _T4,
        "nvidia-tesla-v100": _V100,
        "nvidia-l4": _L4,
        "nvidia-tesla-a100": _A100_40GB,
        "nvidia-a100-80gb": _A100_80GB,
        "nvidia-h100-80gb": _H100,
        "nvidia-h100-mega-80gb": _H100,
        "nvidia-h200-141gb": _H200,
    }
)
_MACHINES: Mapping[str, str] = MappingProxyType(
    {
        **dict.fromkeys((f"a2-highgpu-{count}g" for count in (1, 2, 4, 8)), _A100_40GB),
        "a2-megagpu-16g": _A100_40GB,
        **dict.fromkeys((f"a2-ultragpu-{count}g" for count in (1, 2, 4, 8)), _A100_80GB),
        **dict.fromkeys((f"a3-highgpu-{count}g" for count in (1, 2, 4, 8)), _H100),
        "a3-megagpu-8g": _H100,
        "a3-ultragpu-8g": _H200,
        "p4d.24xlarge": _A100_40GB,
        "p4de.24xlarge": _A100_80GB,
        "p5.48xlarge": _H100,
        "p5e.48xlarge": _H200,
        "p5en.48xlarge": _H200,
        **dict.fromkeys((f"g2-standard-{cores}" for cores in (4, 8, 12, 16, 24, 32, 48, 96)), _L4),
        **dict.fromkeys((f"Standard_NC{cores}as_T4_v3" for cores in (4, 8, 16, 64)), _T4),
        **dict.fromkeys(("Standard_NC6s_v3", "Standard_NC12s_v3", "Standard_NC24s_v3"), "Tesla-V100-PCIE-16GB"),
        "Standard_ND96asr_v4": _A100_40GB,
        "Standard_ND96amsr_A100_v4": _A100_80GB,
        **dict.fromkeys((f"Standard_NC{cores}ads_A100_v4" for cores in (24, 48, 96)), "NVIDIA-A100-80GB-PCIe"),
        "Standard_NC40ads_H100_v5": "NVIDIA-H100-NVL",
        "Standard_NC80adis_H100_v5": "NVIDIA-H100-NVL",
        "Standard_ND96isr_H100_v5": _H100,
    }
)
_FAMILIES: Mapping[str, str] = MappingProxyType(
    {
        "g4dn": _T4,
        "g5": "NVIDIA-A10G",
        "g5g": "NVIDIA-T4G",
        **dict.fromkeys(("g6", "gr6"), _L4),
        "g6e": "NVIDIA-L40S",
        "p3": _V100,
        "p3dn": "Tesla-V100-SXM2-32GB",
        "p4d": _A100_40GB,
        "p4de": _A100_80GB,
        "p5": _H100,
        **dict.fromkeys(("p5e", "p5en"), _H200),
    }
)
"""Families of AWS whose machines all have one kind of card, in parts that no hypervisor has cut."""
_NAMES: Mapping[str, str] = MappingProxyType(
    {
        "t4": _T4,
        "t4g": "NVIDIA-T4G",
        "a10g": "NVIDIA-A10G",
        "l4": _L4,
        "l40s": "NVIDIA-L40S",
        "v100": _V100,
        "h100": _H100,
        "h200": _H200,
    }
)
"""What Karpenter calls cards; a100 is one of two, and where V100 is of either memory, neither has MIG."""
_TYPES = ("node.kubernetes.io/instance-type", "beta.kubernetes.io/instance-type")
CARDS_BY_LABEL: Mapping[str, Mapping[str, str]] = MappingProxyType(
    {
        ACCELERATOR: _ACCELERATORS,
        **dict.fromkeys(_TYPES, _MACHINES),
        **{f"{domain}{FAMILY}": _FAMILIES for domain in DOMAINS},
        **{f"{domain}{NAME}": _NAMES for domain in DOMAINS},
    }
)
"""By a label's key and value a product label of such a card."""


def card_by_label(key: str, value: str) -> str | None:
    """Return a product label of the card of nodes with a label; None where that does not say the card."""
    found = CARDS_BY_LABEL.get(key, {}).get(value)
    return card_of_machine(value) if found is None and key in _TYPES else found


def card_of_machine(name: str) -> str | None:
    """Return a product label of the card that a type of machine has; None where it is not known."""
    family, dot, _ = name.partition(".")
    return _MACHINES.get(name) or (_FAMILIES.get(family) if dot else None)
