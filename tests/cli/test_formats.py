import json

import pytest

from generator.cli.formats import FailOn, Format, fails, told
from generator.model.finding import Severity
from tests.report.samples import too_many

SOURCES = {"profiles/dgx-a.yaml": ("mig:", "- {count: 3}")}


def test_text_ends_in_what_was_looked_at() -> None:
    text = told([too_many()], SOURCES, Format.TEXT, "7 files")
    assert text.startswith("profiles/dgx-a.yaml:2:10: error[MIG003] 3 x 3g.40gb exceed")
    assert text.endswith("\n7 files: 1 error\n")
    assert told([], {}, Format.TEXT, "1 file") == "1 file: no findings\n"


def test_programs_are_told_findings_alone() -> None:
    assert json.loads(told([too_many()], SOURCES, Format.JSON, "x"))["summary"]["error"] == 1
    assert told([too_many()], SOURCES, Format.GITHUB, "x").startswith("::error file=profiles/dgx-a.yaml,line=2")


def test_sarif_describes_a_rule_by_the_catalogue() -> None:
    log = json.loads(told([too_many()], SOURCES, Format.SARIF, "x"))
    [rule] = log["runs"][0]["tool"]["driver"]["rules"]
    assert rule["id"] == "MIG003"
    assert rule["shortDescription"]["text"] != too_many().message


@pytest.mark.parametrize(
    ("severity", "failing"),
    [("error", ["error", "warning", "info"]), ("warning", ["warning", "info"]), ("info", ["info"])],
)
def test_a_finding_fails_at_its_weight_and_below(severity: str, failing: list[str]) -> None:
    finding = too_many()._replace(severity=Severity(severity))
    assert [level.value for level in FailOn if fails([finding], level)] == failing
    assert not any(fails([], level) for level in FailOn)
