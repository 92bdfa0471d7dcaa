import pytest

from tests.lint.texts import cut, lines_told, messages_told, mig

CODE = "MIG204"
OFF = "mig-enabled: false"


@pytest.mark.parametrize(
    ("item", "said"),
    [
        (f"devices: 0, {OFF}", "devices is neither"),
        (f"devices: '0', {OFF}", "devices is neither"),
        (f"devices: ALL, {OFF}", "devices is neither"),
        (f"devices: null, {OFF}", "devices is neither"),
        (f"devices: ['0'], {OFF}", "devices is neither"),
        (f"devices: [true], {OFF}", "devices is neither"),
        ("devices: all, mig-enabled: 'true', mig-devices: {}", "mig-enabled must be true or false"),
        ("devices: all, mig-enabled: 'yes', mig-devices: {}", "mig-enabled must be true or false"),
        ("devices: all, mig-enabled: 1, mig-devices: {}", "mig-enabled must be true or false"),
        (f"devices: all, {OFF}, device-filter: 0x20B210DE", "device-filter must be text"),
        (f"devices: all, {OFF}, device-filter: [0x20B210DE]", "device-filter must be text"),
        ("devices: all, mig-enabled: true, mig-devices: [1g.10gb]", "must map profiles to counts"),
        ("devices: all, mig-enabled: true, mig-devices: {1g.10gb: '7'}", "the count of 1g.10gb is no whole number"),
        ("devices: all, mig-enabled: true, mig-devices: {1g.10gb: 1.5}", "the count of 1g.10gb is no whole number"),
        ("devices: all, mig-enabled: true, mig-devices: {1g.10gb: -1}", "the count of 1g.10gb is negative"),
        ("devices: all, mig-enabled: true, mig-devices: {1g.10gb: 0, 2g.20gb: 0}", "all counts of cut are 0"),
        ("devices: all, mig-enabled: true, mig-devices: {1g.10gb: null}", "all counts of cut are 0"),
    ],
)
def test_values_that_are_refused(item: str, said: str) -> None:
    assert lines_told(mig(cut(item)), CODE) == [5]
    assert said in messages_told(mig(cut(item)), CODE)[0]


@pytest.mark.parametrize(
    ("layouts", "line"),
    [
        ("mig-configs: []", 2),
        ("mig-configs: text", 2),
        ("mig-configs:\n  cut: {devices: all}", 3),
        ("mig-configs:\n  cut: [text]", 3),
        ("mig-configs:\n  cut:\n  - null", 4),
    ],
)
def test_shapes_that_are_refused(layouts: str, line: int) -> None:
    assert lines_told(mig(f"version: v1\n{layouts}"), CODE) == [line]


@pytest.mark.parametrize(
    "item",
    [
        f"devices: all, {OFF}",
        f"devices: [0, 1.0], {OFF}",
        f"devices: [], {OFF}",
        "devices: all, mig-enabled: yes, mig-devices: {}",
        "devices: all, mig-enabled: true, mig-devices: {1g.10gb: 7.0, 2g.20gb: 0}",
        f"devices: all, {OFF}, device-filter: ['0x20B210DE', null]",
        f"devices: all, {OFF}, device-filter: null",
    ],
)
def test_values_that_are_taken(item: str) -> None:
    assert lines_told(mig(cut(item)), CODE) == []
