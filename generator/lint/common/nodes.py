"""What the Nodes among the files have: resources, labels and taints, each as far as it is certain."""

import re
from collections.abc import Iterator
from typing import NamedTuple

from generator.ecosystem.device_makers import DEVICE_MAKERS
from generator.lint.common.resource_names import PREFIX
from generator.lint.common.workloads import thousandths
from generator.model.manifest import Manifests
from generator.model.manifest_objects import NodeObject
from generator.model.manifest_value import Labels, Value

_OF_DISCOVERY = ("nvidia.com/gpu.product", "nvidia.com/gpu.count")
_KEEPS_AWAY = ("NoSchedule", "NoExecute")
PASSING = (
    "node.kubernetes.io/",
    "node.cloudprovider.kubernetes.io/",
    "node.cilium.io/",
    "nvidia.com/gpu-driver-upgrade",
    "ToBeDeletedByClusterAutoscaler",
    "DeletionCandidateOfClusterAutoscaler",
    "karpenter.sh/",
)
"""Taints that come and go: of the node controller, of cloud providers and networks, of the operator's upgrades."""

AT_RUN_TIME = (
    *("nvidia.com/", "feature.node.kubernetes.io/", "kubernetes.io/", "beta.kubernetes.io/", "node.kubernetes.io/"),
    *("topology.kubernetes.io/", "failure-domain.beta.kubernetes.io/", "karpenter.sh/", "karpenter.k8s.aws/"),
    *("eks.amazonaws.com/", "alpha.eksctl.io/", "cloud.google.com/", "kubernetes.azure.com/", "oci.oraclecloud.com/"),
    *("doks.digitalocean.com/", "lke.linode.com/", "k8s.scaleway.com/", "ibm-cloud.kubernetes.io/", "kops.k8s.io/"),
    *("vke.vultr.com/", "agentpool"),
)
"""What feature discovery, the kubelet, and clouds that make nodes on demand give to nodes themselves."""


_of_gpus = re.compile(r"(?i)nvidia|gpu|accelerator").search
_of_none = re.compile(r"(?i)(false|no|none|0|cpu)|(.*[-_.])?(no|non|not|without|cpu)[-_]?gpus?([-_.].*)?").fullmatch
_of_others = re.compile(r"(?i)\b(amd|tpu|gaudi|neuron|mi\d{3}x?)\b").search
_has_card = re.compile(r"(p[2-6][a-z]*(-b\d+)?|g3s?|g4dn|g5g?|g6[ef]?|gr6f?)(\.\w+)?").fullmatch
"""Machines of AWS with NVIDIA's GPUs, by family or by type; g4ad has AMD's."""
_OTHER_DOMAINS = tuple(f"{one.domain}/" for one in DEVICE_MAKERS)


class Taint(NamedTuple):
    """A taint that keeps pods away."""

    key: str
    value: str
    effect: str

    @property
    def text(self) -> str:
        """The taint as `kubectl taint` writes it."""
        return f"{self.key}={self.value}:{self.effect}" if self.value else f"{self.key}:{self.effect}"


def gpu_nodes(manifests: Manifests) -> tuple[NodeObject, ...]:
    """Return the Nodes that have GPUs, by what they advertise or by the labels of feature discovery.

    Either is read from a cluster, so that such a Node shows all of its labels.
    """
    return tuple(filter(has_gpus, manifests.nodes))


def has_gpus(node: NodeObject) -> bool:
    """Say whether a Node has GPUs, as `gpu_nodes` tells it."""
    return bool(supply(node)) or any(key in _OF_DISCOVERY and value.tree != "0" for key, value in node.labels)


def is_said_of_gpus(node: NodeObject) -> bool:
    """Say whether a label or a taint calls a Node one with NVIDIA's GPUs; it need not be read from a cluster."""
    said = [*labels_by_name(node.labels).items(), *((one.key, one.value) for one in taints(node))]
    words = [f"{key}={value}" for key, value in said if is_word_of_gpus(key, value)]
    others = any(key.startswith(_OTHER_DOMAINS) or _of_others(f"{key}={value}") for key, value in said)
    return any("nvidia" in one.lower() for one in words) or (bool(words) and not others)


def gpu_pools(manifests: Manifests) -> tuple[NodeObject, ...]:
    """Return the pools that make nodes with NVIDIA's GPUs, by what is said of them or by the machines they ask for."""
    return tuple(one for one in manifests.pools if is_said_of_gpus(one) or _asks_for_cards(one.value))


def _asks_for_cards(pool: Value) -> bool:
    machines = [pool.text("instanceType") or "", *(one.text() or "" for one in pool.elements("instanceTypes"))]
    for one in pool.elements("requirements"):
        if one.text("operator") == "In":
            if (one.text("key") or "").endswith("/instance-gpu-name"):
                return True
            machines += [str(value.tree) for value in one.elements("values")]
    return any(map(_has_card, machines))


def is_word_of_gpus(key: str, value: str) -> bool:
    """Say whether a label or a taint speaks of GPUs: `gpu: "false"` says that there is none."""
    return _of_gpus(f"{key}={value}") is not None and _of_none(value) is None


def supply(node: NodeObject) -> dict[str, int]:
    """Return how many thousandths of each of NVIDIA's resources a Node advertises, those alone that it has."""
    amounts = {
        one.resource: number
        for one in node.advertised
        if one.resource.startswith(PREFIX) and (number := thousandths(one.quantity)) is not None
    }
    return {resource: number for resource, number in amounts.items() if number > 0}


def taints(node: NodeObject) -> tuple[Taint, ...]:
    """Return the taints that keep pods off a Node for good."""
    return tuple(
        Taint(one.text("key") or "", one.text("value") or "", one.text("effect") or "")
        for one in (() if node.taints is None else node.taints.elements())
        if one.text("effect") in _KEEPS_AWAY and not (one.text("key") or "").startswith(PASSING)
    )


def tolerates(toleration: Value, taint: Taint) -> bool:
    """Say whether a toleration lets a pod onto a Node with a taint.

    Source: kubernetes/kubernetes staging/src/k8s.io/component-helpers/scheduling/corev1/helpers.go.
    """
    key, effect = toleration.text("key") or "", toleration.text("effect") or ""
    operator = toleration.text("operator") or "Equal"
    if (effect and effect != taint.effect) or (key and key != taint.key):
        return False
    if not key or operator != "Equal":
        return operator != "Equal"
    value = toleration.get("value")
    # A number or a true without quotes is another fault, and has its own finding.
    return ("" if value is None else str(value.tree)) in (taint.value, taint.value.capitalize())


def labels_by_name(labels: Labels) -> dict[str, str]:
    """Return labels that are text, by their keys."""
    return {key: value.tree for key, value in labels if isinstance(value.tree, str)}


def labelled_otherwise(manifests: Manifests) -> frozenset[str]:
    """Return the keys of labels that rules and machine configurations among the files give to nodes."""
    return frozenset(key for one in manifests.labelled if one.what != "Node" for key, _ in one.labels)


def highest(nodes: tuple[NodeObject, ...]) -> Iterator[tuple[str, int]]:
    """Return by resource how many thousandths the Node with the most of it has."""
    supplies = [supply(node) for node in nodes]
    for resource in dict.fromkeys(name for one in supplies for name in one):
        yield resource, max(one.get(resource, 0) for one in supplies)
