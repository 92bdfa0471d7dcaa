"""`gpuslice advise`: the best split of the GPUs there are, or may be had, as a profile."""

from pathlib import Path
from typing import TYPE_CHECKING, Final, NamedTuple

import click

from generator.cli.streams import tell, warn

if TYPE_CHECKING:
    from generator.advise.advise import Advice
    from generator.model.finding import Finding
    from generator.report.text import Sources

_STDOUT: Final = "-"
_FORMATS: Final = ("text", "json")


class AdviseOptions(NamedTuple):
    """What `advise` was asked to do."""

    request: str
    form: str
    output: str | None
    force: bool
    seconds: float


class _Answer(NamedTuple):
    advice: "Advice | None"
    profile: str
    findings: "tuple[Finding, ...]"
    sources: "Sources"


def execute(options: AdviseOptions) -> int:
    """Tell the advice and write the profile, and return the exit status: 1 where not everything fits."""
    answer = _answer(options)
    if options.form == "json":
        tell(_json(answer))
    else:
        _tell_text(answer, options)
    if answer.advice is None:
        from generator.cli.session import failure

        return failure(answer.findings)
    status = _write(answer.profile, options) if options.output not in (None, _STDOUT) else 0
    return 1 if status or answer.advice.unplaced else 0


@click.command(short_help="Find the best split of GPUs for workloads.")
@click.argument("request", metavar="REQUEST", type=click.Path())
@click.option("--format", "form", type=click.Choice(_FORMATS), default=_FORMATS[0], show_default=True)
@click.option("-o", "--output", metavar="FILE", help="Where to write the profile.  [default: the screen]")
@click.option("--force", is_flag=True, help="Replace the file if there is one.")
@click.option(
    "--time-limit",
    "seconds",
    type=click.FloatRange(min=0, max=3600),
    metavar="SECONDS",
    default=10,
    show_default=True,
    help="Time for the search; beyond it the best found is told with its proven gap.",
)
def command(request: str, form: str, output: str | None, force: bool, seconds: float) -> int:
    """Find the best split of the GPUs there are for workloads, and print it as a profile.

    REQUEST is a file: GPUs, workloads, and the present layouts if GPUs are cut already. docs/advise.md has an example.
    The profile goes to standard output, the reasons to standard error; with -o the reasons go to standard output.
    """
    return execute(AdviseOptions(request, form, output, force, seconds))


def _answer(options: AdviseOptions) -> _Answer:
    from generator.advise.advise import advise
    from generator.advise.decode import decode_request
    from generator.files.profile_file import read_profile_bytes
    from generator.model.finding import Finding
    from generator.report.plain import printable
    from generator.yamltext import locate, read_document
    from generator.yamltext.source import split_lines

    shown = printable(options.request)
    data = read_profile_bytes(Path(options.request), noun="request")
    if isinstance(data, Finding):
        return _Answer(None, "", (data,), {})
    document, faults = read_document(data, shown)
    if document is None:
        return _Answer(None, "", faults, {})
    sources = {shown: tuple(split_lines(data.decode("utf-8-sig", "replace")))}
    decoded = decode_request(document)
    if decoded.request is None or faults:
        return _Answer(None, "", (*faults, *locate(decoded.findings, document)), sources)
    advice = advise(decoded.request, options.seconds)
    if isinstance(advice, Finding):
        return _Answer(None, "", locate((advice,), document), sources)
    from generator.advise.profile import profile_text

    profile = profile_text(advice)
    refused = _refused(profile)
    found = (*locate(advice.findings, document), *refused)
    return _Answer(None if refused else advice, profile, found, sources)


def _refused(profile: str) -> "tuple[Finding, ...]":
    """Return what is wrong with the profile for this cluster: that is for the request to mend."""
    # `compile_profile` would render a whole bundle besides.
    from generator.advise.codes import PROFILE_REFUSED
    from generator.decode import decode_profile
    from generator.model.finding import Severity
    from generator.resolve import resolve
    from generator.rules import check_plan
    from generator.yamltext import locate, read_document

    document, findings = read_document(profile.encode(), "the advised profile")
    if document is None:
        return findings
    decoded = decode_profile(document)
    findings += decoded.findings
    if decoded.profile is not None:
        resolution = resolve(decoded.profile)
        checked = check_plan(resolution.plan, complete=resolution.complete, doubts=resolution.doubts)
        findings += resolution.findings + checked
    errors = tuple(one for one in locate(findings, document) if one.severity is Severity.ERROR)
    return (PROFILE_REFUSED.at((), "the profile that follows is wrong for this cluster"), *errors) if errors else ()


def _tell_text(answer: _Answer, options: AdviseOptions) -> None:
    from generator.advise.told import advice_text
    from generator.report.text import findings_text, summary_text

    warn(findings_text(answer.findings, answer.sources))
    if answer.advice is None:
        warn(f"{summary_text(answer.findings)}, no advice\n")
        return
    told = advice_text(answer.advice)
    if options.output in (None, _STDOUT):
        warn(told)
        tell(answer.profile)
    else:
        tell(told)


def _json(answer: _Answer) -> str:
    import json

    from generator.report.json import findings_json

    told: dict[str, object] = json.loads(findings_json(answer.findings))
    if answer.advice is not None:
        from generator.advise.told import advice_tree

        told["advice"] = advice_tree(answer.advice, answer.profile)
    return json.dumps(told, indent=2) + "\n"


def _write(profile: str, options: AdviseOptions) -> int:
    from shlex import quote

    from generator.files.new_file import write_new_file
    from generator.report.plain import printable
    from generator.report.text import findings_text

    fault = write_new_file(Path(options.output or ""), profile, replace=options.force)
    if fault is not None:
        warn(findings_text((fault,), {}))
        return 1
    shown = printable(quote(options.output or ""))
    warn(f"wrote {shown}\nnext: gpuslice render {shown}\n")
    return 0
