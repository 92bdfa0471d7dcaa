"""A GPU model as Kubernetes sees it: its label, its memory, and which ways of sharing it knows."""

from enum import Enum
from typing import NamedTuple

Capability = tuple[int, int]
"""CUDA's compute capability, major and minor."""


def capability_text(capability: Capability) -> str:
    """Return a compute capability as nvidia-smi prints it: ``8.6``."""
    return ".".join(map(str, capability))


def read_capability(dotted: str) -> Capability:
    """Return a compute capability that is written so; a ValueError for another text."""
    major, minor = dotted.split(".")
    return int(major), int(minor)


class MpsClass(Enum):
    """How far CUDA MPS goes on a GPU.

    Source: https://docs.nvidia.com/deploy/mps/ and NVIDIA/k8s-device-plugin cmd/mps-control-daemon/mps/device.go.
    """

    LEGACY = "legacy"
    """Before Volta: 16 clients, and neither memory limits nor thread percentages isolate them."""
    VOLTA = "volta"
    """Volta: CUDA allows 48 clients, the device plugin stops at 16."""
    FULL = "full"
    """Compute capability 7.5 and newer: 48 clients in the device plugin."""


class OpenModules(Enum):
    """Whether NVIDIA's open kernel modules drive a GPU.

    Source: NVIDIA/open-gpu-kernel-modules README.md.
    """

    IMPOSSIBLE = "impossible"
    """Before Turing."""
    POSSIBLE = "possible"
    """Turing and newer, where the closed modules work too."""
    REQUIRED = "required"
    """Grace Hopper and Blackwell, which the closed modules do not support."""


class Gpu(NamedTuple):
    """One GPU model; a board that carries several GPUs is described per GPU."""

    id: str
    label: str
    """``nvidia.com/gpu.product`` on a node that neither shares the GPU nor has MIG on."""
    label_seen: bool
    """True where the label was seen published, False where it is the driver's name put through GFD's rule."""
    label_aliases: tuple[str, ...]
    """Labels that older drivers give."""
    marketing: str
    aliases: tuple[str, ...]
    """Further spellings that people use."""
    architecture: str
    gfd_family: str
    """``nvidia.com/gpu.family``."""
    compute_capability: Capability
    memory_mib: int | None
    """Total memory as nvidia-smi prints it with ECC in factory state, in MiB; None where it prints or tells none."""
    memory_gib_marketing: int
    """Size on the box, in GiB."""
    pci_device_ids: tuple[int, ...]
    pci_subsystem_ids: tuple[int, ...]
    """Given only where another model has the same device id and nothing else tells the two apart."""
    mig_family: str | None
    mig_family_variants: tuple[str, ...]
    """Other families that boards of this very label and PCI id may have; only the driver knows."""
    mps: MpsClass
    mps_max_clients: int
    """Most MPS clients per GPU that the device plugin's daemon accepts."""
    open_modules: OpenModules
    last_driver_branch: int | None
    """Newest driver branch that supports the GPU (580 means R580); None while it is still supported."""
    board_power_w: int | None
    """Usual power limit in watts; for display, never to compute with."""
    sources: tuple[tuple[str, str], ...]
    """Pairs of fact and where it comes from."""
    notes: tuple[str, ...]
    memory_readable: bool = True
    """False where NVML tells no memory, so that feature discovery labels none and MPS limits none."""
    described: bool = False
    """True where it has no file and all that is known is what a profile or a node says."""

    @property
    def limits_mps_clients(self) -> bool:
        """Whether MPS keeps each client to a share of the memory, from Volta on and where NVML tells how much it is."""
        return self.memory_readable and self.mps is not MpsClass.LEGACY

    @property
    def total_mib(self) -> int:
        """Total memory in MiB, by the size on the box where none is published."""
        return self.memory_gib_marketing * 1024 if self.memory_mib is None else self.memory_mib


class GpuUnknown(NamedTuple):
    """A spelling that names no single GPU model.

    `nearest` holds ids: those that the spelling fits if `ambiguous`, else those spelled most alike.
    """

    name: str
    nearest: tuple[str, ...]
    ambiguous: bool
