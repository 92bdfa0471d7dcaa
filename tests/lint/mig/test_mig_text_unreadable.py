import pytest

from tests.lint.examples import told
from tests.lint.texts import lines_told, mig, policy

CODE = "MIG215"


@pytest.mark.parametrize(
    ("text", "line"),
    [("version: v1\nmig-configs:\n\tcut: []", 3), ("version: v1\nmig-configs: [", 2), ("mig-configs:\n- a\nb", 3)],
)
def test_texts_that_are_no_yaml(text: str, line: int) -> None:
    assert lines_told(mig(text), CODE) == [line]


@pytest.mark.parametrize(("text", "found"), [("[a]", 1), ("text", 1), ("", 0), ("null", 0), ("{}", 0)])
def test_texts_that_are_no_mappings_where_somebody_names_the_config_map(text: str, found: int) -> None:
    assert len(told(mig(text) + policy("{migManager: {config: {name: nvidia-mig}}}"), CODE)) == found


def test_other_entries_may_hold_anything() -> None:
    text = "version: v1\nmig-configs: {all-disabled: [{devices: all, mig-enabled: false}]}"
    assert lines_told(mig(text) + "  notes: |\n    [not: yaml\n", CODE) == []


def test_a_layout_without_its_name_is_meant_for_the_mig_manager() -> None:
    layout = "- devices: all\n  mig-enabled: true\n  mig-devices: {1g.10gb: 7}"
    assert lines_told(mig(layout), CODE) == [1]
    assert lines_told(mig("- devices: all\n  other: true"), CODE) == []
