"""Which nodes are chosen by objects that are no pods: volumes, classes of storage, flavors, kinds that are not known.

Sources: kubernetes/api core/v1/types.go (VolumeNodeAffinity: required.nodeSelectorTerms; TopologySelectorTerm:
matchLabelExpressions) and storage/v1 (StorageClass: allowedTopologies); kubernetes-sigs/kueue apis/kueue/v1beta1
(ResourceFlavor: nodeLabels; Topology: levels, each with a nodeLabel). Kinds of others have a pod's nodeSelector and
affinity at places of their own, or by that name a selector of labels.
"""

from collections.abc import Iterator

from generator.ecosystem.quota_kinds import KUEUE
from generator.lint.common.objects import unfamiliar
from generator.lint.common.selectors import REQUIRED, Condition, Conditions, selected, term_of
from generator.model.manifest import Manifests
from generator.model.manifest_value import Value

_OF_MAKER = ".nvidia.com"
_DRIVER, _FLAVOR, _TOPOLOGY = "NVIDIADriver", "ResourceFlavor", "Topology"
_SELECTORS = ("nodeSelector", "nodeSelectors")
_TERMS = REQUIRED[-1]
_ALTERNATIVES = (REQUIRED, ("nodeAffinity", "required", _TERMS), ("nodeSelector", _TERMS))

Choice = tuple[Conditions, ...]
"""Alternatives, of one of which all conditions must hold."""


def node_choices(manifests: Manifests) -> Iterator[Choice]:
    """Return what these objects want of nodes' labels, each choice for itself."""
    making = {one.whole.place for one in manifests.workloads if one.whole is not None}
    for whole in {one.place: one for one in _choosing(manifests)}.values():
        if whole.place not in making:
            if whole.text("kind") == _FLAVOR:
                yield from (((one,),) for one in _labels(whole, "spec", "nodeLabels"))
            for around in whole.mappings():
                yield from _of(around)


def _choosing(manifests: Manifests) -> Iterator[Value]:
    yield from unfamiliar(manifests)
    for kind in (_FLAVOR, _TOPOLOGY):
        yield from (one.value for one in manifests.of_kind(kind, f"{KUEUE}/"))
    for one in manifests.objects:
        group = (one.value.text("apiVersion") or "").rpartition("/")[0]
        if one.kind == _DRIVER or group.endswith(_OF_MAKER):
            yield one.value


def _of(around: Value) -> Iterator[Choice]:
    """Return the choices that stand right in a mapping."""
    yield from (((one,),) for one in _single(around))
    for path in _ALTERNATIVES:
        yield tuple(tuple(term_of(term)) for term in around.elements(*path))
    yield tuple(tuple(_of_topology(term)) for term in around.elements("allowedTopologies"))


def _single(around: Value) -> Iterator[Condition]:
    yield from selected(around)
    for key in _SELECTORS:
        yield from _labels(around, key, "matchLabels")
        found = around.get(key)
        yield from () if found is None else term_of(found)
    for level in around.elements("levels"):
        label = level.get("nodeLabel")
        if label is not None and isinstance(label.tree, str):
            yield Condition(label.tree, "Exists", (), label, label)


def _labels(around: Value, *path: str) -> Iterator[Condition]:
    for key, value in around.entries(*path):
        if isinstance(value.tree, str):
            yield Condition(key, "In", (value,), value)


def _of_topology(term: Value) -> Iterator[Condition]:
    for one in term.elements("matchLabelExpressions"):
        values = tuple(one.elements("values"))
        named = one.get("key")
        yield Condition(one.text("key") or "", "In", values, values[0] if values else named or one, named)
