import pytest

from tests.lint.examples import judged
from tests.lint.texts import cut, lines_told, mig

CODE = "MIG214"


def config(device_filter: str) -> str:
    return mig(cut(f"device-filter: {device_filter}, devices: all, mig-enabled: false"))


@pytest.mark.parametrize(
    ("device_filter", "fix"),
    [
        ("A100", "Write 0x, the PCI device id and 10DE"),
        ("20B210DE", 'Write `"0x20B210DE"`'),
        ("'0x20B2'", 'Write `"0x20B210DE"`'),
        ("'0x10DE20B2'", 'Write `"0x20B210DE"`'),
        ("'10de:20b2'", 'Write `"0x20B210DE"`'),
        ("['NVIDIA-A100-SXM4-80GB']", "Write 0x"),
        ("['0x20B210DE', 'H100']", "Write 0x"),
        ("' 0x20B210DE'", 'Write `"0x20B210DE"`'),
        ("'0x20B210DE:H100'", "Write"),
    ],
)
def test_filters_that_meet_nothing(device_filter: str, fix: str) -> None:
    assert lines_told(config(device_filter), CODE) == [5]
    assert fix in next(one.fix for one in judged(config(device_filter)).findings if one.code == CODE)


@pytest.mark.parametrize(
    "device_filter",
    [
        "'0x20B210DE'",
        "'0x20b210de'",
        "['0x20B210DE', '0x233010DE']",
        "'548540638'",
        "'0x20B210DE:0x146310DE'",
        "''",
        "[]",
        "null",
        "0x20B210DE",
    ],
)
def test_filters_that_are_ids_or_another_rules(device_filter: str) -> None:
    assert lines_told(config(device_filter), CODE) == []
