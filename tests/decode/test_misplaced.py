"""Where a key may belong that stands where nothing has its name."""

import pytest

from generator.decode.faults import find_faults
from generator.decode.misplaced import absent_around, absent_elsewhere
from generator.decode.schema import place, profile_schema
from generator.model.tree import Path, Tree
from tests.support.profiles import document, laid_over

POOLS = """\
pools:
- name: a
  gpus: [{model: L4}]
  nodes: {names: [gpu-1]}
  timeSlicing: {replicas: 4}
- name: b
  gpus: [{model: L4}]
"""


def tree(sections: str) -> Tree:
    return document(laid_over(sections)).data


def test_a_key_of_a_pool_may_belong_into_it_below_it_or_around_it() -> None:
    found = set(absent_around(("pools", 0), tree(POOLS)))
    expected: set[Path] = {
        ("pools", 0, "mig"),
        ("pools", 0, "nodes", "count"),
        ("pools", 0, "gpus", 0, "count"),
        ("pools", 0, "timeSlicing", "renameByDefault"),
        ("mig",),
        ("tenants",),
    }
    assert expected <= found
    assert not {path for path in found if path[0] == "install" or path[:2] == ("pools", 1)}
    assert not {place(path) for path in found} & {
        "pools[].name",
        "pools[].gpus",
        "pools[].nodes",
        "pools[].timeSlicing",
    }


@pytest.mark.parametrize(
    ("sections", "expected"),
    [
        (POOLS + "  driver: host\n", {("install", "components")}),
        (POOLS + "  runtimeClas: {}\n", {("install", "runtimeClass")}),
        ("nodes: {names: [gpu-2]}\n" + POOLS, {("pools", 1, "nodes")}),
        (
            POOLS + "  nodes: {nodeSelector: {pool: b, count: 4}}\n",
            {("pools", pool, *rest) for pool in (0, 1) for rest in (("nodes", "count"), ("gpus", 0, "count"))},
        ),
        (POOLS + "  settings: {policy: [{oneSharePerContainer: true}]}\n", {("policy",)}),
        (POOLS + "  zzzzzz: 1\n", set()),
    ],
)
def test_a_stray_key_may_belong_where_its_name_is_known_and_absent(sections: str, expected: set[Path]) -> None:
    data = tree(sections)
    assert set(absent_elsewhere(find_faults(data, profile_schema()), data)) == expected
