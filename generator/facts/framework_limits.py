"""From what a process takes to the value of a framework's setting: what the setting leaves out, parts of a device."""

from typing import NamedTuple

from generator.model.framework import MemorySetting

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


def fraction_of(memory_mib: int, total_mib: int) -> str | None:
    """Return memory as a part of a device's whole memory in thousandths, rounded down; None below one of them."""
    parts = min(_PARTS, memory_mib * _PARTS // max(1, total_mib))
    if parts < 1:
        return None
    return "1.0" if parts == _PARTS else f"0.{parts:03}".rstrip("0")
