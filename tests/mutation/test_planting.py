"""Which of the changes that an operator makes become mutants, and what these are called."""

from pathlib import Path

import pytest

from tests.mutation.planting import Change, Mutant, chosen, differing

SOURCE = """\
LIMIT = 48


class Pool:
    @property
    def units(self):
        return sum(
            one
            for one in self.counts
        )


def pairs(one, other):
    if one:
        return zip(one, other, strict=True)
    return ("a", "a")
"""


def change(operator: str, line: int, before: str, after: str, *, column: int | None = None) -> Change:
    """Return one change in SOURCE, in a line counted from 1."""
    lines = SOURCE.splitlines(keepends=True)
    start = lines[line - 1].index(before) if column is None else column
    lines[line - 1] = lines[line - 1][:start] + after + lines[line - 1][start + len(before) :]
    return {
        "module": "module.py",
        "operator": operator,
        "span": [line, start, line, start + len(before)],
        "before": before,
        "after": after,
        "source": "".join(lines),
    }


def made(tmp_path: Path, *changes: Change) -> list[Mutant]:
    (tmp_path / "module.py").write_text(SOURCE, encoding="utf-8")
    return list(chosen(changes, tmp_path))


def test_a_mutant_knows_its_function_its_statement_and_the_lines_that_differ(tmp_path: Path) -> None:
    (mutant,) = made(tmp_path, change("number", 9, "self.counts", "None"))
    assert mutant[:5] == ("module.py", "Pool.units", (7, 10), "for one in self.counts", "for one in None")
    assert mutant.name() == "Pool.units: `for one in self.counts` -> `for one in None`"


def test_the_head_of_a_block_is_without_the_block(tmp_path: Path) -> None:
    (mutant,) = made(tmp_path, change("name", 14, "one", "None"))
    assert (mutant.function, mutant.lines) == ("pairs", (14, 14))


@pytest.mark.parametrize(
    "left_out",
    [
        change("number", 1, "48", "49"),
        change("string", 16, '"a"', '"A"'),
        change("name", 15, "True", "False"),
        change("arg_removal", 15, "zip(one, other, strict=True)", "zip(one, other, strict=None)"),
        change("arg_removal", 15, "zip(one, other, strict=True)", "zip(other, strict=True)"),
    ],
)
def test_what_shows_nothing_is_left_out(left_out: Change, tmp_path: Path) -> None:
    assert made(tmp_path, left_out) == []


def test_two_mutants_that_read_alike_have_two_names(tmp_path: Path) -> None:
    twice = change("string", 16, '"a"', '"XXaXX"')
    found = made(tmp_path, twice, twice, change("string", 16, '"a"', '"XXaXX"', column=17))
    assert [mutant.now for mutant in found] == [
        'return ("XXaXX", "a")',
        'return ("XXaXX", "a") (number 2)',
        'return ("a", "XXaXX")',
    ]


def test_only_lines_that_differ_are_shown() -> None:
    assert differing("a\nb\n  c\nd\n", "a\nx\n  y\nd\n") == ("b c", "x y")
    assert differing("a\nb\nd\n", "a\nd\n") == ("b", "")
