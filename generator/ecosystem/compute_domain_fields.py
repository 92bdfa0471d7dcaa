"""Fields of a ComputeDomain, the nodes that NVIDIA's driver for devices joins by their NVLink.

Source: kubernetes-sigs/dra-driver-nvidia-gpu api/nvidia.com/resource/v1beta1/computedomain.go (ComputeDomainSpec);
numNodes, which former releases demanded, may be left out by now.
"""

from collections.abc import Mapping
from types import MappingProxyType

from generator.ecosystem.field_levels import Level, fields, words

_CHANNEL = ("spec", "channel")
COMPUTE_DOMAIN_FIELDS: Mapping[tuple[str, str], tuple[Level, ...]] = MappingProxyType(
    {
        ("resource.nvidia.com", "ComputeDomain"): (
            Level((), "a ComputeDomain", fields(text="apiVersion kind", map="metadata spec status")),
            Level(("spec",), "a ComputeDomain's spec", fields(int="numNodes", map="channel"), needs=("channel",)),
            Level(
                _CHANNEL,
                "the channel of a ComputeDomain",
                fields(text="allocationMode", map="resourceClaimTemplate"),
                words=words(allocationMode="All Single"),
                needs=("resourceClaimTemplate",),
            ),
            Level(
                (*_CHANNEL, "resourceClaimTemplate"),
                "the claim template of a ComputeDomain",
                fields(text="name"),
                needs=("name",),
            ),
        )
    }
)
"""The levels by API group and kind."""
