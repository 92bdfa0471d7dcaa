"""A large cluster: a thousand nodes and as many pods as they have units, five thousand."""

import time
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor

import pytest

from generator.model.plan import PoolPlan
from tests.controlplane.api import Api, wait_for
from tests.controlplane.cluster import Cluster
from tests.controlplane.nodes import add_node, names_of, wait_until_ready
from tests.controlplane.pods import add_namespace, add_pods, by_node, pod, pods, unschedulable
from tests.devices.measured import Advertise
from tests.support.bundles import Object, at, bundle_of
from tests.support.claims import Proved

pytestmark = pytest.mark.e2e
POOLS = """
pools:
- name: shared
  nodes: {nodeSelector: {pool: shared}, count: 500}
  gpus: [{model: RTX 3090}]
  timeSlicing: {replicas: 3}
- name: slices
  nodes: {nodeSelector: {pool: slices}, count: 500}
  gpus: [{model: A100-SXM4-40GB}]
  mig: all-1g.5gb
"""
WRITERS = 8
LIMIT_SECONDS = 300.0
"""On idle cores it takes a fraction of that."""


def test_a_thousand_nodes_and_five_thousand_pods(new_cluster: Cluster, advertise: Advertise, proved: Proved) -> None:
    api = new_cluster.api
    bundle = bundle_of(POOLS)
    pools, advertised = bundle.plan.pools, advertise(bundle)
    begin = time.monotonic()
    nodes = sum(add_nodes(new_cluster, pool, advertised[pool.name]) for pool in pools)
    nodes_seconds = time.monotonic() - begin
    namespace = add_namespace(api, "many")
    begin = time.monotonic()
    asked = sum(add_deployment(api, namespace, pool) for pool in pools)
    wait_for("all pods are scheduled", lambda: scheduled(api, namespace) >= asked, LIMIT_SECONDS)
    seconds = time.monotonic() - begin
    memory = new_cluster.memory_mib()
    assert (nodes, asked) == (1000, 5000)
    found = by_node(pods(api, namespace))
    assert found == {name: pool.resources[0].units for pool in pools for name in names_of(pool)}
    add_pods(api, namespace, pod("late", {pools[0].resources[0].name: 1}), 1)
    wait_for("one more waits", lambda: any(unschedulable(one) for one in pods(api, namespace)))
    proved(
        f"{nodes} nodes (ready in {nodes_seconds:.0f} s): {asked} pods scheduled in {seconds:.0f} s "
        f"({asked / seconds:.0f} a second), each unit taken, one more waits; the control plane uses {memory} MiB"
    )


def add_nodes(cluster: Cluster, pool: PoolPlan, units: Mapping[str, int]) -> int:
    """Add a pool's nodes over several connections and return how many there are."""
    names = names_of(pool)

    def add(part: int) -> None:
        api = cluster.api.again()
        for name in names[part::WRITERS]:
            add_node(api, name, units, dict(pool.node_selector))
        api.close()

    with ThreadPoolExecutor(WRITERS) as workers:
        for _ in workers.map(add, range(WRITERS)):
            """Raise what a writer raised."""
    wait_until_ready(cluster.api, set(names))
    return len(names)


def add_deployment(api: Api, namespace: str, pool: PoolPlan) -> int:
    """Add a Deployment of as many pods as a pool has units, and return how many these are."""
    (resource,) = pool.resources
    count = resource.units * len(names_of(pool))
    labels: Object = {"app": pool.name}
    like = pod(pool.name, {resource.name: 1}, nodeSelector=dict(pool.node_selector))
    # Where the pods go is looked at, not that they run, which costs the API server as much again.
    template: Object = {"metadata": {"labels": {**labels, "still": "true"}}, "spec": like["spec"]}
    found: Object = {
        "apiVersion": "apps/v1",
        "kind": "Deployment",
        "metadata": {"name": pool.name},
        "spec": {"replicas": count, "selector": {"matchLabels": labels}, "template": template},
    }
    api.create(f"/apis/apps/v1/namespaces/{namespace}/deployments", found)
    return count


def scheduled(api: Api, namespace: str) -> int:
    """Return how many pods of the Deployments are made, nothing as long as one has no node."""
    waiting = api.list(f"/api/v1/namespaces/{namespace}/pods", fieldSelector="spec.nodeName=", limit="1")
    found = api.list(f"/apis/apps/v1/namespaces/{namespace}/deployments")
    return 0 if waiting else sum(int(str(at(one, "status", "replicas") or 0)) for one in found)
