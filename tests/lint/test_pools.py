"""Taints of pools that make nodes, for pods and for NVIDIA's charts."""

import pytest

from tests.lint.examples import judged, told

POOL = """\
apiVersion: karpenter.sh/v1
kind: NodePool
metadata: {name: gpu}
spec:
  template:
    metadata: {labels: {workload: gpu}}
    spec:
      nodeClassRef: {group: karpenter.k8s.aws, kind: EC2NodeClass, name: gpu}
      taints: [TAINT]
      requirements:
        - {key: karpenter.k8s.aws/instance-family, operator: In, values: [g5]}
---
"""
DEDICATED = "{key: dedicated, value: gpu, effect: NoSchedule}"
GROUP = """\
apiVersion: eksctl.io/v1alpha5
kind: ClusterConfig
metadata: {name: c, region: eu-west-1}
managedNodeGroups:
  - name: gpu
    instanceType: g5.xlarge
    labels: {workload: gpu}
    taints: [{key: dedicated, value: gpu, effect: NoSchedule}]
---
"""
POD = """\
apiVersion: v1
kind: Pod
metadata: {name: main}
spec:
  nodeSelector: {SELECTOR}
  tolerations: TOLERATIONS
  containers:
    - {name: main, image: cuda, resources: {limits: {nvidia.com/gpu: 1}}}
"""


def _pod(selector: str, tolerations: str = "[]") -> str:
    return POD.replace("SELECTOR", selector).replace("TOLERATIONS", tolerations)


@pytest.mark.parametrize(
    ("pool", "selector"),
    [
        (POOL.replace("TAINT", DEDICATED), "workload: gpu"),
        (POOL.replace("TAINT", DEDICATED), "karpenter.sh/nodepool: gpu"),
        (GROUP, "workload: gpu"),
        (GROUP, "alpha.eksctl.io/nodegroup-name: gpu"),
    ],
)
def test_a_pod_that_selects_a_pool_tolerates_its_taints(pool: str, selector: str) -> None:
    (found,) = told(pool + _pod(selector), "WRK211")
    assert "such as dedicated=gpu:NoSchedule" in found[1]
    assert told(pool + _pod(selector, "[{key: dedicated, operator: Exists}]"), "WRK211") == []


def test_a_pod_that_selects_no_pool_may_run_elsewhere() -> None:
    pool = POOL.replace("TAINT", DEDICATED)
    for selector in ("", "workload: other", "karpenter.sh/nodepool: other", "nvidia.com/gpu.product: NVIDIA-A10G"):
        assert told(pool + _pod(selector), "WRK211") == []


def test_another_pool_with_the_label_takes_the_pod() -> None:
    tainted, open_one = POOL.replace("TAINT", DEDICATED), POOL.replace("TAINT", "").replace("name: gpu}", "name: b}", 1)
    assert told(tainted + open_one + _pod("workload: gpu"), "WRK211") == []
    asked = "        - {key: workload, operator: Exists}\n---\n"
    leaves_open = open_one.replace("{labels: {workload: gpu}}", "{}").replace("---\n", asked)
    assert told(tainted + leaves_open + _pod("workload: gpu"), "WRK211") == []


def test_a_taint_of_the_resource_may_be_tolerated_by_the_api_server() -> None:
    pool = POOL.replace("TAINT", '{key: nvidia.com/gpu, value: "true", effect: NoSchedule}')
    found = [one for one in judged(pool + _pod("workload: gpu")).findings if one.code == "WRK211"]
    assert [one.severity.value for one in found] == ["info"]


def test_taints_that_come_at_the_start_and_other_pools_of_that_name_are_passed_over() -> None:
    start = POOL.replace("taints: [TAINT]", f"startupTaints: [{DEDICATED}]")
    hypershift = POOL.replace("TAINT", DEDICATED).replace("karpenter.sh/v1", "hypershift.openshift.io/v1beta1")
    for pool in (start, hypershift):
        assert told(pool + _pod("workload: gpu"), "WRK211") == []


