"""`gpuslice lint`: what is wrong with manifests that people wrote."""

import sys
from typing import TYPE_CHECKING, NamedTuple

import click

from generator.cli.baseline import BASELINE_OPTION, WRITE_BASELINE_OPTION, BaselineChoice, unknown_ones
from generator.cli.formats import FAIL_ON_OPTION, FORMAT_OPTION, FailOn, Format, fails, told
from generator.cli.streams import tell

if TYPE_CHECKING:
    from collections.abc import Iterator

    from generator.files.manifest_files import Found
    from generator.manifests import SourceFile
    from generator.model.finding import Finding
    from generator.model.manifest import Context

STDIN = "-"


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
    files = _Files(options.paths)
    judged = judge(files.read(), context, files.again)
    findings = sorted((*judged.findings, *files.faults), key=lambda one: one.file)
    shown = unknown_ones(findings, judged.source_lines, options.baseline, files.names)
    tell(told(shown, judged.source_lines, options.form, counted(len(files.names), "file")))
    return 1 if fails(shown, options.fail_on) else 0


def context_of(options: LintOptions) -> "Context":
    """Return the context that options give; a UsageError where one makes no sense."""
    from generator.manifests.context import ContextProblem, read_context

    context = read_context(options.gpus, options.chart, options.kubernetes, options.namespace)
    if isinstance(context, ContextProblem):
        raise click.BadParameter(context.reason, param_hint=f"'{context.option}'")
    return context


class _Files:
    """Reads files as they are wanted, and keeps what was on standard input alone.

    `names` are the files that were asked for or found, `faults` what is wrong with them and with folders.
    """

    def __init__(self, paths: tuple[str, ...]) -> None:
        self.faults: list[Finding] = []
        self.names: list[str] = []
        self._paths = paths
        self._stdin = b""

    def read(self) -> "Iterator[SourceFile]":
        from generator.files.manifest_files import find_manifests
        from generator.manifests import SourceFile
        from generator.model.finding import Finding

        for found in find_manifests(self._paths):
            data = found if isinstance(found, Finding) else self._data(found)
            if isinstance(data, Finding):
                self.faults.append(data)
            elif data is not None and not isinstance(found, Finding):
                yield SourceFile(found.path, data)

    def again(self, name: str) -> bytes | None:
        from generator.files.manifest_files import Found, read_manifest

        if name == STDIN:
            return self._stdin
        data = read_manifest(Found(name, named=True))
        return data if isinstance(data, bytes) else None

    def _data(self, found: "Found") -> "bytes | Finding | None":
        from generator.files.manifest_files import read_manifest, read_standard_input

        if found.path != STDIN:
            data = read_manifest(found)
        else:
            data = read_standard_input(None if sys.stdin is None else sys.stdin.buffer, STDIN)
            self._stdin = data if isinstance(data, bytes) else b""
        if data is not None:
            self.names.append(found.path)
        return data


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

    PATH is a file, a folder with everything below it, or - for standard input. All files of one call are judged
    together; what has nothing to do with GPUs is passed over.
    """
    choice = BaselineChoice(baseline, write_baseline)
    return execute(LintOptions(paths, gpus, chart, kubernetes, namespace, Format(form), FailOn(fail_on), choice))
