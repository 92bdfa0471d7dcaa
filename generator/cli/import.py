# ruff: noqa: N999 (the module of a command bears its name)
"""`gpuslice import`: the profile that means what manifests say."""

import re
from pathlib import Path
from typing import TYPE_CHECKING, Final, NamedTuple

import click

from generator.cli.manifest_input import ManifestInput
from generator.cli.streams import tell, warn

if TYPE_CHECKING:
    from generator.importing.request import Card, ImportResult, Request
    from generator.model.finding import Finding
    from generator.model.manifest import Context

_STDOUT: Final = "-"
_COUNTED: Final = re.compile(r"(.*):([1-9][0-9]?)")
_MOST_CARDS: Final = 64


class ImportOptions(NamedTuple):
    """What `import` was asked to do; `gpus` are [NODE=]MODEL[:COUNT] and `chart` is NAME[@VERSION], as written."""

    paths: tuple[str, ...]
    output: str | None = None
    gpus: tuple[str, ...] = ()
    chart: str | None = None
    kubernetes: str | None = None
    namespace: str | None = None
    release_name: str | None = None
    name: str | None = None
    distribution: str | None = None
    force: bool = False


def execute(options: ImportOptions) -> int:
    """Write the profile, tell what is to be said of it, and return the exit status."""
    from generator.cli.session import failure, has_errors
    from generator.importing.result import import_manifests
    from generator.judge import judge
    from generator.report.text import findings_text, summary_text

    context, request = _context(options), _request(options)
    files = ManifestInput(options.paths)
    judged = judge(files.read(), context, files.again)
    result = import_manifests(judged.manifests, request, files.again)
    # That files which could not be read say nothing needs no telling.
    own = result.findings if result.text or not files.faults else ()
    findings = sorted((*files.faults, *judged.findings, *own), key=lambda one: one.file)
    warn(findings_text(findings, judged.source_lines))
    status = _write(result, options) if result.text else 1
    if findings:
        warn(f"{summary_text(findings)}\n")
    return max(status, failure(findings) if has_errors(findings) else 0)


@click.command(short_help="Write the profile that manifests amount to.")
@click.argument("paths", metavar="PATH...", nargs=-1, required=True, type=click.Path(allow_dash=True))
@click.option("-o", "--output", metavar="FILE", help="Where to write the profile.  [default: standard output]")
@click.option("--force", is_flag=True, help="Replace the file if there is one.")
@click.option(
    "--gpu",
    "gpus",
    multiple=True,
    metavar="[NODE=]MODEL[:COUNT]",
    help="A GPU there is, and how many of it each node has; NODE may be a pool too. Repeat it for several.",
)
@click.option("--chart", metavar="NAME[@VERSION]", help="Chart that bare values files are for.")
@click.option("--release-name", metavar="NAME", help="Name of the Helm release, where no file says it.")
@click.option("--namespace", metavar="NS", help="Namespace of the release and of objects that name none.")
@click.option("--name", metavar="NAME", help="The cluster's name.")
@click.option("--kubernetes", metavar="VERSION", help="Kubernetes release, such as 1.35.")
@click.option("--distribution", metavar="NAME", help="kubeadm, k3s, rke2, talos, k0s, microk8s, openshift, eks, other.")
def command(
    paths: tuple[str, ...],
    output: str | None,
    force: bool,
    gpus: tuple[str, ...],
    chart: str | None,
    release_name: str | None,
    namespace: str | None,
    name: str | None,
    kubernetes: str | None,
    distribution: str | None,
) -> int:
    """Write the profile that compiles to what manifests do; each line says where it came from.

    PATH is a file, a folder with everything below it, or - for standard input: chart values, Flux, Argo CD, K3s and
    kustomize objects, ClusterPolicies, ConfigMaps, Nodes, quotas. A running release: helm get values NAME -o yaml |
    gpuslice import - --chart gpu-operator@VERSION. What the files do not tell is a gap, which check refuses.
    """
    options = ImportOptions(paths, output, gpus, chart, kubernetes, namespace, release_name, name, distribution, force)
    return execute(options)


def _context(options: ImportOptions) -> "Context":
    """Return what the files are read with; the counts of GPUs are not for that."""
    from generator.facts.charts import CHARTS
    from generator.manifests.context import ContextProblem, read_context

    models = tuple(_counted(text)[0] for text in options.gpus)
    context = read_context(models, options.chart, options.kubernetes, options.namespace, CHARTS)
    if isinstance(context, ContextProblem):
        raise click.BadParameter(context.reason, param_hint=f"'{context.option}'")
    return context


def _request(options: ImportOptions) -> "Request":
    from generator.facts.distributions import DISTRIBUTION_IDS
    from generator.importing.cluster import is_name
    from generator.importing.request import Request

    if options.distribution is not None and options.distribution not in DISTRIBUTION_IDS:
        known = ", ".join(DISTRIBUTION_IDS)
        raise click.BadParameter(f"{options.distribution!r} is none of {known}", param_hint="'--distribution'")
    if options.name is not None and not is_name(options.name):
        raise click.BadParameter("lower-case letters, digits and '-'", param_hint="'--name'")
    return Request(
        cards=tuple(_card(text) for text in options.gpus),
        name=options.name,
        distribution=options.distribution,
        release_name=options.release_name,
        schema=_schema(options.output),
    )


def _counted(text: str) -> tuple[str, int | None]:
    found = _COUNTED.fullmatch(text)
    if found is None or int(found[2]) > _MOST_CARDS:
        return text, None
    return found[1], int(found[2])


def _card(text: str) -> "Card":
    from generator.facts.described_gpu import named_gpu
    from generator.importing.request import Card
    from generator.model.gpu import Gpu

    named, number = _counted(text)
    owner, _, model = named.rpartition("=")
    gpu = named_gpu(model)
    if not isinstance(gpu, Gpu):
        # The context has been read by now, which refuses such a model.
        raise click.BadParameter(f"{model!r} is not known", param_hint="'--gpu'")
    return Card(owner, gpu, number)


def _schema(output: str | None) -> str:
    """Return where the schema lies, seen from the profile; empty where it does not lie near."""
    from generator.cli.init import schema_beside

    return "" if output in (None, _STDOUT) else schema_beside(Path(str(output)).parent)


def _write(result: "ImportResult", options: ImportOptions) -> int:
    from generator.files.new_file import write_new_file
    from generator.report.plain import printable
    from generator.report.text import findings_text

    if options.output in (None, _STDOUT):
        tell(result.text)
        return 0
    path = Path(str(options.output))
    fault: Finding | None = write_new_file(path, result.text, replace=options.force)
    if fault is not None:
        warn(findings_text((fault,), {}))
        return 1
    warn(f"wrote {printable(str(path))}\n")
    return 0
