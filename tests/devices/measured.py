"""What NVIDIA's own programs make of the nodes of a pool."""

from collections.abc import Callable, Mapping, Sequence
from typing import NamedTuple

from generator.model.plan import PoolPlan
from tests.devices.cards import cards_of
from tests.devices.expected import units_of
from tests.devices.standin import Labelled, Programs, Registered, Setup
from tests.parsers.documents import environment
from tests.support.bundles import Bundle, at


class NodePool(NamedTuple):
    """A pool of a bundle, whose nodes are all alike."""

    name: str
    bundle: Bundle
    pool: PoolPlan


class Measured(NamedTuple):
    """What a pool's nodes registered, and how they were labelled."""

    registered: Registered
    labelled: Labelled


def setup_of(bundle: Bundle, pool: PoolPlan) -> Setup:
    """Return a node of a pool with the configuration that our ConfigMap has for it and the chart's environment."""
    config = None
    if bundle.plan.plugin_config is not None:
        config = str(at(bundle.tree("base/plugin-config.yaml"), "data", pool.config_key))
    return Setup(cards_of(pool), config, environment(bundle))


def measure(programs: Programs, pools: Sequence[NodePool]) -> list[Measured]:
    """Return what the programs make of each pool."""
    setups = [setup_of(one.bundle, one.pool) for one in pools]
    pairs = zip(programs.register(setups), programs.label(setups), strict=True)
    return [Measured(registered, labelled) for registered, labelled in pairs]


Advertise = Callable[[Bundle], Mapping[str, Mapping[str, int]]]
"""Returns by pool what each of its nodes advertises: resource to number of devices."""


def advertised(programs: Programs, bundle: Bundle) -> dict[str, dict[str, int]]:
    """Return by pool what the real device plugin registers on each of its nodes: resource to number of devices.

    Variants of MIG profiles have names of their own from v0.20.0 on, later than the plugin that runs here. They are
    given those names, once what it registers is what the Plan means in its words.
    """
    found: dict[str, dict[str, int]] = {}
    setups = [setup_of(bundle, pool) for pool in bundle.plan.pools]
    for pool, one in zip(bundle.plan.pools, programs.register(setups), strict=True):
        assert one.code == 0, one.log
        found[pool.name] = one.units
        if one.units.keys() != {resource.name for resource in pool.resources}:
            assert one.units == units_of(pool)
            found[pool.name] = {resource.name: resource.units for resource in pool.resources}
    return found
