"""Every way of sharing, cutting and both, on NVIDIA's own programs, against figures that were counted by hand."""

from collections.abc import Mapping
from typing import NamedTuple

import pytest

from tests.devices.expected import labels_of, units_of
from tests.devices.measured import Measured, NodePool, measure
from tests.devices.standin import Programs
from tests.support.bundles import bundle_of
from tests.support.claims import Proved

pytestmark = [pytest.mark.e2e, pytest.mark.tools]
OPERATOR = "install: {chart: gpu-operator, version: v26.3.3, driver: {from: host}}\n"
PLUGIN = "install: {chart: nvidia-device-plugin, version: v0.19.3, driver: {from: host}}\n"
"""The releases whose device plugin is the one that runs here."""
L4 = "gpus: [{model: L4, count: 2}]"
A100 = "gpus: [{model: A100-SXM4-80GB, count: 2}]"
SINGLE = "mig: {strategy: single}\n"
PRODUCT, CUT = "NVIDIA-L4", "NVIDIA-A100-SXM4-80GB"


class Way(NamedTuple):
    """A pool as people write it, what its nodes register, and labels: key without ``nvidia.com/`` to value."""

    name: str
    pool: str
    units: Mapping[str, int]
    labels: Mapping[str, str]
    install: str = OPERATOR
    cluster: str = ""


def gpu(product: str, count: int, replicas: int, strategy: str, **more: str) -> dict[str, str]:
    """Return the labels of whole cards, or of MIG devices that stand for them."""
    return labels("gpu", product, count, replicas, strategy, **more)


def labels(resource: str, product: str, count: int, replicas: int, strategy: str, **more: str) -> dict[str, str]:
    """Return the labels of a resource."""
    values = {"product": product, "count": str(count), "replicas": str(replicas), "sharing-strategy": strategy, **more}
    return {f"{resource}.{key}": value for key, value in values.items()}


WAYS = (
    Way(
        "whole cards",
        L4,
        {"gpu": 2},
        {**gpu(PRODUCT, 2, 1, "none", memory="23034", family="ada-lovelace"), "mps.capable": "false"},
    ),
    Way(
        "time-slicing",
        f"{L4}\n  timeSlicing: {{replicas: 4}}",
        {"gpu": 8},
        {**gpu("NVIDIA-L4-SHARED", 2, 4, "time-slicing", memory="23034"), "mps.capable": "false"},
    ),
    Way(
        "time-slicing renamed",
        f"{L4}\n  timeSlicing: {{replicas: 4, renameByDefault: true}}",
        {"gpu.shared": 8},
        gpu(PRODUCT, 2, 4, "time-slicing"),
    ),
    Way(
        "MPS",
        f"{L4}\n  mps: {{replicas: 10}}",
        {"gpu": 20},
        {**gpu("NVIDIA-L4-SHARED", 2, 10, "mps", memory="23034"), "mps.capable": "true"},
    ),
    Way(
        "MPS renamed",
        f"{L4}\n  mps: {{replicas: 3, renameByDefault: true}}",
        {"gpu.shared": 6},
        {**gpu(PRODUCT, 2, 3, "mps"), "mps.capable": "true"},
        install=PLUGIN,
    ),
    Way(
        "MIG single",
        f"{A100}\n  mig: all-1g.10gb",
        {"gpu": 14},
        {
            **gpu(f"{CUT}-MIG-1g.10gb", 14, 1, "none", memory="9856"),
            "mig.strategy": "single",
            "mig.capable": "true",
        },
        cluster=SINGLE,
    ),
    Way(
        "MIG single + time-slicing",
        f"{A100}\n  mig: all-3g.40gb\n  timeSlicing: {{replicas: 5}}",
        {"gpu": 20},
        gpu(f"{CUT}-MIG-3g.40gb-SHARED", 4, 5, "time-slicing", memory="40192"),
        cluster=SINGLE,
    ),
    Way(
        "no MIG under single",
        L4,
        {"gpu": 2},
        {**gpu(PRODUCT, 2, 1, "none"), "mig.strategy": "single", "mig.capable": "false"},
        cluster=SINGLE,
    ),
    Way(
        "MIG mixed, alike",
        f"{A100}\n  mig: all-2g.20gb",
        {"mig-2g.20gb": 6},
        {
            **gpu(CUT, 2, 0, "none", memory="81920"),
            **labels("mig-2g.20gb", f"{CUT}-MIG-2g.20gb", 6, 1, "none", memory="19968"),
            "mig.strategy": "mixed",
        },
    ),
    Way(
        "MIG mixed, unlike, beside a whole card",
        f"{A100}\n  mig: [{{devices: [1], migDevices: {{3g.40gb: 1, 2g.20gb: 1, 1g.10gb: 2}}}}]",
        {"gpu": 1, "mig-3g.40gb": 1, "mig-2g.20gb": 1, "mig-1g.10gb": 2},
        {
            # Cards are counted by model, also those that are cut.
            **gpu(CUT, 2, 1, "none"),
            **labels("mig-3g.40gb", f"{CUT}-MIG-3g.40gb", 1, 1, "none"),
            **labels("mig-2g.20gb", f"{CUT}-MIG-2g.20gb", 1, 1, "none"),
            **labels("mig-1g.10gb", f"{CUT}-MIG-1g.10gb", 2, 1, "none"),
        },
    ),
    Way(
        "MIG mixed by the plugin alone",
        f"{A100}\n  mig: all-1g.20gb",
        {"mig-1g.20gb": 8},
        labels("mig-1g.20gb", f"{CUT}-MIG-1g.20gb", 8, 1, "none", memory="19968"),
        install=PLUGIN,
    ),
    Way(
        "MIG + time-slicing of one resource",
        f"{A100}\n  mig: [{{migDevices: {{3g.40gb: 1, 1g.10gb: 4}}}}]\n"
        "  timeSlicing: {resources: {nvidia.com/mig-1g.10gb: 3}}",
        {"mig-3g.40gb": 2, "mig-1g.10gb": 24},
        {
            **labels("mig-3g.40gb", f"{CUT}-MIG-3g.40gb", 2, 1, "none"),
            **labels("mig-1g.10gb", f"{CUT}-MIG-1g.10gb-SHARED", 8, 3, "time-slicing"),
        },
    ),
    Way(
        "MIG + time-slicing renamed",
        f"{A100}\n  mig: all-3g.40gb\n  timeSlicing: {{replicas: 2, renameByDefault: true}}",
        {"mig-3g.40gb.shared": 8},
        labels("mig-3g.40gb", f"{CUT}-MIG-3g.40gb", 4, 2, "time-slicing"),
    ),
    Way(
        "variants of a profile, which hide behind it before v0.20.0",
        f"{A100}\n  mig: [{{migDevices: {{1g.10gb+me: 1, 1g.10gb: 6}}}}]",
        {"mig-1g.10gb": 14},
        {
            **labels("mig-1g.10gb", f"{CUT}-MIG-1g.10gb", 12, 1, "none"),
            **labels("mig-1g.10gb.me", f"{CUT}-MIG-1g.10gb.me", 2, 1, "none"),
        },
    ),
)


