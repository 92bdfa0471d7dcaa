"""First profiles from the labels that GPU feature discovery sets."""

import json
from collections.abc import Mapping

import pytest

from generator.compile import compile_profile
from generator.facts.gpus import all_gpus
from generator.importing.from_nodes import Wanted, profile_from_nodes
from generator.model.finding import Severity
from generator.model.gpu import Gpu
from generator.model.plan import Plan
from generator.model.tree import Tree
from tests.importing.given import imported, read
from tests.support.damage import KINDS
from tests.support.plans import advertised

GFD = "nvidia.com/"
NONE: Mapping[str, Tree] = {}
HOME = Wanted("home", "gpu-operator", driver="host")


def node(name: str, labels: Mapping[str, Tree], version: str = "v1.34.2", units: Mapping[str, Tree] = NONE) -> Tree:
    """A Node as kubectl prints it, with NVIDIA's domain before its labels and amounts."""
    return {
        "apiVersion": "v1",
        "kind": "Node",
        "metadata": {"name": name, "labels": {f"{GFD}{key}": value for key, value in labels.items()}},
        "status": {
            "nodeInfo": {"kubeletVersion": version},
            "allocatable": {f"{GFD}{key}": value for key, value in units.items()},
        },
    }


def text_of(*nodes: Tree, wanted: Wanted = HOME) -> str:
    listed = json.dumps({"apiVersion": "v1", "kind": "List", "items": list(nodes)})
    return profile_from_nodes(read({"nodes.json": listed.encode()}), wanted).text


def plan_of(*nodes: Tree, wanted: Wanted = HOME) -> Plan:
    compiled = compile_profile(text_of(*nodes, wanted=wanted).encode(), "home.yaml")
    assert compiled.plan is not None, compiled.findings
    return compiled.plan


T4: Mapping[str, Tree] = {"gpu.product": "Tesla-T4"}
A100: Mapping[str, Tree] = {"gpu.product": "NVIDIA-A100-SXM4-80GB", "gpu.count": "2"}
SHARED: Mapping[str, Tree] = {
    "gpu.product": "NVIDIA-GeForce-RTX-3090-SHARED",
    "gpu.count": "4",
    "gpu.replicas": "2",
    "gpu.sharing-strategy": "time-slicing",
}
CUT: Mapping[str, Tree] = {
    "gpu.product": "NVIDIA-A100-SXM4-80GB-MIG-1g.10gb",
    "gpu.count": "14",
    "mig.strategy": "single",
}


@pytest.mark.parametrize(
    ("given", "units"),
    [
        (node("a", {**T4, "gpu.count": "2", "gpu.replicas": "1"}), {"nvidia.com/gpu": 2}),
        (node("a", SHARED), {"nvidia.com/gpu": 8}),
        (
            node("a", {**SHARED, "gpu.product": "NVIDIA-GeForce-RTX-3090"}, units={"gpu.shared": "8"}),
            {"nvidia.com/gpu.shared": 8},
        ),
        (node("a", CUT), {"nvidia.com/gpu": 14}),
        (node("a", {**CUT, "mig.config": "all-1g.10gb"}), {"nvidia.com/gpu": 14}),
        (node("a", {**A100, "mig-3g.40gb.count": "4"}), {"nvidia.com/mig-3g.40gb": 4}),
        (
            node("a", {**A100, "mig.config": "all-balanced", "mig-1g.10gb.count": "4"}),
            {"nvidia.com/mig-1g.10gb": 4, "nvidia.com/mig-2g.20gb": 2, "nvidia.com/mig-3g.40gb": 2},
        ),
    ],
)
def test_a_node_advertises_what_it_advertised(given: Tree, units: dict[str, int]) -> None:
    assert [advertised(pool) for pool in plan_of(given).pools] == [units]


def test_mps_is_told_from_time_slicing() -> None:
    by_mps = plan_of(node("a", {**SHARED, "gpu.sharing-strategy": "mps"}))
    assert [pool.mode.value for pool in by_mps.pools] == ["mps"]
    assert [pool.mode.value for pool in plan_of(node("a", SHARED)).pools] == ["time-slicing"]


def test_there_is_a_pool_for_each_kind_of_node() -> None:
    found = plan_of(node("a", SHARED), node("c", T4), node("b", SHARED), node("x", NONE))
    assert [(pool.name, pool.node_names) for pool in found.pools] == [("rtx-3090", ("a", "b")), ("t4", ("c",))]


@pytest.mark.parametrize(("label", "owner"), [("pre-installed", "host"), ("true", "operator")])
def test_the_operators_label_tells_who_brings_the_driver(label: str, owner: str) -> None:
    wanted = Wanted("home", "gpu-operator", distribution="kubeadm")
    found = plan_of(node("a", {**T4, "gpu.deploy.driver": label}), wanted=wanted)
    assert found.stack.driver.owner is not None
    assert found.stack.driver.owner.value == owner


