from generator.model.code_text import CodeText
from generator.model.finding import Severity
from generator.report.explained import code_list, explained

WHOLE = CodeText(
    "MPS104",
    "Too old",
    Severity.INFO,
    "word " * 30,
    "Do this.",
    "a paper",
    "a:\n  b: 1  # <- here\n\n",
    "a: 2\n",
    ("--gpu", "L 4"),
)
SHORT = CodeText("FILE001", "No such file", Severity.ERROR, "Nothing has that name.", "Check the path.")


def test_all_that_is_known() -> None:
    assert explained(WHOLE) == (
        "MPS104 (info): Too old\n"
        f"  why: {'word ' * 17}word\n"
        f"       {'word ' * 11}word\n"
        "  fix: Do this.\n"
        "  source: a paper\n"
        "  found in with --gpu 'L 4':\n"
        "    a:\n"
        "      b: 1  # <- here\n"
        "\n"
        "  not in with --gpu 'L 4':\n"
        "    a: 2\n"
    )


def test_what_is_not_known_leaves_no_trace() -> None:
    assert explained(SHORT) == (
        "FILE001 (error): No such file\n  why: Nothing has that name.\n  fix: Check the path.\n"
    )


def test_list() -> None:
    assert code_list((SHORT, WHOLE)) == "FILE001  error    No such file\nMPS104   info     Too old\n"
    assert code_list(()) == ""
