import pytest

from tests.lint.examples import judged
from tests.lint.texts import cut, lines_told, messages_told, mig

CODE = "MIG207"


def config(profile: str, layout: str = "cut", device_filter: str = "") -> str:
    head = f"device-filter: {device_filter}, " if device_filter else ""
    return mig(cut(f"{head}devices: all, mig-enabled: true, mig-devices: {{{profile}: 1}}", layout))


def levels(text: str, *options: str) -> list[str]:
    return [one.severity.value for one in judged(text, options).findings if one.code == CODE]


def test_a_profile_of_no_card() -> None:
    assert lines_told(config("1g.25gb"), CODE) == [5]
    (message,) = messages_told(config("1g.25gb"), CODE)
    assert message == "no GPU has a MIG profile 1g.25gb: layout cut fails"
    assert levels(config("2c.9g.99gb")) == ["error"]


@pytest.mark.parametrize("profile", ["1g.10gb", "1c.3g.40gb", "1g.24gb-me", "'1g.5gb+me'"])
def test_profiles_of_some_card(profile: str) -> None:
    assert lines_told(config(profile), CODE) == []


@pytest.mark.parametrize(
    ("profile", "layout", "gpus", "found"),
    [
        ("1g.10gb", "cut", ("A100-SXM4-80GB",), []),
        ("1g.6gb", "cut", ("A100-SXM4-80GB",), ["warning"]),
        ("1g.6gb", "all-1g.6gb", ("A100-SXM4-80GB",), []),
        ("1g.6gb", "cut", ("A100-SXM4-80GB", "A30"), []),
        ("1g.6gb", "cut", ("RTX 3090",), ["warning"]),
        ("1g.25gb", "all-1g.25gb", ("B200",), ["error"]),
    ],
)
def test_profiles_of_the_cards_that_are_said(
    profile: str, layout: str, gpus: tuple[str, ...], found: list[str]
) -> None:
    options = [word for gpu in gpus for word in ("--gpu", gpu)]
    assert levels(config(profile, layout), *options) == found


def test_a_layout_that_a_node_asks_for_must_work() -> None:
    node = "---\napiVersion: v1\nkind: Node\nmetadata: {name: a, labels: {nvidia.com/mig.config: cut}}\n"
    assert levels(config("1g.6gb") + node, "--gpu", "A100-SXM4-80GB") == ["error"]


@pytest.mark.parametrize(
    ("profile", "device_filter", "found"),
    [
        ("1g.10gb", "'0x20B210DE'", []),
        ("1g.6gb", "'0x20B210DE'", ["error"]),
        ("1g.6gb", "['0x20B210DE', '0x20B710DE']", ["warning"]),
        ("1g.10gb", "['0x20B210DE', '0x233010DE']", []),
        ("1g.24gb", "['0x294110DE', '0x20B010DE']", ["warning"]),
        # Boards of before production alone, and another card that has it beside them.
        ("3g.95gb", "'0x294110DE'", ["warning"]),
        ("1g.24gb", "['0x294110DE', '0x2BB510DE']", ["warning"]),
        ("2g.47gb", "'0x294110DE'", []),
        # Of this card no profiles are published.
        ("1g.6gb", "['0x20B710DE', '0x2BB310DE']", []),
        ("1g.6gb", "'0x123410DE'", []),
        # Cards without MIG.
        ("1g.6gb", "'0x1EB810DE'", ["error"]),
        ("1g.6gb", "['0x20B710DE', '0x1EB810DE']", ["warning"]),
        ("1g.6gb", "A30", []),
    ],
)
def test_profiles_of_the_cards_that_a_filter_names(profile: str, device_filter: str, found: list[str]) -> None:
    assert levels(config(profile, device_filter=device_filter)) == found


def test_former_boards_are_told_with_the_name_that_those_sold_have() -> None:
    found = judged(config("1g.24gb", device_filter="'0x294110DE'")).findings
    assert [one.fix for one in found] == ["Write 1g.23gb."]
    assert "boards from before production" in found[0].message


def test_a_layout_of_former_boards_without_a_filter_may_be_of_nvidias_own() -> None:
    assert levels(config("3g.95gb")) == []


def test_an_item_that_no_card_of_its_filter_can_have_whatever_cards_there_are() -> None:
    assert levels(config("1g.6gb", device_filter="'0x20B210DE'"), "--gpu", "H100-SXM5-80GB") == ["error"]


def test_a_filter_that_meets_none_of_the_cards_said_is_for_others() -> None:
    assert levels(config("1g.6gb", device_filter="'0x20B710DE'"), "--gpu", "A100-SXM4-80GB") == []


def layouts(*items: str) -> str:
    """A map with a layout for each of `name: profile`, given as ``name profile``."""
    each = [one.split() for one in items]
    lines = [f"{name}: [{{devices: all, mig-enabled: true, mig-devices: {{{one}: 1}}}}]" for name, one in each]
    every = ("off: [{devices: all, mig-enabled: false}]", *lines)
    return mig("version: v1\nmig-configs:\n" + "".join(f"  {line}\n" for line in every))


@pytest.mark.parametrize(
    ("items", "gpus", "found"),
    [
        (("all-1g.10gb 1g.10gb", "all-2g.10gb 2g.10gb"), ("A100-SXM4-80GB",), ["warning"]),
        (("all-1g.10gb 1g.10gb", "half 3g.20gb"), ("A100-SXM4-80GB",), ["warning"]),
        # For another card too: the same size of the named card is there, or several are not its own.
        (("all-2g.20gb 2g.20gb", "all-2g.10gb 2g.10gb"), ("A100-SXM4-80GB",), []),
        (("all-1g.10gb 1g.10gb", "all-2g.10gb 2g.10gb", "all-3g.20gb 3g.20gb"), ("A100-SXM4-80GB",), []),
        (("all-1g.10gb 1g.10gb", "a30-half 2g.12gb"), ("A100-SXM4-80GB",), ["info"]),
        (("all-1g.10gb 1g.10gb", "all-2g.10gb 2g.10gb"), ("A100-SXM4-80GB", "L4"), []),
        (("all-1g.10gb 1g.10gb", "all-2g.10gb 2g.10gb"), (), []),
        (("all-2g.10gb 2g.10gb",), ("A100-SXM4-80GB",), []),
        (("all-1g.5gb 1g.5gb", "all-2g.10gb 2g.10gb"), ("A100-SXM4-40GB",), []),
    ],
)
def test_the_only_layout_that_the_only_card_does_not_have_is_a_slip(
    items: tuple[str, ...], gpus: tuple[str, ...], found: list[str]
) -> None:
    options = [word for gpu in gpus for word in ("--gpu", gpu)]
    assert levels(layouts(*items), *options) == found


def test_with_a_filter_in_the_map_it_is_for_several_cards() -> None:
    text = layouts("all-1g.10gb 1g.10gb", "all-2g.10gb 2g.10gb")
    filtered = text.replace(
        "[{devices: all, mig-enabled: false}]", "[{device-filter: A30, devices: all, mig-enabled: false}]"
    )
    assert levels(text, "--gpu", "A100-SXM4-80GB") == ["warning"]
    assert levels(filtered, "--gpu", "A100-SXM4-80GB") == []
