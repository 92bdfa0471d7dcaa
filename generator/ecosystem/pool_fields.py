"""Fields of Karpenter's pools.

Sources: kubernetes-sigs/karpenter pkg/apis/v1/nodepool.go and nodeclaim.go, and those of v1beta1 at v0.37; all fields
of either version are known as that version's, with those that came later.
"""

from collections.abc import Mapping
from types import MappingProxyType

from generator.ecosystem.field_levels import EACH, FieldType, Level, fields, words

_POOL = ("spec", "template", "spec")
_OLDER = fields(map="kubelet resources")
"""What v1 has no more: it moved to the class of nodes."""
_NODE = fields(list="requirements startupTaints taints", map="nodeClassRef", any="expireAfter terminationGracePeriod")


def _levels(*, older: bool) -> tuple[Level, ...]:
    taint = fields(text="effect key timeAdded value")
    effects = words(effect="NoSchedule PreferNoSchedule NoExecute")
    metadata = ("spec", "template", "metadata")
    return (
        Level((), "a NodePool", fields(text="apiVersion kind", map="metadata spec status")),
        Level(("spec",), "a NodePool's spec", fields(map="disruption limits template", int="replicas weight")),
        Level(("spec", "template"), "a NodePool's template", fields(any="metadata", map="spec")),
        Level(
            metadata,
            "the metadata of a NodePool's template",
            fields(map="annotations labels"),
            holds={"annotations": FieldType.TEXT, "labels": FieldType.TEXT},
        ),
        Level(_POOL, "what a NodePool says of its nodes", {**_NODE, **(_OLDER if older else {})}),
        Level((*_POOL, "taints", EACH), "a taint", taint, words=effects),
        Level((*_POOL, "startupTaints", EACH), "a taint", taint, words=effects),
        Level(
            (*_POOL, "requirements", EACH),
            "a requirement",
            fields(text="key operator", list="values", int="minValues"),
            holds={"values": FieldType.TEXT},
            words=words(operator="In NotIn Exists DoesNotExist Gt Lt Gte Lte"),
        ),
        Level((*_POOL, "nodeClassRef"), "a nodeClassRef", fields(text=f"group kind name{' apiVersion' * older}")),
    )


POOL_FIELDS: Mapping[tuple[str, str], tuple[Level, ...]] = MappingProxyType(
    {
        ("karpenter.sh/v1", "NodePool"): _levels(older=False),
        ("karpenter.sh/v1beta1", "NodePool"): _levels(older=True),
    }
)
"""The levels by the whole apiVersion, since versions differ, and by kind."""
