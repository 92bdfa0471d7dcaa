"""Findings as annotations of a pull request.

Source: https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-commands (error, warning,
notice) and actions/toolkit packages/core/src/command.ts (what is escaped).
"""

from collections.abc import Sequence

from generator.model.finding import Excepted, Finding, Severity
from generator.report.plain import printable

_COMMANDS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.INFO: "notice"}


def findings_github(findings: Sequence[Finding], excepted: Sequence[Excepted] = ()) -> str:
    """Return a workflow command per finding; what is switched off is a line of the log, not an annotation."""
    lines = (*(_command(finding) for finding in findings), *(_note(one) for one in excepted))
    return "".join(f"{line}\n" for line in lines)


def _note(one: Excepted) -> str:
    """A line is a command where `::` follows white space alone, so this is one line, and begins with our words."""
    where = f" in {one.finding.file}" if one.finding.file else ""
    return printable(f"switched off: {one.finding.code}{where}: {one.finding.message} (reason: {one.reason})")


def _command(finding: Finding) -> str:
    properties: list[tuple[str, str]] = [("file", finding.file)] if finding.file else []
    if finding.position is not None:
        properties += [("line", str(finding.position.line)), ("col", str(finding.position.column))]
    properties.append(("title", f"gpuslice {finding.code}"))
    told = ",".join(f"{name}={_property(value)}" for name, value in properties)
    parts = [
        finding.message,
        f"why: {finding.why}" if finding.why else "",
        f"fix: {finding.fix}" if finding.fix else "",
    ]
    return f"::{_COMMANDS[finding.severity]} {told}::{_data(chr(10).join(part for part in parts if part))}"


def _data(text: str) -> str:
    lines = text.replace("\r\n", "\n").split("\n")
    return "%0A".join(printable(line).replace("%", "%25") for line in lines)


def _property(text: str) -> str:
    return printable(text).replace("%", "%25").replace(":", "%3A").replace(",", "%2C")
