"""Fields of Karpenter's pools, and of eksctl's groups of nodes.

Sources: kubernetes-sigs/karpenter pkg/apis/v1/nodepool.go and nodeclaim.go, and those of v1beta1 at v0.37; all fields
of either version are known as that version's, with those that came later. Of AWS's class of nodes
aws/karpenter-provider-aws pkg/apis/crds/karpenter.k8s.aws_ec2nodeclasses.yaml, v1.0.0 to v1.9.2. Of groups
eksctl-io/eksctl pkg/apis/eksctl.io/v1alpha5/types.go (NodeGroupBase, NodeGroupTaint), read as strict JSON. What is
needed is what these resource definitions require since they are there.
"""

from collections.abc import Mapping
from types import MappingProxyType

from generator.ecosystem.field_levels import EACH, FieldType, Level, fields, words

_POOL = ("spec", "template", "spec")
_OLDER = fields(map="kubelet resources")
"""What v1 has no more: it moved to the class of nodes."""
_TAINT = ("key", "effect")
_NODE = fields(list="requirements startupTaints taints", map="nodeClassRef", any="expireAfter terminationGracePeriod")


def _levels(*, older: bool) -> tuple[Level, ...]:
    taint = fields(text="effect key timeAdded value")
    effects = words(effect="NoSchedule PreferNoSchedule NoExecute")
    metadata = ("spec", "template", "metadata")
    policies = "WhenUnderutilized" if older else "WhenEmptyOrUnderutilized Balanced"
    return (
        Level((), "a NodePool", fields(text="apiVersion kind", map="metadata spec status")),
        Level(("spec",), "a NodePool's spec", fields(map="disruption limits template", int="replicas weight")),
        Level(
            ("spec", "disruption"),
            "a NodePool's disruption",
            fields(
                text=f"consolidateAfter consolidationPolicy{' expireAfter' * older}",
                list="budgets",
            ),
            words=words(consolidationPolicy=f"WhenEmpty {policies}"),
            # Later ones take 0s where nothing is said.
            needed_until={} if older else {"consolidateAfter": "Karpenter 1.14"},
        ),
        Level(
            ("spec", "disruption", "budgets", EACH),
            "a budget of a NodePool's disruption",
            fields(text="duration nodes schedule", list="reasons"),
        ),
        Level(("spec", "template"), "a NodePool's template", fields(any="metadata", map="spec")),
        Level(
            metadata,
            "the metadata of a NodePool's template",
            fields(map="annotations labels"),
            holds={"annotations": FieldType.TEXT, "labels": FieldType.TEXT},
        ),
        Level(_POOL, "what a NodePool says of its nodes", {**_NODE, **(_OLDER if older else {})}),
        Level((*_POOL, "taints", EACH), "a taint", taint, words=effects, needs=_TAINT),
        Level((*_POOL, "startupTaints", EACH), "a taint", taint, words=effects, needs=_TAINT),
        Level(
            (*_POOL, "requirements", EACH),
            "a requirement",
            fields(text="key operator", list="values", int="minValues"),
            holds={"values": FieldType.TEXT},
            words=words(operator="In NotIn Exists DoesNotExist Gt Lt Gte Lte"),
            needs=("key", "operator"),
        ),
        Level(
            (*_POOL, "nodeClassRef"),
            "a nodeClassRef",
            fields(text=f"group kind name{' apiVersion' * older}"),
            needs=("name",) if older else ("kind", "name"),
        ),
    )


_CLASS = (
    Level(
        ("spec",),
        "an EC2NodeClass's spec",
        fields(
            text="amiFamily context instanceProfile instanceStorePolicy role userData",
            bool="associatePublicIPAddress detailedMonitoring",
            list="amiSelectorTerms blockDeviceMappings securityGroupSelectorTerms subnetSelectorTerms",
            map="kubelet metadataOptions tags",
        ),
        holds={"tags": FieldType.TEXT},
        words=words(amiFamily="AL2 AL2023 Bottlerocket Custom Windows2019 Windows2022 Windows2025"),
        needs=("amiSelectorTerms", "securityGroupSelectorTerms", "subnetSelectorTerms"),
        is_open=True,
    ),
)
_EKSCTL = "eksctl"


def _groups(key: str) -> tuple[Level, ...]:
    return (
        Level(
            (key, EACH),
            "a group of nodes",
            fields(text="amiFamily instanceType name", map="labels tags"),
            holds={"labels": FieldType.TEXT, "tags": FieldType.TEXT},
            reader=_EKSCTL,
            is_open=True,
        ),
        Level(
            (key, EACH, "taints", EACH),
            "a taint",
            fields(text="effect key value"),
            words=words(effect="NoSchedule PreferNoSchedule NoExecute"),
            reader=_EKSCTL,
        ),
    )


POOL_FIELDS: Mapping[tuple[str, str], tuple[Level, ...]] = MappingProxyType(
    {
        ("eksctl.io/v1alpha5", "ClusterConfig"): (*_groups("nodeGroups"), *_groups("managedNodeGroups")),
        ("karpenter.k8s.aws/v1", "EC2NodeClass"): _CLASS,
        ("karpenter.sh/v1", "NodePool"): _levels(older=False),
        ("karpenter.sh/v1beta1", "NodePool"): _levels(older=True),
    }
)
"""The levels by the whole apiVersion, since versions differ, and by kind."""
