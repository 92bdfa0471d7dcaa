"""Labels of machines by which Karpenter on AWS, and EKS Auto Mode, choose them for GPU pods.

Sources: aws/karpenter-provider-aws pkg/apis/v1/labels.go and pkg/providers/instancetype/types.go (computeRequirements:
name and manufacturer in small letters with hyphens for blanks, memory in MiB of one GPU; instanceTypeScheme: letters
before the first digit are the category, the digits the generation), website/content/en/preview/reference/
instance-types.md (the families); kubernetes-sigs/karpenter pkg/apis/v1/labels.go (capacity types, NormalizedLabels);
the labels of EKS Auto Mode: https://docs.aws.amazon.com/eks/latest/userguide/create-node-pool.html; families of before:
https://docs.aws.amazon.com/ec2/latest/instancetypes/ac.html.
"""

import re
from collections.abc import Mapping
from types import MappingProxyType
from typing import NamedTuple

DOMAINS = ("karpenter.k8s.aws/", "eks.amazonaws.com/")
NAME, MANUFACTURER = "instance-gpu-name", "instance-gpu-manufacturer"
COUNT, MEMORY = "instance-gpu-count", "instance-gpu-memory"
GPU_LABELS = (NAME, MANUFACTURER, COUNT, MEMORY)
CATEGORY, FAMILY, GENERATION, SIZE = "instance-category", "instance-family", "instance-generation", "instance-size"
NAMES = (
    *(*GPU_LABELS, CATEGORY, FAMILY, GENERATION, SIZE),
    *("instance-hypervisor", "instance-encryption-in-transit-supported", "instance-cpu", "instance-cpu-manufacturer"),
    *("instance-cpu-sustained-clock-speed-mhz", "instance-memory", "instance-ebs-bandwidth", "instance-local-nvme"),
    *("instance-network-bandwidth", "instance-capability-flex", "instance-tenancy"),
)
OTHER_LABELS = ("instance-accelerator-name", "instance-accelerator-manufacturer", "instance-accelerator-count")
"""Those of Inferentia and Trainium, near enough to be no slip of the others."""
LEAST_MEMORY = 1024
"""In MiB: every GPU that AWS has is larger, and a smaller number is one of GiB."""
CAPACITY = "karpenter.sh/capacity-type"
CAPACITIES = ("on-demand", "spot", "reserved")
ARCHITECTURES = ("kubernetes.io/arch", "beta.kubernetes.io/arch")
SYSTEMS = ("kubernetes.io/os", "beta.kubernetes.io/os")
KNOWN_SYSTEMS = ("linux", "windows")
"""What kubelets say of the operating system."""
TYPES = ("node.kubernetes.io/instance-type", "beta.kubernetes.io/instance-type")
"""Both of Kubernetes' labels are one to Karpenter."""
AMD64, ARM64 = "amd64", "arm64"
KNOWN_ARCHITECTURES = (AMD64, ARM64, "arm", "386", "ppc64le", "s390x", "riscv64", "loong64")
"""As Go calls them, whose names the kubelet takes: cmd/kubelet/app/server.go by way of runtime.GOARCH."""
NVIDIA, AMD, HABANA = "nvidia", "amd", "habana"
MANUFACTURERS = (NVIDIA, AMD, HABANA)
_in_parts = re.compile(r"([a-z]+)(\d+)[a-z0-9-]*").fullmatch


class Machines(NamedTuple):
    """A family of machines with cards: the card's name, where Karpenter is known to say one, and its maker."""

    card: str | None
    architecture: str = AMD64
    maker: str = NVIDIA


MACHINES: Mapping[str, Machines] = MappingProxyType(
    {
        "p2": Machines("k80"),
        **dict.fromkeys(("p3", "p3dn"), Machines("v100")),
        **dict.fromkeys(("p4d", "p4de"), Machines("a100")),
        "p5": Machines("h100"),
        **dict.fromkeys(("p5e", "p5en"), Machines("h200")),
        "p6-b200": Machines("b200"),
        "p6-b300": Machines("b300"),
        "p6e-gb200": Machines(None, ARM64),
        **dict.fromkeys(("g3", "g3s"), Machines("m60")),
        "g4dn": Machines("t4"),
        "g4ad": Machines("radeon-pro-v520", maker=AMD),
        "g5": Machines("a10g"),
        "g5g": Machines("t4g", ARM64),
        **dict.fromkeys(("g6", "g6f", "gr6", "gr6f"), Machines("l4")),
        "g6e": Machines("l40s"),
        "g7": Machines("rtx-pro-4500"),
        "g7e": Machines("rtx-pro-server-6000"),
    }
)
CARDS = tuple(dict.fromkeys(one.card for one in MACHINES.values() if one.card is not None))


def labels_of_family(family: str) -> dict[str, str]:
    """Return the labels that say which family of machines with cards this is; none of one that is not known."""
    found, known = _in_parts(family), MACHINES.get(family)
    if found is None or known is None:
        return {}
    own = {FAMILY: family, CATEGORY: found[1], GENERATION: found[2], MANUFACTURER: known.maker}
    if known.card is not None:
        own[NAME] = known.card
    every = {f"{domain}{name}": value for domain in DOMAINS for name, value in own.items()}
    return {**every, **dict.fromkeys(ARCHITECTURES, known.architecture)}
