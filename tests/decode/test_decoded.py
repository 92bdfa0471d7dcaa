"""Where findings stand once entries of lists are gone."""

import pytest

from generator.decode import Decoded
from generator.decode.decoded import original_path
from generator.model.finding import Finding, Severity
from generator.model.tree import Path
from tests.support.profiles import decoded, laid_over

GONE: frozenset[Path] = frozenset(
    [("pools", 0), ("pools", 2), ("pools", 3, "gpus", 1), ("pools", 1, "nope"), ("tenants", 0)]
)
PROFILE = decoded(laid_over(""))


@pytest.mark.parametrize(
    ("path", "original"),
    [
        (("pools", 0), ("pools", 1)),
        (("pools", 1), ("pools", 3)),
        (("pools", 2), ("pools", 4)),
        (("pools", 1, "gpus", 0, "model"), ("pools", 3, "gpus", 0, "model")),
        (("pools", 1, "gpus", 1, "model"), ("pools", 3, "gpus", 2, "model")),
        (("pools", 2, "gpus", 1), ("pools", 4, "gpus", 1)),
        (("tenants", 0, "quota", "nvidia.com/gpu"), ("tenants", 1, "quota", "nvidia.com/gpu")),
        (("priorities", 3), ("priorities", 3)),
        ((), ()),
    ],
)
def test_entries_move_up_and_are_found_again(path: Path, original: Path) -> None:
    assert original_path(path, GONE) == original


def test_findings_are_judged_by_where_they_stand_in_the_document() -> None:
    def at(path: Path) -> Finding:
        return Finding("X001", Severity.ERROR, "message", "why", "fix", path)

    found = Decoded(PROFILE, (at(()),), frozenset([("pools", 0), ("pools", 3, "mps")]), frozenset([("pools", 0)]))
    assert found.certain([at(("pools", 0, "mps")), at(("pools", 2, "mps"))]) == (at(("pools", 1, "mps")),)


@pytest.mark.parametrize("doubt", [("cluster",), ("cluster", "name")])
def test_a_cluster_whose_name_is_doubtful_has_none(doubt: Path) -> None:
    assert Decoded(PROFILE).cluster == "homelab"
    assert Decoded(PROFILE, doubts=frozenset([doubt])).cluster == ""
    assert Decoded(PROFILE, doubts=frozenset([("cluster", "kubernetes")])).cluster == "homelab"
    assert Decoded(None).cluster == ""
