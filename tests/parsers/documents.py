"""The files that we emit for NVIDIA's software, with what a Plan means by them."""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import NamedTuple

from generator.compile import compile_profile
from generator.facts.charts import GPU_OPERATOR
from generator.model.plan import Plan, PoolPlan
from tests.parsers.fleet import PROFILES, fleet_profile
from tests.parsers.parsers import MigQuestion, PluginQuestion
from tests.support.bundles import Bundle, as_bundle, at
from tests.support.profiles import SHIPPED

GOLDEN = tuple(sorted((Path(__file__).parents[1] / "golden").glob("*/profile.yaml")))
_NVIDIA = 0x10DE


class Source(NamedTuple):
    """A bundle and where its profile comes from."""

    name: str
    bundle: Bundle


class PluginDocument(NamedTuple):
    """An entry of the device plugin's configuration and the pools whose nodes run with it."""

    name: str
    question: PluginQuestion
    plan: Plan
    pools: tuple[PoolPlan, ...]


class MigDocument(NamedTuple):
    """mig-parted's file, put beside the GPUs of a node of one pool."""

    name: str
    question: MigQuestion
    pool: PoolPlan


def sources() -> Iterator[Source]:
    """Yield the bundles of the profiles that we ship, of the golden cases and of the fleet."""
    for path in (*SHIPPED, *GOLDEN):
        name = path.stem if path in SHIPPED else f"golden/{path.parent.name}"
        yield Source(name, as_bundle(compile_profile(path.read_bytes(), path.name)))
    for index in range(PROFILES):
        yield Source(f"fleet-{index}", as_bundle(compile_profile(fleet_profile(index).encode(), "fleet.yaml")))


def plugin_documents(source: Source) -> Iterator[PluginDocument]:
    """Yield every entry of a bundle's plugin configuration."""
    plan = source.bundle.plan
    if plan.plugin_config is None:
        return
    for key, text in _data(source.bundle, "base/plugin-config.yaml").items():
        pools = tuple(pool for pool in plan.pools if pool.config_key == key)
        yield PluginDocument(f"{source.name}: {key}", PluginQuestion(text, environment(source.bundle)), plan, pools)


def mig_documents(source: Source) -> Iterator[MigDocument]:
    """Yield a bundle's MIG file once for every pool."""
    if source.bundle.plan.mig_config is None:
        return
    (text,) = _data(source.bundle, "base/mig-config.yaml").values()
    for pool in source.bundle.plan.pools:
        yield MigDocument(f"{source.name}: {pool.name}", MigQuestion(text, node_gpus(pool)), pool)


def environment(bundle: Bundle) -> Mapping[str, str]:
    """Return what the chart's DaemonSet sets of what a file may set too.

    Sources: NVIDIA/gpu-operator controllers/object_controls.go, setMigStrategy, and assets/state-device-plugin;
    NVIDIA/k8s-device-plugin deployments/helm, templates/daemonset-device-plugin.yml.
    """
    operator = bundle.plan.release.chart == GPU_OPERATOR
    strategy = at(bundle.values, "mig", "strategy") or "single" if operator else at(bundle.values, "migStrategy")
    found = {"MPS_ROOT": "/run/nvidia/mps"}
    if operator:
        found |= {"PASS_DEVICE_SPECS": "true", "FAIL_ON_INIT_ERROR": "true", "DEVICE_ID_STRATEGY": "uuid"}
    return found if strategy is None else {**found, "MIG_STRATEGY": str(strategy)}


def node_gpus(pool: PoolPlan) -> tuple[int, ...]:
    """Return the PCI ids of a node's GPUs as mig-parted reads them, those of one model with each of the model's ids."""
    found: list[int] = []
    for entry in pool.gpus:
        ids = entry.gpu.pci_device_ids
        found += [(ids[number % len(ids)] << 16) | _NVIDIA for number in range(entry.per_node)]
    return tuple(found)


def _data(bundle: Bundle, path: str) -> dict[str, str]:
    data = at(bundle.tree(path), "data")
    assert isinstance(data, dict)
    return {key: str(text) for key, text in data.items()}
