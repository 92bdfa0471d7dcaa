"""docs/rules.md: every rule with its reason, its cure and an example of each kind."""

from collections.abc import Iterator
from typing import Protocol

from generator.decode.codes import SHAPE_CODES
from generator.model.rule import Rule
from generator.resolve._problems import PROBLEMS
from generator.rules import RULES
from generator.rules._example import example_profile

FAMILIES: tuple[tuple[str, str], ...] = (
    ("CHT", "Chart and components"),
    ("DRV", "Driver"),
    ("DST", "Distribution"),
    ("MIG", "MIG"),
    ("MON", "Monitoring"),
    ("MPS", "MPS"),
    ("NFD", "Node Feature Discovery"),
    ("NOD", "Pools and nodes"),
    ("POL", "Admission policy"),
    ("QUO", "Quotas"),
    ("SHR", "Sharing"),
    ("TEN", "Tenants"),
    ("VAL", "extraValues"),
)
"""The letters of a code, and what they stand for."""

_INTRODUCTION = """\
# Rules

A rule looks at what a profile comes to: the nodes, the resources they advertise, and who may use them. An
**error** stops the bundle from being written, a **warning** and an **info** do not.

Each example shows the sections of a profile that matter; the others are as in this one. `# <- here` marks the
line that a finding points at.
"""


_FAULTS = """\
## Faults of the profile itself

These are all errors. Whatever does not rest on the faulty part is looked at all the same.
"""


class _Code(Protocol):
    """What the codes of decoder and resolver have in common."""

    @property
    def code(self) -> str: ...
    @property
    def title(self) -> str: ...
    @property
    def why(self) -> str: ...
    @property
    def fix(self) -> str: ...


def rules_page() -> str:
    """Return the page's text."""
    parts = [_INTRODUCTION, _fenced(example_profile("")), _table()]
    for letters, title in FAMILIES:
        parts.append(f"## {title}\n")
        parts.extend(_section(rule) for rule in RULES if rule.code.startswith(letters))
    parts.append(_FAULTS)
    parts.extend(_fault(one) for one in _faults())
    return "\n".join(parts)


def _faults() -> Iterator[_Code]:
    yield from sorted(SHAPE_CODES, key=lambda one: one.code)
    yield from sorted(PROBLEMS, key=lambda one: one.code)


def _fault(one: _Code) -> str:
    return f"### {one.code}\n\n**{one.title}**\n\n{one.why}\n\nMend it: {one.fix}\n"


def _table() -> str:
    lines = ["| code | severity | what is wrong |", "|---|---|---|"]
    lines.extend(f"| [{rule.code}](#{rule.code.lower()}) | {rule.severity.value} | {rule.title} |" for rule in RULES)
    return "\n".join(lines) + "\n"


def _section(rule: Rule) -> str:
    return "\n".join(
        (
            f"### {rule.code}\n",
            f"**{rule.title}** ({rule.severity.value})\n",
            f"{rule.why}\n",
            f"Mend it: {rule.fix}\n",
            f"Source: {rule.source}.\n",
            "Found in:\n",
            _fenced(rule.bad),
            "Not in:\n",
            _fenced(rule.good),
        )
    )


def _fenced(text: str) -> str:
    return f"```yaml\n{text}```\n"
