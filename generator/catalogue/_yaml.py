"""Titles for the faults of YAML, whose messages name what they found."""

import re

from generator.model.code_text import CodeText
from generator.model.finding import Severity
from generator.yamltext.problems import PROBLEMS, UNKNOWN_SYNTAX

_TITLES = {
    "YAML001": "Nothing in the file",
    "YAML002": "Not UTF-8 text",
    "YAML003": "Invisible character",
    "YAML004": "File too large",
    "YAML005": "Tab where YAML wants spaces",
    "YAML006": "Second document",
    "YAML007": "Not YAML",
    "YAML008": "Key written twice",
    "YAML009": "Key that is no text",
    "YAML010": "Merge key",
    "YAML011": "Unknown tag",
    "YAML012": "Tag that does not fit its value",
    "YAML013": "Alias without its anchor",
    "YAML014": "Aliases that grow without end",
    "YAML015": "Nested too deep",
    "YAML016": "Number too large",
    "YAML017": "More faults than are shown",
    "YAML018": "Merge key without a mapping",
}
_WORDS = {"kind": "file", "limit": "N", "name": "NAME", "fix": UNKNOWN_SYNTAX.fix}
"""What stands for the words that a finding fills in."""


def yaml_texts() -> tuple[CodeText, ...]:
    """Return what is known of each fault that the YAML reader reports."""
    return tuple(
        CodeText(code, _TITLES[code], Severity.ERROR, _filled(problem.why), _filled(problem.fix))
        for code, problem in PROBLEMS.items()
    )


def _filled(text: str) -> str:
    names = set(re.findall(r"(?<!{){([a-z]+)}", text))
    return text.format(**{name: _WORDS[name] for name in names})
