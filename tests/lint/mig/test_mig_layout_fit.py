import pytest

from tests.lint.examples import judged
from tests.lint.texts import cut, lines_told, messages_told, mig

CODE = "MIG208"


def config(devices: str, device_filter: str = "") -> str:
    head = f"device-filter: {device_filter}, " if device_filter else ""
    return mig(cut(f"{head}devices: all, mig-enabled: true,\n    mig-devices: {{{devices}}}"))


@pytest.mark.parametrize(
    ("devices", "gpu", "lines"),
    [
        ("3g.40gb: 2, 1g.10gb: 1", "", [6]),
        ("3g.40gb: 2", "", []),
        ("3g.40gb: 1, 1g.10gb: 4", "", []),
        ("1g.10gb: 7", "", []),
        ("1g.10gb: 8", "", [6]),
        ("1g.10gb: 5", "A100-SXM4-40GB", [6]),
        ("1g.10gb: 5", "A100-SXM4-80GB", []),
        ("1g.10gb: 4, 1g.5gb: 3", "A100-SXM4-40GB", [6]),
        ("7g.80gb: 2", "", [6]),
        ("1g.10gb: 100000000", "", [6]),
        ("1g.6gb: 4, 1g.10gb: 7", "", [6]),
        ("1g.10gb: 0, 3g.40gb: 2", "", []),
        ("1c.3g.40gb: 6", "", []),
        ("1g.25gb: 9", "", []),
        ("3g.40gb: 3", "RTX 3090", []),
    ],
)
def test_layouts(devices: str, gpu: str, lines: list[int]) -> None:
    options = ("--gpu", gpu) if gpu else ()
    assert lines_told(config(devices), CODE, *options) == lines


def test_a_filter_tells_the_card() -> None:
    assert lines_told(config("1g.10gb: 5", "'0x20B010DE'"), CODE) == [6]
    assert lines_told(config("1g.10gb: 5", "'0x20B210DE'"), CODE) == []


def test_what_fits_is_said() -> None:
    text = config("3g.40gb: 2, 1g.10gb: 1")
    (message,) = messages_told(text, CODE, "--gpu", "A100-SXM4-80GB")
    assert message.startswith("{3g.40gb: 2, 1g.10gb: 1} does not fit on one A100-SXM4-80GB or A100-80GB-PCIe or ")
    assert message.endswith(" or the like: layout cut fails")
    fix = next(one.fix for one in judged(text).findings if one.code == CODE)
    assert fix.startswith("What fits: {3g.40gb: 2} or {3g.40gb: 1, ")
