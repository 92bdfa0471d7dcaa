import pytest
from click.shell_completion import CompletionItem

from generator.catalogue import code_texts
from generator.cli.explain import command as explain
from generator.cli.explain import complete_code
from generator.report.explained import explained
from tests.cli.fakes import Call

TEXTS = {text.code: text for text in code_texts()}


@pytest.mark.parametrize("code", TEXTS)
def test_every_code_is_explained(code: str, call: Call) -> None:
    outcome = call("explain", code)
    assert (outcome.status, outcome.out, outcome.err) == (0, explained(TEXTS[code]), "")
    assert outcome.out.startswith(f"{code} (")


def test_several_codes_each_once_in_the_order_asked_for(call: Call) -> None:
    outcome = call("explain", "mps104", "FILE001", "MPS104")
    assert outcome.out == explained(TEXTS["MPS104"]) + "\n" + explained(TEXTS["FILE001"])


def test_alone_it_lists_every_code(call: Call) -> None:
    outcome = call("explain")
    assert outcome.status == 0
    assert [line.split()[0] for line in outcome.out.splitlines()] == list(TEXTS)


@pytest.mark.parametrize(
    ("word", "told"),
    [
        ("MPS1O4", "There is no code 'MPS1O4'. Did you mean MPS104"),
        ("qqqqqq", "There is no code 'qqqqqq'. `gpuslice explain` lists all."),
        ("\x1b[2J", "There is no code '\\x1b[2J'."),
    ],
)
def test_an_unknown_code_is_a_usage_error(word: str, told: str, call: Call) -> None:
    outcome = call("explain", "MPS104", word)
    assert (outcome.status, outcome.out) == (2, "")
    assert told in outcome.err


def test_codes_are_completed() -> None:
    context = explain.make_context("explain", [])
    found: list[CompletionItem[str]] = complete_code(context, explain.params[0], "mps10")
    assert [item.value for item in found] == [code for code in TEXTS if code.startswith("MPS10")]
    assert found[0].help == TEXTS[found[0].value].title
