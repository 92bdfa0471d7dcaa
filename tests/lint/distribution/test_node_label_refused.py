import pytest

from tests.lint.examples import told

TALOS = """\
machine:
  type: TYPE
  nodeLabels:
    LABEL: ""
  kernel: {modules: [{name: nvidia}]}
"""
POOL = """\
apiVersion: karpenter.sh/v1
kind: NodePool
metadata: {name: gpu}
spec:
  template:
    metadata:
      labels:
        LABEL: gpu
"""
GROUP = """\
apiVersion: eksctl.io/v1alpha5
kind: ClusterConfig
metadata: {name: gpu}
managedNodeGroups:
  - name: gpu
    labels:
      LABEL: gpu
"""
ROLE = "node-role.kubernetes.io/gpu"
SOUND = ["nvidia.com/gpu.present", "feature.node.kubernetes.io/pci-10de.present", "kubernetes.io/os", "role", "${X}"]


@pytest.mark.parametrize("label", [ROLE, "kubernetes.io/role", "k8s.io/gpu", "gpu.kubernetes.io/model"])
def test_k3s_does_not_start_with_a_guarded_label(label: str) -> None:
    ((line, message),) = told(f"node-label:\n  - a=b\n  - {label}=true\n", "DST206")
    assert line == 3
    assert message == f"a node may not give itself the label {label}: K3s and RKE2 do not start with it"


@pytest.mark.parametrize("label", SOUND)
def test_others_are_no_matter(label: str) -> None:
    assert told(f"node-label:\n  - {label}=true\n", "DST206") == []
    for text in (TALOS.replace("TYPE", "worker"), POOL, GROUP):
        assert told(text.replace("LABEL", label), "DST206") == []


def test_a_worker_of_talos_may_not_and_a_control_plane_may() -> None:
    text = TALOS.replace("LABEL", ROLE)
    assert [line for line, _ in told(text.replace("TYPE", "worker"), "DST206")] == [4]
    assert told(text.replace("TYPE", "controlplane"), "DST206") == []


def test_a_group_of_eksctl_may_not_either_and_karpenter_sets_them_itself() -> None:
    assert [line for line, _ in told(GROUP.replace("LABEL", ROLE), "DST206")] == [7]
    assert told(POOL.replace("LABEL", ROLE), "DST206") == []


def test_from_outside_any_label_is_set() -> None:
    node = f"apiVersion: v1\nkind: Node\nmetadata: {{name: gpu, labels: {{{ROLE}: ''}}}}\n"
    assert told(node, "DST206") == []


@pytest.mark.parametrize("label", [ROLE, "kubernetes.io/role"])
def test_a_kubelet_does_not_start_with_such_a_flag(label: str) -> None:
    options = f"nodeRegistration:\n  kubeletExtraArgs:\n    node-labels: nvidia.com/gpu.present=true,{label}=\n"
    ((line, message),) = told(f"apiVersion: kubeadm.k8s.io/v1beta3\nkind: JoinConfiguration\n{options}", "DST206")
    assert line == 5
    assert message == f"a node may not give itself the label {label}: the kubelet does not start with it"
