"""The table of traps against the project as it is; `make traps` runs it."""

import ast
import subprocess
from pathlib import Path

import pytest

from tests.mutants.run import Copy, judge, try_row
from tests.mutants.table import ROWS, Row
from tests.support.go_build import ROOT

FAILED = "FAILED tests/test_x.py::test_y[a b] - "


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.trap)
def test_the_handling_stands_where_the_table_says_and_has_its_test(row: Row) -> None:
    text = (ROOT / row.file).read_text(encoding="utf-8")
    assert text.count(row.old) == 1
    assert row.new != row.old
    file, _, name = row.test.partition("::")
    tree = ast.parse((ROOT / file).read_text(encoding="utf-8"))
    assert name in {node.name for node in tree.body if isinstance(node, ast.FunctionDef)}


def test_no_two_rows_tell_of_the_same_trap() -> None:
    traps = [row.trap for row in ROWS]
    assert len(set(traps)) == len(traps)


def test_every_file_of_traps_has_a_row() -> None:
    wanted = {row.test.partition("::")[0] for row in ROWS}
    assert {f"tests/traps/{path.name}" for path in (ROOT / "tests" / "traps").glob("test_*.py")} <= wanted


@pytest.mark.parametrize(
    ("status", "output", "said"),
    [
        (1, f"{FAILED}assert 1 == 2", ""),
        (1, f"{FAILED}AssertionError: no", ""),
        (1, f"{FAILED}KeyError: 'spec'", "breaks"),
        (1, "ERROR tests/test_x.py::test_y - AssertionError: in a fixture", "breaks"),
        (0, "1 passed", "survives"),
        (2, "ERROR tests/test_x.py - SyntaxError", "pytest ended with 2"),
        (5, "no tests ran", "pytest ended with 5"),
    ],
)
def test_only_an_assertion_counts(status: int, output: str, said: str) -> None:
    assert (judge(status, output) == "") if not said else (said in judge(status, output))


class Project(Copy):
    """A project of one module and one test that looks at half of it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        (folder / "module.py").write_text("one = 1\ntwo = 2\ntwice = 3, 3\n", "utf-8")

    def test(self, tests: object) -> "subprocess.CompletedProcess[str]":
        fails = "one = 1" not in (self.folder / "module.py").read_text("utf-8")
        return subprocess.CompletedProcess([], int(fails), f"{FAILED}assert" if fails else "1 passed", "")


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("one = 1", "one = 2", ""),
        ("two = 2", "two = 1", "survives"),
        ("3", "4", "stands 2 times"),
        ("4", "5", "0 times"),
    ],
)
def test_a_row_is_tried_and_the_copy_is_as_before(old: str, new: str, said: str, tmp_path: Path) -> None:
    project = Project(tmp_path)
    before = (tmp_path / "module.py").read_text("utf-8")
    outcome = try_row(Row("trap", "module.py", old, new, "tests/test_x.py::test_y"), project)
    assert (outcome.complaint == "") if not said else (said in outcome.complaint)
    assert (tmp_path / "module.py").read_text("utf-8") == before
