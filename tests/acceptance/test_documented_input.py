"""Every bad example of docs/rules.md through the command line in a process of its own: told at its place."""

import re
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import NamedTuple

import pytest

from generator.catalogue import code_groups
from generator.model.code_text import CodeText
from generator.rules._example import example_profile
from tests.cli.fakes import Outcome, spawn
from tests.lint.examples import marked_lines
from tests.support.profiles import laid_over

FILE = "given.yaml"


class Documented(NamedTuple):
    """A code with a bad example, the command that tells of it, and what makes a whole file of the example."""

    command: str
    completed: Callable[[str], str]
    text: CodeText


BY_GROUP: dict[str, tuple[str, Callable[[str], str]]] = {
    "Rules on profiles": ("check", example_profile),
    "Rules on manifests": ("lint", str),
    "Faults of the profile itself": ("check", laid_over),
}
DOCUMENTED = tuple(
    Documented(*BY_GROUP[group.title], text) for group in code_groups() for text in group.texts if text.bad
)


@pytest.fixture(scope="module")
def outcomes(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Outcome]:
    """What was said of each example, by code; processes run two at a time."""
    folder = tmp_path_factory.mktemp("documented")

    def said(one: Documented) -> Outcome:
        own = folder / one.text.code
        own.mkdir()
        (own / FILE).write_text(one.completed(one.text.bad), encoding="utf-8")
        return spawn(one.command, FILE, *one.text.options, "--fail-on", "info", cwd=own)

    with ThreadPoolExecutor(2) as pool:
        return dict(zip([one.text.code for one in DOCUMENTED], pool.map(said, DOCUMENTED), strict=True))


def test_most_codes_show_an_example() -> None:
    assert len(DOCUMENTED) > 140


@pytest.mark.parametrize("one", DOCUMENTED, ids=lambda one: one.text.code)
def test_a_documented_mistake_is_told_at_its_place(one: Documented, outcomes: dict[str, Outcome]) -> None:
    outcome = outcomes[one.text.code]
    assert (outcome.status, outcome.err) == (1, "")
    assert "Traceback" not in outcome.out
    places = re.findall(
        rf"^{FILE}:(\d+):(\d+): (?:error|warning|info)\[{one.text.code}\] \S", outcome.out, re.MULTILINE
    )
    lines = {int(line) for line, _ in places}
    assert lines >= set(marked_lines(one.text.bad)) != set()
    assert "\n    why: " in outcome.out
    assert "\n    fix: " in outcome.out
    assert re.search(r"^1 (?:file|profile): \d", outcome.out, re.MULTILINE)
