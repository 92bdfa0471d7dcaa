"""Everything that a profile may say of the standalone chart, and the value that the chart takes for it."""

import pytest

from generator.artifacts._setting import NFD_TOLERATES, STACK_TOLERATES
from generator.model.tree import Tree
from tests.support.bundles import Bundle, Object, at, bundle_of
from tests.support.plans import STANDALONE

ALONE = "pools: [{name: desk, nodes: {names: [n-1]}, gpus: [{model: RTX 3090}]}]\n"
HEX = "0123456789abcdef" * 4
TERMS = ("affinity", "nodeAffinity", "requiredDuringSchedulingIgnoredDuringExecution", "nodeSelectorTerms")


def bundle(more: str = "", body: str = ALONE, distribution: str = "kubeadm") -> Bundle:
    install = STANDALONE + "".join(f"  {line}\n" for line in more.splitlines())
    return bundle_of(body, install=install, distribution=distribution)


def values(more: str = "", body: str = ALONE) -> Object:
    return bundle(more, body).values


def labelled(key: str) -> Tree:
    return {"matchExpressions": [{"key": key, "operator": "In", "values": ["true"]}]}


def test_scheduling_of_all_that_runs_on_gpu_nodes() -> None:
    found = values(
        'nodeSelector: {gpu: "yes", row: "1"}\npriorityClassName: system-node-critical\n'
        "imagePullSecrets: [one, two]\ntolerations: [{key: spot, operator: Exists}]\nnamespace: default"
    )
    assert found["nodeSelector"] == {"gpu": "yes", "row": "1"}
    assert found["priorityClassName"] == "system-node-critical"
    assert found["imagePullSecrets"] == [{"name": "one"}, {"name": "two"}]
    assert at(found, "nfd", "imagePullSecrets") == [{"name": "one"}, {"name": "two"}]
    assert found["allowDefaultNamespace"] is True
    # The chart's own two come first, since Helm replaces the list (values.yaml, tolerations).
    assert found["tolerations"] == [
        {"key": "CriticalAddonsOnly", "operator": "Exists"},
        {"key": "nvidia.com/gpu", "operator": "Exists", "effect": "NoSchedule"},
        {"key": "spot", "operator": "Exists"},
    ]
    text = bundle("tolerations: [{key: spot, operator: Exists}]").files["values/nvidia-device-plugin.yaml"]
    assert [text.count(f"# {why}\n") for why in (NFD_TOLERATES, STACK_TOLERATES)] == [1, 1]
    less = values()
    keys = ("nodeSelector", "priorityClassName", "imagePullSecrets", "tolerations", "allowDefaultNamespace")
    assert [key for key in keys if key in less] == []


def test_the_plugin_and_nfd_are_taken_from_where_the_profile_says() -> None:
    found = values(
        "driver: {from: host, installDir: /opt/driver}\n"
        "components: {devicePlugin: {repository: registry.example.com/a, version: v0.20.1, "
        "resources: {limits: {memory: 64Mi}}}, "
        "nodeFeatureDiscovery: {repository: registry.example.com/nfd, version: v0.18.0, "
        "resources: {limits: {memory: 1Gi}}}}"
    )
    # The chart's repository holds the image's name too.
    assert found["image"] == {"repository": "registry.example.com/a/k8s-device-plugin", "tag": "v0.20.1"}
    assert found["resources"] == {"limits": {"memory": "64Mi"}}
    assert found["nvidiaDriverRoot"] == "/opt/driver"
    assert found["nfd"] == {
        "enabled": True,
        "image": {"repository": "registry.example.com/nfd", "tag": "v0.18.0"},
        "worker": {"resources": {"limits": {"memory": "1Gi"}}},
    }
    renamed = values("components: {devicePlugin: {repository: registry.example.com/a, image: own}}")
    assert renamed["image"] == {"repository": "registry.example.com/a/own"}
    assert "image" not in values()