CHART = """\
apiVersion: helm.toolkit.fluxcd.io/v2
kind: HelmRelease
metadata: {name: nvidia-device-plugin, namespace: nvidia}
spec:
  interval: 1h
  chart: {spec: {chart: nvidia-device-plugin, version: 0.17.0, sourceRef: {kind: HelmRepository, name: nvdp}}}
  values: VALUES
"""


def test_the_plugin_tolerates_the_taints_of_its_pool() -> None:
    pool = POOL.replace("TAINT", DEDICATED)
    assert len(told(pool + CHART.replace("VALUES", "{gfd: {enabled: false}}"), "VAL215")) == 1
    tolerant = "{gfd: {enabled: false}, tolerations: [{operator: Exists}]}"
    assert told(pool + CHART.replace("VALUES", tolerant), "VAL215") == []


@pytest.mark.parametrize("family", ["m5", "g4ad", "inf2"])
def test_pools_of_other_machines_do_not_matter_to_the_plugin(family: str) -> None:
    pool = POOL.replace("TAINT", "{key: a, value: b, effect: NoSchedule}").replace("g5", family)
    other = pool.replace("workload: gpu", "workload: web").replace("name: gpu", "name: web")
    assert told(other + CHART.replace("VALUES", "{gfd: {enabled: false}}"), "VAL215") == []


def test_the_worker_of_discovery_tolerates_the_taint_of_its_pool() -> None:
    pool = POOL.replace("TAINT", '{key: nvidia.com/gpu, value: "true", effect: NoSchedule}')
    assert len(told(pool + CHART.replace("VALUES", "{gfd: {enabled: true}}"), "VAL219")) == 1
    present = pool.replace('"true"', "present")
    assert told(present + CHART.replace("VALUES", "{gfd: {enabled: true}}"), "VAL219") == []


def test_the_taint_is_told_where_the_chart_is_given_no_tolerations() -> None:
    pool = POOL.replace("TAINT", DEDICATED)
    ((line, _),) = told(pool + CHART.replace("VALUES", "{gfd: {enabled: false}}"), "VAL215")
    assert line == 9
    ((line, _),) = told(pool + CHART.replace("VALUES", "{tolerations: [{key: a, operator: Exists}]}"), "VAL215")
    assert line == 19


def test_the_labels_of_a_pool_name_entries_that_there_are() -> None:
    chart = CHART.replace("VALUES", "{config: {map: {one: 'version: v1', two: 'version: v1'}, default: one}}")
    labelled = POOL.replace("TAINT", "").replace("workload: gpu", "nvidia.com/device-plugin.config: ENTRY")
    assert told(labelled.replace("ENTRY", "two") + chart, "REF201") == []
    ((line, message),) = told(labelled.replace("ENTRY", "three") + chart, "REF201")
    assert line == 6
    assert message.startswith("a pool of nodes asks for the entry three")


@pytest.mark.parametrize(
    ("selector", "tolerations", "lines"),
    [
        ("kubernetes.azure.com/scalesetpriority: spot", "[]", [5]),
        ("kubernetes.azure.com/scalesetpriority: spot", "[{key: nvidia.com/gpu, operator: Exists}]", [5]),
        ("kubernetes.azure.com/scalesetpriority: regular", "[]", []),
        ("kubernetes.azure.com/scalesetpriority: spot", "[{operator: Exists}]", []),
        (
            "kubernetes.azure.com/scalesetpriority: spot",
            "[{key: kubernetes.azure.com/scalesetpriority, value: spot, effect: NoSchedule}]",
            [],
        ),
    ],
)
def test_spot_nodes_of_aks_have_a_taint(selector: str, tolerations: str, lines: list[int]) -> None:
    assert [line for line, _ in told(_pod(selector, tolerations), "WRK211")] == lines
