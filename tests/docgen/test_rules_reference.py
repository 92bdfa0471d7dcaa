import re
from pathlib import Path

from generator.catalogue import code_groups, code_texts
from generator.docgen.rules_reference import MANIFEST_FAMILIES, PROFILE_FAMILIES, rules_page

PAGE = Path(__file__).parents[2] / "docs" / "rules.md"


def test_the_page_is_what_the_rules_say() -> None:
    assert PAGE.read_text(encoding="utf-8") == rules_page(), "docs/rules.md is out of date: run `make docs`"


def test_every_code_has_one_section_and_one_line_in_a_table() -> None:
    page = rules_page()
    assert sorted(re.findall(r"^#+ ([A-Z]+[0-9]+)$", page, re.MULTILINE)) == [text.code for text in code_texts()]
    assert sorted(re.findall(r"^\| \[([A-Z]+[0-9]+)\]\(#", page, re.MULTILINE)) == [text.code for text in code_texts()]


def test_a_section_has_all_that_is_known() -> None:
    sections = dict(re.findall(r"^#+ ([A-Z]+[0-9]+)\n(.*?)(?=^##|\Z)", rules_page(), re.MULTILINE | re.DOTALL))
    for text in code_texts():
        section = sections[text.code]
        assert f"**{text.title}** ({text.severity.value})" in section
        assert text.why in section
        assert f"Mend it: {text.fix}" in section
        assert all(part in section for part in (text.source, *text.options))
        assert section.count("```yaml\n") == (2 if text.bad else 0)
        assert f"```yaml\n{text.bad}```" in section or not text.bad
        assert f"```yaml\n{text.good}```" in section or not text.good


def test_every_family_has_a_rule_and_every_rule_a_family() -> None:
    for families, group in zip((PROFILE_FAMILIES, MANIFEST_FAMILIES), code_groups(), strict=False):
        assert [letters for letters, _ in families] == sorted({text.code[:3] for text in group.texts})


def test_the_contents_lead_to_headings() -> None:
    page = rules_page()
    headings = {line.lstrip("# ").lower().replace(" ", "-") for line in page.splitlines() if line.startswith("#")}
    links = re.findall(r"^- .*$", page[: page.index("\n## ")], re.MULTILINE)
    assert len(links) == len(code_groups())
    assert {target for line in links for target in re.findall(r"\(#([^)]+)\)", line)} <= headings
