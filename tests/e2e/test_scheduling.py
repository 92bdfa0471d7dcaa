"""Where the scheduler puts pods: pools kept apart, and priorities that preempt."""

import pytest

from generator.facts.charts import GPU_OPERATOR, load_crds
from generator.model.plan import CONFIG_LABEL
from generator.model.tree import Tree
from tests.controlplane.api import wait_for
from tests.controlplane.cluster import Cluster
from tests.controlplane.discovery import label_nodes
from tests.controlplane.manifests import apply
from tests.controlplane.nodes import add_pool_nodes
from tests.controlplane.pods import (
    add_namespace,
    add_pods,
    by_node,
    node_of,
    pod,
    pods,
    unschedulable,
    wait_until_tried,
)
from tests.devices.measured import Advertise
from tests.standin.crds import crd_manifest
from tests.support.bundles import bundle_of, name_of
from tests.support.claims import Proved

pytestmark = pytest.mark.e2e
GPU = "nvidia.com/gpu"
ONE_CARD = """
pools:
- name: desk
  nodes: {names: [desk]}
  gpus: [{model: RTX 3090}]
  timeSlicing: {replicas: 2}
priorities:
- {name: customers, value: 1000}
- {name: experiments, value: 100}
- {name: patient, value: 1000, preemptionPolicy: Never}
"""


@pytest.fixture
def desk(new_cluster: Cluster, advertise: Advertise) -> Cluster:
    """A cluster of one card in two shares, with three priorities."""
    bundle = bundle_of(ONE_CARD)
    apply(new_cluster, bundle.of_kind("PriorityClass"))
    add_pool_nodes(new_cluster.api, bundle.plan, advertise(bundle))
    return new_cluster


def test_a_higher_priority_preempts_and_a_patient_one_waits(desk: Cluster, proved: Proved) -> None:
    api = desk.api
    low, high = add_namespace(api, "low"), add_namespace(api, "high")
    add_pods(api, low, pod("low", {GPU: 1}, priorityClassName="experiments"), 2)
    assert wait_until_tried(api, low) == ({"desk": 2}, 0)
    add_pods(api, high, pod("patient", {GPU: 1}, priorityClassName="patient"), 1)
    assert wait_until_tried(api, high) == ({}, 1)
    assert len(pods(api, low)) == 2
    add_pods(api, high, pod("customer", {GPU: 1}, priorityClassName="customers"), 1)
    wait_for(
        "the customer's pod is placed",
        lambda: any(node_of(one) for one in pods(api, high) if name_of(one) == "customer-1"),
    )
    left = pods(api, low)
    assert len(left) == 1
    add_pods(api, low, pod("late", {GPU: 1}, priorityClassName="experiments"), 1)
    wait_for("the late pod was tried", lambda: any(unschedulable(one) for one in pods(api, low)))
    assert by_node([*pods(api, low), *pods(api, high)]) == {"desk": 2}
    proved("2 shares taken by priority 100: one of 1000 preempts one pod, preemptionPolicy Never and another 100 wait")


FALLBACK = """
pools:
- name: tainted
  nodes: {names: [t1]}
  gpus: [{model: A100-SXM4-80GB, count: 2}]
  timeSlicing: {replicas: 2}
  taints: [{key: gpu, value: shared, effect: NoSchedule}]
- name: open
  nodes: {names: [o1]}
  gpus: [{model: A100-SXM4-80GB, count: 2}]
- name: slices
  nodes: {names: [m1]}
  gpus: [{model: A100-SXM4-80GB}]
  mig: all-1g.10gb
"""


