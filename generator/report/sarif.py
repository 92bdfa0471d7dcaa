"""Findings as SARIF 2.1.0, which code hosts and editors read.

Source: https://docs.oasis-open.org/sarif/sarif/v2.1.0/os/sarif-v2.1.0-os.html, by the sections named below.
"""

import json
from collections.abc import Iterable, Mapping, Sequence
from urllib.parse import quote

from generator.model.code_text import CodeText
from generator.model.finding import Excepted, Finding, Severity
from generator.model.tree import Tree, path_text
from generator.report.fingerprint import fingerprints, normal_file
from generator.report.plain import printable
from generator.report.text import Sources
from generator.version import VERSION

SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
FINGERPRINT = "gpuslice/v1"
"""The name ends in the version of what the fingerprint is made of (section 3.27.17)."""

_LEVELS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.INFO: "note"}
_ROOT = "%SRCROOT%"
"""Stands for the folder that relative paths start in, which the reader knows (section 3.14.14)."""
_STDIN, _STREAMS = "-", "STREAMS"
"""How messages name what came through a pipe, and a base for what is no file of the folder."""


def findings_sarif(
    findings: Sequence[Finding],
    sources: Sources,
    rules: Mapping[str, CodeText],
    excepted: Sequence[Excepted] = (),
) -> str:
    """Return a log with one run, all of it ASCII; it describes the rules that its results name, in their order.

    `rules` are looked up by code; one that is not there is described by its first finding. What is switched off is a
    suppressed result.
    """
    every = [*findings, *(one.finding for one in excepted)]
    described = {finding.code: _code_text(finding, rules) for finding in reversed(every)}
    codes = {code: index for index, code in enumerate(sorted(described))}
    results: list[Tree] = []
    for number, (finding, (print_, times)) in enumerate(zip(every, fingerprints(every, sources), strict=True)):
        result = _result(finding, codes[finding.code], f"{print_}:{times}")
        reason = excepted[number - len(findings)].reason if number >= len(findings) else ""
        results.append({**result, **_suppressed(reason)})
    driver: dict[str, Tree] = {
        "name": "gpuslice",
        "version": VERSION,
        "rules": [_rule(described[code]) for code in codes],
    }
    bases = _bases(finding.file for finding in every)
    run: dict[str, Tree] = {"tool": {"driver": driver}, **bases, "columnKind": "unicodeCodePoints", "results": results}
    log: dict[str, Tree] = {"$schema": SCHEMA, "version": "2.1.0", "runs": [run]}
    return json.dumps(log, indent=2) + "\n"


def _code_text(finding: Finding, rules: Mapping[str, CodeText]) -> CodeText:
    known = rules.get(finding.code)
    return known or CodeText(finding.code, finding.message, finding.severity, finding.why, finding.fix)


def _rule(rule: CodeText) -> Tree:
    """Describe a rule (section 3.49); code hosts show `help` beside the line."""
    return {
        "id": rule.code,
        "shortDescription": {"text": _text(rule.title) or rule.code},
        "fullDescription": {"text": _text(rule.why) or rule.code},
        "help": {"text": _text(rule.fix) or rule.code, "markdown": _markdown(rule)},
        "defaultConfiguration": {"level": _LEVELS[rule.severity]},
    }


def _markdown(rule: CodeText) -> str:
    parts = [rule.why, f"**Mend it:** {rule.fix}" if rule.fix else "", f"Source: {rule.source}." if rule.source else ""]
    parts.extend((f"Found in:\n\n```yaml\n{rule.bad}```", f"Not in:\n\n```yaml\n{rule.good}```") if rule.bad else ())
    return "\n\n".join(_text(part) for part in parts if part) or rule.code


def _result(finding: Finding, rule_index: int, print_: str) -> dict[str, Tree]:
    """Describe one finding (section 3.27)."""
    reasons = (f"{label}: {text}" for label, text in (("why", finding.why), ("fix", finding.fix)) if text)
    location = _location(finding)
    return {
        "ruleId": finding.code,
        "ruleIndex": rule_index,
        "level": _LEVELS[finding.severity],
        "message": {"text": "\n".join(_text(line) for line in (finding.message, *reasons))},
        **({"locations": [location]} if location else {}),
        "partialFingerprints": {FINGERPRINT: print_},
    }


def _suppressed(reason: str) -> dict[str, Tree]:
    """Say that the file itself switches a result off (section 3.35)."""
    return {"suppressions": [{"kind": "inSource", "justification": _text(reason)}]} if reason else {}


def _location(finding: Finding) -> dict[str, Tree]:
    place: dict[str, Tree] = {"artifactLocation": _artifact(finding.file)} if finding.file else {}
    if place and finding.position is not None:
        place["region"] = {"startLine": finding.position.line, "startColumn": finding.position.column}
    location: dict[str, Tree] = {"physicalLocation": place} if place else {}
    if finding.at:
        location["logicalLocations"] = [{"fullyQualifiedName": _text(path_text(finding.at))}]
    return location


def _artifact(file: str) -> Tree:
    """Name a file (section 3.4): relative to the root, or a URI of its own where the path is absolute."""
    if file == _STDIN:
        return {"uri": "stdin", "uriBaseId": _STREAMS}
    path = quote(normal_file(file).encode("utf-8", "surrogateescape"))
    return {"uri": f"file://{path}"} if path.startswith("/") else {"uri": path, "uriBaseId": _ROOT}


def _bases(files: Iterable[str]) -> dict[str, Tree]:
    """Describe the base of what is no file, where a result needs it (section 3.14.14); it has no address."""
    described: Tree = {_STREAMS: {"description": {"text": "streams of the command, such as standard input"}}}
    return {"originalUriBaseIds": described} if _STDIN in files else {}


def _text(text: str) -> str:
    return "\n".join(printable(line) for line in text.split("\n"))
