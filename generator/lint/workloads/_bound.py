"""Pods that are bound to Nodes among the files by what they select, and what such Nodes say of their API server."""

import re
from typing import NamedTuple

from generator.lint.common.nodes import is_word_of_gpus
from generator.lint.common.selectors import REQUIRED, Condition, Conditions, selected, terms
from generator.lint.workloads._node_kinds import NodeKind, NodeKinds, node_kinds
from generator.model.manifest import Manifests
from generator.model.manifest_objects import NodeObject, Workload
from generator.model.manifest_value import Place, Value

_OPERATORS = ("In", "NotIn", "Exists", "DoesNotExist")
_of_pool = re.compile(
    r"(?i).*(pool|node-?group|instance-?group|ig-?name|instance-?type|machine-?set|kubernetes\.io/hostname).*"
).fullmatch
"""Keys of labels that one kind of nodes shares, so that its taints are shared too; an area or a system has any kind."""
_WIDE = ("capacity-type", "capacitytype", "nodepool-type", "agentpool-mode", "cluster")
_OTHERS_FILL_IN = (
    "ServingRuntime",
    "ClusterServingRuntime",
    "TrainingRuntime",
    "ClusterTrainingRuntime",
    "PodTemplate",
)
"""Templates to which another object adds tolerations; KServe's and Kubeflow Trainer's."""
_QUEUE = "kueue.x-k8s.io/queue-name"
"""Label of a workload to which Kueue adds the tolerations of its ResourceFlavor; source: kubernetes-sigs/kueue
pkg/podset/podset.go (FromAssignment)."""
_ADDING = ("cloud.google.com/gke-", "eks.amazonaws.com/", "alpha.eksctl.io/", "k8s.io/cloud-provider-aws")
_ADDING_VERSIONS = ("-gke.", "-eks-")
_UNKNOWN = (
    *("karpenter.sh/", "karpenter.k8s.aws/", "oci.oraclecloud.com/", "doks.digitalocean.com/", "lke.linode.com/"),
    *("alibabacloud.com/", "node.alibabacloud.com/", "ibm-cloud.kubernetes.io/", "vke.vultr.com/", "k8s.scaleway.com/"),
)
"""Labels of clouds of whose API servers it is not known here; Karpenter runs on several."""


class Bound(NamedTuple):
    """The Nodes that a pod may go to, and where the pod says so (`place`); `certain` if no others are likely to do."""

    nodes: tuple[NodeKind, ...]
    place: Place
    certain: bool


def kinds_of_nodes(manifests: Manifests, more: frozenset[str] = frozenset(), *, pools: bool = False) -> NodeKinds:
    """Return the kinds of Nodes that the pods among the files tell apart, or the labels of these keys.

    `pools` says that those count too that a pool makes.
    """
    pods = [one.pod for one in (*manifests.workloads, *manifests.bound)]
    wanted = (one for pod in pods for some in (selected(pod), *terms(pod)) for one in some)
    nodes = (*manifests.nodes, *(manifests.pools if pools else ()))
    return node_kinds(nodes, more | {one.key for one in wanted})


def bound(workload: Workload, kinds: NodeKinds, asks: bool) -> Bound | None:
    """Return which of the Nodes a pod selects; None where it selects nothing, or it is not known what.

    `asks` says that the pod asks for GPUs: of Nodes that show what they have only those with GPUs are for it.
    """
    pod = workload.pod
    in_terms = tuple(pod.elements("affinity", *REQUIRED))
    # A term without a condition is for no node; source: component-helpers scheduling/corev1/nodeaffinity.
    named, by_terms = selected(pod), tuple(filter(None, terms(pod)))
    everything = (*named, *(one for term in by_terms for one in term))
    # By a field a term names single nodes; what is filled in later may name any.
    open_ones = any(one.is_open or one.operator not in _OPERATORS for one in everything)
    if (
        not everything
        or (in_terms and not by_terms)
        or open_ones
        or any(one.get("matchFields") is not None for one in in_terms)
    ):
        return None
    nodes = tuple(node for node in kinds.that_may_have(named) if _reaches(node.labels, named, by_terms))
    having = tuple(node for node in nodes if node.has_gpus)
    nodes = having if asks and having else nodes
    keys = {taint.key for node in nodes for taint in node.taints}
    if any(_binds(one, keys) for one in named):
        return Bound(nodes, _place(pod, "nodeSelector"), True)
    certain = bool(by_terms) and all(any(_binds(one, keys) for one in term) for term in by_terms)
    return Bound(nodes, _place(pod, "affinity") if by_terms else _place(pod, "nodeSelector"), certain)


