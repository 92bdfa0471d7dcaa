import pytest

from tests.lint.examples import judged
from tests.lint.texts import cut, lines_told, mig
from tests.parsers.odd_mig import NAMES, NO_NAMES

CODE = "MIG206"


def config(name: str) -> str:
    return mig(cut(f"devices: all, mig-enabled: true, mig-devices: {{'{name}': 1}}"))


@pytest.mark.parametrize("name", NO_NAMES)
def test_names_that_mig_parted_refuses(name: str) -> None:
    assert lines_told(config(name), CODE) == [5]


@pytest.mark.parametrize("name", NAMES)
def test_names_that_mig_parted_takes(name: str) -> None:
    assert lines_told(config(name), CODE) == []


@pytest.mark.parametrize(
    ("name", "fix"),
    [
        ("1g.10gb.me", "Write `1g.10gb+me`."),
        ("all-1g.10gb", "Write `1g.10gb`."),
        ("nvidia.com/mig-1g.10gb.me", "Write `1g.10gb+me`."),
        ("1G.10GB", "Write `1g.10gb`."),
        ("1g.10", "Write `1g.10gb`."),
        ("1g-10gb", "Write `1g.10gb`."),
        ("small", "Write a name such as"),
    ],
)
def test_what_was_meant(name: str, fix: str) -> None:
    assert fix in next(one.fix for one in judged(config(name)).findings if one.code == CODE)
