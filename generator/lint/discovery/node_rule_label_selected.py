"""A selector by a label of a NodeFeatureRule as the rule has it, to which Node Feature Discovery adds a domain."""

from collections.abc import Iterator, Mapping

from generator.facts.gpu_labels import NFD
from generator.lint.common.selectors import Condition, hopeless, placing, written_by_operators
from generator.model.finding import Severity
from generator.model.manifest import Manifests
from generator.model.manifest_rule import ManifestFault, ManifestRule
from generator.model.manifest_value import is_filled_in_later
from generator.model.tree import words

_OFF = ("DisableAutoPrefix", "autoDefaultNs")
"""A feature gate of the master, and its setting before: with either it adds no domain."""
_FROM_FEATURE = "@"
_OF_PODS = ("nodeSelector", "affinity")


def _check(manifests: Manifests) -> Iterator[ManifestFault]:
    bare = _bare_labels(manifests)
    if not bare or _is_off(manifests):
        return

    def judge(condition: Condition) -> tuple[ManifestFault, ...]:
        return tuple(_of(condition, bare))

    for workload in manifests.workloads:
        yield from hopeless(workload.pod, judge)
    for source in written_by_operators(manifests):
        for around in placing(source, _OF_PODS):
            yield from hopeless(around, judge)


def _bare_labels(manifests: Manifests) -> Mapping[str, frozenset[str]]:
    """Return the values of rules' labels without a domain, by the keys that nothing else here gives to nodes."""
    others = {key for one in manifests.labelled if not one.by_rule for key, _ in one.labels}
    others |= {key for one in (*manifests.nodes, *manifests.pools) for key, _ in one.labels}
    found: dict[str, frozenset[str]] = {}
    for one in manifests.labelled:
        for key, value in one.labels if one.by_rule else ():
            if "/" not in key and key not in others and key not in manifests.node_words:
                found[key] = found.get(key, frozenset()) | {str(value.tree)}
    return {key: values for key, values in found.items() if not is_filled_in_later(key)}


def _is_off(manifests: Manifests) -> bool:
    sources = [
        *(values for use in manifests.charts for values in use.values),
        *(one.value for one in manifests.others),
        *(workload.pod for workload in manifests.workloads),
    ]
    return any(part in word for source in sources for word in words(source.tree) for part in _OFF)


def _of(condition: Condition, bare: Mapping[str, frozenset[str]]) -> Iterator[ManifestFault]:
    key = condition.key
    values = bare.get(key)
    if values is None or condition.is_open or condition.operator not in ("In", "Exists"):
        return
    taken = any(one.startswith(_FROM_FEATURE) for one in values)
    if condition.operator == "Exists" or taken or any(text in values for _, text in condition.texts):
        message = (
            f"Node Feature Discovery makes {NFD}/{key} of the rule's label {key}, so that no node has {key} unless "
            "somebody sets it by hand"
        )
        place = condition.at.place if condition.named is None else condition.named.place
        yield ManifestFault(place, message, f"Select {NFD}/{key}.", on_key=condition.named is None)


RULE = ManifestRule(
    "NFD204",
    "Selector by a rule's label without its domain",
    Severity.WARNING,
    why="A label without a domain is not set as it stands in the rule: the master puts feature.node.kubernetes.io/ "
    "before it, unless its feature gate DisableAutoPrefix is on. Who selects it as the rule has it finds no node.",
    fix="Select it with feature.node.kubernetes.io/ before it, or give it a domain of your own in the rule.",
    source="kubernetes-sigs/node-feature-discovery pkg/nfd-master/nfd-master.go (processNodeFeatureRule, "
    "addNsToMapKeys), pkg/features/features.go (DisableAutoPrefix, off by default)",
    bad="""\
apiVersion: nfd.k8s-sigs.io/v1alpha1
kind: NodeFeatureRule
metadata: {name: gpus}
spec:
  rules:
    - name: nvidia
      labels: {gpu-type: nvidia}
      matchFeatures:
        - {feature: pci.device, matchExpressions: {vendor: {op: In, value: ["10de"]}}}
---
apiVersion: v1
kind: Pod
metadata: {name: main}
spec:
  nodeSelector:
    gpu-type: nvidia  # <- here
  containers:
    - {name: main, image: cuda, resources: {limits: {nvidia.com/gpu: 1}}}
""",
    good="""\
apiVersion: nfd.k8s-sigs.io/v1alpha1
kind: NodeFeatureRule
metadata: {name: gpus}
spec:
  rules:
    - name: nvidia
      labels: {gpu-type: nvidia}
      matchFeatures:
        - {feature: pci.device, matchExpressions: {vendor: {op: In, value: ["10de"]}}}
---
apiVersion: v1
kind: Pod
metadata: {name: main}
spec:
  nodeSelector:
    feature.node.kubernetes.io/gpu-type: nvidia
  containers:
    - {name: main, image: cuda, resources: {limits: {nvidia.com/gpu: 1}}}
""",
    check=_check,
)
