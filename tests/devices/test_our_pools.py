"""Every pool of the profiles that we ship and of the golden cases, on NVIDIA's own programs."""

import pytest

from tests.devices.expected import labels_of, units_of
from tests.devices.measured import Measured, NodePool, advertised, measure
from tests.devices.standin import Programs
from tests.parsers.documents import sources
from tests.support.claims import Proved

pytestmark = [pytest.mark.e2e, pytest.mark.tools]


@pytest.fixture(scope="module")
def pools() -> list[NodePool]:
    return [
        NodePool(f"{source.name}: {pool.name}", source.bundle, pool)
        for source in sources()
        if not source.name.startswith("fleet")
        for pool in source.bundle.plan.pools
    ]


@pytest.fixture(scope="module")
def measured(programs: Programs, pools: list[NodePool]) -> list[Measured]:
    return measure(programs, pools)


def test_the_plugin_registers_what_the_plan_says(
    pools: list[NodePool], measured: list[Measured], proved: Proved
) -> None:
    assert {one.name: found.registered.code for one, found in zip(pools, measured, strict=True)} == {
        one.name: 0 for one in pools
    }
    wrong = [
        (one.name, found.registered.units, expected)
        for one, found in zip(pools, measured, strict=True)
        if found.registered.units != (expected := units_of(one.pool))
    ]
    assert wrong == []
    units = sum(sum(found.registered.units.values()) for found in measured)
    proved(f"{len(pools)} pools of all profiles: the real plugin registers the Plans' resources, {units} units in all")


def test_what_a_node_registers_is_had_on_its_own(programs: Programs, pools: list[NodePool]) -> None:
    one = pools[0]
    assert advertised(programs, one.bundle)[one.pool.name] == {"nvidia.com/gpu": 24}


def test_gpu_feature_discovery_gives_the_labels_that_the_plan_means(
    pools: list[NodePool], measured: list[Measured], proved: Proved
) -> None:
    wrong = []
    count = 0
    for one, found in zip(pools, measured, strict=True):
        expected = labels_of(one.pool)
        given = {key: found.labelled.labels.get(key) for key in expected}
        count += len(expected)
        if found.labelled.code != 0 or given != expected:
            wrong.append((one.name, found.labelled.code, dict(set(given.items()) ^ set(expected.items()))))
    assert wrong == []
    proved(
        f"{len(pools)} pools of all profiles: the real GPU Feature Discovery gives the {count} labels that they mean"
    )
