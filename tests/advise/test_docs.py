"""What docs/advise.md shows is so."""

import re

import pytest

from generator.advise.profile import profile_text
from generator.advise.told import rows
from generator.compile import compile_profile
from generator.facts.mig import mig_family
from generator.model.finding import Severity
from tests.advise.comparison import PAGE, row
from tests.advise.requests import advised

TEXT = PAGE.read_text(encoding="utf-8")


def test_the_platform_of_the_page_is_placed_whole() -> None:
    (example,) = re.findall(r"```yaml\n(.*?)```", TEXT, re.DOTALL)
    advice = advised(example)
    assert advice.unplaced == ()
    assert all(level.proven for level in advice.split.levels)
    placed = {
        name: sum(one.pods for one in rows(advice) if one.workload == name) for name in ("research", "large-models")
    }
    assert placed == {"research": 36, "large-models": 16}
    compiled = compile_profile(profile_text(advice).encode(), "advised.yaml")
    assert [one for one in compiled.findings if one.severity is Severity.ERROR] == []


@pytest.mark.parametrize("family", ["a30-24gb", "a100-80gb"])
def test_rows_of_the_table_are_what_the_command_makes(family: str) -> None:
    assert row(mig_family(family)) in TEXT.splitlines()


def test_the_page_lists_every_goal_in_order() -> None:
    told = re.findall(r"^(\d)\. ", TEXT, re.MULTILINE)
    assert told == ["1", "2", "3", "4"]
