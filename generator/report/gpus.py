"""What is known of GPU models, for a person at a terminal."""

from collections.abc import Iterator, Sequence

from generator.facts.driver_branches import first_branch
from generator.facts.mig import instance_memory, mig_families
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


def gpu_list(gpus: Sequence[Gpu]) -> str:
    """Return a line for each GPU: id, memory, compute capability, MPS and MIG."""
    heading = _row("MODEL", "MEMORY", "COMPUTE", "MPS CLIENTS", "MIG INSTANCES")
    return _text(laid_out([heading, *(_gpu_row(gpu) for gpu in gpus)]))


def gpu_text(gpu: Gpu) -> str:
    """Return all that is known of a GPU, and what MIG makes of it."""
    lines = [f"{gpu.id}: {gpu.marketing}"]
    for label, told in _facts(gpu):
        lines.extend(paragraph(f"  {label:<10}  ", told, WIDTH))
    for family in mig_families(gpu):
        lines.extend(_of_family(family))
    for note in gpu.notes:
        lines.extend(paragraph("  note: ", note, WIDTH))
    for fact, source in gpu.sources:
        lines.extend(paragraph(f"  source of {fact}: ", source, WIDTH))
    return _text(lines)


def _facts(gpu: Gpu) -> Iterator[tuple[str, str]]:
    yield "label", gpu.label + ("" if gpu.label_seen else " (by the driver's name; not seen on a node)")
    others = (*gpu.label_aliases, *gpu.aliases)
    if others:
        yield "also", ", ".join(others)
    yield "memory", _memory(gpu) + ("" if gpu.memory_readable else ", which NVML does not tell")
    yield "compute", f"{capability_text(gpu.compute_capability)}, {gpu.architecture}"
    yield "driver", f"{_branches(gpu)}; {_MODULES[gpu.open_modules]}"
    if gpu.pci_device_ids:
        yield "PCI id", ", ".join(f"10de:{one:04x}" for one in gpu.pci_device_ids)
    yield "MPS", f"up to {gpu.mps_max_clients} clients, {_limit(gpu)}"
    if gpu.board_power_w is not None:
        yield "power", f"usually {gpu.board_power_w} W"
    if gpu.mig_family is None:
        yield "MIG", "none is known of this card" if gpu.described else "none"


def _branches(gpu: Gpu) -> str:
    first = first_branch(gpu)
    least = "" if first is None else f"no branch before R{first.branch} knows {first.of}"
    last = "" if gpu.last_driver_branch is None else f"R{gpu.last_driver_branch} is the last that knows it"
    return ", ".join(part for part in (least, last) if part) or "any branch of today"


def _limit(gpu: Gpu) -> str:
    if gpu.limits_mps_clients:
        return "each limited to its share of the memory"
    return "without a limit that holds" if gpu.mps is MpsClass.LEGACY else "without a memory limit"


def _memory(gpu: Gpu) -> str:
    return f"about {gpu.memory_gib_marketing} GiB" if gpu.memory_mib is None else f"{gpu.memory_mib} MiB"


def _gpu_row(gpu: Gpu) -> Cells:
    instances = max((one.max_count for family in mig_families(gpu) for one in family.profiles), default=0)
    mig = f"up to {instances}" if instances else "-" if gpu.mig_family is None else "not known"
    capability = capability_text(gpu.compute_capability)
    return _row(gpu.id, _memory(gpu), capability, f"{gpu.mps_max_clients}, {_short_limit(gpu)}", mig)


def _short_limit(gpu: Gpu) -> str:
    return "limited" if gpu.limits_mps_clients else "not limited"


def _of_family(family: MigFamily) -> Iterator[str]:
    driver = "" if family.min_driver is None else f", from driver {family.min_driver} on"
    yield f"  MIG as {family.id} ({family.basis.value}{driver}):"
    rows = [_row("PROFILE", "RESOURCE UNDER mixed", "MEMORY", "MOST", "NEEDS")]
    rows += [_profile_row(one) for one in family.profiles]
    yield from (f"    {line}" for line in laid_out(rows))


def _profile_row(one: MigProfile) -> Cells:
    memory = instance_memory(one.memory_gb_name, one.memory_mib)
    about = "" if one.memory_mib is not None else "about "
    driver = "" if one.min_driver_branch is None else f"R{one.min_driver_branch}"
    return _row(one.name, one.resource_name, f"{about}{memory.least_mib} MiB", str(one.max_count), driver)


def _row(*cells: str) -> Cells:
    return tuple((cell,) for cell in cells)


def _text(lines: Sequence[str]) -> str:
    return "".join(f"{line}\n" for line in lines)
