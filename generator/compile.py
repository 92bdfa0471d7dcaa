"""The pipeline: a profile's bytes in, a bundle's files and all findings out; no disk, no clock."""

from pathlib import PurePath
from typing import NamedTuple

from generator.artifacts import bundle_files
from generator.decode import decode_profile
from generator.model.bundle import OutFile
from generator.model.finding import Finding, Severity
from generator.model.plan import Plan
from generator.resolve import resolve
from generator.rules import check_plan
from generator.yamltext.document import locate
from generator.yamltext.reader import read_document


class Compiled(NamedTuple):
    """What became of a profile: with an error among the findings there is neither Plan nor file."""

    cluster: str
    plan: Plan | None
    files: tuple[OutFile, ...]
    findings: tuple[Finding, ...]
    source_lines: tuple[str, ...]


def compile_profile(source: bytes, file: str) -> Compiled:
    """Compile a profile; `file` is its name as messages show it. Headers show no folder: bytes must not depend on one."""
    lines = tuple(source.decode("utf-8", "replace").splitlines())
    document, findings = read_document(source, file)
    if document is None or _has_error(findings):
        return Compiled("", None, (), findings, lines)
    profile, faults = decode_profile(document)
    if profile is None:
        return Compiled("", None, (), locate(findings + faults, document), lines)
    resolution = resolve(profile)
    findings += faults + resolution.findings
    if resolution.plan is not None:
        findings += check_plan(resolution.plan, complete=resolution.complete)
    findings = locate(findings, document)
    if resolution.plan is None or _has_error(findings):
        return Compiled(profile.cluster.name, None, (), findings, lines)
    return Compiled(
        profile.cluster.name, resolution.plan, bundle_files(resolution.plan, PurePath(file).name), findings, lines
    )


def _has_error(findings: tuple[Finding, ...]) -> bool:
    return any(finding.severity is Severity.ERROR for finding in findings)
