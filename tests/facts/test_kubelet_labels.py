import pytest

from generator.facts.kubelet_labels import is_node_own


@pytest.mark.parametrize(
    ("key", "own"),
    [
        ("gpu", True),
        ("example.com/gpu", True),
        ("kubernetes.io/hostname", True),
        ("topology.kubernetes.io/zone", True),
        ("node.kubernetes.io/pool", True),
        ("a.kubelet.kubernetes.io/pool", True),
        ("node-role.kubernetes.io/gpu", False),
        ("kubernetes.io/pool", False),
        ("kubernetes.io/instance-type", False),
        ("node.kubernetes.io/instance-type", True),
        ("failure-domain.kubernetes.io/zone", False),
        ("k8s.io/pool", False),
        ("a.k8s.io/pool", False),
        ("mykubernetes.io/pool", True),
        # Only what stands before the first slash is the domain.
        ("k8s.io/a/b", False),
    ],
)
def test_which_labels_a_node_may_give_itself(key: str, own: bool) -> None:
    assert is_node_own(key) is own
