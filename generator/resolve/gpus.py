"""From the models that people write to the cards that are known."""

from generator.facts.described_gpu import GpuContradiction, SaidGpu, said_gpu
from generator.facts.runtimes import kept_by_driver
from generator.model.finding import Finding
from generator.model.gpu import Gpu, GpuUnknown, capability_text
from generator.model.plan import PoolGpu
from generator.model.profile import GpuEntry, Pool
from generator.model.tree import Path
from generator.resolve import _problems as problem

_BOTH = (
    "Write both memory and computeCapability, as "
    "nvidia-smi --query-gpu=name,memory.total,compute_cap --format=csv prints them."
)
_DESCRIBE = f"If it is another card, describe it. {_BOTH}"


def pool_gpus(pool: Pool, origin: Path, faults: problem.Faults) -> tuple[PoolGpu, ...] | None:
    """Return the pool's cards, or None where one of them is not known."""
    found: list[PoolGpu] = []
    for index, entry in enumerate(pool.gpus):
        at = (*origin, "gpus", index)
        gpu = said_gpu(SaidGpu(entry.model, entry.memory_mib, entry.compute_capability, entry.pci_device_id))
        if isinstance(gpu, GpuUnknown):
            faults.append(_unknown(gpu, entry, (*at, "model")))
            continue
        if isinstance(gpu, GpuContradiction):
            faults.append(_contradicted(gpu, entry, at))
            continue
        if any(gpu.id == other.gpu.id for other in found):
            fix = None
            if all(gpu != other.gpu for other in found):
                fix = "Give the nodes that have the one and those that have the other a pool each."
            faults.append(problem.GPU_TWICE.at((*at, "model"), f"{gpu.marketing} is listed twice in this pool", fix))
            continue
        least = gpu.total_mib - kept_by_driver(gpu.total_mib).memory_mib
        if entry.reserved_mib >= least:
            faults.append(_reserved(gpu, entry, least, (*at, "reservedMemory")))
        # What is said of memory elsewhere still holds: as if nothing were reserved.
        reserved_mib = entry.reserved_mib if entry.reserved_mib < least else 0
        found.append(PoolGpu(gpu, entry.per_node, reserved_mib, entry.price_micros))
    return tuple(found) if len(found) == len(pool.gpus) else None


def _contradicted(wrong: GpuContradiction, entry: GpuEntry, at: Path) -> Finding:
    name = wrong.gpu.marketing
    fix = None
    is_more = wrong.key == "memory" and (entry.memory_mib or 0) > wrong.gpu.total_mib
    if is_more and entry.compute_capability is None and wrong.gpu.mig_family is None:
        dotted = capability_text(wrong.gpu.compute_capability)
        fix = (
            "Leave it out, or write the model that `nvidia-smi -L` names. If the board was rebuilt with that much "
            f'memory, write computeCapability: "{dotted}" beside it.'
        )
    return problem.GPU_CONTRADICTED.at((*at, wrong.key), f"{wrong.said} is no {name}'s: it has {wrong.known}", fix)


def _reserved(gpu: Gpu, entry: GpuEntry, least: int, at: Path) -> Finding:
    return problem.RESERVED_TOO_MUCH.at(
        at,
        f"{entry.reserved_mib} MiB reserved of the {gpu.total_mib} MiB that a {gpu.marketing} has; its driver keeps "
        f"about {gpu.total_mib - least} MiB",
        f"Write less than {least}MiB.",
    )


def _unknown(unknown: GpuUnknown, entry: GpuEntry, at: Path) -> Finding:
    names = ", ".join(unknown.nearest)
    if unknown.ambiguous:
        none = "" if entry.memory_mib is None else f", and which of them has {entry.memory_mib} MiB is not known"
        told = f'"{unknown.name}" fits several GPUs: {names}{none}'
        fix = f"Write one of: {names}." if not none else f"Write one of: {names}, without memory."
        return problem.GPU_AMBIGUOUS.at(at, told, fix)
    if (entry.memory_mib is None) != (entry.compute_capability is None):
        return problem.GPU_HALF.at(at, f'unknown GPU "{unknown.name}", described by half', _BOTH)
    near = f"Did you mean {' or '.join(unknown.nearest)}? {_DESCRIBE}" if unknown.nearest else None
    return problem.GPU_UNKNOWN.at(at, f'unknown GPU "{unknown.name}"', near)