def leads_elsewhere(workload: Workload, nodes: tuple[NodeKind, ...]) -> bool:
    """Say whether a pod selects, of every Node, another value of a label that it has."""
    named = [one for one in selected(workload.pod) if not one.is_open]
    return all(any(one.key in node.labels and not one.holds(node.labels) for one in named) for node in nodes)


def is_joined_elsewhere(workload: Workload) -> bool:
    """Say whether something may join tolerations to those that a pod states: a queue, a kustomization."""
    whole = workload.whole
    labels = () if whole is None else tuple(whole.entries("metadata", "labels"))
    return workload.in_part or any(key == _QUEUE for key, _ in (*labels, *workload.labels))


def is_completed_elsewhere(workload: Workload) -> bool:
    """Say whether a pod that states no tolerations may get some: it uses a template, or is one.

    Those that are stated on both sides are not joined: of the lists the template's user wins, since tolerations have
    no merge key. Source: kserve/kserve pkg/controller/v1beta1/inferenceservice/utils/utils.go (MergePodSpec),
    kubernetes/api core/v1/types.go (PodSpec.Tolerations).
    """
    return not workload.is_pod or workload.kind in _OTHERS_FILL_IN


def adds_tolerations(manifests: Manifests) -> bool | None:
    """Say whether the API server runs ExtendedResourceToleration, by what the Nodes show; None where it may.

    Kubernetes switches it on nowhere by itself (pkg/kubeapiserver/options/plugins.go), GKE does, and EKS since 1.19
    (https://docs.aws.amazon.com/eks/latest/userguide/platform-versions.html). AKS does not
    (https://github.com/Azure/AKS/issues/1449), nor do OpenShift, kubeadm, K3s, RKE2 and kops unless told to.
    """
    if any(map(_is_of_adding_cloud, (*manifests.nodes, *manifests.pools))):
        return True
    unknown = any(key.startswith(_UNKNOWN) for node in (*manifests.nodes, *manifests.pools) for key, _ in node.labels)
    return None if unknown or manifests.names_admission else False


def _is_of_adding_cloud(node: NodeObject) -> bool:
    kubelet = node.value.text("status", "nodeInfo", "kubeletVersion") or ""
    return (
        node.name.startswith("gke-")
        or (node.value.text("spec", "providerID") or "").startswith("gce://")
        or any(one in kubelet for one in _ADDING_VERSIONS)
        or any(key.startswith(_ADDING) for key, _ in node.labels)
    )


def _reaches(labels: dict[str, str], named: Conditions, by_terms: tuple[Conditions, ...]) -> bool:
    some = not by_terms or any(all(one.holds(labels) for one in term) for term in by_terms)
    return some and all(one.holds(labels) for one in named)


def _binds(one: Condition, tainted: set[str]) -> bool:
    """Say whether a condition is for one kind of nodes, of which the Nodes here are an instance."""
    if one.operator not in ("In", "Exists") or any(word in one.key.lower() for word in _WIDE):
        return False
    values = [str(value.tree) for value in one.values] or [""]
    of_gpus = all(is_word_of_gpus(one.key, value) for value in values)
    return of_gpus or one.key in tainted or _of_pool(one.key) is not None


def _place(pod: Value, key: str) -> Place:
    return pod.place.below(key)
