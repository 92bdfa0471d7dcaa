import pytest

from generator.report.plain import counted, paragraph, printable


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("plain é 日本", "plain é 日本"),
        ("\x1b[0m", "\\x1b[0m"),
        ("a\tb\nc\r", "a\\tb\\nc\\r"),
        ("\u202e\u2028", "\\u202e\\u2028"),
        ("\U000e0001", "\\U000e0001"),
        ("\udcff", "\\xff"),
        ("\ud800", "\\ud800"),
    ],
)
def test_printable(text: str, shown: str) -> None:
    assert printable(text) == shown


def test_paragraph_keeps_blank_lines_and_indents() -> None:
    assert paragraph("fix: ", "one two three\n\n  kept as it stands\nend\n", 14) == [
        "fix: one two",
        "     three",
        "",
        "       kept as it stands",
        "     end",
    ]


def test_paragraph_keeps_what_stands_between_backticks_whole() -> None:
    assert paragraph("fix: ", "run `kubectl label nodes` first", 20) == [
        "fix: run",
        "     `kubectl label nodes`",
        "     first",
    ]


def test_backtick_without_its_partner_ties_nothing() -> None:
    assert paragraph("fix: ", "a ` b c d e f g h i j", 14) == ["fix: a ` b c d", "     e f g h i", "     j"]


def test_paragraph_of_nothing_still_shows_its_label() -> None:
    assert paragraph("why: ", "", 80) == ["why:"]


@pytest.mark.parametrize(("number", "text"), [(0, "0 errors"), (1, "1 error"), (2, "2 errors")])
def test_counted(number: int, text: str) -> None:
    assert counted(number, "error") == text
