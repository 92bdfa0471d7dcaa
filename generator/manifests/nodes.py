"""What gives labels to nodes: Nodes, NodeFeatureRules, and machine configurations."""

import re

from generator.manifests.collector import Collector
from generator.manifests.kubelet_flags import collect_registration
from generator.manifests.named import labels_of, name_of
from generator.manifests.plain import collect_whole
from generator.model.manifest_objects import Amount, Labelled, NodeObject
from generator.model.manifest_value import Value
from generator.model.tree import words

MAKE_NODES = (
    *("NodePool", "NodeClaim", "Provisioner", "EC2NodeClass", "AKSNodeClass", "ContainerNodePool", "InstanceGroup"),
    *("Machine", "MachineSet", "MachineDeployment", "MachinePool", "AWSManagedMachinePool", "AzureManagedMachinePool"),
    *("KubeadmConfig", "KubeadmConfigTemplate", "RKE2ConfigTemplate", "TalosConfigTemplate", "JoinConfiguration"),
    *("InitConfiguration", "KubeletConfiguration", "ClusterConfig", "MachineConfig", "NodeFeature", "ResourceFlavor"),
)
"""Kinds of Karpenter, Cluster API, eksctl, kops, OpenShift, kubeadm, Config Connector, NFD and Kueue that say, among
much else, which labels and taints nodes have."""


def collect_node_words(value: Value, out: Collector) -> None:
    """Take every key and text of what makes nodes: which of them are labels differs by kind."""
    collect_registration(value, out)
    out.node_words |= {part for text in words(value.tree) for part in (text, *re.split(r"[,=:\s]", text))}


def collect_node(value: Value, out: Collector) -> None:
    """Take a Node with what it advertises of NVIDIA's."""
    labels = labels_of(value.get("metadata", "labels"))
    advertised = value.get("status", "allocatable") or value.get("status", "capacity")
    amounts = () if advertised is None else tuple(Amount(key, amount) for key, amount in advertised.entries())
    out.nodes.append(NodeObject(name_of(value), labels, value.get("spec", "taints"), amounts, value))
    if labels:
        out.labelled.append(Labelled("Node", name_of(value), labels, False, value.place))


def collect_node_feature_rule(value: Value, out: Collector) -> None:
    """Take a NodeFeatureRule, and its labels by themselves, those that a match alone sets included."""
    collect_whole(value, out)
    for rule in value.elements("spec", "rules"):
        labels = labels_of(rule.get("labels"))
        if labels:
            out.labelled.append(Labelled("NodeFeatureRule", None, labels, True, rule.place, rule))


def collect_machine_config(value: Value, out: Collector) -> None:
    """Take the node labels of a Talos machine configuration or of a K3s or RKE2 configuration file.

    A Talos configuration that loads NVIDIA's modules is taken without labels too: it tells the distribution.
    Sources: siderolabs/talos pkg/machinery/config (machine.nodeLabels, machine.kernel.modules);
    https://docs.k3s.io/cli/agent (node-label).
    """
    talos = labels_of(value.get("machine", "nodeLabels"))
    modules = [one.text("name") or "" for one in value.elements("machine", "kernel", "modules")]
    if talos or any(name.startswith("nvidia") for name in modules):
        of_worker = " of a worker" if value.text("machine", "type") == "worker" else ""
        out.labelled.append(Labelled(f"Talos machine configuration{of_worker}", None, talos, False, value.place))
    labels = tuple(
        (one.tree.partition("=")[0], Value(one.tree.partition("=")[2], one.place))
        for one in value.elements("node-label")
        if isinstance(one.tree, str)
    )
    if labels:
        out.labelled.append(Labelled("K3s configuration", None, labels, False, value.place))
