"""The record as it stands, and what is made of it."""

from pathlib import Path

import pytest

from tests.mutation import record
from tests.mutation.__main__ import DEMANDED, SUITE
from tests.mutation.planting import Mutant
from tests.mutation.record import Ending, Figures
from tests.support.go_build import ROOT

KNOWN = record.read()


@pytest.mark.parametrize("part", sorted({Path(name).parts[1] for name in KNOWN}))
def test_nine_of_ten_faults_in_each_part_were_noticed(part: str) -> None:
    rows = [one for name, one in KNOWN.items() if Path(name).parts[1] == part]
    assert record.share(rows) >= DEMANDED


def test_most_modules_were_tried_and_those_that_were_still_exist() -> None:
    assert [name for name in KNOWN if name not in record.modules()] == []
    assert len(KNOWN) > 0.7 * len(record.modules())


def test_every_survivor_has_a_reason_and_every_reason_a_survivor() -> None:
    survivors = {(module, name) for module, one in KNOWN.items() for name in one.survivors}
    reasons = record.reasons()
    assert survivors == reasons.keys()
    assert all(len(reason.split()) > 3 for reason in reasons.values())


def test_the_page_has_the_table_of_the_record() -> None:
    assert f"{record.BEGIN}{record.table(KNOWN)}{record.END}" in record.PAGE.read_text(encoding="utf-8")


def test_the_tests_that_are_run_exist() -> None:
    assert [name for name in SUITE if not (ROOT / name).exists()] == []


def test_a_module_that_differs_from_its_record_or_has_none_is_tried() -> None:
    module = "generator/facts/placement.py"
    row = Figures(record.digest(module), "2026-01-01", 1, 1, 0, [], 0.1)
    known = dict.fromkeys(record.modules(), row)
    assert module not in record.changed(known)
    assert module in record.changed({**known, module: row._replace(digest="another")})
    assert module in record.changed({name: one for name, one in known.items() if name != module})
    same = {name: row._replace(digest=record.digest(name)) for name in record.modules()}
    assert record.changed(same) == []


def test_endings_are_counted_and_survivors_tried_again_move_over() -> None:
    module = "generator/facts/placement.py"
    how = {"a": "killed", "b": "timed out", "c": "survived", "d": "not reached", "e": "killed"}
    first = record.figures(module, [Ending(name, end, 0.5) for name, end in how.items()], "2026-01-01")
    assert first[1:] == ("2026-01-01", 5, 2, 1, ["c", "d"], 2.5)
    assert record.share([first]) == 0.6
    later = record.figures(module, [Ending("c", "survived", 0.5), Ending("d", "killed", 0.5)], "2026-01-02")
    second = record.again(first, later)
    assert second == first._replace(date="2026-01-02", killed=3, survivors=["c"])


def test_a_sample_is_always_the_same_and_of_all_modules_alike() -> None:
    mutants = [
        Mutant(module, "f", (line, line), "old", f"new {line}", "")
        for module, lines in (("large.py", 50), ("small.py", 3))
        for line in range(lines)
    ]
    found = record.sample(mutants, 10)
    assert found == record.sample(list(reversed(mutants)), 10)
    assert [one.module for one in found].count("small.py") == 3
    assert len(found) == len(set(found)) == 10
    assert len(record.sample(mutants, 100)) == 53
