import pytest

from tests.lint.examples import judged
from tests.lint.texts import layouts, lines_told, mig, policy

CODE = "MIG213"
TEXT = layouts(**{"all-disabled": ("devices: all, mig-enabled: false",)})


def levels(text: str) -> list[str]:
    return [one.severity.value for one in judged(text).findings if one.code == CODE]


@pytest.mark.parametrize(("key", "found"), [("config.yaml", []), ("config.yml", ["info"]), ("default", ["info"])])
def test_keys(key: str, found: list[str]) -> None:
    assert levels(mig(TEXT, key)) == found
    assert lines_told(mig(TEXT, key), CODE) == [0] * len(found)


def test_beside_an_operator_it_is_more_than_a_note() -> None:
    assert levels(mig(TEXT, "mig.yaml") + policy("{migManager: {enabled: true}}")) == ["warning"]


def test_where_somebody_names_the_config_map_it_is_certain() -> None:
    assert levels(mig(TEXT, "mig.yaml") + policy("{migManager: {config: {name: nvidia-mig}}}")) == ["error"]


def test_a_further_key_does_no_harm() -> None:
    further = "  other.yaml: |\n" + "".join(f"    {line}\n" for line in TEXT.splitlines())
    assert levels(mig(TEXT) + further) == []
