"""What the Plan decides is what the ClusterPolicy and the DaemonSets say once the chart has been through Helm."""

import pytest

from generator.facts.charts import GPU_OPERATOR
from generator.model.distribution import Installer
from generator.model.plan import ALL_DISABLED
from generator.model.profile import MigStrategy, NfdSource
from generator.model.tree import Tree
from tests.routes.conftest import CASES, Builder, Layer
from tests.support.bundles import Object, at, items, name_of
from tests.support.routes import Built, Laid, plugin_fullname

pytestmark = pytest.mark.tools

OPERATORS = [name for name, case in CASES.items() if f"chart: {GPU_OPERATOR}" in case.text]
PLUGINS = [name for name in CASES if name not in OPERATORS]


@pytest.mark.parametrize("name", OPERATORS)
def test_the_cluster_policy_says_what_the_plan_says(name: str, layer: Layer, build: Builder) -> None:
    plan = layer(name).bundle.plan
    (policy,) = build(name, "kustomize", "helm4").of_kind("ClusterPolicy")
    spec = at(policy, "spec")
    config, mig = plan.plugin_config, plan.mig_config
    strategies = {pool.mig_strategy for pool in plan.pools if pool.mig_items}
    said = {
        "driver": at(spec, "driver", "enabled"),
        "toolkit": at(spec, "toolkit", "enabled"),
        "plugin": at(spec, "devicePlugin", "enabled"),
        "config": at(spec, "devicePlugin", "config", "name"),
        "default": at(spec, "devicePlugin", "config", "default"),
        "layouts": at(spec, "migManager", "config", "name"),
        "layout": at(spec, "migManager", "config", "default"),
        "gfd": at(spec, "gfd", "enabled"),
        "monitor": at(spec, "dcgmExporter", "serviceMonitor", "enabled"),
        "runtimeClass": at(spec, "operator", "runtimeClass"),
    }
    monitor = plan.monitoring.service_monitor
    assert said == {
        "driver": plan.stack.driver.owner is Installer.OPERATOR,
        "toolkit": plan.stack.toolkit.owner is Installer.OPERATOR,
        "plugin": True,
        "config": None if config is None else config.name,
        "default": None if config is None else config.default,
        # The chart's own layouts where no pool has MIG (source: its values migManager.config).
        "layouts": said["layouts"] if mig is None else mig.name,
        "layout": ALL_DISABLED,
        "gfd": True,
        "monitor": monitor is not None and monitor.enabled,
        "runtimeClass": plan.stack.runtime_class or "nvidia",
    }
    assert {str(at(spec, "mig", "strategy"))} == {one.value for one in strategies or {MigStrategy.SINGLE}}
    tolerations = items(at(spec, "daemonsets", "tolerations"))
    for one in plan.stack.tolerations:
        assert [found for found in tolerations if at(found, "key") == one.key and at(found, "value") == one.value]


@pytest.mark.parametrize("name", list(CASES))
def test_every_config_map_that_is_named_is_there(name: str, layer: Layer, build: Builder) -> None:
    plan = layer(name).bundle.plan
    built = build(name, "helm", "helm4")
    there = {(key[2], key[3]) for key in built.objects if key[1] == "ConfigMap"}
    for config in (plan.plugin_config, plan.mig_config):
        if config is not None:
            assert (plan.release.namespace, config.name) in there


@pytest.mark.parametrize("name", PLUGINS)
def test_the_plugin_runs_as_the_plan_says(name: str, layer: Layer, build: Builder) -> None:
    laid = layer(name)
    plan = laid.bundle.plan
    built = build(name, "kustomize", "helm4")
    pod = at(built.find("DaemonSet", plugin_fullname(laid.bundle)), "spec", "template", "spec")
    assert plan.plugin_config is not None
    assert {"name": "DEFAULT_CONFIG", "value": plan.plugin_config.default} in _environment(pod)
    volumes = [at(one, "configMap", "name") for one in items(at(pod, "volumes"))]
    assert plan.plugin_config.name in volumes
    assert at(pod, "runtimeClassName") == plan.stack.runtime_class
    selector = at(pod, "nodeSelector") or {}
    assert selector == dict(plan.stack.node_selector)
    if plan.stack.priority_class_name is not None:
        assert at(pod, "priorityClassName") == plan.stack.priority_class_name
    tolerations = items(at(pod, "tolerations"))
    for one in plan.stack.tolerations:
        assert [found for found in tolerations if at(found, "key") == one.key and at(found, "value") == one.value]


@pytest.mark.parametrize("name", list(CASES))
def test_feature_discovery_runs_where_the_plan_says_and_once(name: str, layer: Layer, build: Builder) -> None:
    laid = layer(name)
    built = build(name, "kustomize", "helm4")
    workers = [one for one in built.of_kind("DaemonSet") if name_of(one).endswith("node-feature-discovery-worker")]
    wanted = laid.bundle.plan.stack.node_feature_discovery is NfdSource.BUNDLED
    assert [name_of(one) for one in workers] == [_worker(laid)] * wanted
    for worker in workers:
        tolerated = {str(at(one, "key")) for one in _tolerations(worker)}
        assert {one.key for one in laid.bundle.plan.stack.tolerations} <= tolerated


@pytest.mark.parametrize("name", PLUGINS)
def test_gfd_has_its_daemon_set_where_the_plan_says(name: str, layer: Layer, build: Builder) -> None:
    bundle = layer(name).bundle
    names = _daemon_sets(build(name, "kustomize", "helm4"))
    assert (f"{plugin_fullname(bundle)}-gpu-feature-discovery" in names) == bundle.plan.stack.gpu_feature_discovery


def _worker(laid: Laid) -> str:
    return f"{laid.bundle.plan.release.name}-node-feature-discovery-worker"


def _daemon_sets(built: Built) -> list[str]:
    return [name_of(one) for one in built.of_kind("DaemonSet")]


def _tolerations(worker: Object) -> list[Tree]:
    return items(at(worker, "spec", "template", "spec", "tolerations") or [])


def _environment(pod: Tree) -> list[Tree]:
    containers = [*items(at(pod, "initContainers") or []), *items(at(pod, "containers"))]
    return [variable for one in containers for variable in items(at(one, "env") or [])]
