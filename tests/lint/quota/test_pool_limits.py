"""Limits of Karpenter's pools."""

import pytest

from tests.lint.examples import told

POOL = """\
apiVersion: karpenter.sh/v1
kind: NodePool
metadata: {name: cards}
spec:
  limits: {LIMITS}
  template: {spec: {requirements: [{key: karpenter.k8s.aws/instance-gpu-name, operator: In, values: [l4]}]}}
"""
PROVISIONER = """\
apiVersion: karpenter.sh/v1alpha5
kind: Provisioner
metadata: {name: cards}
spec:
  limits: {resources: {LIMITS}}
  requirements: [{key: karpenter.k8s.aws/instance-family, operator: In, values: [p3]}]
"""


def found(stream: str, limits: str) -> list[str]:
    return [message.partition(":")[0] for _, message in told(stream.replace("LIMITS", limits), "QUO210")]


@pytest.mark.parametrize("pool", [POOL, PROVISIONER])
@pytest.mark.parametrize(
    "resource",
    ["gpu", "GPUs", "nvidia.com/gpus", "nvidia.com/GPU", "nvdia.com/gpu", "nvidia/gpu", "nvidia.com/gpumem"],
)
def test_limits_that_count_nothing(pool: str, resource: str) -> None:
    assert found(pool, f"cpu: 100, {resource}: 8") == [f"{resource} limits nothing"]


@pytest.mark.parametrize("pool", [POOL, PROVISIONER])
@pytest.mark.parametrize(
    "limits",
    [
        "cpu: 100, memory: 1Ti",
        "nvidia.com/gpu: 8",
        "amd.com/gpu: 8",
        "aws.amazon.com/neuron: 1",
        "nodes: 4",
        "gpu: null",
    ],
)
def test_limits_that_count(pool: str, limits: str) -> None:
    assert found(pool, limits) == []


@pytest.mark.parametrize("resource", ["nvidia.com/gpu.shared", "nvidia.com/mig-1g.5gb"])
def test_what_nodes_advertise_is_counted_late(resource: str) -> None:
    assert found(POOL, f"{resource}: 8") == [f"{resource} is counted once nodes run"]


def test_the_level_that_provisioners_had() -> None:
    assert found(POOL, "resources: {nvidia.com/gpu: 8}") == ["limits of a NodePool are the resources themselves"]


def test_pools_of_others_are_let_be() -> None:
    assert found(POOL.replace("karpenter.sh", "pools.example.com"), "gpu: 8") == []
