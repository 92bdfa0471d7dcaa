"""Labels that Google Kubernetes Engine gives to its GPU nodes, and the values that they have.

Sources: https://cloud.google.com/kubernetes-engine/docs/how-to/gpus, .../how-to/gpus-multi and
.../how-to/timesharing-gpus; kubernetes/autoscaler cluster-autoscaler/cloudprovider/gce (the names of the labels).
"""

from collections.abc import Mapping
from types import MappingProxyType

PREFIX = "cloud.google.com/"
ACCELERATOR = f"{PREFIX}gke-accelerator"
STRATEGY = f"{PREFIX}gke-gpu-sharing-strategy"
CLIENTS = f"{PREFIX}gke-max-shared-clients-per-gpu"
PARTITION = f"{PREFIX}gke-gpu-partition-size"
GPU_LABELS = (
    *(ACCELERATOR, STRATEGY, CLIENTS, PARTITION),
    *(f"{PREFIX}gke-accelerator-count", f"{PREFIX}gke-gpu", f"{PREFIX}gke-gpu-driver-version"),
    *(f"{PREFIX}gke-tpu-accelerator", f"{PREFIX}gke-tpu-topology"),
)
STRATEGIES = ("time-sharing", "mps")
FEWEST_CLIENTS, MOST_CLIENTS = 2, 48
ACCELERATORS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "k80": ("nvidia-tesla-k80",),
        "p4": ("nvidia-tesla-p4",),
        "p100": ("nvidia-tesla-p100",),
        "v100": ("nvidia-tesla-v100",),
        "t4": ("nvidia-tesla-t4",),
        "l4": ("nvidia-l4",),
        "a100": ("nvidia-tesla-a100", "nvidia-a100-80gb"),
        "h100": ("nvidia-h100-80gb", "nvidia-h100-mega-80gb"),
        "h200": ("nvidia-h200-141gb",),
        "b200": ("nvidia-b200",),
    }
)
"""The accelerators by the cards' names; later cards are not listed, and nothing is said of them."""
PARTITION_MEMORIES: Mapping[str, tuple[int, ...]] = MappingProxyType(
    {
        "nvidia-tesla-a100": (5, 10, 20, 40),
        "nvidia-a100-80gb": (10, 20, 40, 80),
        "nvidia-h100-80gb": (10, 20, 40, 80),
        "nvidia-h200-141gb": (18, 35, 71, 141),
    }
)
"""How many gigabytes the partitions of an accelerator have."""
UNDIVIDED = frozenset(one for card in ("k80", "p4", "p100", "v100", "t4", "l4") for one in ACCELERATORS[card])
"""Accelerators without MIG."""
