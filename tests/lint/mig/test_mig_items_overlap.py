import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator.lint.mig.mig_items_overlap import RULE
from tests.lint.texts import layouts, lines_told, messages_told, mig
from tests.manifests.reading import manifests
from tests.test_growth import counted

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


DEVICES = (None, frozenset({0}), frozenset({1, 2}), frozenset({0, 2}), frozenset[int]())
FILTERS = (None, frozenset({"0x20B210DE"}), frozenset({"0x20B210DE", "0x233010DE"}), frozenset({"0x233010DE"}))
ITEMS = st.tuples(st.sampled_from(DEVICES), st.sampled_from(FILTERS), st.integers(1, 3))
Item = tuple[frozenset[int] | None, frozenset[str] | None, int]


def contradicts(one: Item, other: Item) -> bool:
    """Say by the definition alone whether two items want different things of a GPU."""
    met = (
        both is None or other_both is None or bool(both & other_both)
        for both, other_both in ((one[0], other[0]), (one[1], other[1]))
    )
    empty = frozenset[int]() in (one[0], other[0])
    return one[2] != other[2] and all(met) and not empty


def written(item: Item) -> str:
    devices, ids, count = item
    chosen = "" if ids is None else f"device-filter: {sorted(ids)}, "
    listed = "all" if devices is None else sorted(devices)
    return f"{chosen}devices: {listed}, mig-enabled: true, mig-devices: {{1g.10gb: {count}}}"


@given(st.lists(ITEMS, min_size=1, max_size=8))
def test_the_first_item_that_contradicts_is_named(items: list[Item]) -> None:
    expected = [
        (first + 1, number + 1)
        for number, item in enumerate(items)
        if (first := next((at for at, one in enumerate(items[:number]) if contradicts(one, item)), None)) is not None
    ]
    found = messages_told(mig(layouts(cut=tuple(map(written, items)))), CODE)
    assert [tuple(map(int, one.split()[1:4:2])) for one in found] == expected


def test_twice_the_items_take_twice_the_work() -> None:
    def steps(number: int) -> int:
        items = tuple(
            f"devices: [{one}], mig-enabled: true, mig-devices: {{1g.10gb: {one % 7 + 1}}}" for one in range(number)
        )
        given = manifests(mig(layouts(cut=items)))
        return counted(lambda: list(RULE.check(given)))[1]

    half, whole, double = (steps(number) for number in (20, 40, 80))
    assert 0 < double - whole <= 2.1 * (whole - half)
