"""Release and distribution by what nodes show, the same for `init` and for `import`."""

import json

import pytest

from generator.importing.from_nodes import Wanted, profile_from_nodes
from generator.importing.of_nodes import distribution_of, kubernetes_of
from generator.model.tree import Tree
from tests.importing.given import imported, profile, read

OPENSHIFT: dict[str, Tree] = {"node.openshift.io/os_id": "rhcos"}


def node(version: str, image: str = "", labels: dict[str, Tree] | None = None) -> str:
    more: dict[str, Tree] = {"nvidia.com/gpu.product": "Tesla-T4", **(labels or {})}
    info: Tree = {"kubeletVersion": version, "osImage": image}
    metadata: Tree = {"name": "a", "labels": more}
    return json.dumps({"apiVersion": "v1", "kind": "Node", "metadata": metadata, "status": {"nodeInfo": info}})


@pytest.mark.parametrize(
    ("text", "kubernetes", "distribution"),
    [
        (node("v1.34.1+k3s1"), "1.34", "k3s"),
        (node("v1.33.0+rke2r1"), "1.33", "rke2"),
        (node("v1.33.4+k0s"), "1.33", "k0s"),
        (node("v1.32.9-eks-113cf36"), "1.32", "eks"),
        (node("v1.34.1", "Talos (v1.11.2)"), "1.34", "talos"),
        (node("v1.34.1", labels={"microk8s.io/cluster": "true"}), "1.34", "microk8s"),
        (node("v1.31.6+f67aeb3", labels=OPENSHIFT), "1.31", "openshift"),
        (node("v1.33.1", labels={"eks.amazonaws.com/nodegroup": "gpu"}), "1.33", "eks"),
        (node("v1.35.0"), "1.35", "other"),
    ],
)
def test_init_and_import_read_the_same_of_nodes(text: str, kubernetes: str, distribution: str) -> None:
    files = {"node.json": text.encode()}
    started = profile_from_nodes(read(files), Wanted("home", "gpu-operator", driver="host")).text
    assert f'kubernetes: "{kubernetes}"' in started
    assert f"distribution: {distribution}" in started
    assert profile(imported(text, "T4", chart="gpu-operator@v26.7.0", distribution=None))["cluster"] == {
        "name": "test",
        "kubernetes": "1.35",  # which the caller said
        "distribution": distribution,
    }


def test_nodes_that_say_nothing_show_nothing() -> None:
    nodes = read({"node.json": node("new").encode()}).nodes
    assert (kubernetes_of(nodes), distribution_of(nodes)) == (None, None)