def test_selectors_tolerations_and_names_lead_pods_to_their_pool(
    new_cluster: Cluster, advertise: Advertise, proved: Proved
) -> None:
    api = new_cluster.api
    bundle = bundle_of(FALLBACK)
    add_pool_nodes(api, bundle.plan, advertise(bundle))
    taint: Tree = {"key": "gpu", "value": "shared", "effect": "NoSchedule"}
    api.merge("/api/v1/nodes/t1", {"spec": {"taints": [taint]}})
    plain = add_namespace(api, "plain")
    add_pods(api, plain, pod("plain", {GPU: 1}), 3)
    assert wait_until_tried(api, plain) == ({"o1": 2}, 1)
    tolerant = add_namespace(api, "tolerant")
    add_pods(api, tolerant, pod("tolerant", {GPU: 1}, tolerations=[{"key": "gpu", "operator": "Exists"}]), 5)
    assert wait_until_tried(api, tolerant) == ({"t1": 4}, 1)
    mig = add_namespace(api, "mig")
    add_pods(api, mig, pod("mig", {"nvidia.com/mig-1g.10gb": 1}), 8)
    assert wait_until_tried(api, mig) == ({"m1": 7}, 1)
    proved("3 pools: plain pods fill the open cards, tolerant ones the tainted shares, MIG pods their devices")


SPILL = """
mig: {strategy: mixed}
pools:
- name: first
  nodes: {names: [f1]}
  gpus: [{model: A100-SXM4-80GB}]
  timeSlicing: {replicas: 3}
- name: second
  nodes: {names: [s1]}
  gpus: [{model: A100-SXM4-80GB}]
  timeSlicing: {replicas: 2}
- name: slices
  nodes: {names: [m1]}
  gpus: [{model: A100-SXM4-80GB}]
  mig: all-1g.10gb
priorities: [{name: urgent, value: 1000}]
"""


def wanting(pool: str, *, must: bool = False) -> Tree:
    """Return an affinity for a pool by the label that its rule sets: a wish, or a demand."""
    term: Tree = {"matchExpressions": [{"key": CONFIG_LABEL, "operator": "In", "values": [pool]}]}
    demand: Tree = {"requiredDuringSchedulingIgnoredDuringExecution": {"nodeSelectorTerms": [term]}}
    wish: Tree = {"preferredDuringSchedulingIgnoredDuringExecution": [{"weight": 100, "preference": term}]}
    return {"nodeAffinity": demand if must else wish}


def test_a_wish_for_a_pool_falls_back_to_another_and_never_to_mig(
    new_cluster: Cluster, advertise: Advertise, proved: Proved
) -> None:
    api = new_cluster.api
    bundle = bundle_of(SPILL)
    nodes = add_pool_nodes(api, bundle.plan, advertise(bundle))
    apply(new_cluster, [crd_manifest(crd) for crd in load_crds(GPU_OPERATOR, "v26.7.0") if crd.chart])
    wait_for("rules are served", lambda: api.ask("GET", "/apis/nfd.k8s-sigs.io/v1alpha1").code == 200)
    apply(new_cluster, [*bundle.of_kind("NodeFeatureRule"), *bundle.of_kind("PriorityClass")])
    assert label_nodes(api, nodes)["f1"][CONFIG_LABEL] == "first"
    wish = add_namespace(api, "wish")
    add_pods(api, wish, pod("wish", {GPU: 1}, affinity=wanting("first")), 3)
    assert wait_until_tried(api, wish) == ({"f1": 3}, 0)
    add_pods(api, wish, pod("more", {GPU: 1}, affinity=wanting("first")), 3)
    assert wait_until_tried(api, wish) == ({"f1": 3, "s1": 2}, 1)
    demand = add_namespace(api, "demand")
    api.delete(f"/api/v1/namespaces/{wish}/pods/more-1", gracePeriodSeconds="0")
    wait_for(
        "a share of the second pool is taken again", lambda: wait_until_tried(api, wish) == ({"f1": 3, "s1": 2}, 0)
    )
    add_pods(api, demand, pod("demand", {GPU: 1}, affinity=wanting("first", must=True)), 1)
    slice_wanted = pod("slice", {"nvidia.com/mig-1g.10gb": 1}, priorityClassName="urgent")
    add_pods(api, demand, slice_wanted, 8)
    assert wait_until_tried(api, demand) == ({"m1": 7}, 2)
    assert by_node(pods(api, wish)) == {"f1": 3, "s1": 2}
    proved(
        "a wish for pool first: 3 pods there, 2 in pool second, the next waits beside 7 free MIG devices; "
        "a demand waits, and a MIG pod of high priority preempts no share"
    )
