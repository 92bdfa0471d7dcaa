import pytest

from tests.lint.clusters import node, node_rule
from tests.lint.examples import told


@pytest.mark.parametrize("label", ["node.kubernetes.io/gpu", "kubernetes.io/role", "a.b.kubernetes.io/x"])
def test_labels_of_kubernetes_are_dropped(label: str) -> None:
    message = f"Node Feature Discovery sets no label of the namespace {label.rpartition('/')[0]}: {label} is dropped"
    assert told(node_rule(label, "true"), "NFD201") == [(8, message)]


@pytest.mark.parametrize(
    "label",
    [
        "feature.node.kubernetes.io/gpu",
        "vendor.profile.node.kubernetes.io/gpu",
        "nvidia.com/mig.config",
        "gpu",
        "kubernetes.io.example.com/x",
    ],
)
def test_labels_of_others_are_set(label: str) -> None:
    assert told(node_rule(label, "true"), "NFD201") == []


def test_a_node_may_carry_what_it_likes() -> None:
    assert told(node("node.kubernetes.io/gpu", "yes"), "NFD201") == []
