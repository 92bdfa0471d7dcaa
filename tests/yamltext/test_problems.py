import pytest

from generator.yamltext.problems import PROBLEMS, SYNTAX, shown
from generator.yamltext.reader import read_document
from tests.yamltext.test_reader import FAULTS


@pytest.mark.parametrize("code", PROBLEMS)
def test_a_problem_says_what_why_and_how_to_mend(code: str) -> None:
    problem = PROBLEMS[code]
    assert problem.message
    assert not problem.message.endswith(".")
    assert problem.why.endswith(".")
    assert problem.fix.endswith(".") or problem.fix == "{fix}"


def test_every_complaint_of_the_parser_that_we_translate_is_shown_by_an_example() -> None:
    messages = {fault.message for fault in FAULTS}
    assert [known.message for known in SYNTAX.values() if known.message not in messages] == []


@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: repr(fault.text[:30]))
def test_no_blank_is_left_in_the_words(fault: tuple[bytes, str]) -> None:
    _, findings = read_document(fault[0], "p.yaml")
    for found in findings:
        assert found.why.endswith(".")
        assert found.fix.endswith((".", '"\\u2028".'))
        assert "{what}" not in found.message
        assert "{fix}" not in found.fix


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("plain", '"plain"'),
        ("two\nlines\x1b[31m", '"two\\u000alines\\u001b[31m"'),
        ("x" * 60, '"' + "x" * 60 + '"'),
        ("x" * 61, '"' + "x" * 57 + '..."'),
    ],
)
def test_foreign_text_is_shown_short_and_harmless(text: str, expected: str) -> None:
    assert shown(text) == expected


def test_a_hostile_key_or_tag_cannot_fill_in_words_of_its_own() -> None:
    _, findings = read_document(b'"{0.x}{limit}": 1\n"{0.x}{limit}": 2\na: !{limit} b\n', "p.yaml")
    assert [found.message for found in findings][:1] == [
        'the key "{0.x}{limit}" is written twice; it first stands on line 1'
    ]
