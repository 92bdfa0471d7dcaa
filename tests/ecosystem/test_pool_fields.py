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