@pytest.mark.parametrize(
    ("plugin", "image"),
    [
        # The chart puts a colon between both.
        (f"version: 'sha256:{HEX}'", {"repository": "nvcr.io/nvidia/k8s-device-plugin@sha256", "tag": HEX}),
        (f"repository: r.io/a, version: 'sha256:{HEX}'", {"repository": "r.io/a/k8s-device-plugin@sha256", "tag": HEX}),
        (f"version: 'v0.20.0@sha256:{HEX}'", {"tag": f"v0.20.0@sha256:{HEX}"}),
    ],
)
def test_a_digest_makes_a_reference_that_can_be_pulled(plugin: str, image: Tree) -> None:
    assert values(f"components: {{devicePlugin: {{{plugin}}}}}")["image"] == image


@pytest.mark.parametrize(
    ("said", "on", "reason"),
    [
        ("", True, "Labels nodes with model, memory and sharing; MPS starts by its label."),
        ("components: {gfd: {enabled: false}}", False, "components.gfd.enabled: false"),
        ("nodeFeatureDiscovery: none", False, "nodeFeatureDiscovery: none. Its labels reach nodes through NFD alone."),
    ],
)
def test_gpu_feature_discovery_is_on_or_off_for_the_reason_that_is_told(said: str, on: bool, reason: str) -> None:
    text = bundle(said).files["values/nvidia-device-plugin.yaml"]
    assert f"\ngfd:\n  # {reason}\n  enabled: {'true' if on else 'false'}\n" in text


def test_without_nfd_nodes_are_named_selected_or_labelled() -> None:
    body = """\
pools:
  - {name: a, nodes: {names: [n-1, n-2]}, gpus: [{model: RTX 3090}]}
  - {name: b, nodes: {nodeSelector: {rack: x, row: "1"}}, gpus: [{model: RTX 3090}]}
"""
    expected: list[Tree] = [
        {"matchFields": [{"key": "metadata.name", "operator": "In", "values": ["n-1"]}]},
        {"matchFields": [{"key": "metadata.name", "operator": "In", "values": ["n-2"]}]},
        {
            "matchExpressions": [
                {"key": "rack", "operator": "In", "values": ["x"]},
                {"key": "row", "operator": "In", "values": ["1"]},
            ]
        },
        labelled("nvidia.com/gpu.present"),
    ]
    assert at(values("nodeFeatureDiscovery: none", body), *TERMS) == expected


def test_beside_another_nfd_each_of_its_labels_is_enough() -> None:
    prefix = "feature.node.kubernetes.io/"
    maker: Tree = {"key": f"{prefix}cpu-model.vendor_id", "operator": "In", "values": ["NVIDIA"]}
    assert at(values("nodeFeatureDiscovery: existing"), *TERMS) == [
        labelled(f"{prefix}pci-10de.present"),
        {"matchExpressions": [maker]},
        labelled("nvidia.com/gpu.present"),
        labelled(f"{prefix}pci-0300_10de.present"),
        labelled(f"{prefix}pci-0302_10de.present"),
    ]
    assert "affinity" not in values()


def test_the_configuration_is_named_with_the_entry_for_other_nodes() -> None:
    one = "{name: a, nodes: {names: [n-1]}, gpus: [{model: L4}], timeSlicing: {replicas: 2}}"
    two = "{name: b, nodes: {names: [n-2]}, gpus: [{model: L4}], timeSlicing: {replicas: 3}}"
    path = "values/nvidia-device-plugin.yaml"
    for pools, default, reason in (
        (one, "a", "The one pool's entry is for every node."),
        (f"{one}, {two}", "unshared", "Nodes without a label share nothing."),
    ):
        found = bundle(body=f"pools: [{pools}]\n")
        (config,) = found.of_kind("ConfigMap")
        assert found.values["config"] == {"name": at(config, "metadata", "name"), "default": default}
        assert f"# {reason}\n" in found.files[path]


def test_an_external_plugin_is_not_installed_once_more() -> None:
    assert values("devicePlugin: external")["devicePlugin"] == {"enabled": False}
    assert "devicePlugin" not in values()
