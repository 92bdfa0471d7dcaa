"""`gpuslice show`: what the nodes of a cluster will advertise, and how they are reached."""

from typing import NamedTuple

import click

from generator.cli.profiles import complete_profile, profile_path
from generator.cli.streams import tell, warn


class ShowOptions(NamedTuple):
    """What `show` was asked to show."""

    profile: str


def execute(options: ShowOptions) -> int:
    """Show the table and all that it has no room for, and return the exit status."""
    from generator.cli.session import compile_source, read_source
    from generator.report.details import plan_details
    from generator.report.table import plan_table
    from generator.report.text import excepted_text, findings_text, summary_text

    source = read_source(profile_path(options.profile))
    compiled = compile_source(source)
    warn(findings_text(compiled.findings, {source.shown: compiled.source_lines}) + excepted_text(compiled.excepted))
    if compiled.plan is None:
        warn(f"{summary_text(compiled.findings)}, nothing to show\n")
        return 1
    tell(f"{plan_table(compiled.plan)}\n{plan_details(compiled.plan)}")
    return 0


@click.command(short_help="Show what the nodes of a cluster will advertise.")
@click.argument("profile", shell_complete=complete_profile)
def command(profile: str) -> int:
    """Show a cluster's pools, resources, memory per unit, labels and quotas, writing nothing.

    PROFILE is a file, or a bare name: homelab means profiles/homelab.yaml.
    """
    return execute(ShowOptions(profile))
