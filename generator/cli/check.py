"""`gpuslice check`: findings, and nothing written."""

from typing import NamedTuple

import click

from generator.cli.baseline import BASELINE_OPTION, WRITE_BASELINE_OPTION, BaselineChoice, unknown_ones
from generator.cli.formats import FAIL_ON_OPTION, FORMAT_OPTION, FailOn, Format, status, told
from generator.cli.profiles import complete_profile, profile_paths
from generator.cli.streams import tell


class CheckOptions(NamedTuple):
    """What `check` was asked to do."""

    profiles: tuple[str, ...]
    every: bool
    form: Format
    fail_on: FailOn
    baseline: BaselineChoice = BaselineChoice()


def execute(options: CheckOptions) -> int:
    """Tell all findings, profile by profile and in file order, and return the exit status."""
    from generator.cli.session import clashes, compile_source, read_source
    from generator.report.plain import counted

    paths = profile_paths(options.profiles, options.every)
    results = [(source.shown, compile_source(source)) for source in map(read_source, paths)]
    refused = clashes([(shown, result.cluster) for shown, result in results])
    findings = [
        finding
        for shown, result in results
        for finding in (*result.findings, *(clash for clash in refused if clash.file == shown))
    ]
    excepted = [one for _, result in results for one in result.excepted]
    sources = {shown: result.source_lines for shown, result in results}
    shown_ones, known = unknown_ones(findings, sources, options.baseline, tuple(sources))
    tell(told(shown_ones, sources, options.form, counted(len(sources), "profile"), excepted, known))
    return status(shown_ones, options.fail_on)


@click.command(short_help="Say what is wrong with profiles, writing nothing.")
@click.argument("profiles", metavar="PROFILE...", nargs=-1, shell_complete=complete_profile)
@click.option("--all", "every", is_flag=True, help="Check every profile in profiles/.")
@FORMAT_OPTION
@FAIL_ON_OPTION
@BASELINE_OPTION
@WRITE_BASELINE_OPTION
def command(
    profiles: tuple[str, ...],
    every: bool,
    form: str,
    fail_on: str,
    baseline: str | None,
    write_baseline: str | None,
) -> int:
    """Say all that is wrong with profiles, and where; exit 1 if that is so.

    Exit 2 if a file that is named does not exist, as for any other wrong use.

    PROFILE is a file, or a bare name: homelab means profiles/homelab.yaml.
    """
    choice = BaselineChoice(baseline, write_baseline)
    return execute(CheckOptions(profiles, every, Format(form), FailOn(fail_on), choice))
