import pytest

from generator.model.finding import Excepted, Finding, Position, Severity
from generator.report.text import excepted_text, findings_text, summary_text
from tests.report.samples import too_many

SOURCE = ("pools:", "  count: 3")


def _note(message: str = "m", why: str = "", fix: str = "", file: str = "") -> Finding:
    return Finding("X001", Severity.INFO, message, why, fix, file=file)


def test_error_with_its_line() -> None:
    assert findings_text([too_many()], {"profiles/dgx-a.yaml": SOURCE}) == (
        "profiles/dgx-a.yaml:2:10: error[MIG003] 3 x 3g.40gb exceed H100-80GB: at most 2\n"
        "   2 |   count: 3\n"
        "     |          ^\n"
        "    why: mig-parted cannot apply the layout; the node ends `failed`.\n"
        "    fix: Lower the count, or pick a smaller MIG profile.\n"
    )


def test_findings_follow_each_other() -> None:
    text = findings_text([too_many(), _note(message="second", file="b.yaml")], {})
    assert [line for line in text.splitlines() if not line.startswith(" ")] == [
        "profiles/dgx-a.yaml:2:10: error[MIG003] 3 x 3g.40gb exceed H100-80GB: at most 2",
        "b.yaml: info[X001] second",
    ]


def test_no_findings_no_text() -> None:
    assert findings_text([], {}) == ""


@pytest.mark.parametrize(
    ("finding", "first"),
    [
        (_note(), "info[X001] m\n"),
        (_note(file="p.yaml"), "p.yaml: info[X001] m\n"),
        (_note(file="p.yaml")._replace(at=("pools", 0, "name")), "p.yaml: pools[0].name: info[X001] m\n"),
        (_note()._replace(at=("pools", 0)), "pools[0]: info[X001] m\n"),
        (_note(file="p.yaml")._replace(position=Position(9, 1)), "p.yaml:9:1: info[X001] m\n"),
    ],
)
def test_place(finding: Finding, first: str) -> None:
    assert findings_text([finding], {"p.yaml": SOURCE}) == first


@pytest.mark.parametrize("position", [Position(0, 1), Position(3, 1), Position(1, 99), Position(-1, 1)])
def test_position_outside_the_source_quotes_nothing(position: Position) -> None:
    text = findings_text([too_many()._replace(position=position)], {"profiles/dgx-a.yaml": SOURCE})
    assert " | " not in text


def test_column_after_the_last_character_is_shown() -> None:
    finding = _note(file="f")._replace(position=Position(1, 5))
    assert findings_text([finding], {"f": ("key:",)}) == "f:1:5: info[X001] m\n   1 | key:\n     |     ^\n"


def test_caret_stands_below_its_column_after_tabs_and_escapes() -> None:
    finding = _note(file="f")._replace(position=Position(1, 4))
    assert findings_text([finding], {"f": ("\ta\x07b",)}) == (
        "f:1:4: info[X001] m\n   1 |     a\\x07b\n     |          ^\n"
    )


def test_line_that_is_not_ascii_has_no_caret() -> None:
    finding = _note(file="f")._replace(position=Position(1, 3))
    assert findings_text([finding], {"f": ("日本: x",)}) == "f:1:3: info[X001] m\n   1 | 日本: x\n"


@pytest.mark.parametrize("column", [1, 40, 70, 500, 9999, 10000])
def test_long_line_is_cut_around_the_column(column: int) -> None:
    line = "".join(chr(ord("a") + index % 26) for index in range(10000))
    _, quoted, caret = findings_text(
        [_note(file="f")._replace(position=Position(1, column))], {"f": (line,)}
    ).splitlines()
    assert len(quoted) <= 100
    assert quoted[caret.index("^")] == line[column - 1]


def test_control_characters_never_reach_the_terminal() -> None:
    hostile = "a\x1b[2J\r\n\u202eb\udcff\x00"
    finding = Finding("X001", Severity.ERROR, hostile, hostile, hostile, position=Position(1, 1), file=hostile)
    text = findings_text([finding], {hostile: (hostile.replace("\n", ""),)})
    assert all(line.isprintable() for line in text.splitlines())
    assert text.startswith("a\\x1b[2J\\r\\n\\u202eb\\xff\\x00:1:1: error[X001] a\\x1b[2J\\r\\n\\u202eb\\xff\\x00\n")


def test_a_line_that_is_no_text_is_not_quoted() -> None:
    finding = _note(file="f")._replace(position=Position(1, 1))
    utf16 = "".join(f"{letter}\x00" for letter in "version: v1alpha1" * 10)
    assert findings_text([finding], {"f": (utf16,)}) == "f:1:1: info[X001] m\n"


def test_reasons_are_wrapped_and_examples_are_not() -> None:
    finding = _note(why="word " * 30, fix="Write instead:\n  pools:\n    - name: " + "x" * 120)
    assert findings_text([finding], {}) == (
        "info[X001] m\n"
        f"    why: {'word ' * 17}word\n"
        f"         {'word ' * 11}word\n"
        "    fix: Write instead:\n"
        "           pools:\n"
        f"             - name: {'x' * 120}\n"
    )


@pytest.mark.parametrize(
    ("severities", "text"),
    [
        ((), "no findings"),
        ((Severity.ERROR,), "1 error"),
        ((Severity.INFO, Severity.ERROR, Severity.WARNING, Severity.ERROR), "2 errors, 1 warning, 1 note"),
        ((Severity.INFO, Severity.INFO), "2 notes"),
    ],
)
def test_summary(severities: tuple[Severity, ...], text: str) -> None:
    assert summary_text([_note()._replace(severity=severity) for severity in severities]) == text


def test_summary_of_what_is_switched_off() -> None:
    assert summary_text([], 2) == "no findings, 2 switched off"
    assert summary_text([_note()], 1) == "1 note, 1 switched off"


def test_what_is_switched_off_is_told_with_its_reason_and_without_a_cure() -> None:
    off = Excepted(too_many(), "word " * 30 + "\x1b")
    assert excepted_text([off]) == (
        "profiles/dgx-a.yaml:2:10: off[MIG003] 3 x 3g.40gb exceed H100-80GB: at most 2\n"
        f"    reason: {'word ' * 16}word\n"
        f"            {'word ' * 12}word \\x1b\n"
    )
    assert excepted_text([]) == ""
