"""Findings for a person at a terminal: where, what, why, and how to mend it."""

from collections.abc import Mapping, Sequence

from generator.model.finding import Excepted, Finding, Position, Severity
from generator.model.tree import path_text
from generator.report.plain import counted, paragraph, printable

WIDTH = 100
_NUMBER = 4

Sources = Mapping[str, Sequence[str]]
"""A file's name to its lines, for quoting."""


def findings_text(findings: Sequence[Finding], sources: Sources) -> str:
    """Return all findings, one after the other; the empty string where there is none."""
    return "".join(f"{line}\n" for finding in findings for line in _finding_lines(finding, sources))


def excepted_text(excepted: Sequence[Excepted]) -> str:
    """Return what is switched off, each with the reason for it; the empty string where nothing is."""
    return "".join(f"{line}\n" for one in excepted for line in _excepted_lines(one))


def summary_text(findings: Sequence[Finding], switched_off: int = 0, known: int = 0) -> str:
    """Return how many findings there are of each severity: ``2 errors, 1 warning``, ``no findings``, and of others."""
    nouns = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.INFO: "note"}
    numbers = {severity: sum(finding.severity is severity for finding in findings) for severity in nouns}
    parts = [counted(number, nouns[severity]) for severity, number in numbers.items() if number]
    others = [f"{number} {what}" for number, what in ((switched_off, "switched off"), (known, "known")) if number]
    return ", ".join((parts or ["no findings"]) + others)


def _excepted_lines(one: Excepted) -> list[str]:
    head = f"{_place(one.finding)}off[{one.finding.code}] {printable(one.finding.message)}"
    return [head, *paragraph("    reason: ", one.reason, WIDTH)]


def _finding_lines(finding: Finding, sources: Sources) -> list[str]:
    lines = [f"{_place(finding)}{finding.severity.value}[{finding.code}] {printable(finding.message)}"]
    if finding.position is not None:
        lines.extend(_quote(sources.get(finding.file, ()), finding.position))
    lines.extend(paragraph("    why: ", finding.why, WIDTH) if finding.why else [])
    lines.extend(paragraph("    fix: ", finding.fix, WIDTH) if finding.fix else [])
    return lines


def _place(finding: Finding) -> str:
    file = printable(finding.file)
    if finding.position is not None:
        return f"{file}:{finding.position.line}:{finding.position.column}: "
    if finding.at:
        where = printable(path_text(finding.at))
        return f"{file}: {where}: " if file else f"{where}: "
    return f"{file}: " if file else ""


def _quote(source: Sequence[str], position: Position) -> list[str]:
    if not 1 <= position.line <= len(source):
        return []
    line, column = source[position.line - 1], position.column - 1
    if not line.strip() or column > len(line):
        return []
    head = f"{position.line:>{_NUMBER}} | "
    start, end = _window(len(line), column, WIDTH - len(head))
    before, after = _shown(line[start:column]), _shown(line[column:end])
    if len(before) + len(after) > 2 * WIDTH:
        return []  # mostly escapes: hardly a text, at least not in UTF-8
    left, right = "..." if start else "", "..." if end < len(line) else ""
    quoted = f"{head}{left}{before}{after}{right}".rstrip()
    if not quoted.isascii():
        return [quoted]  # how wide a terminal draws it is not known, so a caret might point elsewhere
    margin = " " * (len(head) - 2) + "| "
    return [quoted, f"{margin}{' ' * (len(left) + len(before))}^"]


def _window(length: int, column: int, room: int) -> tuple[int, int]:
    """Return the part of a long line to show: the start if the column is in it, else what surrounds the column."""
    if length <= room:
        return 0, length
    start = 0 if column < room * 2 // 3 else column - room // 2
    return start, min(length, start + room - 6)


def _shown(text: str) -> str:
    return printable(text.replace("\t", "    "))
