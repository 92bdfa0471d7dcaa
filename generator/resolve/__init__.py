"""From a profile and the facts to the Plan: the one place where anything is derived."""

from collections.abc import Mapping
from typing import NamedTuple

from generator.facts.charts import GPU_OPERATOR
from generator.model.doubt import Doubts, undoubted
from generator.model.finding import Finding
from generator.model.plan import (
    ALL_DISABLED,
    CONFIG_LABEL,
    MIG_LABEL,
    UNSHARED_ENTRY,
    MigConfig,
    Plan,
    PluginConfig,
    PoolPlan,
    Release,
)
from generator.model.profile import BindBy, ClusterProfile, Labels, NodeCount, Nodes
from generator.model.tree import Path, Tree
from generator.resolve import _problems as problem
from generator.resolve.binding import Owners, bind, model_owners
from generator.resolve.config import mig_config, plugin_config
from generator.resolve.pools import Cards, Setting, resolve_pool
from generator.resolve.release import resolve_release, resolve_stack
from generator.resolve.strategy import cluster_strategy, forced_single_by
from generator.resolve.tenants import resolve_tenants
from generator.resolve.workloads import resolve_workloads


class Resolution(NamedTuple):
    """The Plan, as far as it goes: `complete` is False where a pool had to be left out of it.

    `doubts` are the places whose faults are among the findings and on which other parts of the Plan rest: it has a
    stand-in for them, or goes on as if one of two contradictory settings were meant.
    """

    plan: Plan
    complete: bool
    findings: tuple[Finding, ...]
    doubts: Doubts = frozenset()


_STAND_INS: dict[str, Path] = {
    problem.CHART_VERSION.code: ("install", "version"),
    problem.DRIVER_UNSAID.code: ("install", "driver", "from"),
}
"""The faults that leave a gap in the Plan which is filled in, so that the rest of the profile can be looked at."""


def resolve(profile: ClusterProfile) -> Resolution:
    """Derive the Plan of a profile; every fault that prevents a part of it is a finding."""
    faults: list[Finding] = []
    release = resolve_release(profile, faults)
    _check_pool_names(profile, faults)
    _check_defaults(profile, faults)
    strategy = cluster_strategy(profile, faults)
    stack = resolve_stack(profile, strategy, faults)
    setting = Setting(release.chart, release.plugin_version, strategy, forced_single_by(profile))
    found = [resolve_pool(pool, ("pools", index), setting, faults) for index, pool in enumerate(profile.pools)]
    cards = tuple(one for one in found if one is not None)
    plugin = plugin_config(cards, alone=len(profile.pools) == 1, strategy_in_file=release.chart != GPU_OPERATOR)
    mig = mig_config(cards)
    if stack.plugin_external:
        plugin = None
    entries = {} if plugin is None else dict(plugin.entries)
    around = _Around(release, plugin, entries, mig, model_owners(cards))
    pools = tuple(_pool_plan(one, around, profile, faults) for one in cards)
    plan = Plan(
        cluster=profile.cluster.name,
        description=profile.description,
        kubernetes=profile.cluster.kubernetes,
        distribution=profile.cluster.distribution,
        release=release,
        stack=stack,
        pools=pools,
        plugin_config=plugin,
        mig_config=mig,
        priorities=profile.priorities,
        tenants=resolve_tenants(profile, pools, faults),
        monitoring=profile.monitoring,
        policy=profile.policy,
        exceptions=profile.exceptions,
        extra_values=profile.extra_values,
        workloads=resolve_workloads(profile, pools, faults),
        currency=profile.cluster.currency,
    )
    return _resolution(plan, faults, complete=len(cards) == len(profile.pools))


def _resolution(plan: Plan, faults: problem.Faults, *, complete: bool) -> Resolution:
    """Leave out what merely follows from a stand-in, or from a pool that says two modes at once."""
    roots = {*_STAND_INS, problem.MODES_EXCLUDE.code}
    causes = tuple(fault for fault in faults if fault.code in roots)
    doubts = frozenset(_STAND_INS.get(fault.code, fault.at) for fault in causes)
    others = (fault for fault in faults if fault.code not in roots)
    return Resolution(plan, complete, (*causes, *undoubted(others, doubts)), doubts)


class _Around(NamedTuple):
    """What each pool finds in its cluster; `entries` are the plugin configuration's by name."""

    release: Release
    plugin: PluginConfig | None
    entries: Mapping[str, Tree]
    mig: MigConfig | None
    owners: Owners


def _pool_plan(cards: Cards, around: _Around, profile: ClusterProfile, faults: problem.Faults) -> PoolPlan:
    pool = cards.pool
    sharing = cards.sharing
    key, labels = _labels(cards, around)
    return PoolPlan(
        name=pool.name,
        origin=cards.origin,
        description=pool.description,
        mode=cards.mode,
        node_names=pool.nodes.names,
        node_selector=pool.nodes.node_selector,
        node_count=_node_count(pool.nodes),
        gpus=cards.gpus,
        resources=cards.resources,
        renamed=sharing is not None and sharing.rename_by_default,
        fail_requests_greater_than_one=sharing is not None and sharing.fail_requests_greater_than_one,
        allocation_policy=pool.allocation_policy,
        mig_strategy=cards.strategy,
        mig_items=cards.mig_items,
        config_key=key,
        binding=bind(cards, around.owners, labels, profile.install.node_feature_discovery, faults),
        node_labels=pool.node_labels,
        taints=pool.taints,
    )


def _node_count(nodes: Nodes) -> NodeCount | None:
    if nodes.how_many is None and nodes.names:
        return NodeCount(len(nodes.names), len(nodes.names))
    return nodes.how_many


def _labels(cards: Cards, around: _Around) -> tuple[str, Labels]:
    """Return the pool's entry of the plugin configuration, and the labels that its nodes need."""
    labels: list[tuple[str, str]] = []
    key = ""
    if around.plugin is not None:
        # An entry equal to the default one needs no label.
        own = around.entries.get(cards.pool.name) not in (None, around.entries.get(around.plugin.default))
        key = cards.pool.name if own else around.plugin.default
        if key != around.plugin.default:
            labels.append((CONFIG_LABEL, key))
    if around.mig is not None and around.release.chart == GPU_OPERATOR and cards.mig_items:
        labels.append((MIG_LABEL, cards.pool.name))
    return key, tuple(labels)


def _check_pool_names(profile: ClusterProfile, faults: problem.Faults) -> None:
    seen: dict[str, int] = {}
    for index, pool in enumerate(profile.pools):
        at: Path = ("pools", index, "name")
        if pool.name in seen:
            faults.append(problem.POOL_TWICE.at(at, f"pools[{seen[pool.name]}] is called {pool.name} too"))
        seen.setdefault(pool.name, index)
        if pool.name in (ALL_DISABLED, UNSHARED_ENTRY):
            faults.append(problem.POOL_NAME_RESERVED.at(at, f'a pool cannot be called "{pool.name}"'))


def _check_defaults(profile: ClusterProfile, faults: problem.Faults) -> None:
    chosen = [index for index, pool in enumerate(profile.pools) if pool.nodes.bind is BindBy.DEFAULT]
    for index in chosen[1:]:
        message = f"the nodes without a label are those of pool {profile.pools[chosen[0]].name} already"
        faults.append(problem.DEFAULT_TWICE.at(("pools", index, "nodes", "bind"), message))
