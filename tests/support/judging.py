"""What every run of `judge` owes, whatever the files hold."""

from collections.abc import Mapping, Sequence

from generator.judge import Judged, judge
from generator.manifests import SourceFile
from generator.manifests.context import ContextProblem, read_context
from generator.manifests.inner import MAX_BYTES
from generator.model.finding import Finding
from generator.model.manifest import Context
from generator.yamltext.reader import read_documents
from generator.yamltext.source import split_lines

WITHOUT_PLACE = frozenset({"LNT001", "YAML001", "YAML002", "YAML004"})
"""Findings about a file as a whole."""


def context(options: Sequence[str] = ()) -> Context:
    """Return the context that words of the command line give: ``--gpu``, ``T4``."""
    pairs = list(zip(options[::2], options[1::2], strict=True))
    of = dict(pairs)
    gpus = [value for name, value in pairs if name == "--gpu"]
    made = read_context(gpus, of.get("--chart"), of.get("--kubernetes"), of.get("--namespace"))
    assert not isinstance(made, ContextProblem)
    return made


def judged(files: Mapping[str, bytes], options: Sequence[str] = ()) -> Judged:
    """Judge files in the order of the mapping."""
    return judge((SourceFile(*item) for item in files.items()), context(options), files.get)


def faults_of(files: Mapping[str, bytes], options: Sequence[str] = ()) -> list[str]:
    """Judge files, and return what is wrong with the answer: places outside of a file, or another answer next time.

    Whatever `judge` raises goes through.
    """
    first = judged(files, options)
    faults = [f"{one.file}: {fault}" for one in first.findings if (fault := _fault(one, files))]
    if first.findings != judged(files, options).findings:
        faults.append("another answer the second time")
    # Of one file alone the order says nothing.
    backwards = judged(dict(reversed(list(files.items()))), options) if len(files) > 1 else first
    if set(map(known, first.findings)) != set(map(known, backwards.findings)):
        faults.append("another answer for another order of files")
    if len(set(first.findings)) != len(first.findings):
        faults.append("a finding is told twice")
    return faults


def known(finding: Finding) -> tuple[str, str, str]:
    """Return what tells a finding from others in whatever order files come: of two things alike one is told."""
    return finding.code, finding.severity.value, finding.message


def _fault(finding: Finding, files: Mapping[str, bytes]) -> str:
    if finding.file not in files:
        return f"{finding.code} names no file that was given"
    if not (finding.message and finding.why and finding.fix):
        return f"{finding.code} lacks its message, reason or cure"
    data = files[finding.file]
    if finding.position is None:
        _, unreadable = read_documents(data, finding.file, MAX_BYTES, lenient=True)
        return "" if unreadable or finding.code in WITHOUT_PLACE else f"{finding.code} has no place"
    line, column = finding.position
    lines = split_lines(data.decode("utf-8-sig", "replace"))
    is_inside = 1 <= line <= len(lines) and 1 <= column <= len(lines[line - 1]) + 1
    return "" if is_inside else f"{finding.code} stands at {line}:{column}, outside of the file"
