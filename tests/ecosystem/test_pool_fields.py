"""Karpenter's pools, as KUB201 and KUB202 judge them."""

import pytest

from tests.lint.examples import told

POOL = """\
apiVersion: karpenter.sh/v1
kind: NodePool
metadata: {name: gpu}
spec:
  weight: 10
  limits: {nvidia.com/gpu: 4, cpu: "100"}
  disruption: {consolidationPolicy: WhenEmpty, consolidateAfter: 30s}
  template:
    metadata:
      labels: {nvidia.com/gpu.present: "true"}
      annotations: {a: b}
    spec:
      expireAfter: Never
      nodeClassRef: {group: karpenter.k8s.aws, kind: EC2NodeClass, name: gpu}
      taints: [{key: nvidia.com/gpu, value: "true", effect: NoSchedule}]
      startupTaints: [{key: node.cilium.io/agent-not-ready, effect: NoExecute}]
      requirements:
        - {key: karpenter.k8s.aws/instance-gpu-count, operator: Gt, values: ["0"], minValues: 1}
"""


def _told(text: str) -> list[tuple[int, str]]:
    return [*told(text, "KUB201"), *told(text, "KUB202")]


def test_a_whole_pool_is_sound() -> None:
    assert _told(POOL) == []
    older = POOL.replace("karpenter.sh/v1", "karpenter.sh/v1beta1").replace("expireAfter: Never", "kubelet: {}")
    assert _told(older) == []


@pytest.mark.parametrize(
    ("right", "wrong", "line"),
    [
        ('value: "true"', "value: true", 15),
        ('present: "true"', "present: true", 10),
        ('values: ["0"]', "values: [0]", 18),
        ('values: ["0"]', 'values: "0"', 18),
        ("operator: Gt", "operator: GreaterThan", 18),
        ("effect: NoSchedule", "effect: NoScheduling", 15),
        ("  weight: 10", "  taints: []", 5),
        ("      expireAfter: Never", "      labels: {a: b}", 13),
        ("      expireAfter: Never", "      kubelet: {maxPods: 10}", 13),
        ("name: gpu}\n      taints", "name: gpu, apiVersion: v1}\n      taints", 14),
    ],
)
def test_what_the_definition_does_not_take_is_told(right: str, wrong: str, line: int) -> None:
    ((at, _),) = _told(POOL.replace(right, wrong))
    assert at == line


def test_pools_of_others_are_passed_over() -> None:
    other = POOL.replace("karpenter.sh/v1", "hypershift.openshift.io/v1beta1").replace("weight: 10", "release: {}")
    assert _told(other) == []


CLASS = """\
apiVersion: karpenter.k8s.aws/v1
kind: EC2NodeClass
metadata: {name: gpu}
spec:
  role: a
  amiSelectorTerms: [{alias: al2023@latest}]
  subnetSelectorTerms: [{tags: {a: b}}]
  securityGroupSelectorTerms: [{tags: {a: b}}]
  somethingNew: 1
"""
GROUPS = """\
apiVersion: eksctl.io/v1alpha5
kind: ClusterConfig
metadata: {name: a, region: b}
managedNodeGroups:
  - name: gpu
    instanceType: g5.xlarge
    desiredCapacity: 1
    labels: {nvidia.com/gpu.present: "true"}
    taints: [{key: nvidia.com/gpu, value: "true", effect: NoSchedule}]
"""


def test_classes_and_groups_are_sound() -> None:
    assert _told(CLASS) == []
    assert _told(GROUPS) == []
    assert _told(GROUPS.replace("[{key: nvidia.com/gpu, value: ", "{nvidia.com/gpu: ").replace(", eff", "}#")) == []


@pytest.mark.parametrize(
    ("text", "right", "wrong", "line"),
    [
        (POOL, ", consolidateAfter: 30s", "", 7),
        (POOL, "WhenEmpty", "WhenUnderutilized", 7),
        (POOL, "consolidateAfter: 30s", "consolidateAfter: 30s, expireAfter: 1h", 7),
        (POOL, ", effect: NoSchedule}]\n      s", "}]\n      s", 15),
        (POOL, "kind: EC2NodeClass, ", "", 14),
        (CLASS, "  amiSelectorTerms: [{alias: al2023@latest}]\n", "", 4),
        (CLASS, "role: a", "amiFamily: Ubuntu", 5),
        (GROUPS, '"true"}\n', "true}\n", 8),
        (GROUPS, 'value: "true"', "value: true", 9),
    ],
)
def test_what_pools_classes_and_groups_are_refused_for(text: str, right: str, wrong: str, line: int) -> None:
    assert [one for one, _ in _told(text.replace(right, wrong, 1))] == [line]


def test_a_kustomization_may_add_what_is_needed() -> None:
    base = POOL.replace(", consolidateAfter: 30s", "")
    head = "apiVersion: karpenter.sh/v1\nkind: NodePool\nmetadata: {name: gpu}\n"
    patch = f"{head}spec: {{disruption: {{consolidateAfter: 1m}}}}\n"
    files = {"kustomization.yaml": "resources: [a.yaml]\npatches: [{path: b.yaml}]\n", "a.yaml": base, "b.yaml": patch}
    assert told(files, "KUB202") == []
    assert told(files | {"kustomization.yaml": "resources: [a.yaml]\n"}, "KUB202") != []
