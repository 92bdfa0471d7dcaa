"""docs/lint.md: what lint finds, as seen by running every rule's examples and the collected manifests."""

from generator.compile import compile_profile
from generator.lint.registry import RULES as MANIFEST_RULES
from generator.model.finding import Finding, Severity
from generator.rules._example import example_profile
from generator.rules.registry import RULES as PROFILE_RULES
from tests.corpus.figures import cases, figures, outcome
from tests.lint.examples import judged, line_of

_FIRST = """\
collected apart from the rules. When it was judged for the first time, 57 of its 76 certain defects (75 %) were found at
their line, and 4 of 56 sound ones (7 %) had an error or a warning; then it was used to mend the rules."""
_SECOND = """\
collected after that by somebody else again. When it was judged for the first time, 31 of its 42 certain defects (74 %)
were found at their line, and 1 of 35 sound ones (3 %) had an error or a warning."""
_THIRD = """\
collected after that by somebody else again, who also said by which other lines the same fault might be told. When it
was judged for the first time, 56 of its 63 certain defects (89 %) were found there, 53 of them (84 %) at the very line,
and 2 of 48 sound ones (4 %) had an error or a warning."""
_FOURTH = """\
collected after that by somebody else again. When it was judged for the first time, 33 of its 41 certain defects (80 %)
were found there, 32 of them (78 %) at the very line, and 0 of 59 sound ones had an error or a warning."""
_FIFTH = """\
collected at the same time as unseen4 by another. When it was judged for the first time, 28 of its 37 certain defects
(76 %) were found there, 26 of them (70 %) at the very line, and 1 of 55 sound ones (2 %) had an error or a warning;
once the rules were mended by unseen4 alone it was 31 of 37 (84 %)."""
_SIXTH = """\
collected after that by somebody else again, who looked further from NVIDIA's own charts: at charts of applications,
Kubeflow, Ray, GKE, JupyterHub. When it was judged for the first time, 22 of its 36 certain defects (61 %) were found,
all at the very line, and 1 of 42 sound ones (2 %) had an error or a warning. Of the 14 that were missed 5 are in values
of other charts, in Ray's flags or in what Argo CD runs, which lint does not judge."""
_SEVENTH = """\
collected after that by somebody else again, from homelab and company repositories and from issue threads of NVIDIA's
projects and of K3s, RKE2, Argo CD and Flux, in the proportions in which they occur. When it was judged for the first
time, 33 of its 36 certain defects (92 %) were found, 30 of them (83 %) at the very line, and 1 of 36 sound ones (3 %)
had an error or a warning; with rules that others' mistakes had been added to in between it was 34 of 36 (94 %)."""
_EIGHTH = """\
collected at the same time as unseen7 by another, from blog posts, forums, vendors' guides and threads of schedulers,
notebooks and inference servers. When it was judged for the first time, 22 of its 30 certain defects (73 %) were found,
21 of them (70 %) at the very line, and 0 of 39 sound ones had an error or a warning. Four of the eight that were missed
are taints that a pod does not tolerate."""
_NINTH = """\
collected after that as unseen7 was, by somebody else, once the rules were mended by unseen7 and unseen8. When it was
judged for the first time, 18 of its 24 certain defects (75 %) were found, 17 of them (71 %) at the very line, and 0 of
40 sound ones had an error or a warning. Three of the six that were missed are values that an old release had not
yet."""
_TENTH = """\
collected at the same time as unseen9, as unseen8 was. When it was judged for the first time, 23 of its 28 certain
defects (82 %) were found, 16 of them (57 %) at the very line, and 1 of 39 sound ones (3 %) had an error or a
warning."""
_ELEVENTH = """\
collected after that by somebody else again, from repositories, guides and issue threads as they come, once the rules
were mended by unseen9 and unseen10. When it was judged for the first time, 23 of its 25 certain defects (92 %) were
found, all at the very line, and 1 of 36 sound ones (3 %) had an error or a warning."""
_TWELFTH = """\
collected at the same time as the rules were read through, as unseen8 was. When it was judged for the first time, 21 of
its 23 certain defects (91 %) were found, 19 of them (83 %) at the very line, and 0 of 24 sound ones had an error or a
warning. The two that were missed are in JupyterHub's values and in what KAI's scheduler refuses."""
_THIRTEENTH = """\
collected after that as unseen7 was, by somebody else, while the rules were mended by other sources; a second reader
checked what each case says. When it was judged for the first time, 13 of its 18 certain defects (72 %) were found, 12
of them (67 %) at the very line, and 0 of 30 sound ones had an error or a warning."""
_FOURTEENTH = """\
collected at the same time as unseen13, as unseen8 was, and checked in the same way. When it was judged for the first
time, 19 of its 21 certain defects (90 %) were found, 15 of them (71 %) at the very line, and 1 of 29 sound ones (3 %)
had an error or a warning, rightly: the release that it states refuses its value."""
_FIFTEENTH = """\
collected after that as unseen7 was, by somebody else, once the rules were mended by unseen13 and unseen14. When it was
judged for the first time, 14 of its 17 certain defects (82 %) were found, 13 of them (76 %) at the very line, and 0 of
28 sound ones had an error or a warning."""
_SIXTEENTH = """\
collected at the same time as unseen15, as unseen8 was. When it was judged for the first time, 17 of its 18 certain
defects (94 %) were found, 14 of them (78 %) at the very line, and 0 of 26 sound ones had an error or a warning."""
_SEVENTEENTH = """\
collected after that as unseen7 was, by somebody else, while the rules were mended by other sources; a second reader
checked what each case says. When it was judged for the first time, 10 of its 14 certain defects (71 %) were found, all
at the very line, and 0 of 25 sound ones had an error or a warning."""
_EIGHTEENTH = """\
collected at the same time as unseen17, as unseen8 was, and checked in the same way. When it was judged for the first
time, 13 of its 14 certain defects (93 %) were found, 12 of them (86 %) at the very line, and 0 of 18 sound ones had an
error or a warning."""
_NINETEENTH = """\
collected after that as unseen7 was, by somebody else, once the rules were mended by unseen17 and unseen18, and checked
in the same way; most of its faults are such as people make, put into set-ups that they have. When it was judged for
the first time, 17 of its 18 certain defects (94 %) were found, 16 of them (89 %) at the very line, and 0 of 22 sound
ones had an error or a warning."""
_TWENTIETH = """\
collected at the same time as unseen19 and in the same way. When it was judged for the first time, all of its 18 certain
defects were found, 17 of them (94 %) at the very line, and 0 of 26 sound ones had an error or a warning."""
_TWENTYFIRST = """\
collected after that as unseen7 was, by somebody else, once the rules were mended by unseen19 and unseen20, and checked
in the same way; no fault was put into a set-up that its source had not. When it was judged for the first time, 20 of
its 22 certain defects (91 %) were found, 18 of them (82 %) at the very line, and 0 of 19 sound ones had an error or a
warning."""
_TWENTYSECOND = """\
collected at the same time as unseen21, as unseen8 was, and checked in the same way. When it was judged for the first
time, all of its 9 certain defects were found, 5 of them (56 %) at the very line, and 1 of 16 sound ones (6 %) had an
error or a warning: a LimitRange that gives every container of a namespace a GPU on purpose."""
_TWENTYTHIRD = """\
collected after that as unseen21 was, by somebody else, while the rules were mended by unseen21 and unseen22. When it
was judged for the first time, 14 of its 18 certain defects (78 %) were found, 13 of them (72 %) at the very line, and 0
of 18 sound ones had an error or a warning. Two of the four that were missed are one value that nobody reads."""
_TWENTYFOURTH = """\
collected at the same time as unseen23, as unseen22 was. When it was judged for the first time, 3 of its 5 certain
defects (60 %) were found, all at the very line, and 0 of 18 sound ones had an error or a warning."""
_TWENTYFIFTH = """\
collected after that as unseen21 was, by somebody else, once the rules were mended by unseen23 and unseen24. When it was
judged for the first time, 15 of its 16 certain defects (94 %) were found, all at the very line, and 0 of 18 sound ones
had an error or a warning. The one that was missed is in a values file of another maker's chart."""
_TWENTYSIXTH = """\
collected at the same time as unseen25, as unseen22 was. When it was judged for the first time, all of its 19 certain
defects were found, 18 of them (95 %) at the very line, and 0 of 17 sound ones had an error or a warning."""
_TWENTYSEVENTH = """\
collected after that as unseen21 was, by somebody else, at the same time as the rules were mended by unseen25. When it
was judged for the first time, 14 of its 17 certain defects (82 %) were found, all at the very line, and 0 of 20 sound
ones had an error or a warning. Two of the three that were missed are one variable."""
_TWENTYEIGHTH = """\
collected at the same time as unseen27, as unseen22 was. When it was judged for the first time, 7 of its 8 certain
defects (88 %) were found, 6 of them (75 %) at the very line, and 0 of 19 sound ones had an error or a warning."""
_TWENTYNINTH = """\
collected after that as unseen21 was, by somebody else, while the fields of Kubernetes' own kinds were made into a
table. When it was judged for the first time, 12 of its 20 certain defects (60 %) were found, and 0 of 22 sound ones had
an error or a warning. Of the eight that were missed three are of Kueue, and two in values of charts that were not
known."""
_THIRTIETH = """\
collected at the same time as unseen29, as unseen22 was. When it was judged for the first time, 7 of its 15 certain
defects (47 %) were found, and 0 of 21 sound ones had an error or a warning. Of the eight that were missed two are of
Kueue, and two are one quota of another maker's cards."""
SETS = (
    ("seen", "collected before the rules were finished, and used to mend them."),
    ("unseen", _FIRST),
    ("unseen2", _SECOND),
    ("unseen3", _THIRD),
    ("unseen4", _FOURTH),
    ("unseen5", _FIFTH),
    ("unseen6", _SIXTH),
    ("unseen7", _SEVENTH),
    ("unseen8", _EIGHTH),
    ("unseen9", _NINTH),
    ("unseen10", _TENTH),
    ("unseen11", _ELEVENTH),
    ("unseen12", _TWELFTH),
    ("unseen13", _THIRTEENTH),
    ("unseen14", _FOURTEENTH),
    ("unseen15", _FIFTEENTH),
    ("unseen16", _SIXTEENTH),
    ("unseen17", _SEVENTEENTH),
    ("unseen18", _EIGHTEENTH),
    ("unseen19", _NINETEENTH),
    ("unseen20", _TWENTIETH),
    ("unseen21", _TWENTYFIRST),
    ("unseen22", _TWENTYSECOND),
    ("unseen23", _TWENTYTHIRD),
    ("unseen24", _TWENTYFOURTH),
    ("unseen25", _TWENTYFIFTH),
    ("unseen26", _TWENTYSIXTH),
    ("unseen27", _TWENTYSEVENTH),
    ("unseen28", _TWENTYEIGHTH),
    ("unseen29", _TWENTYNINTH),
    ("unseen30", _THIRTIETH),
)
"""Each set, and how far its figures are those of files that the rules had not seen."""
_TEXT = """\
# Lint, held against what people write

`gpuslice lint` reads manifests of any form and judges them together. This page is made by running it: `make docs`.

## What it finds in real set-ups

The folders under `tests/corpus/` hold set-ups from public repositories, issues and guides, cut down to their facts,
each with its source and with what is wrong in it, by file and line. A defect counts as found where an error or a
warning stands at its very line, or at another that its case names for the same fault.
"""
_UNSEEN_BY_US = """\
## What no file shows

These traps are real, and cannot be seen before deployment. The README of a bundle says how to look for them.

- Memory: replicas multiply slots, not memory. Whether pods that share a card fit is known only from what they use.
- A ConfigMap that is edited under an unchanged name: the file looks right, and nothing reads it until the pods restart.
- A label that a person or an autoscaler sets on a node, and nodes that join later without one.
- What the driver really offers: MIG placements of boards of which nothing is published, its version on the host.
- Per-pod queries of DCGM metrics under time-slicing: the exporter cannot tell the pods of one card apart.
- Whether a GPU pod that asks for two shares gets two cards: the plugin promises nothing.
- Image versions behind a mirror, and values that another tool adds after these files.
"""
_TABLE_HEAD = """\
## Every rule, run on its examples

Each rule has an example that it must find, at the marked lines alone, and one in which nothing may be found.

| rule | looks at | weight | found in the bad example at lines | found in the good one |
|---|---|---|---|---|
"""


