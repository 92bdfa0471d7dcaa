"""A profile changes: the new bundle goes over the old one, and what is left behind is found as the README says."""

from pathlib import Path

import pytest

from generator.model.plan import CONFIG_LABEL, MIG_LABEL
from tests.controlplane.api import Api, wait_for
from tests.controlplane.cluster import Cluster
from tests.controlplane.commands import section
from tests.controlplane.discovery import label_nodes
from tests.controlplane.nodes import set_resources
from tests.controlplane.pods import add_namespace, add_pods, pod, remove_pods, wait_until_tried
from tests.e2e.bundles import Applied, Bench, finish, prepare
from tests.support.bundles import at, first, name_of
from tests.support.claims import Proved
from tests.support.routes import Case, lay_bare

pytestmark = pytest.mark.e2e
GPU = "nvidia.com/gpu"
HEAD = """\
version: v1alpha1
cluster: {name: fleet, kubernetes: "1.36", distribution: kubeadm}
install: {chart: gpu-operator, version: v26.7.0, driver: {from: host}}
pools:
- {name: whole, nodes: {names: [w1]}, gpus: [{model: A100-SXM4-80GB}]}
- name: shared
  nodes: {names: [s1]}
  gpus: [{model: A100-SXM4-80GB, count: 2}]
"""
TWO, FOUR, MIG = (
    HEAD + line for line in ("  timeSlicing: {replicas: 2}\n", "  timeSlicing: {replicas: 4}\n", "  mig: all-1g.10gb\n")
)


def ours(applied: Applied, place: str) -> set[str]:
    """Return the names of the bundle's objects in a collection."""
    return {name_of(one) for one in applied.api.list(place, labelSelector="app.kubernetes.io/part-of=fleet")}


def config_maps(applied: Applied) -> set[str]:
    """Return the bundle's ConfigMaps."""
    return ours(applied, f"/api/v1/namespaces/{applied.plan.release.namespace}/configmaps")


def change(applied: Applied, text: str, folder: Path) -> Applied:
    """Put the bundle of another profile over the one that is there."""
    after = applied._replace(laid=lay_bare(Case("fleet", text), folder))
    after.apply()
    label_nodes(after.api, after.nodes)
    advertised = after.bench.advertise(after.laid.bundle)
    for pool in after.plan.pools:
        for node in after.nodes_of(pool):
            set_resources(after.api, node, {GPU: None, **advertised[pool.name]})
    return after


def room(api: Api, resource: str, asked: int, node: str) -> int:
    """Return how many pods of a unit each find a place on a node."""
    namespace = add_namespace(api, "room")
    add_pods(api, namespace, pod("one", {resource: 1}, nodeSelector={"kubernetes.io/hostname": node}), asked)
    placed, waiting = wait_until_tried(api, namespace)
    assert sum(placed.values()) + waiting == asked
    remove_pods(api, namespace)
    return placed.get(node, 0)


def names(applied: Applied) -> set[str]:
    """Return the ConfigMaps of the bundle's Plan."""
    plan = applied.plan
    return {config.name for config in (plan.plugin_config, plan.mig_config) if config is not None}


def entries(applied: Applied, name: str) -> set[str]:
    """Return what a label may name."""
    data = at(applied.api.get(f"/api/v1/namespaces/{applied.plan.release.namespace}/configmaps/{name}"), "data")
    assert isinstance(data, dict)
    layouts = at(first(str(data["config.yaml"])), "mig-configs") if set(data) == {"config.yaml"} else data
    assert isinstance(layouts, dict)
    return set(layouts)


def label(api: Api, node: str, key: str) -> str | None:
    """Return a node's label."""
    found = at(api.get(f"/api/v1/nodes/{node}"), "metadata", "labels", key)
    return None if found is None else str(found)


def policy_names(applied: Applied) -> set[str]:
    """Return the ConfigMaps that the ClusterPolicy in the cluster names."""
    spec = at(applied.api.get("/apis/nvidia.com/v1/clusterpolicies/cluster-policy"), "spec")
    found = {at(spec, part, "config", "name") for part in ("devicePlugin", "migManager")}
    return {str(name) for name in found if name}


