"""`gpuslice init`: a first profile, from options and, at a terminal, questions."""

import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Final, NamedTuple

import click

from generator.cli.profiles import FOLDER
from generator.cli.streams import tell, warn
from generator.facts.charts import CHARTS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from generator.importing.from_nodes import NodesProfile
    from generator.model.finding import Finding

OWNERS: Final = ("host", "operator")
MODES: Final = ("time-slicing", "mps", "mig", "exclusive")
_STDOUT: Final = "-"


class InitOptions(NamedTuple):
    """What `init` was told; None is what was not said."""

    name: str | None
    chart: str | None
    gpu: str | None
    per_node: int | None
    mode: str | None
    replicas: int | None
    mig: str | None
    distribution: str | None
    kubernetes: str | None
    output: str | None
    force: bool
    driver: str | None = None
    nodes: str | None = None


class _Question(NamedTuple):
    """A field that was not said: how to ask for it, and what it is where nobody answers; "" must be answered."""

    field: str
    text: str
    default: str = ""
    choices: tuple[str, ...] = ()


_QUESTIONS: Final = (
    _Question("name", "Cluster name", "homelab"),
    _Question("distribution", "Distribution (kubeadm, k3s, rke2, talos, k0s, microk8s, openshift, eks, other)"),
    _Question("kubernetes", "Kubernetes minor release (such as 1.35)"),
    _Question("chart", "Chart", CHARTS[0], CHARTS),
    _Question("gpu", "GPU model (as `nvidia-smi -L` names it)"),
    _Question("per_node", "GPUs in each node", "1"),
    _Question("mode", "How to share each GPU", MODES[0], MODES),
)
_SHARES: Final = _Question("replicas", "Shares of each GPU", "4")
_LAYOUT: Final = _Question("mig", "MIG layout", "all-balanced")
_NUMBERS: Final = ("per_node", "replicas")
_OF_NODES: Final = ("gpu", "per_node", "mode", "replicas", "mig")
"""What `--from` answers."""


def execute(options: InitOptions, *, ask: bool) -> int:
    """Write a profile that compiles, or say why there is none, and return the exit status."""
    from generator.cli.session import Source, compile_source, has_errors
    from generator.report.text import findings_text, summary_text

    answers = answered(options, ask=ask) if options.nodes is None else _from_nodes_alone(options)
    answers = answers._replace(kubernetes=_minor_release(answers.kubernetes))
    if answers.gpu is not None:
        _gpu_named(answers.gpu)
    path = _target(answers)
    schema = schema_beside(FOLDER if answers.output == _STDOUT else path.parent)
    text, gaps = (_starter(answers, schema), ()) if answers.nodes is None else _of_nodes(answers, answers.nodes, schema)
    compiled = compile_source(Source(path, text.encode("utf-8", "surrogateescape")))
    warn(findings_text(compiled.findings, {_shown(path): compiled.source_lines}))
    # What nodes do not tell is for the reader to fill in, and the profile has the places for it.
    if has_errors(one for one in compiled.findings if not any(one.at[: len(gap)] == gap for gap in gaps)):
        warn(f"{summary_text(compiled.findings)}, nothing written\n")
        return 1
    status = _write(path, text, answers, open_places=len(gaps))
    if status == 0 and not schema:
        warn(_schema_hint(path))
    return status


def _once(ctx: click.Context, param: click.Parameter, values: tuple[str, ...]) -> str | None:
    """Return the only value of an option; a UsageError where it is said again, which click would pass over."""
    if len(values) > 1:
        raise click.UsageError(
            "Say --gpu once: there is one pool in a first profile. Write another by its example for each further kind "
            "of node, or let --from read what the nodes have."
        )
    return values[0] if values else None


