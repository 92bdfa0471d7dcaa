import pytest

from tests.lint.examples import judged, told
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


def several(*keys: str) -> str:
    text = "    version: v1\n    mig-configs: {NAME: [{devices: all, mig-enabled: false}]}\n"
    entries = "".join(f"  {key}: |\n{text.replace('NAME', key)}" for key in keys)
    return f"apiVersion: v1\nkind: ConfigMap\nmetadata: {{name: layouts}}\ndata:\n{entries}"


def test_a_key_for_each_layout_is_one_fault() -> None:
    text = several("all-disabled", "large", "small")
    message = (
        "the MIG manager reads the key config.yaml alone, which is missing: all-disabled, large and small are read by "
        "nobody"
    )
    assert told(text, "MIG213") == [(4, message)]
    assert told(text, "MIG212") == []
    assert len(told(several("large", "small"), "MIG212")) == 2


def test_beside_the_key_others_are_let_be() -> None:
    assert told(several("config.yaml", "large"), "MIG213") == []
    assert len(told(several("config.yaml", "all-disabled"), "MIG212")) == 1


def test_a_key_for_each_layout_is_how_nobody_reads_them() -> None:
    assert levels(several("all-disabled", "small")) == ["warning"]
    assert levels(several("all-disabled")) == ["info"]
