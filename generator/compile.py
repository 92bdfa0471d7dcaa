"""The pipeline: a profile's bytes in, a bundle's files and all findings out; no disk, no clock."""

from pathlib import PurePath

from generator.artifacts import bundle_files
from generator.decode import decode_profile
from generator.model.compiled import Compiled
from generator.model.finding import Excepted, Finding, Severity
from generator.resolve import resolve
from generator.rules import check_plan, switch_off
from generator.yamltext.document import locate
from generator.yamltext.reader import read_document
from generator.yamltext.source import split_lines


def compile_profile(source: bytes, file: str) -> Compiled:
    """Compile a profile; `file` is its name as messages show it, of which headers show no folder.

    Where a part of the profile is wrong, the others are looked at all the same.
    """
    lines = tuple(split_lines(source.decode("utf-8-sig", "replace")))
    document, findings = read_document(source, file)
    if document is None or _has_error(findings):
        return Compiled("", None, (), findings, lines)
    decoded = decode_profile(document)
    findings += decoded.findings
    if decoded.profile is None:
        return Compiled("", None, (), locate(findings, document), lines)
    resolution = resolve(decoded.profile)
    checked = check_plan(resolution.plan, complete=resolution.complete, doubts=resolution.doubts)
    parted = switch_off(resolution.plan, checked)
    findings += decoded.certain(resolution.findings + parted.told)
    if not _has_error(findings):
        findings += parted.unused
    reasons = {one.finding.code: one.reason for one in parted.off}
    off = locate(decoded.certain(one.finding for one in parted.off), document)
    excepted = tuple(Excepted(finding, reasons[finding.code]) for finding in off)
    findings = locate(findings, document)
    if _has_error(findings):
        return Compiled(decoded.cluster, None, (), findings, lines, excepted)
    files = bundle_files(resolution.plan, PurePath(file).name)
    return Compiled(decoded.cluster, resolution.plan, files, findings, lines, excepted)


def _has_error(findings: tuple[Finding, ...]) -> bool:
    return any(finding.severity is Severity.ERROR for finding in findings)
