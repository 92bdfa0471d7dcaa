"""The law on our own bundles: what is imported from one has the Plan that it was made from."""

from pathlib import Path
from typing import NamedTuple

import pytest

from generator.artifacts._values import tree_and_reasons
from generator.compile import compile_profile
from generator.facts.charts import load_chart
from generator.importing.request import Card, Request
from generator.importing.result import import_manifests
from generator.model.plan import BindingKind, Plan, PoolPlan, Resource
from generator.model.profile import NfdSource
from generator.model.tree import Tree
from tests.importing.given import plan, read, told

ROOT = Path(__file__).parents[2]
PROFILES = sorted((*(ROOT / "profiles").glob("*.yaml"), *(ROOT / "tests" / "golden").glob("*/profile.yaml")))
WITHOUT_NFD = {NfdSource.NONE: (("affinity",),), NfdSource.EXISTING: (), NfdSource.BUNDLED: ()}
PARTS = ("base/", "components/", "values/", "kustomization.yaml")
"""What `kubectl` and Helm are given; `plan.json` is not for them, and would make it too easy."""


def case_of(path: Path) -> str:
    return path.parent.name if path.name == "profile.yaml" else path.stem


class Seen(NamedTuple):
    """What nodes of a pool do, less its name and the memory figures that only the profile's reservedMemory gives."""

    resources: tuple[tuple[str, str, int, int], ...]
    renamed: bool
    fails_above_one: bool
    policy: str | None
    strategy: str
    layouts: tuple[tuple[tuple[int, ...] | None, str, tuple[int, ...]], ...]
    labels: tuple[tuple[str, str], ...]


def seen(pool: PoolPlan) -> Seen:
    return Seen(
        tuple(sorted(_resource(one) for one in pool.resources)),
        pool.renamed,
        pool.fail_requests_greater_than_one,
        pool.allocation_policy,
        pool.mig_strategy.value,
        tuple((one.devices, one.layout.text() if one.layout else "off", one.device_filter) for one in pool.mig_items),
        pool.binding.labels,
    )


def _resource(one: Resource) -> tuple[str, str, int, int]:
    return one.name, one.base_name, one.devices, one.replicas


@pytest.mark.parametrize("path", PROFILES, ids=case_of)
def test_an_imported_bundle_has_the_plan_that_it_was_made_from(path: Path) -> None:
    before = compile_profile(path.read_bytes(), path.name)
    assert before.plan is not None
    files = {one.path: one.text.encode() for one in before.files if one.path.startswith(PARTS)}
    result = import_manifests(read(files), _request(before.plan), files.get)
    assert told(result) == []
    after = plan(result)
    assert after.release == before.plan.release
    assert pools(after) == expected_pools(before.plan)
    assert after.stack.mig_strategy is before.plan.stack.mig_strategy
    assert [(one.namespace, one.quota) for one in after.tenants] == [
        (one.namespace, one.quota) for one in before.plan.tenants if one.quota
    ]
    assert after.priorities == before.plan.priorities
    assert effective(after) == effective(before.plan)


def effective(found: Plan) -> Tree:
    """Return what the chart works with: its defaults and the bundle's values, names of ConfigMaps aside.

    Without NFD the affinity names the nodes of all pools, and no manifest says which node is of which pool.
    """
    values, _ = tree_and_reasons(found)
    for path in (
        ("devicePlugin", "config"),
        ("migManager", "config"),
        ("config",),
        *WITHOUT_NFD[found.stack.node_feature_discovery],
    ):
        values = without(values, path)
    return merged(load_chart(found.release.chart, found.release.version).defaults(), values)


def without(tree: dict[str, Tree], path: tuple[str, ...]) -> dict[str, Tree]:
    below = tree.get(path[0])
    rest = {key: value for key, value in tree.items() if key != path[0]}
    if len(path) == 1 or not isinstance(below, dict):
        return rest if len(path) == 1 else tree
    return {**rest, path[0]: without(below, path[1:])}


def merged(below: Tree, above: Tree) -> Tree:
    """Merge as Helm does."""
    if not isinstance(below, dict) or not isinstance(above, dict):
        return above
    return {**below, **{key: merged(below.get(key), value) for key, value in above.items()}}


def pools(found: Plan) -> dict[str, Seen]:
    return {pool.name: seen(pool) for pool in found.pools}


def expected_pools(found: Plan) -> dict[str, Seen]:
    """Return the pools that a bundle shows: with no configuration and no layout none has a name of its own."""
    if found.plugin_config is None and found.mig_config is None:
        return {"gpu": seen(found.pools[0])}
    return pools(found)


def _request(found: Plan) -> Request:
    """Return what no manifest tells: which cards nodes have, and how the cluster was made."""
    owned = tuple(
        Card(pool.name, card.gpu, card.per_node)
        for pool in found.pools
        for card in pool.gpus
        if len(found.pools) > 1 or len(pool.gpus) > 1
    )
    free = () if owned else tuple(Card("", card.gpu, card.per_node) for card in found.pools[0].gpus)
    return Request((*owned, *free), found.cluster, found.distribution)


def test_every_way_of_reaching_nodes_is_among_the_bundles() -> None:
    plans = [compile_profile(path.read_bytes(), path.name).plan for path in PROFILES]
    assert {pool.binding.kind for one in plans if one is not None for pool in one.pools} == set(BindingKind)


@pytest.mark.parametrize("path", PROFILES, ids=case_of)
def test_a_whole_bundle_folder_is_one_installation(path: Path) -> None:
    """The chart/ beside the kustomization installs the same, and plan.json is no manifest."""
    before = compile_profile(path.read_bytes(), path.name)
    assert before.plan is not None
    files = {one.path: one.text.encode() for one in before.files if one.path.endswith((".yaml", ".json"))}
    result = import_manifests(read(files), _request(before.plan), files.get)
    assert told(result) == []
    assert pools(plan(result)) == expected_pools(before.plan)
