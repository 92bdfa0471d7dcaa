"""Findings for programs: a document of a stated version, all of it ASCII."""

import json
from collections.abc import Sequence

from generator.model.finding import Excepted, Finding, Severity
from generator.model.tree import Tree, path_text

VERSION = 1


def findings_json(findings: Sequence[Finding], excepted: Sequence[Excepted] = ()) -> str:
    """Return findings and their number by severity as JSON; line and column count from 1, or are null.

    What is switched off is listed apart, with the reason, and is not counted.
    """
    document: dict[str, Tree] = {
        "version": VERSION,
        "summary": {severity.value: sum(f.severity is severity for f in findings) for severity in Severity},
        "findings": [_finding_tree(finding) for finding in findings],
        "switchedOff": [{**_finding_tree(one.finding), "reason": one.reason} for one in excepted],
    }
    return json.dumps(document, indent=2) + "\n"


def _finding_tree(finding: Finding) -> dict[str, Tree]:
    position = finding.position
    return {
        "code": finding.code,
        "severity": finding.severity.value,
        "file": finding.file,
        "line": None if position is None else position.line,
        "column": None if position is None else position.column,
        "path": path_text(finding.at),
        "message": finding.message,
        "why": finding.why,
        "fix": finding.fix,
    }
