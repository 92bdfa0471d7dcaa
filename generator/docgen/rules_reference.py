"""docs/rules.md: every code with its reason, its cure and, where it is a rule, an example of each kind."""

from collections.abc import Iterable, Sequence
from shlex import join

from generator.catalogue import CodeGroup, code_groups
from generator.model.code_text import CodeText
from generator.rules._example import example_profile

PROFILE_FAMILIES: tuple[tuple[str, str], ...] = (
    ("CHT", "Chart and components"),
    ("DRV", "Driver"),
    ("DST", "Distribution"),
    ("EXC", "Exceptions"),
    ("MEM", "Memory of workloads"),
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
    ("WRK", "Workloads"),
)
"""The letters of a rule on profiles, and what they stand for."""
MANIFEST_FAMILIES: tuple[tuple[str, str], ...] = (
    ("DCG", "dcgm-exporter"),
    ("DST", "Distribution and container runtime"),
    ("KUB", "Fields of Kubernetes and of other projects' kinds"),
    ("LNT", "Files that are not looked at"),
    ("MIG", "MIG layouts and devices"),
    ("MPS", "MPS"),
    ("NFD", "Node Feature Discovery"),
    ("OLM", "Operator Lifecycle Manager"),
    ("PLG", "Configuration of the device plugin"),
    ("POL", "ClusterPolicy and NVIDIADriver"),
    ("PRI", "Priority classes"),
    ("QUO", "Quotas and limit ranges"),
    ("REF", "References between files, names and labels"),
    ("SHR", "Time-slicing and MPS"),
    ("VAL", "Values of charts"),
    ("VER", "Releases that do not go together"),
    ("WRK", "Workloads"),
)
"""The letters of a rule on manifests, and what they stand for."""

_INTRODUCTION = """\
# Rules

Every code that a finding can have; `gpuslice explain CODE` tells the same. In examples `# <- here` marks the line
that a finding points at. An example of a profile shows the sections that matter; the others are as in this one:
"""


def rules_page() -> str:
    """Return the page's text."""
    groups = code_groups()
    families = (PROFILE_FAMILIES, MANIFEST_FAMILIES, *((),) * (len(groups) - 2))
    parts = [_INTRODUCTION, _fenced(example_profile("")), _contents(groups, families)]
    for group, inner in zip(groups, families, strict=True):
        parts.append(f"## {group.title}\n\n{group.about}\n\n{_table(group.texts)}")
        for letters, title in inner:
            parts.append(f"### {title}\n")
            parts.extend(_section(text, "####") for text in group.texts if text.code.startswith(letters))
        parts.extend(_section(text, "###") for text in (() if inner else group.texts))
    return "\n".join(parts)


def _contents(groups: Sequence[CodeGroup], families: Sequence[tuple[tuple[str, str], ...]]) -> str:
    """Return the groups as a list, each with its families: a link leads to the first code, since titles recur."""
    lines = []
    for group, inner in zip(groups, families, strict=True):
        first = {text.code[:3]: text.code.lower() for text in reversed(group.texts)}
        topics = ", ".join(f"[{title}](#{first[letters]})" for letters, title in inner)
        lines.append(f"- [{group.title}](#{group.title.lower().replace(' ', '-')})" + (f": {topics}" if topics else ""))
    return "\n".join(lines) + "\n"


def _table(texts: Iterable[CodeText]) -> str:
    lines = ["| code | severity | what is wrong |", "|---|---|---|"]
    lines.extend(f"| [{text.code}](#{text.code.lower()}) | {text.severity.value} | {text.title} |" for text in texts)
    return "\n".join(lines) + "\n"


def _section(text: CodeText, marks: str) -> str:
    options = f" with `{join(text.options)}`" if text.options else ""
    parts = [
        f"{marks} {text.code}\n",
        f"**{text.title}** ({text.severity.value})\n",
        f"{text.why}\n",
        f"Mend it: {text.fix}\n",
        f"Source: {text.source}.\n" if text.source else "",
    ]
    for label, example in (("Found in", text.bad), ("Not in", text.good)):
        parts.extend((f"{label}{options}:\n", _fenced(example)) if example else ())
    return "\n".join(part for part in parts if part)


def _fenced(text: str) -> str:
    return f"```yaml\n{text}```\n"
