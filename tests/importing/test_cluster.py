"""What gives the cluster's release and distribution away."""

import pytest

from generator.importing.cluster import is_name
from generator.model.tree import Tree
from tests.importing.given import imported, profile

OPERATOR = "gpu-operator@v26.7.0"
NODE = """\
apiVersion: v1
kind: Node
metadata: {name: a, labels: {nvidia.com/gpu.product: Tesla-T4}}
status: {nodeInfo: {kubeletVersion: %s}}
"""
VALUES = "driver: {enabled: false}\n"
K3S = "apiVersion: helm.cattle.io/v1\nkind: HelmChart\nmetadata: {name: x}\nspec: {chart: nvidia/gpu-operator}\n"


def cluster(text: str) -> Tree:
    return profile(imported(text, "T4", chart=OPERATOR, distribution=None))["cluster"]


@pytest.mark.parametrize(
    ("text", "distribution"),
    [
        (VALUES + "toolkit: {enabled: true}\n", "other"),
        (VALUES + "platform: {openshift: true}\n", "openshift"),
        (VALUES + "operator: {use_ocp_driver_toolkit: true}\n", "openshift"),
        (VALUES + "hostPaths: {driverInstallDir: /usr/local}\n", "talos"),
        (VALUES + "toolkit: {env: [{name: CONTAINERD_SOCKET, value: /run/k3s/containerd/x.sock}]}\n", "k3s"),
        (VALUES + "toolkit: {env: [{name: CONTAINERD_CONFIG, value: /var/snap/microk8s/x}]}\n", "microk8s"),
        (VALUES + "---\nmachine: {nodeLabels: {nvidia.com/gpu.present: 'true'}}\n", "talos"),
        (K3S, "k3s"),
        (NODE % "v1.34.1+rke2r1", "rke2"),
        (NODE % "v1.34.1-eks-1", "eks"),
    ],
)
def test_files_give_the_distribution_away(text: str, distribution: str) -> None:
    assert cluster(text) == {"name": "test", "kubernetes": "1.35", "distribution": distribution}


def test_what_is_said_counts_more_than_what_is_seen() -> None:
    said = profile(imported(NODE % "v1.34.1+k3s1", "T4", chart=OPERATOR, distribution="kubeadm"))["cluster"]
    assert said == {"name": "test", "kubernetes": "1.35", "distribution": "kubeadm"}


@pytest.mark.parametrize(
    ("name", "right"), [("home", True), ("a-1", True), ("", False), ("A", False), ("a_b", False), ("-a", False)]
)
def test_names_of_clusters(name: str, right: bool) -> None:
    assert is_name(name) is right
