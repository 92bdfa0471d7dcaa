import re
from pathlib import Path

import pytest

from generator.catalogue import code_groups, code_texts
from generator.catalogue._yaml import yaml_texts
from generator.model.code_text import CodeText

PACKAGE = Path(__file__).parents[2] / "generator"
TEXTS = code_texts()


def codes_written() -> set[str]:
    """Every text in the package that can only be a code."""
    sources = (path.read_text(encoding="utf-8") for path in PACKAGE.rglob("*.py"))
    return {code for source in sources for code in re.findall(r'"([A-Z]{3,5}[0-9]{3})"', source)}


def test_every_code_that_a_finding_can_have_is_known() -> None:
    written = codes_written()
    assert len(written) > 100
    assert written - {text.code for text in TEXTS} == set()
    assert {text.code for text in TEXTS} - written == set()


def test_each_code_stands_for_one_thing() -> None:
    codes = [text.code for text in TEXTS]
    assert codes == sorted(set(codes))
    for group in code_groups():
        assert group.about.endswith(".")
        assert [text.code for text in group.texts] == sorted(text.code for text in group.texts)


@pytest.mark.parametrize("text", TEXTS, ids=[text.code for text in TEXTS])
def test_every_code_says_what_why_and_how(text: CodeText) -> None:
    assert text.title
    assert not text.title.endswith(".")
    assert text.why.rstrip("`").endswith(".")
    assert text.fix.rstrip("`").endswith((".", "`", ")"))
    assert bool(text.bad) == bool(text.good)


def test_rules_have_examples_and_a_source() -> None:
    for group in code_groups()[:2]:
        assert [text.code for text in group.texts if not (text.bad and text.source)] == []


def test_no_placeholder_is_left_in_a_text() -> None:
    told = {text.code: text.why + text.fix for text in yaml_texts()}
    assert [code for code, text in told.items() if re.search(r"{[a-z]+}", text)] == []
    assert "text that begins with { or [" in told["YAML009"]
