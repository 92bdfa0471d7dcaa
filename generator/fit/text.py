"""Verdicts as people read them: the ledger of one place with its sources, or a table of many."""

from collections.abc import Iterable, Sequence
from textwrap import wrap

from generator.facts.framework_limits import fraction_of, limit_terms
from generator.facts.frameworks import framework_facts
from generator.facts.runtimes import VLLM_FRACTION, VLLM_NEWER_FRACTION, cuda_context
from generator.fit.place import Place
from generator.fit.verdict import Verdict
from generator.model.ai_model import MeasuredModel
from generator.model.gpu import capability_text
from generator.model.plan import WorkloadPlan
from generator.model.workload import Framework

_WIDTH = 110
_GAP = "  "


def verdict_text(verdict: Verdict) -> str:
    """Return the whole answer for one place: the sum, the verdict, what the unit means, and every source."""
    model = verdict.usage.model
    lines = [
        f"{_subject(verdict)},",
        f"on {verdict.place.name}",
        "",
        *_ledger(verdict),
        "",
        *_wrapped(_answer(verdict)),
    ]
    for note in (*_meaning(verdict), *model.notes):
        lines.extend(("", *_wrapped(note)))
    lines.extend(("", "sources"))
    facts = tuple(source for name, source in model.sources if name in ("config", "read_in"))
    rows = [(portion.name, portion.source) for portion in verdict.need.portions]
    rows.append(("driver", verdict.place.kept.source))
    for name, source in (*((("model", "; read in ".join(facts)),) if facts else ()), *rows):
        lines.extend(_wrapped(source, f"  {name:<13}", " " * 15))
    return "".join(f"{line}\n" for line in lines)


def places_table(verdicts: Sequence[Verdict]) -> str:
    """Return one model in several places."""
    rows = [
        (one.place.name, _mib(one.place.each_mib), _mib(one.need.memory_mib), _word(one), _context(one))
        for one in verdicts
    ]
    titles = ("PLACE", "EACH MAY TAKE", "NEEDED", "VERDICT", "LARGEST CONTEXT")
    return f"{_subject(verdicts[0])}\n\n{_table((titles, *rows))}"


def models_table(place: Place, verdicts: Sequence[Verdict], measured: Sequence[MeasuredModel]) -> str:
    """Return many models in one place; those that were only measured stand below with every figure."""
    rows = [
        (
            one.usage.model.id,
            one.usage.quantisation.name,
            _mib(one.need.portions[0].memory_mib),
            _mib(one.need.portions[1].memory_mib),
            _mib(one.need.memory_mib),
            _word(one),
            _context(one),
        )
        for one in verdicts
    ]
    titles = ("MODEL", "FORMAT", "WEIGHTS", "KV CACHE", "ONE PROCESS", "VERDICT", "LARGEST CONTEXT")
    below = "".join(f"\n{_measured_lines(place, model)}" for model in measured)
    return f"on {place.name}: each unit may take {_mib(place.each_mib)}\n\n{_table((titles, *rows))}{below}"


def measured_text(place: Place, model: MeasuredModel) -> str:
    """Return what was measured of a model that has no formula, each figure with whether it fits in a place."""
    return f"on {place.name}: each unit may take {_mib(place.each_mib)}\n\n{_measured_lines(place, model)}"


def declared_text(workloads: Sequence[WorkloadPlan]) -> str:
    """Return that what a profile declares is not taken off its units."""
    names = ", ".join(one.title for one in workloads)
    note = (
        f"Not counted: what the profile declares to run there ({names}). Units are judged as if nothing else ran; "
        "`gpuslice show PROFILE --workloads` says what is left beside it."
    )
    return "".join(f"{line}\n" for line in ("", *_wrapped(note)))


def _measured_lines(place: Place, model: MeasuredModel) -> str:
    lines = [f"{model.name}: measured only, no formula"]
    for one in model.measured:
        word = "fits" if one.memory_mib <= place.each_mib else f"short by {_mib(one.memory_mib - place.each_mib)}"
        lines.extend(_wrapped(f"{_mib(one.memory_mib)}, {word}: {one.what}. Source: {one.source}", "  ", "    "))
    lines.extend(line for note in model.notes for line in _wrapped(note, "  ", "  "))
    return "".join(f"{line}\n" for line in lines)


def _subject(verdict: Verdict) -> str:
    usage = verdict.usage
    sequences = f"{usage.batch} sequences" if usage.batch > 1 else "1 sequence"
    return f"{usage.model.name} in {usage.quantisation.name}, {sequences} of {usage.context} tokens"


def _ledger(verdict: Verdict) -> Iterable[str]:
    place, total = verdict.place, verdict.need.memory_mib
    for portion in verdict.need.portions:
        assumed = " (assumed)" if portion.assumed else ""
        yield from _wrapped(
            portion.formula + assumed, f"  {portion.name:<14}{_mib(portion.memory_mib):>11}  ", " " * 29
        )
    yield f"  {'one process':<14}{_mib(total):>11}"
    estimated = ", estimated" if place.estimated else ""
    kept = f"{_mib(place.kept.memory_mib)} for the driver (assumed)"
    reserved = f"{_mib(place.reserved_mib)} reserved and " if place.reserved_mib else ""
    yield f"  {'device':<14}{_mib(place.device_mib):>11}  less {reserved}{kept}{estimated}"
    if place.replicas > 1:
        name, together = f"{place.replicas} of them", _mib(total * place.replicas)
        yield f"  {name:<14}{together:>11}  of {_mib(place.usable_mib)} usable"


