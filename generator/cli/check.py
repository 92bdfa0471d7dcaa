"""`gpuslice check`: findings, and nothing written."""

from enum import Enum
from typing import TYPE_CHECKING, NamedTuple

import click

from generator.cli.profiles import complete_profile, profile_paths
from generator.cli.streams import tell

if TYPE_CHECKING:
    from collections.abc import Sequence

    from generator.model.finding import Finding
    from generator.report.text import Sources


class Format(Enum):
    """How findings are told."""

    TEXT = "text"
    JSON = "json"
    GITHUB = "github"


class FailOn(Enum):
    """The lightest severity that makes the exit status 1."""

    ERROR = "error"
    WARNING = "warning"
    INFO = "info"


class CheckOptions(NamedTuple):
    """What `check` was asked to do."""

    profiles: tuple[str, ...]
    every: bool
    form: Format
    fail_on: FailOn


def execute(options: CheckOptions) -> int:
    """Tell all findings, profile by profile and in file order, and return the exit status."""
    from generator.cli.session import clashes, compile_source, read_source

    paths = profile_paths(options.profiles, options.every)
    results = [(source.shown, compile_source(source)) for source in map(read_source, paths)]
    refused = clashes([(shown, result.cluster) for shown, result in results])
    findings = [
        finding
        for shown, result in results
        for finding in (*result.findings, *(clash for clash in refused if clash.file == shown))
    ]
    sources = {shown: result.source_lines for shown, result in results}
    tell(_told(findings, sources, options.form))
    return 1 if _fails(findings, options.fail_on) else 0


@click.command(short_help="Say what is wrong with profiles, writing nothing.")
@click.argument("profiles", metavar="PROFILE...", nargs=-1, shell_complete=complete_profile)
@click.option("--all", "every", is_flag=True, help="Check every profile in profiles/.")
@click.option(
    "--format", "form", type=click.Choice([form.value for form in Format]), default=Format.TEXT.value, show_default=True
)
@click.option(
    "--fail-on",
    type=click.Choice([level.value for level in FailOn]),
    default=FailOn.ERROR.value,
    show_default=True,
    help="Lightest severity that makes the exit status 1.",
)
def command(profiles: tuple[str, ...], every: bool, form: str, fail_on: str) -> int:
    """Say all that is wrong with profiles, and where; exit 1 if that is so.

    PROFILE is a file, or a bare name: homelab means profiles/homelab.yaml.
    """
    return execute(CheckOptions(profiles, every, Format(form), FailOn(fail_on)))


def _told(findings: "Sequence[Finding]", sources: "Sources", form: Format) -> str:
    if form is Format.JSON:
        from generator.report.json import findings_json

        return findings_json(findings)
    if form is Format.GITHUB:
        from generator.report.github import findings_github

        return findings_github(findings)
    from generator.report.plain import counted
    from generator.report.text import findings_text, summary_text

    return f"{findings_text(findings, sources)}{counted(len(sources), 'profile')}: {summary_text(findings)}\n"


def _fails(findings: "Sequence[Finding]", fail_on: FailOn) -> bool:
    order = [level.value for level in FailOn]
    counted_ones = order[: order.index(fail_on.value) + 1]
    return any(finding.severity.value in counted_ones for finding in findings)
