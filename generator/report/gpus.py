"""What is known of GPU models, for a person at a terminal."""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from generator.model.gpu import Gpu, MpsClass, OpenModules, capability_text
from generator.model.mig import MigFamily, MigProfile
from generator.report.grid import Cells, laid_out
from generator.report.plain import paragraph
from generator.report.text import WIDTH

_MODULES = {
    OpenModules.IMPOSSIBLE: "closed kernel modules only",
    OpenModules.POSSIBLE: "open or closed kernel modules",
    OpenModules.REQUIRED: "open kernel modules only",
}


class CutGpu(NamedTuple):
    """A way to cut a GPU, with the least memory of a device of each of the family's profiles, in MiB."""

    family: MigFamily
    least_mib: tuple[int, ...]


class KnownGpu(NamedTuple):
    """A GPU with what the facts say of its kind.

    `first_branch` is the first driver branch that may know it (570 means R570) and what that branch brought; None
    where every driver of today may.
    """

    gpu: Gpu
    cuts: tuple[CutGpu, ...]
    first_branch: tuple[int, str] | None


def gpu_list(gpus: Sequence[KnownGpu]) -> str:
    """Return a line for each GPU: id, memory, compute capability, MPS and MIG."""
    heading = _row("MODEL", "MEMORY", "COMPUTE", "MPS CLIENTS", "MIG INSTANCES")
    return _text(laid_out([heading, *(_gpu_row(one) for one in gpus)]))


def gpu_text(known: KnownGpu) -> str:
    """Return all that is known of a GPU, and what MIG makes of it."""
    gpu = known.gpu
    lines = [f"{gpu.id}: {gpu.marketing}"]
    for label, told in _facts(known):
        lines.extend(paragraph(f"  {label:<10}  ", told, WIDTH))
    for cut in known.cuts:
        lines.extend(_of_cut(cut))
    for note in gpu.notes:
        lines.extend(paragraph("  note: ", note, WIDTH))
    for fact, source in gpu.sources:
        lines.extend(paragraph(f"  source of {fact}: ", source, WIDTH))
    return _text(lines)


def _facts(known: KnownGpu) -> Iterator[tuple[str, str]]:
    gpu = known.gpu
    yield "label", gpu.label + ("" if gpu.label_seen else " (by the driver's name; not seen on a node)")
    others = (*gpu.label_aliases, *gpu.aliases)
    if others:
        yield "also", ", ".join(others)
    yield "memory", _memory(gpu) + ("" if gpu.memory_readable else ", which NVML does not tell")
    yield "compute", f"{capability_text(gpu.compute_capability)}, {gpu.architecture}"
    yield "driver", f"{_branches(known)}; {_MODULES[gpu.open_modules]}"
    if gpu.pci_device_ids:
        yield "PCI id", ", ".join(f"10de:{one:04x}" for one in gpu.pci_device_ids)
    yield "MPS", f"up to {gpu.mps_max_clients} clients, {_limit(gpu)}"
    if gpu.board_power_w is not None:
        yield "power", f"usually {gpu.board_power_w} W"
    if gpu.mig_family is None:
        yield "MIG", "none is known of this card" if gpu.described else "none"


def _branches(known: KnownGpu) -> str:
    branch, brought = known.first_branch or (None, "")
    least = "" if branch is None else f"no branch before R{branch} knows {brought}"
    branch = known.gpu.last_driver_branch
    last = "" if branch is None else f"R{branch} is the last that knows it"
    return ", ".join(part for part in (least, last) if part) or "any branch of today"


def _limit(gpu: Gpu) -> str:
    if gpu.limits_mps_clients:
        return "each limited to its share of the memory"
    return "without a limit that holds" if gpu.mps is MpsClass.LEGACY else "without a memory limit"


def _memory(gpu: Gpu) -> str:
    return f"about {gpu.memory_gib_marketing} GiB" if gpu.memory_mib is None else f"{gpu.memory_mib} MiB"


def _gpu_row(known: KnownGpu) -> Cells:
    gpu = known.gpu
    instances = max((one.max_count for cut in known.cuts for one in cut.family.profiles), default=0)
    mig = f"up to {instances}" if instances else "-" if gpu.mig_family is None else "not known"
    capability = capability_text(gpu.compute_capability)
    return _row(gpu.id, _memory(gpu), capability, f"{gpu.mps_max_clients}, {_short_limit(gpu)}", mig)


def _short_limit(gpu: Gpu) -> str:
    return "limited" if gpu.limits_mps_clients else "not limited"


def _of_cut(cut: CutGpu) -> Iterator[str]:
    family = cut.family
    driver = "" if family.min_driver is None else f", from driver {family.min_driver} on"
    yield f"  MIG as {family.id} ({family.basis.value}{driver}):"
    rows = [_row("PROFILE", "RESOURCE UNDER mixed", "MEMORY", "MOST", "NEEDS")]
    rows += [_profile_row(one, least) for one, least in zip(family.profiles, cut.least_mib, strict=True)]
    yield from (f"    {line}" for line in laid_out(rows))


def _profile_row(one: MigProfile, least_mib: int) -> Cells:
    about = "" if one.memory_mib is not None else "about "
    driver = "" if one.min_driver_branch is None else f"R{one.min_driver_branch}"
    return _row(one.name, one.resource_name, f"{about}{least_mib} MiB", str(one.max_count), driver)


def _row(*cells: str) -> Cells:
    return tuple((cell,) for cell in cells)


def _text(lines: Sequence[str]) -> str:
    return "".join(f"{line}\n" for line in lines)
