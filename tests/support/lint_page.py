"""docs/lint.md: what lint finds, as seen by running every rule's examples and the collected manifests."""

from typing import NamedTuple

from generator.compile import compile_profile
from generator.lint.registry import RULES as MANIFEST_RULES
from generator.model.finding import Finding, Severity
from generator.rules._example import example_profile
from generator.rules.registry import RULES as PROFILE_RULES
from tests.corpus.figures import cases, counted, outcome, share
from tests.lint.examples import judged, line_of


class First(NamedTuple):
    """A set by its name and where it comes from, and how it was judged before the rules were mended by it.

    `found` are certain defects out of `defects`, `flagged` sound set-ups out of `sound`.
    """

    name: str
    comes_from: str
    found: int
    defects: int
    flagged: int
    sound: int


_REPOSITORIES, _GUIDES = "repositories, issue threads", "blogs, forums, guides"
_OTHERS = "charts of others, Kubeflow, Ray, GKE, JupyterHub"
_PUT_IN = "repositories, with slips put in"
_RECENT = 12
FIRST = (
    First("unseen", _REPOSITORIES, 57, 76, 4, 56),
    First("unseen2", _REPOSITORIES, 31, 42, 1, 35),
    First("unseen3", _REPOSITORIES, 56, 63, 2, 48),
    First("unseen4", _REPOSITORIES, 33, 41, 0, 59),
    First("unseen5", _REPOSITORIES, 28, 37, 1, 55),
    First("unseen6", _OTHERS, 22, 36, 1, 42),
    First("unseen7", _REPOSITORIES, 33, 36, 1, 36),
    First("unseen8", _GUIDES, 22, 30, 0, 39),
    First("unseen9", _REPOSITORIES, 18, 24, 0, 40),
    First("unseen10", _GUIDES, 23, 28, 1, 39),
    First("unseen11", f"{_REPOSITORIES}, guides", 23, 25, 1, 36),
    First("unseen12", _GUIDES, 21, 23, 0, 24),
    First("unseen13", _REPOSITORIES, 13, 18, 0, 30),
    First("unseen14", _GUIDES, 19, 21, 1, 29),
    First("unseen15", _REPOSITORIES, 14, 17, 0, 28),
    First("unseen16", _GUIDES, 17, 18, 0, 26),
    First("unseen17", _REPOSITORIES, 10, 14, 0, 25),
    First("unseen18", _GUIDES, 13, 14, 0, 18),
    First("unseen19", _PUT_IN, 17, 18, 0, 22),
    First("unseen20", _PUT_IN, 18, 18, 0, 26),
    First("unseen21", _REPOSITORIES, 20, 22, 0, 19),
    First("unseen22", _GUIDES, 9, 9, 1, 16),
    First("unseen23", _REPOSITORIES, 14, 18, 0, 18),
    First("unseen24", _GUIDES, 3, 5, 0, 18),
    First("unseen25", _REPOSITORIES, 15, 16, 0, 18),
    First("unseen26", _GUIDES, 19, 19, 0, 17),
    First("unseen27", _REPOSITORIES, 14, 17, 0, 20),
    First("unseen28", _GUIDES, 7, 8, 0, 19),
    First("unseen29", f"{_REPOSITORIES}; Kueue, charts of others", 12, 20, 0, 22),
    First("unseen30", f"{_GUIDES}; Kueue, charts of others", 7, 15, 0, 21),
    First("unseen31", _REPOSITORIES, 20, 29, 1, 19),
    First("unseen32", _GUIDES, 23, 28, 2, 24),
    First("unseen33", f"{_REPOSITORIES}; Kueue, KAI, HAMi", 11, 23, 1, 24),
    First("unseen34", f"{_GUIDES}; Kueue, Volcano, DRA", 12, 31, 0, 23),
    First("unseen35", "projects around GPUs, issue threads; DRA", 9, 20, 0, 19),
    First("unseen36", f"{_GUIDES} in other languages", 22, 29, 0, 18),
    First("unseen37", _REPOSITORIES, 24, 35, 1, 24),
    First("unseen38", _GUIDES, 22, 32, 2, 20),
    First("unseen39", "repositories, guides", 11, 13, 0, 23),
    First("unseen40", "repositories, guides, issue threads", 24, 28, 0, 14),
    First("unseen41", "repositories", 12, 12, 1, 19),
    First("unseen42", _GUIDES, 18, 23, 0, 19),
    First("unseen43", _GUIDES, 9, 13, 0, 16),
    First("unseen44", _REPOSITORIES, 11, 13, 0, 14),
    First("unseen45", _REPOSITORIES, 8, 9, 1, 18),
    First("unseen46", _GUIDES, 27, 30, 0, 20),
    First("unseen47", _REPOSITORIES, 9, 12, 1, 19),
    First("unseen48", _GUIDES, 7, 9, 0, 13),
    First("unseen49", _REPOSITORIES, 8, 10, 1, 17),
    First("unseen50", _GUIDES, 11, 13, 1, 13),
)
_TEXT = """\
# Lint, held against what people write

`gpuslice lint` reads manifests of any form and judges them together. This page is made by running it: `make docs`.

## What it finds in real set-ups

The folders under `tests/corpus/` hold set-ups from public repositories, issues and guides, cut down to their facts,
each with its source and with what is wrong in it, by file and line. A defect counts as found where an error or a
warning stands at its very line, or at another that its case names for the same fault; it is certain if the files alone
show it.

Each set was collected by somebody who had not seen the rules, from unseen13 on a second reader checked every case, and
it was judged before anything was mended by it: these are the figures at first. `seen` alone was there while the rules
were written. What is missed or flagged now stands with its reason in `tests/corpus/test_figures.py`.

| set | from | found at first | flagged at first | found now | flagged now | found now, of what depends on more |
|---|---|--:|--:|--:|--:|--:|
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
    sets = "".join([_set("seen", None), *(_set(one.name, one) for one in FIRST if cases(one.name))])
    return f"{_TEXT}{sets}{_total()}\n{_UNSEEN_BY_US}\n{_TABLE_HEAD}{''.join(_rows())}"


def _set(name: str, first: First | None) -> str:
    now = counted([outcome(case) for case in cases(name)])
    cells = [name, "all of these", "", ""]
    if first is not None:
        cells = [name, first.comes_from, share(first.found, first.defects), share(first.flagged, first.sound)]
    cells += [share(now.found, now.certain), share(now.flagged, now.sound), share(now.found_unsure, now.unsure)]
    return f"| {' | '.join(cells)} |\n"


def _total() -> str:
    newest = FIRST[-_RECENT:]
    found, defects = sum(one.found for one in newest), sum(one.defects for one in newest)
    flagged, sound = sum(one.flagged for one in newest), sum(one.sound for one in newest)
    at_first = f"{share(found, defects)} of the certain defects were found at first"
    return f"\nOf the newest {len(newest)} sets together {at_first}, and {share(flagged, sound)} sound ones flagged.\n"


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