def lint_page() -> str:
    """Return the page's text."""
    sets = "".join(_set(name, about) for name, about in SETS if cases(name))
    return f"{_TEXT}\n{sets}{_UNSEEN_BY_US}\n{_TABLE_HEAD}{''.join(_rows())}"


def _set(name: str, about: str) -> str:
    outcomes = [outcome(case) for case in cases(name)]
    lines = "".join(f"- {line}\n" for line in figures(outcomes).splitlines())
    return f"**{name}**, {len(outcomes)} set-ups: {about}\n\n{lines}\n"


def _rows() -> list[str]:
    rows = [
        _row(rule.code, "profiles", rule.severity, _profile(rule.bad), _profile(rule.good)) for rule in PROFILE_RULES
    ]
    rows += [
        _row(
            rule.code,
            "manifests",
            rule.severity,
            judged(rule.bad, rule.options).findings,
            judged(rule.good, rule.options).findings,
        )
        for rule in MANIFEST_RULES
    ]
    return rows


def _profile(snippet: str) -> tuple[Finding, ...]:
    return compile_profile(example_profile(snippet).encode(), "example.yaml").findings


def _row(code: str, looks_at: str, severity: Severity, bad: tuple[Finding, ...], good: tuple[Finding, ...]) -> str:
    lines = ", ".join(map(str, sorted({line_of(one) for one in bad if one.code == code})))
    beside = ", ".join(sorted({one.code for one in good if one.code == code})) or "nothing"
    return f"| [{code}](rules.md#{code.lower()}) | {looks_at} | {severity.value} | {lines} | {beside} |\n"
