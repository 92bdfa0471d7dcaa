from pathlib import Path

from generator.decode.codes import SHAPE_CODES
from generator.docgen.rules_reference import FAMILIES, rules_page
from generator.resolve._problems import PROBLEMS
from generator.rules import RULES

PAGE = Path(__file__).parents[2] / "docs" / "rules.md"


def test_the_page_is_what_the_rules_say() -> None:
    assert PAGE.read_text(encoding="utf-8") == rules_page(), "docs/rules.md is out of date: run `make docs`"


def test_every_rule_has_one_section_with_both_examples() -> None:
    page = rules_page()
    for rule in RULES:
        assert page.count(f"### {rule.code}\n") == 1, rule.code
        section = page.split(f"### {rule.code}\n")[1].split("\n### ")[0].split("\n## ")[0]
        assert f"```yaml\n{rule.bad}```" in section, rule.code
        assert f"```yaml\n{rule.good}```" in section, rule.code


def test_codes_of_decoder_and_resolver_are_there_too() -> None:
    page = rules_page()
    for one in (*SHAPE_CODES, *PROBLEMS):
        assert page.count(f"### {one.code}\n") == 1, one.code


def test_every_family_has_a_rule_and_every_rule_a_family() -> None:
    letters = [family for family, _ in FAMILIES]
    assert letters == sorted({rule.code[:3] for rule in RULES})
