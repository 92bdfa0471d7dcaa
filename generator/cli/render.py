"""`gpuslice render`: profiles in, bundles out."""

from pathlib import Path
from typing import TYPE_CHECKING, Final, NamedTuple

import click

from generator.cli.profiles import complete_profile, profile_paths
from generator.cli.streams import tell, warn

if TYPE_CHECKING:
    from collections.abc import Sequence

    from generator.cli.session import Source
    from generator.cli.unchanged import Bundles, Unchanged
    from generator.files.write_report import WriteReport
    from generator.model.compiled import Compiled
    from generator.model.finding import Finding

_NAMES_SHOWN: Final = 10


class RenderOptions(NamedTuple):
    """What `render` was asked to do."""

    profiles: tuple[str, ...]
    every: bool
    out: Path
    check: bool


class _Kept(NamedTuple):
    """What earlier renders left, looked at once for all profiles: the generator's digest, and bundles by record."""

    fingerprint: str
    bundles: "Bundles"


class _Step(NamedTuple):
    """A profile on its way: either its bundle is known to be unchanged, or it was compiled."""

    source: "Source"
    digest: str
    unchanged: "Unchanged | None"
    compiled: "Compiled | None"

    @property
    def cluster(self) -> str:
        if self.unchanged is not None:
            return self.unchanged.cluster
        return "" if self.compiled is None else self.compiled.cluster


def execute(options: RenderOptions) -> int:
    """Render, or compare with what is there, and return the exit status."""
    from generator.cli.session import clashes

    paths = profile_paths(options.profiles, options.every)
    kept = None if options.check else _kept(options.out)
    steps = [_step(path, kept) for path in paths]
    refused = {finding.file: finding for finding in clashes([(step.source.shown, step.cluster) for step in steps])}
    statuses: list[int] = []
    for step in steps:
        if statuses:
            tell("\n")
        statuses.append(_finish(step, refused.get(step.source.shown), options))
    if options.every and _tell_leftovers(options.out, steps) and options.check:
        statuses.append(1)
    return max(statuses)


@click.command(short_help="Write the bundle of each profile to out/CLUSTER/.")
@click.argument("profiles", metavar="PROFILE...", nargs=-1, shell_complete=complete_profile)
@click.option("--all", "every", is_flag=True, help="Render every profile in profiles/.")
@click.option("-o", "--out", metavar="DIR", default="out", show_default=True, help="Folder that holds the bundles.")
@click.option("--check", is_flag=True, help="Write nothing; show how the bundles differ, and exit 1 if they do.")
def command(profiles: tuple[str, ...], every: bool, out: str, check: bool) -> int:
    """Write everything that a cluster needs to share its GPUs to out/CLUSTER/.

    PROFILE is a file, or a bare name: homelab means profiles/homelab.yaml.
    """
    if not out:
        raise click.UsageError("--out is empty; write . for the folder you are in.")
    return execute(RenderOptions(profiles, every, Path(out), check))


def _kept(out: Path) -> _Kept:
    from generator.cli.unchanged import bundles_in
    from generator.files.render_record import generator_fingerprint

    return _Kept(generator_fingerprint(), bundles_in(out))


def _step(path: Path, kept: _Kept | None) -> _Step:
    from generator.cli.session import compile_source, read_source
    from generator.cli.unchanged import digest_of, find_unchanged

    source = read_source(path)
    if source.fault is not None or kept is None:
        return _Step(source, "", None, compile_source(source))
    digest = digest_of(source.data, kept.fingerprint, source.shown)
    unchanged = find_unchanged(kept.bundles, digest)
    return _Step(source, digest, unchanged, None if unchanged is not None else compile_source(source))


def _tell_leftovers(out: Path, steps: "Sequence[_Step]") -> bool:
    """Name the bundles that no profile leads to; where one profile's cluster is not known nothing can be said."""
    from shlex import quote

    from generator.files.leftover import leftover_bundles
    from generator.report.plain import printable

    clusters = {step.cluster for step in steps}
    found = () if "" in clusters else leftover_bundles(out, clusters)
    for folder in found:
        command = printable(f"rm -r {quote(str(folder))}")
        warn(
            f"{printable(str(folder))} has no profile any more: "
            f'see "Uninstall" in its README.md if the cluster runs, then `{command}`\n'
        )
    return bool(found)