def test_what_labels_do_not_tell_is_said_in_comments() -> None:
    text = text_of(node("a", {**A100, "mig-3g.40gb.count": "3"}), wanted=Wanted("home", "gpu-operator"))
    assert "# No label tells who installs the driver" in text
    assert "# The node has 3 3g.40gb on 2 GPUs that are not cut alike" in text
    assert "which is not known here" in text_of(node("a", {"gpu.product": "NVIDIA-RTX-9999"}))


def test_gpus_that_are_not_cut_alike_are_a_gap_that_shows_how_to_say_it() -> None:
    h100: Mapping[str, Tree] = {"gpu.product": "NVIDIA-H100-80GB-HBM3", "gpu.count": "8"}
    text = text_of(node("a", {**h100, "mig-1g.10gb.count": "28", "mig-3g.40gb.count": "8"}))
    assert "# The node has 28 1g.10gb, 8 3g.40gb on 8 GPUs that are not cut alike: write a layout by `devices`." in text
    gap = '[{devices: "?", migDevices: {1g.10gb: "?", 3g.40gb: "?"}}]    # SAY WHICH: no file tells'
    assert f"mig: {gap}" in text
    compiled = compile_profile(text.encode(), "home.yaml")
    assert compiled.plan is None
    assert {one.at[:3] for one in compiled.findings if one.severity is Severity.ERROR} == {("pools", 0, "mig")}


def test_without_a_gpu_there_is_no_profile() -> None:
    assert not text_of(node("a", NONE))
    assert not text_of()


@pytest.mark.parametrize("value", KINDS, ids=str)
def test_labels_may_be_of_any_kind(value: Tree) -> None:
    for key in ("gpu.product", "gpu.count", "gpu.replicas", "mig.config", "mig-3g.40gb.count", "device-plugin.config"):
        labels: dict[str, Tree] = {f"{GFD}gpu.product": "NVIDIA-A100-SXM4-80GB", f"{GFD}{key}": value}
        broken: Tree = {"apiVersion": "v1", "kind": "Node", "metadata": {"name": value, "labels": labels}}
        compile_profile(text_of(broken).encode(), "home.yaml")


@pytest.mark.parametrize("gpu", all_gpus(), ids=lambda gpu: gpu.id)
def test_the_name_of_each_card_is_one_that_a_profile_takes(gpu: Gpu) -> None:
    labels = f"{{nvidia.com/gpu.product: {gpu.label}, nvidia.com/gpu.memory: '{gpu.total_mib}'}}"
    node = f"kind: Node\napiVersion: v1\nmetadata: {{name: a, labels: {labels}}}\n"
    result = imported({"node.yaml": node, "v.yaml": "driver: {enabled: false}\n"}, chart="gpu-operator@v26.3.3")
    compiled = compile_profile(result.text.encode(), "profile.yaml")
    assert [one.code for one in compiled.findings if one.severity is Severity.ERROR] == []
    assert compiled.plan is not None
    assert [entry.gpu.id for entry in compiled.plan.pools[0].gpus] == [gpu.id]


@pytest.mark.parametrize(("other", "memories"), [("8188", [8188]), ("8190", [8190]), ("16384", [8192, 16384])])
def test_nodes_whose_drivers_tell_a_little_less_are_of_one_kind(other: str, memories: list[int]) -> None:
    labels = {"gpu.product": "NVIDIA-GeForce-RTX-3099", "gpu.compute.major": "8", "gpu.compute.minor": "6"}
    nodes = [node(f"n{memory}", {**labels, "gpu.memory": memory}) for memory in ("8192", other)]
    assert [pool.gpus[0].gpu.memory_mib for pool in plan_of(*nodes).pools] == memories


def test_a_label_that_several_gpus_have_says_so_where_no_memory_tells_them_apart() -> None:
    text = text_of(node("a", {"gpu.product": "NVIDIA-GeForce-RTX-4060-Ti"}))
    assert "which several GPUs have: rtx-4060-ti-16gb, rtx-4060-ti-8gb." in text


def test_a_gpu_that_is_not_known_is_described_by_its_labels() -> None:
    labels = {
        "gpu.product": "NVIDIA-GeForce-RTX-3099-SHARED",
        "gpu.memory": "8192",
        "gpu.compute.major": "8",
        "gpu.compute.minor": "6",
        "gpu.count": "2",
        "gpu.replicas": "4",
    }
    one = node("n-1", labels, units={"gpu": "8"})
    pool = plan_of(one).pools[0]
    assert (pool.gpus[0].gpu.label, pool.gpus[0].gpu.memory_mib) == ("NVIDIA-GeForce-RTX-3099", 8192)
    assert advertised(pool) == {"nvidia.com/gpu": 8}
    listed = json.dumps({"apiVersion": "v1", "kind": "List", "items": [one]}).encode()
    text = imported({"n.json": listed}).text
    assert 'memory: 8192MiB\n        computeCapability: "8.6"' in text
