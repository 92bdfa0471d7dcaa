"""`gpuslice show`: what the nodes of a cluster will advertise, how they are reached, and who asks for what."""

from typing import TYPE_CHECKING, NamedTuple

import click

from generator.cli.profiles import complete_profile, profile_path
from generator.cli.streams import tell, warn

if TYPE_CHECKING:
    from generator.model.plan import Plan


class ShowOptions(NamedTuple):
    """What `show` was asked to show: with `before` the workloads, compared with another profile's."""

    profile: str
    workloads: bool = False
    before: str | None = None


def execute(options: ShowOptions) -> int:
    """Show the nodes, or the workloads on them, and return the exit status."""
    plan = _compiled(options.profile)
    if isinstance(plan, int):
        return plan
    if options.before is not None:
        before = _compiled(options.before, quiet=True)
        if isinstance(before, int):
            return before
        tell(_workloads(plan, before))
    else:
        tell(_workloads(plan) if options.workloads else _nodes(plan))
    return 0


def _compiled(profile: str, *, quiet: bool = False) -> "Plan | int":
    """Return a profile's Plan, the exit status where it has errors; quietly only these are told."""
    from generator.cli.session import compile_source, failure, read_source
    from generator.report.text import excepted_text, findings_text, summary_text

    source = read_source(profile_path(profile))
    compiled = compile_source(source)
    if compiled.plan is None or not quiet:
        warn(findings_text(compiled.findings, {source.shown: compiled.source_lines}) + excepted_text(compiled.excepted))
    if compiled.plan is None:
        warn(f"{summary_text(compiled.findings)}, nothing to show\n")
        return failure(compiled.findings)
    return compiled.plan


def _nodes(plan: "Plan") -> str:
    from generator.report.details import plan_details
    from generator.report.table import plan_table

    return f"{plan_table(plan)}\n{plan_details(plan)}{_stranded(plan)}"


def _stranded(plan: "Plan") -> str:
    """Return what is free on MIG and of no use, "" for a Plan that runs nothing there."""
    if not plan.workloads:
        return ""
    from generator.advise.stranded import stranded_text

    text = stranded_text(plan)
    return f"\n{text}" if text else ""


def _workloads(plan: "Plan", before: "Plan | None" = None) -> str:
    """Return the workloads, those of a Plan before it too where there is one."""
    from generator.ledger.allocation import allocation
    from generator.ledger.ends import ends_text
    from generator.report.allocation import allocation_text, changed_text
    from generator.report.table import headline

    after = allocation(plan)
    shown = allocation_text(after) if before is None else changed_text(allocation(before), after)
    ended = f"\n{text}" if (text := ends_text(plan)) else ""
    return f"{headline(plan)}\n\n{shown}{ended}{_stranded(plan)}"


@click.command(short_help="Show what the nodes of a cluster will advertise.")
@click.argument("profile", shell_complete=complete_profile)
@click.option("--workloads", is_flag=True, help="Show who asks for what, what is free, and what may meet on a device.")
@click.option(
    "--before",
    metavar="PROFILE",
    shell_complete=complete_profile,
    help="Show the workloads, first those of this profile, and mark what changes; means --workloads.",
)
def command(profile: str, workloads: bool, before: str | None) -> int:
    """Show a cluster's pools, resources, memory per unit, labels and quotas, writing nothing.

    PROFILE is a file, or a bare name: homelab means profiles/homelab.yaml.
    """
    return execute(ShowOptions(profile, workloads, before))
