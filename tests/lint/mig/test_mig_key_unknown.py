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


def test_keys_of_the_device_plugin_are_told_once() -> None:
    text = mig("version: v1\nflags: {migStrategy: mixed}\nsharing: {}\nmig-configs: {all-disabled: []}\n")
    assert [message.partition(":")[0] for message in messages_told(text, "MIG201")] == [
        "mig-parted knows no flags at the top of the file"
    ]
    (fix,) = (one.fix for one in judged(text).findings if one.code == "MIG201")
    assert fix == (
        "The device plugin reads flags and sharing: put that into a ConfigMap of its own, and name it in "
        "devicePlugin.config.name."
    )


def test_another_key_beside_them_is_told_too() -> None:
    text = mig("version: v1\nsharing: {}\nlayouts: {}\nmig-configs: {all-disabled: []}\n")
    assert lines_told(text, "MIG201") == [2, 3]


def test_a_section_of_neither_program_is_taken_for_one_of_layouts() -> None:
    assert lines_told(mig("version: v1\nmig: {strategy: mixed}\n"), CODE) == [2]
