"""GPUs by what a profile or a node's labels say of them, those without a file of their own too.

Sources: NVIDIA/k8s-device-plugin internal/lm/resource.go (getArchFamily, sanitise) @ v0.20.0 and
cmd/mps-control-daemon/mps/device.go; NVIDIA/open-gpu-kernel-modules README.md; last driver branches as in the files
of the siblings.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from generator.facts.discovery_labels import MAJOR, MEMORY, MINOR, OF_MIG_DEVICE, PRODUCT, plain_product
from generator.facts.gpus import all_gpus, find_gpu, gpu_slug
from generator.model.gpu import Capability, Gpu, GpuUnknown, MpsClass, OpenModules, capability_text

_NOT_IN_LABELS = re.compile(r"[^A-Za-z0-9_. -]")
_BOARDS_APART = 8
"""Two boards of one name differ by more than this part of their memory; ECC and drivers take less (a sixteenth)."""
_LEAST_MIB = 1000
"""No board of the generations here has less."""
_RELEASES_APART = 32
"""What drivers differ in is less than this part of the memory, what ECC takes is more."""
_LINE = re.compile(r"(.+?)\s*,\s*([1-9][0-9]{3,5})\s*MiB\s*,\s*([0-9]{1,2})\.([0-9])")
"""A line of ``nvidia-smi --query-gpu=name,memory.total,compute_cap --format=csv,noheader``."""
_NUMBER = re.compile(r"[1-9][0-9]{0,6}")
_MINOR = re.compile(r"[0-9]")
_FULL_MPS: Capability = (7, 5)


DESCRIBE = "nvidia-smi --query-gpu=name,memory.total,compute_cap --format=csv,noheader"
"""What prints the description of a GPU."""


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


def named_gpu(text: str) -> Gpu | GpuUnknown | GpuContradiction:
    """Return the GPU of a name, or of a line in which nvidia-smi describes it: ``NVIDIA X 9, 8192 MiB, 8.6``."""
    return said_gpu(SaidGpu(text))


def why_none(wrong: GpuUnknown | GpuContradiction) -> str:
    """Say why what somebody wrote is no GPU, and what would be one."""
    if isinstance(wrong, GpuContradiction):
        return f"{wrong.said} is no {wrong.gpu.marketing}'s: it has {wrong.known}"
    names = ", ".join(wrong.nearest)
    if wrong.ambiguous:
        return f"{wrong.name!a} is the name of several GPUs: {names}"
    near = f" Did you mean {names}?" if names else ""
    return (
        f"there is no GPU {wrong.name!a}.{near} A card that is not known here is described by the line that "
        f"{DESCRIBE} prints: 'NVIDIA X 9, 8192 MiB, 8.6'"
    )


def said_gpu(said: SaidGpu) -> Gpu | GpuUnknown | GpuContradiction:
    """Return the GPU that is meant.

    What is said of a known GPU takes the place of what its file says, as far as both can be true of one board. Of
    several boards with one name it tells which, also where the plain name is the usual board's (RTX 3060). A name that
    is not known is a GPU where both its memory and its compute capability are said; a known one of which both are said
    may have been rebuilt with more memory.
    """
    said = _read(said)
    found = find_gpu(said.name)
    if isinstance(found, Gpu):
        wrong = _contradiction(found, said)
        if wrong is None:
            return _as_said(found, said)
        twin = _meant([gpu for gpu in all_gpus() if gpu.label == found.label], said)
        if twin is not None:
            return _as_said(twin, said)
        return _rebuilt(found, said) or wrong
    if found.ambiguous:
        meant = _meant([board for name in found.nearest if isinstance(board := find_gpu(name), Gpu)], said)
        return found if meant is None else _as_said(meant, said)
    if said.memory_mib is None or said.compute_capability is None:
        return found
    described = _described(said.name, said.memory_mib, said.compute_capability)
    return _contradiction(described, said) or _as_said(described, said)


def card_fields(gpu: Gpu) -> dict[str, str]:
    """Return what a profile has to say of a GPU so that it is this one again, by key."""
    found: dict[str, str] = {"model": gpu.marketing}
    known = find_gpu(gpu.marketing)
    memory = known.memory_mib if isinstance(known, Gpu) else None
    if gpu.memory_mib != memory:
        found["memory"] = f"{gpu.memory_mib}MiB"
    if gpu.described:
        found["computeCapability"] = capability_text(gpu.compute_capability)
    return found


def _read(said: SaidGpu) -> SaidGpu:
    """Return what is said, with what the name says of memory and compute capability beside it."""
    line = _LINE.fullmatch(said.name.strip())
    capability = None if line is None else (int(line[3]), int(line[4]))
    if line is None or capability is None or capability[0] not in _MAJORS:
        return said
    return said._replace(
        name=line[1],
        memory_mib=said.memory_mib or int(line[2]),
        compute_capability=said.compute_capability or capability,
    )


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
        int(memory) if _NUMBER.fullmatch(memory) and int(memory) >= _LEAST_MIB else None,
        capability if capability is not None and capability[0] in _MAJORS else None,
    )
    found = said_gpu(said) if plain else None
    if isinstance(found, GpuContradiction):
        return found.gpu
    return _as_usual(found) if isinstance(found, Gpu) else None


def one_of_releases(gpus: Iterable[Gpu]) -> dict[Gpu, Gpu]:
    """Return for each GPU the one of least memory that it is but for what a driver's release makes of the memory."""
    found: dict[Gpu, Gpu] = {}
    least: dict[Gpu, Gpu] = {}
    for gpu in sorted(dict.fromkeys(gpus), key=lambda one: one.total_mib):
        board = gpu._replace(memory_mib=None, memory_gib_marketing=0)
        one = least.get(board, gpu)
        least[board] = one if (gpu.total_mib - one.total_mib) * _RELEASES_APART < one.total_mib else gpu
        found[gpu] = least[board]
    return found