def _finish(step: _Step, refused: "Finding | None", options: RenderOptions) -> int:
    folder = options.out / step.cluster
    if step.unchanged is not None and refused is None:
        warn(step.unchanged.told.findings + _summary(folder, step.unchanged.report))
        tell(step.unchanged.told.table + _next_step(folder))
        return 0
    from generator.cli.session import failure, has_errors
    from generator.report.text import excepted_text, findings_text, summary_text

    own = () if step.compiled is None else step.compiled.findings
    findings = (*own, *(() if refused is None else (refused,)))
    lines = () if step.compiled is None else step.compiled.source_lines
    excepted = () if step.compiled is None else step.compiled.excepted
    told = findings_text(findings, {step.source.shown: lines}) + excepted_text(excepted)
    warn(told)
    if step.compiled is None or step.compiled.plan is None or has_errors(findings):
        warn(f"{summary_text(findings)}, nothing written\n")
        return failure(findings)
    return _compare(folder, step.compiled) if options.check else _write(folder, step, told)


def _write(folder: Path, step: _Step, told: str) -> int:
    from generator.cli.unchanged import Told, record_text
    from generator.files.bundle_writer import write_bundle
    from generator.files.trouble import BundleError
    from generator.report.table import plan_table
    from generator.report.text import findings_text

    if step.compiled is None or step.compiled.plan is None:
        raise AssertionError("only what was compiled can be written")
    table = plan_table(step.compiled.plan)
    try:
        report = write_bundle(folder, step.compiled.files, record_text(step.digest, Told(step.cluster, told, table)))
    except BundleError as error:
        warn(findings_text(error.findings, {}))
        return 1
    warn(_summary(folder, report))
    tell(table + _next_step(folder))
    return 0


def _compare(folder: Path, compiled: "Compiled") -> int:
    from generator.files.drift import check_bundle, drift_lines
    from generator.files.trouble import BundleError
    from generator.report.plain import printable
    from generator.report.text import findings_text

    try:
        report = check_bundle(folder, compiled.files)
    except BundleError as error:
        warn(findings_text(error.findings, {}))
        return 1
    tell("".join(f"{printable(line)}\n" for line in drift_lines(report)))
    verdict = "is what its profile gives" if report.clean else "is not what its profile gives: run `gpuslice render`"
    warn(f"{printable(str(folder))} {verdict}\n")
    return 0 if report.clean else 1


def _summary(folder: Path, report: "WriteReport") -> str:
    """Return how many files were created, updated and left as they were, and name those that need a look."""
    from generator.files.write_report import Verb
    from generator.report.plain import printable

    always, named = (Verb.CREATED, Verb.UPDATED, Verb.UNCHANGED), (Verb.REPLACED, Verb.KEPT, Verb.FOREIGN)
    numbers = {verb: len(report.paths(verb)) for verb in (*always, Verb.REMOVED)}
    counts = ", ".join(f"{verb.value} {number}" for verb, number in numbers.items() if number or verb in always)
    lines = [f"{printable(str(folder))}: {counts}"]
    if report.finished:
        lines.append("  finished what an interrupted render had begun")
    for verb in named:
        paths = report.paths(verb)
        lines.extend(f"  {verb.value}: {printable(path)}" for path in paths[:_NAMES_SHOWN])
        lines.extend([f"  {verb.value}: {len(paths) - _NAMES_SHOWN} more"] if len(paths) > _NAMES_SHOWN else [])
    return "".join(f"{line}\n" for line in lines)


def _next_step(folder: Path) -> str:
    from shlex import quote

    from generator.report.plain import printable

    build = f"kustomize build --enable-helm {printable(quote(str(folder)))} | less"
    return f'\nnext: {build}\n      then "Apply" in {printable(str(folder))}/README.md\n'
