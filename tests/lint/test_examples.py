"""Every rule's examples: the bad one is found exactly where it says, the good one has nothing to say."""

from pathlib import Path

import pytest

from generator.lint.registry import RULES
from generator.model.finding import Severity
from generator.model.manifest_rule import ManifestRule
from tests.lint.examples import judged, line_of, marked_lines

HERE = Path(__file__).parent


def test_codes_are_sorted_and_unique() -> None:
    codes = [rule.code for rule in RULES]
    assert codes == sorted(set(codes))


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.code)
def test_the_bad_example_is_found_where_it_is_marked(rule: ManifestRule) -> None:
    findings = judged(rule.bad, rule.options).findings
    assert sorted({line_of(one) for one in findings if one.code == rule.code}) == marked_lines(rule.bad)
    assert marked_lines(rule.bad)


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.code)
def test_the_bad_example_has_no_other_fault(rule: ManifestRule) -> None:
    findings = judged(rule.bad, rule.options).findings
    assert [one for one in findings if one.code != rule.code and one.severity is not Severity.INFO] == []


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.code)
def test_the_good_example_has_no_fault(rule: ManifestRule) -> None:
    findings = judged(rule.good, rule.options).findings
    assert [one for one in findings if one.code == rule.code or one.severity is not Severity.INFO] == []


def test_every_rule_has_a_test_module_of_its_own() -> None:
    modules = {tuple(rule.check.__module__.split(".")[-2:]) for rule in RULES}
    tested = {(path.parent.name, path.stem.removeprefix("test_")) for path in HERE.glob("*/test_*.py")}
    assert sorted(modules - tested) == []


def test_a_family_of_codes_has_a_folder_of_its_own() -> None:
    folders = {(rule.code[:3], rule.check.__module__.split(".")[-2]) for rule in RULES}
    assert len(folders) == len({code for code, _ in folders}) == len({folder for _, folder in folders})
