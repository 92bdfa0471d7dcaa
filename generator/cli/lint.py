"""`gpuslice lint`: what is wrong with manifests that people wrote."""

from typing import TYPE_CHECKING, NamedTuple

import click

from generator.cli.baseline import BASELINE_OPTION, WRITE_BASELINE_OPTION, BaselineChoice, unknown_ones
from generator.cli.formats import FAIL_ON_OPTION, FORMAT_OPTION, FailOn, Format, status, told
from generator.cli.manifest_input import ManifestInput
from generator.cli.streams import tell

if TYPE_CHECKING:
    from generator.model.manifest import Context


class LintOptions(NamedTuple):
    """What `lint` was asked to do; `gpus` are MODEL or NODE=MODEL, `chart` NAME or NAME@VERSION, as written."""

    paths: tuple[str, ...]
    gpus: tuple[str, ...]
    chart: str | None
    kubernetes: str | None
    namespace: str | None
    form: Format
    fail_on: FailOn
    baseline: BaselineChoice = BaselineChoice()


def execute(options: LintOptions) -> int:
    """Tell all findings in file order and return the exit status."""
    from generator.judge import judge
    from generator.report.plain import counted

    context = context_of(options)
    files = ManifestInput(options.paths)
    judged = judge(files.read(), context, files.again)
    findings = sorted((*judged.findings, *files.faults), key=lambda one: one.file)
    shown, known = unknown_ones(findings, judged.source_lines, options.baseline, files.names)
    tell(told(shown, judged.source_lines, options.form, counted(len(files.names), "file"), known=known))
    return status(shown, options.fail_on)


def context_of(options: LintOptions) -> "Context":
    """Return the context that options give; a UsageError where one makes no sense."""
    from generator.manifests.context import ContextProblem, read_context

    context = read_context(options.gpus, options.chart, options.kubernetes, options.namespace)
    if isinstance(context, ContextProblem):
        raise click.BadParameter(context.reason, param_hint=f"'{context.option}'")
    return context


@click.command(short_help="Say what is wrong with manifests.")
@click.argument("paths", metavar="PATH...", nargs=-1, required=True, type=click.Path(allow_dash=True))
@click.option("--gpu", "gpus", multiple=True, metavar="[NODE=]MODEL", help="A GPU there is; repeat it for several.")
@click.option("--chart", metavar="NAME[@VERSION]", help="Chart that bare values files are for.")
@click.option("--kubernetes", metavar="VERSION", help="Kubernetes release, such as 1.35.")
@click.option("--namespace", metavar="NS", help="Namespace of objects that name none.")
@FORMAT_OPTION
@FAIL_ON_OPTION
@BASELINE_OPTION
@WRITE_BASELINE_OPTION
def command(
    paths: tuple[str, ...],
    gpus: tuple[str, ...],
    chart: str | None,
    kubernetes: str | None,
    namespace: str | None,
    form: str,
    fail_on: str,
    baseline: str | None,
    write_baseline: str | None,
) -> int:
    """Say what is wrong with manifests about GPUs, and where; exit 1 if that is so.

    Exit 2 if a file that is named does not exist, as for any other wrong use.

    PATH is a file, a folder with everything below it, or - for standard input. All files of one call are judged
    together; what has nothing to do with GPUs is passed over.
    """
    choice = BaselineChoice(baseline, write_baseline)
    return execute(LintOptions(paths, gpus, chart, kubernetes, namespace, Format(form), FailOn(fail_on), choice))
