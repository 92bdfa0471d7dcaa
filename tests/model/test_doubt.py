"""What a finding rests on, worked out by hand for each way of naming a place."""

import pytest

from generator.model.doubt import undoubted
from generator.model.finding import Finding, Severity
from generator.model.tree import Path


def finding(at: Path, *needs: str) -> Finding:
    return Finding("X001", Severity.ERROR, "message", "why", "fix", at, needs=needs)


def holds(at: Path, need: str, doubt: Path) -> bool:
    one = finding(at, need)
    left = undoubted([one], frozenset([doubt]))
    assert left in ((), (one,))
    return left == (one,)


POOL: Path = ("pools", 1, "mps")


@pytest.mark.parametrize(
    ("need", "doubt"),
    [
        ("install.driver", ("install", "driver")),
        ("install.driver", ("install",)),
        ("install.driver", ("install", "driver", "from")),
        ("pools[].gpus", ("pools", 1, "gpus", 0, "model")),
        ("pools[].gpus", ("pools", 1)),
        ("pools[].gpus[].model", ("pools", 1, "gpus", 3)),
        ("pools[*].gpus", ("pools", 0, "gpus")),
        ("pools[*].name", ("pools",)),
        ("pools", ("pools", 7, "description")),
        ("tenants[].quota", ("tenants", 4, "quota")),
        ("", ("description",)),
    ],
)
def test_a_finding_is_left_out_where_what_it_needs_is_doubtful(need: str, doubt: Path) -> None:
    assert not holds(POOL, need, doubt)


@pytest.mark.parametrize(
    ("need", "doubt"),
    [
        ("install.driver", ("install", "toolkit")),
        ("install.driver", ("driver",)),
        ("pools[].gpus", ("pools", 0, "gpus")),
        ("pools[].gpus", ("pools", 1, "mig")),
        ("pools[*].gpus[*].model", ("pools", 0, "gpus", 0, "count")),
        ("pools[*].name", ("pools", 0, "nodes")),
        ("pools[*].name", ("priorities", 0, "name")),
    ],
)
def test_a_finding_stays_where_something_else_is_doubtful(need: str, doubt: Path) -> None:
    assert holds(POOL, need, doubt)


def test_an_entry_of_a_list_in_an_entry_is_its_own() -> None:
    at: Path = ("pools", 1, "mig", 2, "migDevices")
    need = "pools[].mig[].model"
    assert not holds(at, need, ("pools", 1, "mig", 2, "model"))
    assert holds(at, need, ("pools", 1, "mig", 0, "model"))
    assert holds(at, need, ("pools", 0, "mig", 2, "model"))


def test_what_stands_in_a_doubtful_place_is_left_out_whatever_it_needs() -> None:
    below, beside, above = finding(("install", "driver", "from")), finding(("install", "cdi")), finding(("install",))
    assert undoubted([below, beside, above], frozenset([("install", "driver")])) == (beside, above)


def test_without_doubts_everything_stays() -> None:
    assert undoubted([finding((), "")], frozenset()) == (finding((), ""),)
