"""From the models that people write to the cards that are known."""

from generator.facts.gpus import find_gpu
from generator.model.finding import Finding
from generator.model.gpu import GpuUnknown
from generator.model.plan import PoolGpu
from generator.model.profile import Pool
from generator.model.tree import Path
from generator.resolve import _problems as problem


def pool_gpus(pool: Pool, origin: Path, faults: problem.Faults) -> tuple[PoolGpu, ...] | None:
    """Return the pool's cards, or None where one of them is not known."""
    found: list[PoolGpu] = []
    for index, entry in enumerate(pool.gpus):
        at = (*origin, "gpus", index)
        gpu = find_gpu(entry.model)
        if isinstance(gpu, GpuUnknown):
            faults.append(_unknown(gpu, (*at, "model")))
            continue
        if any(gpu.id == other.gpu.id for other in found):
            faults.append(problem.GPU_TWICE.at((*at, "model"), f"{gpu.marketing} is listed twice in this pool"))
            continue
        if gpu.memory_mib is not None and entry.reserved_mib >= gpu.memory_mib:
            faults.append(
                problem.RESERVED_TOO_MUCH.at(
                    (*at, "reservedMemory"),
                    f"{entry.reserved_mib} MiB reserved of the {gpu.memory_mib} MiB that a {gpu.marketing} has",
                    f"Write less than {gpu.memory_mib}MiB.",
                )
            )
        found.append(PoolGpu(gpu, entry.per_node, entry.reserved_mib, entry.price_micros))
    return tuple(found) if len(found) == len(pool.gpus) else None


def _unknown(unknown: GpuUnknown, at: Path) -> Finding:
    names = ", ".join(unknown.nearest)
    if unknown.ambiguous:
        return problem.GPU_AMBIGUOUS.at(at, f'"{unknown.name}" fits several GPUs: {names}', f"Write one of: {names}.")
    fix = f"Did you mean {' or '.join(unknown.nearest)}?" if unknown.nearest else None
    return problem.GPU_UNKNOWN.at(at, f'unknown GPU "{unknown.name}"', fix)
