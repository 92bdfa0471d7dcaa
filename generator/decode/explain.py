"""Turns the faults that the schema finds into findings for people, one for each mistake made."""

from collections.abc import Iterator

from generator.decode import explain_keys as keys
from generator.decode import explain_values as values
from generator.decode.faults import Fault
from generator.decode.rawtext import ProfileDocument
from generator.model.finding import Finding
from generator.model.tree import Path
from generator.yamltext.problems import finding

MOST_FAULTS = 200
"""A file with more is something other than a profile with slips, and nobody reads on."""


def explain(faults: tuple[Fault, ...], document: ProfileDocument) -> tuple[Finding, ...]:
    """Return the findings on a profile's faults; what merely follows from another fault is left out."""
    shown = faults[:MOST_FAULTS]
    told = _explained_by_misspelling(shown)
    found = tuple(one for fault in shown if not _follows(fault, told) for one in _findings_on(fault, document))
    if len(faults) <= MOST_FAULTS:
        return found
    return (*found, finding("YAML017", "", None, limit=MOST_FAULTS)._replace(at=found[-1].at, on_key=found[-1].on_key))


def _explained_by_misspelling(faults: tuple[Fault, ...]) -> frozenset[tuple[Path, str]]:
    """A key written `nmae` is one mistake, not an unknown key and a missing name."""
    unknown = (fault for fault in faults if fault.keyword == "additionalProperties")
    return frozenset((fault.path, meant) for fault in unknown if (meant := keys.suggested_key(fault)) is not None)


def _follows(fault: Fault, told: frozenset[tuple[Path, str]]) -> bool:
    if fault.keyword == "required":
        return (fault.path, str(fault.key)) in told
    return fault.keyword == "oneOf" and any((fault.path, key) in told for key in values.alternatives(fault))


def _findings_on(fault: Fault, document: ProfileDocument) -> Iterator[Finding]:
    match fault.keyword:
        case "additionalProperties":
            yield keys.unknown_key(fault)
        case "required":
            yield keys.missing_key(fault)
        case "type":
            yield values.wrong_type(fault, document)
        case "enum" | "const":
            yield values.not_one_of(fault)
        case "minimum" | "maximum":
            yield values.out_of_range(fault)
        case "uniqueItems":
            yield from values.repeated(fault)
        case "oneOf":
            yield values.one_of_two(fault)
        case "pattern":
            yield values.malformed(fault)
        case _:
            yield values.wrong_length(fault)