@pytest.fixture(scope="module")
def pools() -> list[NodePool]:
    return [_node_pool(way) for way in WAYS]


@pytest.fixture(scope="module")
def measured(programs: Programs, pools: list[NodePool]) -> list[Measured]:
    return measure(programs, pools)


def _node_pool(way: Way) -> NodePool:
    bundle = bundle_of(
        f"{way.cluster}pools:\n- name: cards\n  nodes: {{names: [one]}}\n  {way.pool}\n", install=way.install
    )
    return NodePool(way.name, bundle, bundle.plan.pools[0])


def test_each_way_registers_the_resources_counted_by_hand(
    pools: list[NodePool], measured: list[Measured], proved: Proved
) -> None:
    for way, one, found in zip(WAYS, pools, measured, strict=True):
        assert found.registered.code == 0, (way.name, found.registered.log)
        assert found.registered.units == {f"nvidia.com/{key}": units for key, units in way.units.items()}, way.name
        assert found.registered.units == units_of(one.pool), way.name
    proved(
        f"{len(WAYS)} ways of sharing and cutting: the real plugin registers the resources and numbers counted by hand"
    )


def test_each_way_gets_the_labels_written_down_by_hand(
    pools: list[NodePool], measured: list[Measured], proved: Proved
) -> None:
    for way, one, found in zip(WAYS, pools, measured, strict=True):
        assert found.labelled.code == 0, (way.name, found.labelled.log)
        expected = {f"nvidia.com/{key}": value for key, value in way.labels.items()}
        for wanted in (expected, labels_of(one.pool)):
            assert {key: found.labelled.labels.get(key) for key in wanted} == wanted, way.name
    count = sum(len(way.labels) for way in WAYS)
    proved(f"{len(WAYS)} ways: the real GPU Feature Discovery gives the {count} labels written down by hand")


def test_of_two_models_in_a_node_all_cards_count_and_one_gives_the_labels(programs: Programs, proved: Proved) -> None:
    bundle = bundle_of(
        "pools:\n- name: cards\n  gpus: [{model: L4, count: 2}, {model: T4}]\n  timeSlicing: {replicas: 3}\n",
        install=OPERATOR,
    )
    (found,) = measure(programs, [NodePool("two models", bundle, bundle.plan.pools[0])])
    assert found.registered.units == {"nvidia.com/gpu": 9}
    product, count = (found.labelled.labels[f"nvidia.com/gpu.{key}"] for key in ("product", "count"))
    assert (product, count) in {("NVIDIA-L4-SHARED", "2"), ("Tesla-T4-SHARED", "1")}
    assert "Multiple device types detected" in found.labelled.log
    proved("two models in a node: 9 shares of 3 cards registered, the labels tell of one model alone")
