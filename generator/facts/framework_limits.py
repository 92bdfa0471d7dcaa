"""From what a process takes to the value of a framework's setting: what the setting leaves out, parts of a device."""

from collections.abc import Sequence
from typing import NamedTuple

from generator.model.framework import Measure, MemorySetting
from generator.model.plan import WorkloadPlan

_PARTS = 1000


class Term(NamedTuple):
    """An amount in MiB that is added to what is known of a process, negative where it is taken off."""

    memory_mib: int
    name: str


def limit_terms(setting: MemorySetting, context_mib: int, *, context_included: bool) -> tuple[Term, ...]:
    """Return what lies between the memory of a process and what a setting counts of it."""
    terms = []
    if context_included and not setting.counts_context:
        terms.append(Term(-context_mib, "CUDA context"))
    elif setting.counts_context and not context_included:
        terms.append(Term(context_mib, "CUDA context"))
    if setting.beside_mib:
        terms.append(Term(-setting.beside_mib, setting.beside))
    return tuple(terms)


class NoLimit(NamedTuple):
    """A setting that cannot be written: why, what the framework does then, and in MiB what declared would be enough."""

    why: str
    unset: str
    least_mib: int

    @property
    def reason(self) -> str:
        """Why, and what follows."""
        return f"{self.why}, so {self.unset}"

    @property
    def text(self) -> str:
        """All of it, to stand after a colon."""
        return f"{self.reason}; a limit can be written from {self.least_mib} MiB on."


def no_limit(
    workload: WorkloadPlan, settings: Sequence[MemorySetting], context_mib: int, whole_mib: int
) -> NoLimit | None:
    """Say why no limit can be written for what is declared of a process; None where one can, or is not by an amount.

    `context_mib` and `whole_mib` are those of the devices that its pods may meet, the largest of each. The settings of
    one framework are ways to say the same, so that the first one missing speaks for all.
    """
    for setting in settings:
        if setting.measure not in (Measure.FRACTION, Measure.BYTES, Measure.MIB):
            continue
        terms = limit_terms(setting, context_mib, context_included=workload.context_included)
        least = -(-whole_mib // _PARTS) if setting.measure is Measure.FRACTION else 1
        enough = least - sum(one.memory_mib for one in terms)
        if workload.memory_mib < enough:
            return NoLimit(_too_little(workload.memory_mib, terms, whole_mib), setting.unset, enough)
    return None


def _too_little(memory_mib: int, terms: Sequence[Term], whole_mib: int) -> str:
    left = memory_mib + sum(one.memory_mib for one in terms)
    taken = " and ".join(f"{-one.memory_mib} MiB of {one.name}" for one in terms if one.memory_mib < 0)
    after = f" after {taken}" if taken else ""
    if left < 1:
        return f"of {memory_mib} MiB nothing is left{after}"
    if not taken:
        return f"{memory_mib} MiB are less than a thousandth of the device's {whole_mib} MiB"
    return f"of {memory_mib} MiB {left} MiB are left{after}, less than a thousandth of the device's {whole_mib} MiB"


def fraction_of(memory_mib: int, total_mib: int) -> str | None:
    """Return memory as a part of a device's whole memory in thousandths, rounded down; None below one of them."""
    parts = min(_PARTS, memory_mib * _PARTS // max(1, total_mib))
    if parts < 1:
        return None
    return "1.0" if parts == _PARTS else f"0.{parts:03}".rstrip("0")