def test_replicas_and_mode_change_over_a_running_cluster(
    new_cluster: Cluster, benches: dict[str, Bench], tmp_path: Path, proved: Proved
) -> None:
    before = prepare(new_cluster, lay_bare(Case("fleet", TWO), tmp_path / "two"), benches["helm4"])
    before.apply()
    finish(before)
    assert room(new_cluster.api, GPU, 9, "s1") == 4
    four = change(before, FOUR, tmp_path / "four")
    assert names(four).isdisjoint(names(before))
    assert config_maps(four) == names(before) | names(four)
    assert policy_names(four) == names(four)
    assert room(new_cluster.api, GPU, 9, "s1") == 8
    four.tidy_up()
    assert config_maps(four) == names(four)
    mig = change(four, MIG, tmp_path / "mig")
    assert policy_names(mig) == names(mig)
    mig.tidy_up()
    assert config_maps(mig) == names(mig)
    for key, config in ((CONFIG_LABEL, mig.plan.plugin_config), (MIG_LABEL, mig.plan.mig_config)):
        for node in ("w1", "s1"):
            value = label(new_cluster.api, node, key)
            assert value is None or (config is not None and value in entries(mig, config.name)), (node, key, value)
    assert room(new_cluster.api, "nvidia.com/mig-1g.10gb", 15, "s1") == 14
    proved("2 -> 4 replicas -> MIG over a running cluster: room for 4, 8, 14 units; old ConfigMaps listed and deleted")


def test_a_priority_that_changes_is_deleted_first(
    new_cluster: Cluster, benches: dict[str, Bench], tmp_path: Path, proved: Proved
) -> None:
    lines = [f"{HEAD}priorities: [{{name: training, value: {value}}}]\n" for value in (500, 600)]
    before = prepare(new_cluster, lay_bare(Case("fleet", lines[0]), tmp_path / "before"), benches["helm4"])
    before.apply()
    after = before._replace(laid=lay_bare(Case("fleet", lines[1]), tmp_path / "after"))
    assert "delete the class, then apply" in section(after.readme, "Change")
    with pytest.raises(AssertionError, match="may not be changed"):
        after.apply()
    after.run("kubectl delete priorityclass training")
    after.apply()
    found = wait_for("it is there", lambda: new_cluster.api.get("/apis/scheduling.k8s.io/v1/priorityclasses/training"))
    assert found["value"] == 600
    proved("a PriorityClass whose value changes: refused as the README says, taken once the class is deleted")


def test_what_a_profile_no_longer_has_goes(
    new_cluster: Cluster, benches: dict[str, Bench], tmp_path: Path, proved: Proved
) -> None:
    third = "- {name: third, nodes: {names: [t1]}, gpus: [{model: A100-SXM4-80GB}], timeSlicing: {replicas: 8}}\n"
    limits = "tenants: [{namespace: default, quota: {nvidia.com/gpu: 2}}]\npriorities: [{name: training, value: 500}]\n"
    more = TWO + third + limits
    before = prepare(new_cluster, lay_bare(Case("fleet", more), tmp_path / "before"), benches["helm4"])
    before.apply()
    finish(before)
    assert label(new_cluster.api, "t1", CONFIG_LABEL) == "third"
    after = change(before, TWO, tmp_path / "after")
    after.tidy_up()
    label_nodes(after.api, after.nodes)
    assert ours(after, "/apis/nfd.k8s-sigs.io/v1alpha1/nodefeaturerules") == {"gpuslice-shared"}
    assert ours(after, "/api/v1/resourcequotas") == set()
    assert ours(after, "/apis/scheduling.k8s.io/v1/priorityclasses") == set()
    assert label(new_cluster.api, "t1", CONFIG_LABEL) is None
    assert config_maps(after) == names(after)
    proved(
        "a pool, a quota and a priority taken out: gone after the commands under Change, and the node's label with them"
    )
