"""`gpuslice lint`: what is wrong with manifests that people wrote."""

import sys
from typing import TYPE_CHECKING, NamedTuple

import click

from generator.cli.formats import FAIL_ON_OPTION, FORMAT_OPTION, FailOn, Format, fails, told
from generator.cli.streams import tell

if TYPE_CHECKING:
    from collections.abc import Iterator

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


def execute(options: LintOptions) -> int:
    """Tell all findings in file order and return the exit status."""
    from generator.judge import judge
    from generator.report.plain import counted

    files = _Files(options.paths)
    judged = judge(files.read(), context_of(options), files.again)
    findings = sorted((*judged.findings, *files.faults), key=lambda one: one.file)
    number = judged.files + len(files.faults)
    tell(told(findings, judged.source_lines, options.form, counted(number, "file")))
    return 1 if fails(findings, options.fail_on) else 0


def context_of(options: LintOptions) -> "Context":
    """Return the context that options give; a UsageError where one makes no sense."""
    from generator.manifests.context import ContextProblem, read_context

    context = read_context(options.gpus, options.chart, options.kubernetes, options.namespace)
    if isinstance(context, ContextProblem):
        raise click.BadParameter(context.reason, param_hint=f"'{context.option}'")
    return context


class _Files:
    """Reads files as they are wanted, and keeps what was on standard input alone."""

    def __init__(self, paths: tuple[str, ...]) -> None:
        self.faults: list[Finding] = []
        self._paths = paths
        self._stdin = b""

    def read(self) -> "Iterator[SourceFile]":
        from generator.files.manifest_files import manifest_paths, read_manifest
        from generator.manifests import SourceFile
        from generator.model.finding import Finding

        for path in self._paths if self._paths == (STDIN,) else manifest_paths(self._paths):
            if path == STDIN:
                self._stdin = sys.stdin.buffer.read()
                yield SourceFile(STDIN, self._stdin)
                continue
            data = read_manifest(path)
            if isinstance(data, Finding):
                self.faults.append(data)
            else:
                yield SourceFile(path, data)

    def again(self, name: str) -> bytes | None:
        from generator.files.manifest_files import read_manifest

        if name == STDIN:
            return self._stdin
        data = read_manifest(name)
        return data if isinstance(data, bytes) else None


@click.command(short_help="Say what is wrong with manifests.")
@click.argument("paths", metavar="PATH...", nargs=-1, required=True, type=click.Path(allow_dash=True))
@click.option("--gpu", "gpus", multiple=True, metavar="[NODE=]MODEL", help="A GPU there is; repeat it for several.")
@click.option("--chart", metavar="NAME[@VERSION]", help="Chart that bare values files are for.")
@click.option("--kubernetes", metavar="VERSION", help="Kubernetes release, such as 1.35.")
@click.option("--namespace", metavar="NS", help="Namespace of objects that name none.")
@FORMAT_OPTION
@FAIL_ON_OPTION
def command(
    paths: tuple[str, ...],
    gpus: tuple[str, ...],
    chart: str | None,
    kubernetes: str | None,
    namespace: str | None,
    form: str,
    fail_on: str,
) -> int:
    """Say what is wrong with manifests about GPUs, and where; exit 1 if that is so.

    PATH is a file, a folder with everything below it, or - for standard input. All files of one call are judged
    together; what has nothing to do with GPUs is passed over.
    """
    return execute(LintOptions(paths, gpus, chart, kubernetes, namespace, Format(form), FailOn(fail_on)))
