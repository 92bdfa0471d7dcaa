"""GPUs by what a profile or a node's labels say of them, those without a file of their own too.

Sources: NVIDIA/k8s-device-plugin internal/lm/resource.go (getArchFamily, sanitise) @ v0.20.0 and
cmd/mps-control-daemon/mps/device.go; NVIDIA/open-gpu-kernel-modules README.md; last driver branches as in the files
of the siblings.
"""

import re
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from generator.facts.discovery_labels import MAJOR, MEMORY, MINOR, OF_MIG_DEVICE, PRODUCT, plain_product
from generator.facts.gpus import all_gpus, find_gpu, gpu_slug
from generator.model.gpu import Capability, Gpu, GpuUnknown, MpsClass, OpenModules

_NOT_IN_LABELS = re.compile(r"[^A-Za-z0-9_. -]")
_BOARDS_APART = 8
"""Two boards of one name differ by more than this part of their memory; ECC and drivers take less (a sixteenth)."""
_RELEASES_APART = 32
"""What drivers differ in is less than this part of the memory, what ECC takes is more."""
_NUMBER = re.compile(r"[1-9][0-9]{0,6}")
_MINOR = re.compile(r"[0-9]")
_FULL_MPS: Capability = (7, 5)


class SaidGpu(NamedTuple):
    """A GPU as somebody names and describes it; the memory is in MiB, as nvidia-smi prints it."""

    name: str
    memory_mib: int | None = None
    compute_capability: Capability | None = None
    pci_device_id: int | None = None


class GpuContradiction(NamedTuple):
    """What is said of a GPU that is known otherwise: `key` is the profile's, both values with their units."""

    gpu: Gpu
    key: str
    said: str
    known: str


class _Generation(NamedTuple):
    least: Capability
    architecture: str
    open_modules: OpenModules = OpenModules.POSSIBLE
    last_driver_branch: int | None = None


_GENERATIONS = (
    _Generation((10, 0), "Blackwell", OpenModules.REQUIRED),
    _Generation((9, 0), "Hopper"),
    _Generation((8, 9), "Ada Lovelace"),
    _Generation((8, 0), "Ampere"),
    _Generation((7, 5), "Turing"),
    _Generation((7, 0), "Volta", OpenModules.IMPOSSIBLE, 580),
    _Generation((6, 0), "Pascal", OpenModules.IMPOSSIBLE, 580),
    _Generation((5, 0), "Maxwell", OpenModules.IMPOSSIBLE, 580),
)
"""Newest first; what came before Maxwell no driver of today's containers supports."""
_MAJORS = (5, 6, 7, 8, 9, 10, 12)
"""11 is of boards without a card; what comes later is not known to be like these."""


def said_gpu(said: SaidGpu) -> Gpu | GpuUnknown | GpuContradiction:
    """Return the GPU that is meant.

    What is said of a known GPU takes the place of what its file says, as far as both can be true of one board. Of
    several boards with one name it tells which, also where the plain name is the usual board's (RTX 3060). A name that
    is not known is a GPU where both its memory and its compute capability are said.
    """
    found = find_gpu(said.name)
    if isinstance(found, Gpu):
        wrong = _contradiction(found, said)
        if wrong is None:
            return _as_said(found, said)
        twin = _meant([gpu for gpu in all_gpus() if gpu.label == found.label], said)
        return wrong if twin is None else _as_said(twin, said)
    if found.ambiguous:
        meant = _meant([board for name in found.nearest if isinstance(board := find_gpu(name), Gpu)], said)
        return found if meant is None else _as_said(meant, said)
    if said.memory_mib is None or said.compute_capability is None:
        return found
    return _described(said.name, said.memory_mib, said.compute_capability, said.pci_device_id)


