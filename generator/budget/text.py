"""A budget's arithmetic as lines that a person can check."""

from generator.budget.budget import DeviceBudget
from generator.budget.claim import Claim, Met
from generator.budget.device import DeviceMemory


def arithmetic(budget: DeviceBudget) -> tuple[str, ...]:
    """Return what the device has, what each workload of the worst set takes, and the difference."""
    lines = [f"one {budget.part} has {has(budget.device.memory)}"]
    lines += [taken(met) for met in budget.worst]
    lines += [f"{taken(met)}, past the plugin" for met in budget.unaccounted]
    if lines[1:]:
        lines.append(f"{together(budget)}: {difference(budget)}")
    return tuple(lines)


def has(memory: DeviceMemory) -> str:
    """Return what is left of a device's memory: ``12288 MiB - 246 MiB of the driver = 12042 MiB``."""
    total = f"about {memory.total_mib} MiB" if memory.estimated else f"{memory.total_mib} MiB"
    reserved = f" - {memory.reserved_mib} MiB reserved" if memory.reserved_mib else ""
    return f"{total}{reserved} - {memory.kept_mib} MiB of the driver = {memory.usable_mib} MiB"


def taken(met: Met) -> str:
    """Return what some pods take: ``ai/vllm: 2 pods x 2 processes x (4096 MiB + 338 MiB CUDA context) = 17736 MiB``."""
    factors = (_counted(met.pods, "pod"), *_factors(met.claim))
    return f"{met.claim.name}: {' x '.join(factors)} = {met.memory_mib} MiB"


def of_a_pod(claim: Claim) -> str:
    """Return what one pod takes: ``2 processes x 4096 MiB = 8192 MiB``, or the sum alone where it is none."""
    factors = _factors(claim)
    sum_alone = len(factors) == 1 and not claim.context_mib
    return f"{claim.pod_mib} MiB" if sum_alone else f"{' x '.join(factors)} = {claim.pod_mib} MiB"


def _factors(claim: Claim) -> tuple[str, ...]:
    memory = f"{claim.workload.memory_mib} MiB"
    if claim.context_mib:
        memory = f"({memory} + {claim.context_mib} MiB CUDA context)"
    return (f"{claim.processes} processes", memory) if claim.processes > 1 else (memory,)


def together(budget: DeviceBudget) -> str:
    """Return what may be wanted of the device at worst."""
    return f"together {'' if budget.proven else 'at least '}{budget.need_mib} MiB"


def difference(budget: DeviceBudget) -> str:
    """Return by how much the worst set is too much, or what it leaves."""
    over = budget.over_mib
    if over > 0:
        return f"{'' if budget.proven else 'at least '}{over} MiB too much"
    return f"{'' if budget.proven else 'at most '}{-over} MiB left"


def _counted(number: int, word: str) -> str:
    return f"{number} {word}" if number == 1 else f"{number} {word}s"
