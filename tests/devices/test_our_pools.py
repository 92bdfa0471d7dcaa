"""Every pool of the profiles that we ship and of the golden cases, on NVIDIA's own programs."""

import pytest

from tests.devices.expected import labels_of
from tests.devices.measured import Measured, NodePool, measure
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
    wrong = []
    for one, found in zip(pools, measured, strict=True):
        expected = {resource.name: resource.units for resource in one.pool.resources}
        if found.registered.code != 0 or found.registered.units != expected:
            wrong.append(
                (one.name, found.registered.code, found.registered.units, expected, found.registered.log[-2000:])
            )
    assert wrong == []


def test_labels(pools: list[NodePool], measured: list[Measured], proved: Proved) -> None:
    wrong = []
    for one, found in zip(pools, measured, strict=True):
        expected = labels_of(one.pool)
        have = {k: found.labelled.labels.get(k) for k in expected}
        if found.labelled.code != 0 or have != expected:
            wrong.append(
                (
                    one.name,
                    found.labelled.code,
                    {k: (have[k], expected[k]) for k in expected if have[k] != expected[k]},
                    found.labelled.log[-1500:],
                )
            )
    assert wrong == [], "\n".join(map(str, wrong))
