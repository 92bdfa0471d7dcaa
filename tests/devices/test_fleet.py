"""Varied profiles for every chart release, on NVIDIA's own device plugin."""

import pytest

from tests.devices.expected import units_of
from tests.devices.measured import setup_of
from tests.devices.standin import Programs, Setup
from tests.parsers.documents import sources
from tests.support.claims import Proved

pytestmark = [pytest.mark.e2e, pytest.mark.tools]


def test_the_plugin_registers_what_the_plan_says(programs: Programs, proved: Proved) -> None:
    nodes: dict[tuple[object, ...], tuple[str, Setup, dict[str, int]]] = {}
    for source in sources():
        for pool in source.bundle.plan.pools:
            setup = setup_of(source.bundle, pool)
            same = (tuple(setup.cards), setup.config, tuple(sorted(setup.environment.items())))
            nodes.setdefault(same, (f"{source.name}: {pool.name}", setup, units_of(pool)))
    expected = {name: (0, units) for name, _, units in nodes.values()}
    found = programs.register([setup for _, setup, _ in nodes.values()])
    assert {name: (one.code, one.units) for name, one in zip(expected, found, strict=True)} == expected
    proved(f"{len(expected)} unlike nodes of the fleet of profiles: the real plugin registers what the Plans say")