def _answer(verdict: Verdict) -> str:
    place, usage = verdict.place, verdict.usage
    each = f"each of the {place.replicas} units" if place.replicas > 1 else "it"
    room = f"{each} may take {_mib(place.each_mib)}"
    if verdict.fits:
        return (
            f"fits: {room}, {_mib(verdict.spare_mib)} more than needed. The most that would fit: "
            f"{verdict.largest_context} tokens of context{_limit(verdict)}, or {verdict.largest_batch} sequences of "
            f"{usage.context}."
        )
    parts = [f"does not fit: {room}, {_mib(-verdict.spare_mib)} less than needed."]
    if verdict.units_that_fit:
        parts.append(f"{verdict.units_that_fit} of {place.replicas} units could run it if the others stay idle.")
    if verdict.largest_context:
        parts.append(f"Up to {verdict.largest_context} tokens of context would fit.")
    if verdict.other_quantisation is not None:
        parts.append(f"In {verdict.other_quantisation.name} it would fit.")
    elif not verdict.largest_context:
        parts.append(f"No format known here is narrow enough{_for_all(place)}.")
    return " ".join(parts)


def _for_all(place: Place) -> str:
    return f" for all {place.replicas} at once" if place.replicas > 1 else ""


def _limit(verdict: Verdict) -> str:
    most = verdict.usage.model.max_context
    return " (all that the model has)" if most is not None and verdict.largest_context == most else ""


def _meaning(verdict: Verdict) -> Iterable[str]:
    place, usage = verdict.place, verdict.usage
    most = usage.model.max_context
    if most is not None and usage.context > most:
        yield f"{usage.model.name} is made for {most} tokens; {usage.context} were asked for."
    if place.client_limit_mib is not None:
        yield (
            f"MPS limits each client process to floor({place.device_mib} / {place.replicas}) = "
            f"{place.client_limit_mib} MiB; a pod with two processes has that twice, and all clients together still "
            f"have no more than the card's {_mib(place.usable_mib)}."
        )
    elif place.replicas > 1:
        yield (
            f"Shares multiply slots, not memory: all {place.replicas} have the same {_mib(place.usable_mib)}, nothing "
            "keeps one from taking more, and whoever asks last is told out of memory. The verdict is for all of them "
            "running this at once."
        )
    least = framework_facts(Framework.VLLM).least_capability
    if not usage.quantisation.gguf and least is not None and place.compute_capability < least:
        asked = f"vLLM asks for compute capability {capability_text(least)} or newer (https://docs.vllm.ai)"
        yield f"{asked}, which {place.architecture} has not."
    elif not usage.quantisation.gguf and (fraction := vllm_fraction(verdict)) is not None:
        yield (
            f"vLLM takes {100 * VLLM_FRACTION:.0f} % of the device unless told otherwise, newer releases "
            f"{100 * VLLM_NEWER_FRACTION:.0f} %, whoever else is there; `--gpu-memory-utilization {fraction} "
            f"--max-model-len {usage.context}` keeps it to this. CUDA context and graphs come on top of that "
            f"part of the {_mib(place.device_mib)}, and are counted above."
        )


def vllm_fraction(verdict: Verdict) -> str | None:
    """Return the part of the device that a vLLM may take to stay within its need, None where it does not fit at all."""
    place, memory = verdict.place, verdict.need.memory_mib
    if memory > place.usable_mib:
        return None
    settings = framework_facts(Framework.VLLM).settings
    setting = next(one for one in settings if one.name == "--gpu-memory-utilization")
    context_mib = cuda_context(place.architecture).memory_mib
    counted = memory + sum(term.memory_mib for term in limit_terms(setting, context_mib, context_included=True))
    return fraction_of(counted, place.device_mib)


def _word(verdict: Verdict) -> str:
    if verdict.fits:
        return "fits"
    some = f", {verdict.units_that_fit} of {verdict.place.replicas} would" if verdict.units_that_fit else ""
    return f"short by {_mib(-verdict.spare_mib)}{some}"


def _context(verdict: Verdict) -> str:
    return str(verdict.largest_context) if verdict.largest_context else "-"


def _mib(amount: int) -> str:
    return f"{amount} MiB"


def _table(rows: Sequence[tuple[str, ...]]) -> str:
    widths = [max(len(row[column]) for row in rows) for column in range(len(rows[0]))]
    lines = (_GAP.join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in rows)
    return "".join(f"{line}\n" for line in lines)


def _wrapped(text: str, first: str = "", later: str = "") -> list[str]:
    return wrap(
        text, _WIDTH, initial_indent=first, subsequent_indent=later, break_long_words=False, break_on_hyphens=False
    )
