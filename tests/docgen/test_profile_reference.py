"""The reference page: complete, and the committed one is the one that is made."""

from pathlib import Path

from generator.decode.schema import fields, profile_schema
from generator.docgen.profile_reference import profile_reference
from generator.facts.charts import CHART_RELEASES, CHARTS
from tests.support.profiles import decoded

PAGE = Path(__file__).parents[2] / "docs" / "profile.md"


def test_the_committed_page_is_up_to_date() -> None:
    assert PAGE.read_text(encoding="utf-8") == profile_reference(), "run `make docs`"


def test_every_field_is_on_the_page() -> None:
    names = {at.rpartition(".")[2] for at, _ in fields(profile_schema(), profile_schema())}
    page = profile_reference()
    assert [name for name in sorted(names) if f"| `{name}`" not in page] == []


def test_every_release_that_can_be_rendered_is_on_the_page() -> None:
    lines = profile_reference().splitlines()
    for chart in CHARTS:
        (line,) = [one for one in lines if one.startswith(f"- {chart}: ")]
        assert line.removeprefix(f"- {chart}: ").split(", ") == [
            version for name, version in CHART_RELEASES if name == chart
        ]


def test_every_mapping_has_a_section_once() -> None:
    headings = [line for line in profile_reference().splitlines() if line.startswith("##")]
    assert len(headings) == len(set(headings)) + 1, "components come in two kinds"
    assert "### `pools[].timeSlicing`, `pools[].mps`" in headings


def test_every_row_of_a_table_has_three_cells() -> None:
    rows = [line for line in profile_reference().splitlines() if line.startswith("|")]
    assert {line.replace("\\|", "").count("|") for line in rows} == {4}


def test_the_profile_on_the_page_is_right() -> None:
    example = profile_reference().split("```yaml\n")[2].split("```")[0]
    assert decoded(example).pools[0].name == "desk"
