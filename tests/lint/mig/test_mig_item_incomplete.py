import pytest

from tests.lint.texts import cut, lines_told, messages_told, mig

CODE = "MIG203"


@pytest.mark.parametrize(
    ("item", "said"),
    [
        ("mig-enabled: false", "an item of cut has no devices"),
        ("devices: all", "an item of cut has no mig-enabled"),
        ("devices: all, mig-enabled: true", "turns MIG on and says no mig-devices"),
        ("devices: all, mig-enabled: true, mig-devices: null", "turns MIG on and says no mig-devices"),
        ("devices: all, mig-enabled: null, mig-devices: {1g.10gb: 7}", "turns MIG off and lists mig-devices"),
        ("devices: all, mig-enabled: false, mig-devices: {1g.10gb: 7}", "turns MIG off and lists mig-devices"),
    ],
)
def test_items_that_are_refused(item: str, said: str) -> None:
    assert lines_told(mig(cut(item)), CODE) == [5]
    assert said in messages_told(mig(cut(item)), CODE)[0]


@pytest.mark.parametrize(
    "item",
    [
        "devices: all, mig-enabled: false",
        "devices: all, mig-enabled: false, mig-devices: {}",
        "devices: all, mig-enabled: false, mig-devices: null",
        "devices: all, mig-enabled: true, mig-devices: {}",
        "devices: all, migEnabled: true, mig-devices: {}",
        "devices: all, mig-enabled: true, migDevices: {}",
        "device: all, mig-enabled: false",
    ],
)
def test_items_that_are_taken_or_told_elsewhere(item: str) -> None:
    assert lines_told(mig(cut(item)), CODE) == []