@click.command(short_help="Write a first profile.")
@click.option("--name", metavar="NAME", help="The cluster's name.  [default: homelab]")
@click.option("--chart", type=click.Choice(CHARTS), help=f"The chart to install.  [default: {CHARTS[0]}]")
@click.option(
    "--gpu",
    multiple=True,
    callback=_once,
    metavar="MODEL",
    help="GPU, as `nvidia-smi -L` names it, or 'NAME, MEMORY, COMPUTE_CAP' as nvidia-smi describes it.",
)
@click.option("--count", "per_node", type=click.IntRange(min=1), metavar="N", help="GPUs in each node.  [default: 1]")
@click.option("--mode", type=click.Choice(MODES), help=f"How to share each GPU.  [default: {MODES[0]}]")
@click.option("--replicas", type=click.IntRange(min=2), metavar="N", help="Shares of each GPU.  [default: 4]")
@click.option(
    "--mig", metavar="LAYOUT", help="NVIDIA's name of a MIG layout, with --mode mig.  [default: all-balanced]"
)
@click.option("--distribution", metavar="NAME", help="kubeadm, k3s, rke2, talos, k0s, microk8s, openshift, eks, other.")
@click.option("--kubernetes", metavar="VERSION", help="Kubernetes minor release, such as 1.35.")
@click.option(
    "--driver",
    type=click.Choice(OWNERS),
    help="Who installs the NVIDIA driver.  [default: as is usual on the distribution]",
)
@click.option("--from", "nodes", metavar="FILE", help="Take all this from `kubectl get nodes -o json`; - for a pipe.")
@click.option("-o", "--output", metavar="FILE", help="Where to write, - for the screen.  [default: profiles/NAME.yaml]")
@click.option("--force", is_flag=True, help="Replace the file if there is one.")
def command(
    name: str | None,
    chart: str | None,
    gpu: str | None,
    per_node: int | None,
    mode: str | None,
    replicas: int | None,
    mig: str | None,
    distribution: str | None,
    kubernetes: str | None,
    driver: str | None,
    nodes: str | None,
    output: str | None,
    force: bool,
) -> int:
    """Write a first profile, small and commented, for you to edit.

    At a terminal it asks for what the options leave open.
    """
    options = InitOptions(
        name, chart, gpu, per_node, mode, replicas, mig, distribution, kubernetes, output, force, driver, nodes
    )
    return execute(options, ask=sys.stdin is not None and sys.stdin.isatty())


def answered(options: InitOptions, *, ask: bool) -> InitOptions:
    """Return the options with every gap filled; UsageError where that takes an answer and nobody can be asked."""
    given = _filled(options, _QUESTIONS, ask=ask)
    if given.mig is not None and given.mode != "mig":
        raise click.UsageError("--mig needs --mode mig.")
    if given.replicas is not None and given.mode not in ("time-slicing", "mps"):
        raise click.UsageError("--replicas needs --mode time-slicing or mps.")
    if ask:
        given = _filled(given, _driver_questions(given), ask=True)
    if given.mode == "mig":
        return _filled(given, (_LAYOUT,), ask=ask)
    return given if given.mode == "exclusive" else _filled(given, (_SHARES,), ask=ask)


def _from_nodes_alone(options: InitOptions) -> InitOptions:
    """Return the options with a name; UsageError for those that nodes answer."""
    said = options._asdict()
    beside = [f"--{field.replace('per_node', 'count')}" for field in _OF_NODES if said[field] is not None]
    if beside:
        raise click.UsageError(f"--from takes this from the nodes: leave {', '.join(beside)} out.")
    return options._replace(name=options.name or "homelab", chart=options.chart or CHARTS[0])


def _minor_release(text: str | None) -> str | None:
    """Return the minor release of what kubectl prints; a BadParameter for what is no release."""
    from generator.manifests.context import kubernetes_release

    if text is None:
        return None
    release = kubernetes_release(text)
    if release is None:
        raise click.BadParameter(f"{text!r} is no release such as 1.35", param_hint="'--kubernetes'")
    return str(release)


def _of_nodes(options: InitOptions, nodes: str, schema: str) -> "NodesProfile":
    from generator.cli.init_from import nodes_profile
    from generator.importing.from_nodes import Wanted

    said = (options.kubernetes, options.distribution, options.driver)
    return nodes_profile(nodes, Wanted(options.name or "", options.chart or "", *said, schema))


