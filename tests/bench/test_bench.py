"""What the benchmark makes of its figures; nothing is timed here."""

import pytest

from generator.compile import compile_profile
from tests.bench import kapitan, page
from tests.bench.clusters import Cluster, fleet, with_nodes, with_pools
from tests.bench.growth import Curve
from tests.bench.side_by_side import CLUSTERS, promises
from tests.bench.side_by_side import Outcome as Measured
from tests.bench.timing import Cost, Spread, cpu_ratio, median_of, wall_ratio
from tests.support.bundles import Object

SIZES = (1, 10, 100, 1000)


def curve(exponent: float, once: float = 0) -> Curve:
    return Curve("pools", SIZES, tuple(once + size**exponent for size in SIZES))


@pytest.mark.parametrize("exponent", [1, 1.5, 2])
def test_the_exponent_of_a_power_is_found(exponent: float) -> None:
    assert curve(exponent).exponent == pytest.approx(exponent)
    assert curve(exponent).last_exponent == pytest.approx(exponent)


def test_what_is_done_once_does_not_hide_growth_at_the_end() -> None:
    assert curve(2, once=1000).exponent < 1.4
    assert "OVER" in page.curve(curve(2, once=1000))
    assert "OVER" not in page.curve(curve(1, once=1000))


def test_ratios_are_taken_round_by_round() -> None:
    # A machine that became ten times slower half-way changes no ratio.
    slow = [Cost(2, 6), Cost(20, 60), Cost(200, 600)]
    base = [Cost(1, 2), Cost(10, 20), Cost(100, 200)]
    assert wall_ratio(slow, base) == Spread(2, 2, 2)
    assert cpu_ratio(slow, base) == Spread(3, 3, 3)
    assert median_of(slow) == Cost(20, 60)


def test_a_render_slower_than_kustomize_is_told() -> None:
    one = {"kustomize build": Spread(0.4, 0.5, 0.6)}
    measured = Measured(CLUSTERS[0], 1, one, one, {})
    (line,) = promises([measured])
    assert (line.figure, "OVER" in line.text()) == (2, True)


def test_tables_are_in_line() -> None:
    assert page.table([["a", "b"], ["long", "x"]]) == "| a    | b |\n| ---- | - |\n| long | x |"


@pytest.mark.parametrize("cluster", [*CLUSTERS, with_pools(3, tenants=3), with_nodes(6001), *fleet(7)])
def test_what_is_measured_compiles(cluster: Cluster) -> None:
    compiled = compile_profile(cluster.text.encode(), f"{cluster.name}.yaml")
    assert compiled.plan is not None
    assert compiled.plan.cluster == cluster.name


def test_nodes_are_as_many_as_asked_for() -> None:
    compiled = compile_profile(with_nodes(6001).text.encode(), "x.yaml")
    assert compiled.plan is not None
    assert sum(len(pool.node_names) for pool in compiled.plan.pools) == 6001 + 1


def test_the_same_objects_are_told_from_others() -> None:
    one: list[Object] = [{"a": 1, "b": "x"}]
    assert kapitan.same(one, [{"b": "x", "a": 1}])
    assert not kapitan.same(one, [{"b": "y", "a": 1}])


def test_the_clusters_that_are_measured_compile() -> None:
    # Modes, cards and distributions come in turns, so that all meet within 210.
    for cluster in (*fleet(210), with_pools(10, tenants=10), with_nodes(10)):
        found = compile_profile(cluster.text.encode(), "cluster.yaml")
        assert found.plan is not None, (cluster.name, [one.message for one in found.findings])
