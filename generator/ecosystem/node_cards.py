"""The card of nodes that clouds label by it, or by a type of machine that has one kind of card only.

Sources: https://cloud.google.com/kubernetes-engine/docs/concepts/gpus and
https://cloud.google.com/compute/docs/gpus; https://docs.aws.amazon.com/dlami/latest/devguide/gpu.html and
https://aws.amazon.com/ec2/instance-types; https://learn.microsoft.com/azure/virtual-machines/sizes (NC, ND and NV
families).
"""

from collections.abc import Mapping
from types import MappingProxyType

from generator.ecosystem.gke import ACCELERATOR

_A100_40GB, _A100_80GB = "NVIDIA-A100-SXM4-40GB", "NVIDIA-A100-SXM4-80GB"
_H100, _H200 = "NVIDIA-H100-80GB-HBM3", "NVIDIA-H200"
_ACCELERATORS: Mapping[str, str] = MappingProxyType(
    {
        "nvidia-tesla-t4": "Tesla-T4",
        "nvidia-tesla-v100": "Tesla-V100-SXM2-16GB",
        "nvidia-l4": "NVIDIA-L4",
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
        "Standard_ND96asr_v4": _A100_40GB,
        "Standard_ND96amsr_A100_v4": _A100_80GB,
        **dict.fromkeys((f"Standard_NC{cores}ads_A100_v4" for cores in (24, 48, 96)), "NVIDIA-A100-80GB-PCIe"),
        "Standard_NC40ads_H100_v5": "NVIDIA-H100-NVL",
        "Standard_NC80adis_H100_v5": "NVIDIA-H100-NVL",
        "Standard_ND96isr_H100_v5": _H100,
    }
)
CARDS_BY_LABEL: Mapping[str, Mapping[str, str]] = MappingProxyType(
    {
        ACCELERATOR: _ACCELERATORS,
        "node.kubernetes.io/instance-type": _MACHINES,
        "beta.kubernetes.io/instance-type": _MACHINES,
    }
)
"""By a label's key and value a product label of such a card."""
