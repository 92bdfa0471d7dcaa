"""How commands tell findings on standard output, and from which severity on these make them fail."""

from collections.abc import Iterable, Sequence
from enum import Enum
from typing import TYPE_CHECKING, Final

import click

if TYPE_CHECKING:
    from generator.model.finding import Excepted, Finding
    from generator.report.text import Sources


class Format(Enum):
    """How findings are told."""

    TEXT = "text"
    JSON = "json"
    SARIF = "sarif"
    GITHUB = "github"


class FailOn(Enum):
    """The lightest severity that makes the exit status 1."""

    ERROR = "error"
    WARNING = "warning"
    INFO = "info"


FORMAT_OPTION: Final = click.option(
    "--format", "form", type=click.Choice([form.value for form in Format]), default=Format.TEXT.value, show_default=True
)
"""Gives a command the parameter `form`, a value of Format."""

FAIL_ON_OPTION: Final = click.option(
    "--fail-on",
    type=click.Choice([level.value for level in FailOn]),
    default=FailOn.ERROR.value,
    show_default=True,
    help="Lightest severity that makes the exit status 1.",
)
"""Gives a command the parameter `fail_on`, a value of FailOn."""


def told(
    findings: "Sequence[Finding]",
    sources: "Sources",
    form: Format,
    subject: str,
    excepted: "Sequence[Excepted]" = (),
    known: int = 0,
) -> str:
    """Return findings in a format; `sources` has the lines to quote and to know findings by.

    `subject` says what was looked at (``2 profiles``) in the last line of the text for people. `excepted` is told as
    switched off, and not counted; `known` is how many more a baseline lists.
    """
    if form is Format.JSON:
        from generator.report.json import findings_json

        return findings_json(findings, excepted)
    if form is Format.SARIF:
        from generator.catalogue import code_texts
        from generator.report.sarif import findings_sarif

        return findings_sarif(findings, sources, {text.code: text for text in code_texts()}, excepted)
    if form is Format.GITHUB:
        from generator.report.github import findings_github

        return findings_github(findings, excepted)
    from generator.report.text import excepted_text, findings_text, summary_text

    summary = summary_text(findings, len(excepted), known)
    return f"{findings_text(findings, sources)}{excepted_text(excepted)}{subject}: {summary}\n"


def status(findings: "Sequence[Finding]", fail_on: FailOn) -> int:
    """Return the exit status: 2 where a file that was named does not exist, 1 where a finding weighs enough, else 0."""
    from generator.cli.session import USAGE, failure

    failed = failure(findings)
    return failed if failed == USAGE or fails(findings, fail_on) else 0


def fails(findings: "Iterable[Finding]", fail_on: FailOn) -> bool:
    """Say whether a finding weighs enough to make the exit status 1."""
    order = [level.value for level in FailOn]
    counted_ones = order[: order.index(fail_on.value) + 1]
    return any(finding.severity.value in counted_ones for finding in findings)
