import pytest

from tests.lint.examples import judged
from tests.lint.texts import cut, lines_told, mig

CODE = "MIG218"


@pytest.mark.parametrize(
    ("name", "fix"),
    [
        ("all-1g.10gb+me", "Name it all-1g.10gb.me."),
        ("two large", "Name it two.large."),
        ("-cut", "Name it cut."),
        ("cut_", "Name it cut."),
        ("x" * 64, f"Name it {'x' * 63}."),
        ("'++'", "Take letters"),
    ],
)
def test_names_that_no_label_can_hold(name: str, fix: str) -> None:
    config = mig(cut("devices: all, mig-enabled: false", name))
    assert lines_told(config, CODE) == [5]
    assert fix in next(one.fix for one in judged(config).findings if one.code == CODE)


@pytest.mark.parametrize("name", ["all-1g.10gb.me", "A", "0", "a_b-c.d", "x" * 63])
def test_names_that_a_label_can_hold(name: str) -> None:
    assert lines_told(mig(cut("devices: all, mig-enabled: false", name)), CODE) == []
