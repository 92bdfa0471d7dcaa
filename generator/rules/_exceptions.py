"""What a profile switches off, and what is wrong with that."""

from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple

from generator.model.code_text import CodeText
from generator.model.finding import Excepted, Finding, Severity
from generator.model.profile import RuleException

_POOLS = "pools:\n  - name: shared\n    gpus: [{model: L4}]\n    mps: {replicas: 4}\n"
_MOVES = (
    "install: {chart: gpu-operator, version: v25.10.1, driver: {from: operator}}\n"
    "pools:\n  - name: shared\n    nodes: {names: [gpu-1]}\n    gpus: [{model: L4}]\n    mps: {replicas: 4}\n"
    "  - name: whole\n    nodes: {names: [gpu-2]}\n    gpus: [{model: L4}]\n"
)
_GOOD = f"{_MOVES}exceptions:\n  - rule: MPS104\n    reason: Nodes never change their pool here.\n"

UNKNOWN = CodeText(
    "EXC101",
    "Exception for an unknown rule",
    Severity.ERROR,
    "Only what a rule on profiles finds can be switched off; for any other code nothing would happen.",
    "`gpuslice explain` lists the codes.",
    "the list of rules in docs/rules.md",
    bad=f"{_MOVES}exceptions:\n  - rule: MPS999  # <- here\n    reason: Nodes never change their pool here.\n",
    good=_GOOD,
)
AN_ERROR = CodeText(
    "EXC102",
    "Exception for an error",
    Severity.ERROR,
    "What an error finds is refused or breaks on a node; a reason does not change that.",
    "Mend what the rule finds, and remove the exception.",
    "the severity of the rule in docs/rules.md",
    bad=f"{_MOVES}exceptions:\n  - rule: MPS101  # <- here\n    reason: We have few clients.\n",
    good=_GOOD,
)
UNUSED = CodeText(
    "EXC103",
    "Exception without effect",
    Severity.INFO,
    "It would hide what the rule finds some day, when nobody thinks of the exception any more.",
    "Remove it.",
    "the findings on the profile",
    bad=f"{_POOLS}exceptions:\n  - rule: MPS104  # <- here\n    reason: Nodes never change their pool here.\n",
    good=_GOOD,
)
EXCEPTION_TEXTS = (UNKNOWN, AN_ERROR, UNUSED)


class SwitchedOff(NamedTuple):
    """Findings parted by a profile's exceptions.

    `told` has what is left and what is wrong with the exceptions; `unused` are exceptions for which nothing was found,
    which means nothing where the rules could not see all of the profile.
    """

    told: tuple[Finding, ...]
    off: tuple[Excepted, ...]
    unused: tuple[Finding, ...]


def part(
    findings: Iterable[Finding], exceptions: tuple[RuleException, ...], rules: Mapping[str, Severity]
) -> SwitchedOff:
    """Take out the findings of rules that are switched off; `rules` has the severity of each rule by its code."""
    reasons = {one.rule: one.reason for one in exceptions if rules.get(one.rule, Severity.ERROR) is not Severity.ERROR}
    told: list[Finding] = []
    off: list[Excepted] = []
    for finding in findings:
        if finding.code in reasons and finding.severity is not Severity.ERROR:
            off.append(Excepted(finding, reasons[finding.code]))
        else:
            told.append(finding)
    used = {one.finding.code for one in off}
    unused = (
        _finding(UNUSED, index, f"{one.rule} finds nothing in this profile")
        for index, one in enumerate(exceptions)
        if one.rule in reasons and one.rule not in used
    )
    return SwitchedOff((*told, *_faults(exceptions, rules)), tuple(off), tuple(unused))


def _faults(exceptions: tuple[RuleException, ...], rules: Mapping[str, Severity]) -> Iterator[Finding]:
    for index, one in enumerate(exceptions):
        if one.rule not in rules:
            yield _finding(UNKNOWN, index, f"no rule on profiles has the code {one.rule}", _nearest(one.rule, rules))
        elif rules[one.rule] is Severity.ERROR:
            yield _finding(AN_ERROR, index, f"{one.rule} is an error, which cannot be switched off")


def _nearest(code: str, rules: Mapping[str, Severity]) -> str:
    from difflib import get_close_matches

    near = get_close_matches(code, [known for known, severity in rules.items() if severity is not Severity.ERROR], n=3)
    return f"Did you mean {' or '.join(near)}? {UNKNOWN.fix}" if near else UNKNOWN.fix


def _finding(text: CodeText, index: int, message: str, fix: str | None = None) -> Finding:
    at = ("exceptions", index, "rule")
    return Finding(text.code, text.severity, message, text.why, fix or text.fix, at)
