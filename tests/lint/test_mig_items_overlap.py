import pytest

from tests.lint.texts import layouts, lines_told, messages_told, mig

CODE = "MIG211"
ON, OFF = "mig-enabled: true, mig-devices: {1g.10gb: 7}", "mig-enabled: false"
A100, H100 = "device-filter: '0x20B210DE'", "device-filter: ['0x233010DE', '0x233110DE']"


@pytest.mark.parametrize(
    ("first", "second", "lines"),
    [
        (f"devices: all, {ON}", f"devices: all, {OFF}", [4]),
        (f"devices: [0, 1], {ON}", f"devices: [1], {OFF}", [4]),
        (f"devices: all, {ON}", f"devices: [1], {ON.replace('7', '6')}", [4]),
        (f"devices: all, {ON}", f"{A100}, devices: all, {OFF}", [4]),
        ("devices: all, mig-enabled: true, mig-devices: {}", f"devices: all, {OFF}", [4]),
        (f"devices: all, {OFF}", f"devices: all, {OFF}, mig-devices: {{}}", []),
        (f"devices: [0, 1], {ON}", f"devices: [2], {OFF}", []),
        (f"devices: all, {ON}", f"devices: [1], {ON}", []),
        (f"{H100}, devices: all, {ON}", f"{A100}, devices: all, {OFF}", []),
        (f"{A100}, devices: [0], {ON}", f"{A100}, devices: [1], {OFF}", []),
        (f"{A100}, devices: all, {ON}", f"{A100}, devices: all, {OFF}", [4]),
        (f"device-filter: A30, devices: all, {ON}", f"devices: all, {OFF}", []),
    ],
)
def test_items(first: str, second: str, lines: list[int]) -> None:
    assert lines_told(mig(layouts(cut=(first, second))), CODE) == lines


def test_the_gpu_is_named() -> None:
    text = mig(layouts(cut=(f"devices: [0, 3], {ON}", f"devices: [3], {OFF}")))
    assert messages_told(text, CODE) == [
        "items 1 and 2 of cut want different things of GPU 3: the layout never counts as applied"
    ]


def test_items_of_different_layouts_are_never_applied_together() -> None:
    assert lines_told(mig(layouts(a=(f"devices: all, {ON}",), b=(f"devices: all, {OFF}",))), CODE) == []


def test_of_three_items_each_later_one_is_told_once() -> None:
    items = (f"devices: all, {OFF}", f"devices: [0], {ON}", f"devices: [0], {ON.replace('7', '6')}")
    assert lines_told(mig(layouts(cut=items)), CODE) == [4, 5]