def _driver_questions(options: InitOptions) -> "tuple[_Question, ...]":
    """Return the question who installs the driver, where there is a choice."""
    from generator.starter import driver_owners

    owners = tuple(owner.value for owner in driver_owners(options.chart or "", options.distribution or ""))
    if len(owners) == 1:
        return ()
    return (_Question("driver", "Who installs the NVIDIA driver (host: the nodes have it)", owners[0], owners),)


def _filled(options: InitOptions, questions: "Sequence[_Question]", *, ask: bool) -> InitOptions:
    said = options._asdict()
    open_ones = [question for question in questions if said[question.field] is None]
    unknown = [f"--{question.field}" for question in open_ones if not question.default]
    if unknown and not ask:
        raise click.UsageError(f"Say {', '.join(unknown)}: what a cluster has is not guessed.")
    for question in open_ones:
        answer = _asked(question) if ask else question.default
        said[question.field] = int(answer) if question.field in _NUMBERS else answer
    return InitOptions(**said)


def _asked(question: _Question) -> str:
    if question.field in _NUMBERS:
        low = 2 if question.field == "replicas" else 1
        return str(click.prompt(question.text, question.default, type=click.IntRange(min=low), err=True))
    kind = click.Choice(question.choices) if question.choices else click.STRING
    check = _gpu_named if question.field == "gpu" else None
    return str(click.prompt(question.text, question.default or None, type=kind, value_proc=check, err=True))


def _gpu_named(text: str) -> str:
    """Return a text that names a GPU; UsageError, after which it is asked for again, for one that does not."""
    from generator.facts.described_gpu import named_gpu, why_none
    from generator.model.gpu import Gpu

    found = named_gpu(text)
    if not isinstance(found, Gpu):
        raise click.BadParameter(f"{why_none(found)}.", param_hint="'--gpu'")
    return text


def schema_beside(folder: Path) -> str:
    """Return where the schema lies, seen from a profile's folder; empty where it does not lie near."""
    from generator.starter import SCHEMA_FILE

    places = (f"../schemas/{SCHEMA_FILE}", f"schemas/{SCHEMA_FILE}", SCHEMA_FILE)
    return next((place for place in places if os.path.isfile(folder / place)), "")


def _schema_hint(path: Path) -> str:
    from shlex import quote

    from generator.report.plain import printable
    from generator.starter import MODELINE, SCHEMA_FILE

    beside = printable(quote(str(path.parent / SCHEMA_FILE)))
    return (
        f"for an editor that completes: gpuslice schema > {beside}\n"
        f"  and as the profile's first line: {MODELINE}{SCHEMA_FILE}\n"
    )


def _starter(options: InitOptions, schema: str) -> str:
    from generator.model.distribution import Installer
    from generator.model.plan import Mode
    from generator.starter import InitAnswers, starter_profile

    answers = InitAnswers(
        name=options.name or "",
        chart=options.chart or "",
        model=options.gpu or "",
        distribution=options.distribution or "",
        kubernetes=options.kubernetes or "",
        mode=Mode(options.mode),
        per_node=options.per_node or 1,
        driver=None if options.driver is None else Installer(options.driver),
        schema=schema,
    )
    if options.replicas is not None:
        answers = answers._replace(replicas=options.replicas)
    return starter_profile(answers if options.mig is None else answers._replace(mig=options.mig))


def _target(options: InitOptions) -> Path:
    return FOLDER / f"{options.name}.yaml" if options.output is None else Path(options.output)


def _write(path: Path, text: str, options: InitOptions, *, open_places: int = 0) -> int:
    from shlex import quote

    from generator.files.new_file import write_new_file
    from generator.report.plain import printable
    from generator.report.text import findings_text

    if options.output == _STDOUT:
        tell(text)
        return 1 if open_places else 0
    fault: Finding | None = write_new_file(path, text, replace=options.force)
    if fault is not None:
        warn(findings_text((fault,), {}))
        return 1
    shown = printable(quote(str(path)))
    if open_places:
        warn(f'wrote {_shown(path)}\nnext: say what "?" stands for in it, then gpuslice check {shown}\n')
        return 1
    warn(f"wrote {_shown(path)}\nnext: gpuslice render {shown}\n")
    return 0


def _shown(path: Path) -> str:
    from generator.report.plain import printable

    return printable(str(path))