def labelled_gpu(labels: Mapping[str, str]) -> Gpu | None:
    """Return the GPU of a node by the labels that GPU feature discovery gives it."""
    product = labels.get(PRODUCT, "")
    # With the strategy single the labels say the memory of a MIG device.
    memory = "" if OF_MIG_DEVICE in product else labels.get(MEMORY, "")
    major, minor = labels.get(MAJOR, ""), labels.get(MINOR, "")
    plain = plain_product(product)
    capability = (int(major), int(minor)) if _NUMBER.fullmatch(major) and _MINOR.fullmatch(minor) else None
    said = SaidGpu(
        plain,
        int(memory) if _NUMBER.fullmatch(memory) else None,
        capability if capability is not None and capability[0] in _MAJORS else None,
    )
    found = said_gpu(said) if plain else None
    if isinstance(found, GpuContradiction):
        return found.gpu
    return _as_usual(found) if isinstance(found, Gpu) else None


def _as_usual(gpu: Gpu) -> Gpu:
    """Return a known GPU as its file has it, if no more than a driver's release makes its memory another."""
    usual = find_gpu(gpu.id)
    if not isinstance(usual, Gpu) or usual.memory_mib is None or gpu.memory_mib is None:
        return gpu
    return usual if abs(gpu.memory_mib - usual.memory_mib) * _RELEASES_APART < usual.memory_mib else gpu


def _meant(boards: Sequence[Gpu], said: SaidGpu) -> Gpu | None:
    """Return the one board of those that share a name of which all that is said can be true."""
    fitting = [board for board in boards if _contradiction(board, said) is None]
    exact = [board for board in fitting if board.memory_mib == said.memory_mib]
    meant = exact if len(exact) == 1 else fitting
    return meant[0] if len(meant) == 1 else None


def _contradiction(gpu: Gpu, said: SaidGpu) -> GpuContradiction | None:
    if said.compute_capability not in (None, gpu.compute_capability):
        return GpuContradiction(
            gpu, "computeCapability", _dotted(said.compute_capability), _dotted(gpu.compute_capability)
        )
    memory = gpu.memory_mib
    if said.memory_mib is not None and memory is not None and abs(said.memory_mib - memory) * _BOARDS_APART > memory:
        return GpuContradiction(gpu, "memory", f"{said.memory_mib} MiB", f"{memory} MiB")
    return None


def _dotted(capability: Capability | None) -> str:
    return ".".join(map(str, capability or ()))


def _as_said(gpu: Gpu, said: SaidGpu) -> Gpu:
    ids = gpu.pci_device_ids
    if said.pci_device_id is not None and said.pci_device_id not in ids:
        ids = (*ids, said.pci_device_id)
    return gpu._replace(memory_mib=said.memory_mib or gpu.memory_mib, pci_device_ids=ids)


def _described(name: str, memory_mib: int, capability: Capability, pci_device_id: int | None) -> Gpu:
    label = "-".join(_NOT_IN_LABELS.sub("", name).split())
    generation = next((one for one in _GENERATIONS if capability >= one.least), _GENERATIONS[-1])
    full = capability >= _FULL_MPS
    before_volta = capability < (7, 0)
    return Gpu(
        id=gpu_slug(label) or "gpu",
        label=label,
        label_seen=False,
        label_aliases=(),
        marketing=name,
        aliases=(),
        architecture=generation.architecture,
        gfd_family=generation.architecture.lower().replace(" ", "-"),
        compute_capability=capability,
        memory_mib=memory_mib,
        memory_gib_marketing=max(1, round(memory_mib / 1024)),
        pci_device_ids=() if pci_device_id is None else (pci_device_id,),
        pci_subsystem_ids=(),
        mig_family=None,
        mig_family_variants=(),
        mps=MpsClass.FULL if full else MpsClass.LEGACY if before_volta else MpsClass.VOLTA,
        mps_max_clients=48 if full else 16,
        open_modules=generation.open_modules,
        last_driver_branch=generation.last_driver_branch,
        board_power_w=None,
        sources=(("memory_mib", "as said"), ("compute_capability", "as said")),
        notes=(),
        described=True,
    )
