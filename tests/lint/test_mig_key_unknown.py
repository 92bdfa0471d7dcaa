import pytest

from tests.lint.examples import judged
from tests.lint.texts import cut, lines_told, messages_told, mig

CODE = "MIG201"


@pytest.mark.parametrize(
    ("item", "said", "fix"),
    [
        ("devices: all, migEnabled: false", "no migEnabled in an item of cut", "Write `mig-enabled`."),
        ("devices: all, mig_enabled: false", "mig_enabled", "Write `mig-enabled`."),
        ("devices: all, mig-enabled: true, mig-device: {1g.10gb: 7}", "mig-device in", "Write `mig-devices`."),
        ("device: all, mig-enabled: false", "no device in", "Write `devices`."),
        ("devices: all, mig-enabled: false, model: A100", "no model in", "device-filter"),
        ("devices: all, mig-enabled: false, deviceFilter: '0x20B210DE'", "deviceFilter", "Write `device-filter`."),
        ("Devices: all, mig-enabled: false", "no Devices in", "Write `devices`."),
        ("devices: all, mig-enabled: false, foo: 1", "no foo in", "Known here: device-filter"),
    ],
)
def test_unknown_keys_of_items(item: str, said: str, fix: str) -> None:
    config = mig(cut(item))
    assert lines_told(config, CODE) == [5]
    assert said in messages_told(config, CODE)[0]
    assert fix in next(one.fix for one in judged(config).findings if one.code == CODE)


def test_it_is_told_once() -> None:
    codes = [one.code for one in judged(mig(cut("devices: all, migEnabled: true, migDevices: {1g.10gb: 7}"))).findings]
    assert codes == [CODE, CODE]


@pytest.mark.parametrize(("key", "lines"), [("nodes: 1", [1]), ("Version: v1", [1]), ("x-note: a", [1])])
def test_unknown_keys_at_the_top(key: str, lines: list[int]) -> None:
    assert lines_told(mig(f"{key}\n{cut('devices: all, mig-enabled: false')}"), CODE) == lines


@pytest.mark.parametrize("key", ["migConfigs", "mig-config", "mig_configs"])
def test_a_misspelt_list_of_layouts(key: str) -> None:
    config = mig(f"version: v1\n{key}: {{all-disabled: [{{devices: all, mig-enabled: false}}]}}")
    assert lines_told(config, CODE) == [2]


def test_known_keys() -> None:
    item = "device-filter: '0x20B210DE', devices: all, mig-enabled: true, mig-devices: {1g.10gb: 7}"
    assert lines_told(mig(cut(item)), CODE) == []