def _as_usual(gpu: Gpu) -> Gpu:
    """Return a known GPU as its file has it, if no more than a driver's release makes its memory another."""
    usual = find_gpu(gpu.id)
    if not isinstance(usual, Gpu) or usual.memory_mib is None or gpu.memory_mib is None:
        return gpu
    return usual if abs(gpu.memory_mib - usual.memory_mib) * _RELEASES_APART < usual.memory_mib else gpu


def _meant(boards: Sequence[Gpu], said: SaidGpu) -> Gpu | None:
    """Return the one board of those that share a name of which all that is said can be true."""
    fitting = [board for board in boards if _contradiction(board, said) is None]
    exact = [board for board in fitting if said.memory_mib is not None and board.memory_mib == said.memory_mib]
    meant = exact if len(exact) == 1 else fitting
    return meant[0] if len(meant) == 1 else None


def _contradiction(gpu: Gpu, said: SaidGpu) -> GpuContradiction | None:
    if said.compute_capability is not None and said.compute_capability != gpu.compute_capability:
        return GpuContradiction(
            gpu, "computeCapability", capability_text(said.compute_capability), capability_text(gpu.compute_capability)
        )
    owners = [other.marketing for other in all_gpus() if said.pci_device_id in other.pci_device_ids]
    if said.pci_device_id is not None and owners and said.pci_device_id not in gpu.pci_device_ids:
        ids = ", ".join(f"{one:04x}" for one in gpu.pci_device_ids)
        return GpuContradiction(
            gpu, "pciDeviceId", f"{said.pci_device_id:04x} ({' or '.join(owners)})", ids or "others"
        )
    if said.memory_mib is not None and gpu.memory_mib is not None and not _may_have(gpu, said.memory_mib):
        return GpuContradiction(gpu, "memory", f"{said.memory_mib} MiB", f"{gpu.memory_mib} MiB")
    return None


def _may_have(gpu: Gpu, memory_mib: int) -> bool:
    """Say whether a board may have that much: less by what ECC and drivers take, more only up to what is on its box."""
    most = max(gpu.memory_gib_marketing * 1024, gpu.total_mib + gpu.total_mib // _RELEASES_APART)
    return gpu.total_mib - gpu.total_mib // _BOARDS_APART <= memory_mib <= most


def _rebuilt(gpu: Gpu, said: SaidGpu) -> Gpu | None:
    """Return a GPU whose board was given more memory, such as an RTX 4090 of 48 GB; those with MIG nobody rebuilds."""
    if said.compute_capability != gpu.compute_capability or gpu.mig_family is not None:
        return None
    if said.memory_mib is None or said.memory_mib < gpu.total_mib:
        return None
    if said.pci_device_id not in (None, *gpu.pci_device_ids):
        return None
    size = max(1, round(said.memory_mib / 1024))
    return gpu._replace(memory_mib=said.memory_mib, memory_gib_marketing=size, described=True)


def _as_said(gpu: Gpu, said: SaidGpu) -> Gpu:
    gpu = gpu._replace(memory_mib=said.memory_mib or gpu.memory_mib)
    if said.pci_device_id is None or said.pci_device_id in gpu.pci_device_ids:
        return gpu
    # A board of another device id has other subsystem ids, too.
    known = () if gpu.pci_subsystem_ids else gpu.pci_device_ids
    return gpu._replace(pci_device_ids=(*known, said.pci_device_id), pci_subsystem_ids=())


def _described(name: str, memory_mib: int, capability: Capability) -> Gpu:
    name = plain_product(name)
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
        pci_device_ids=(),
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
