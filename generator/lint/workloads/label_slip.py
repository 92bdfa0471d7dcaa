"""A selector or toleration with a slip of the pen in what would be a label of NVIDIA's or of feature discovery."""

import re
from collections.abc import Iterator

from generator.facts.gpu_labels import NFD, NVIDIA
from generator.lint.common.label_slips import NVIDIA_OTHERWISE, is_resource, meant_label
from generator.lint.common.near import slip
from generator.lint.common.nodes import gpu_nodes
from generator.lint.common.resource_names import GPU
from generator.lint.common.selectors import (
    Condition,
    hopeless,
    none_holds,
    placing,
    preferences,
    selected,
    terms,
    written_by_operators,
)
from generator.lint.workloads._node_choices import node_choices
from generator.model.finding import Severity
from generator.model.manifest import Manifests
from generator.model.manifest_rule import ManifestFault, ManifestRule
from generator.model.manifest_value import Value, is_filled_in_later

_MAKER = "nvidia"
_ABSENT = ("DoesNotExist", "NotIn")
_OF_PODS = ("nodeSelector", "affinity", "tolerations")


def _check(manifests: Manifests) -> Iterator[ManifestFault]:
    pods = [one.pod for one in (*manifests.workloads, *manifests.pods_in_part)]
    for source in written_by_operators(manifests):
        pods += placing(source, _OF_PODS)
    choices = list(node_choices(manifests))
    if not pods and not choices:
        return
    # Where there are Nodes of GPUs, what they do not have is told of them.
    has_nodes = bool(gpu_nodes(manifests))
    said = manifests.node_words | {key for one in manifests.labelled for key, _ in one.labels}
    values = manifests.node_words | {str(value.tree) for one in manifests.labelled for _, value in one.labels}
    taints = {one.text("key") for node in manifests.nodes if node.taints for one in node.taints.elements()}

    def judge(condition: Condition, then: str = ": the pod stays pending") -> tuple[ManifestFault, ...]:
        return tuple(_of_condition(condition, said, values, then, has_nodes=has_nodes))

    for choice in choices:
        yield from none_holds(choice, lambda one: judge(one, ""))
    for pod in pods:
        yield from hopeless(pod, judge)
        for condition in preferences(pod):
            yield from (fault._replace(severity=Severity.INFO) for fault in judge(condition))
        for condition in (*selected(pod), *(one for term in terms(pod) for one in term)):
            yield from _resource(condition, said)
        if not taints:
            yield from _of_tolerations(pod, said)


def _of_condition(
    condition: Condition, said: frozenset[str], values: frozenset[str], then: str, *, has_nodes: bool
) -> Iterator[ManifestFault]:
    key = condition.key
    meant = None if key in said or is_filled_in_later(key) else meant_label(key)
    told_elsewhere = has_nodes and not key.startswith((f"{NVIDIA}/", f"{NFD}/"))
    if meant and not told_elsewhere:
        effect = "this holds of every node" if condition.operator in _ABSENT else f"no node has it{then}"
        message = f"nobody sets the label {key}, and unless somebody does by hand {effect}"
        yield _at_key(condition, message, f"Did you mean {meant}?")
    elif not has_nodes and meant is None and condition.texts and key not in said:
        found = [
            (value, right) for value, text in condition.texts if (right := _meant_value(text)) and text not in values
        ]
        if len(found) == len(condition.texts):
            for value, right in found:
                effect = f"unless the nodes have it too no node will do{then}"
                message = f"{value.tree} is a slip of {_MAKER}: {effect}"
                yield ManifestFault(value.place, message, f"Did you mean {right}?")


def _at_key(condition: Condition, message: str, fix: str, severity: Severity | None = None) -> ManifestFault:
    named = condition.named
    place = condition.at.place if named is None else named.place
    return ManifestFault(place, message, fix, on_key=named is None, severity=severity)


def _resource(condition: Condition, said: frozenset[str]) -> Iterator[ManifestFault]:
    """Return a resource's name that is taken for a label; people do set it by hand."""
    key = condition.key
    if condition.operator not in _ABSENT and key not in said and is_resource(key):
        message = f"{key} is a resource, and nobody sets a label of that name: it has to be set by hand"
        fix = f"Select {NVIDIA}/gpu.present, which feature discovery or gpu-operator sets."
        yield _at_key(condition, message, fix, Severity.INFO)


def _of_tolerations(pod: Value, said: frozenset[str]) -> Iterator[ManifestFault]:
    """Return keys of tolerations that are near the key that everybody taints GPU nodes with."""
    tolerations = list(pod.elements("tolerations"))
    keys = [one.text("key") for one in tolerations]
    if GPU in keys or any(not one.text("key") for one in tolerations):
        return
    for one in tolerations:
        key = one.get("key")
        if key is None or not isinstance(key.tree, str) or key.tree in said or is_filled_in_later(key.tree):
            continue
        domain, _, name = key.tree.partition("/")
        if key.tree != GPU and name and (slip(key.tree, (GPU,)) or (_is_nvidias(domain) and name == "gpu")):
            message = f"{key.tree} tolerates no taint {GPU}, which is what GPU nodes commonly have"
            yield ManifestFault(key.place, message, f"Did you mean {GPU}?")


def _is_nvidias(domain: str) -> bool:
    """Say whether a domain is not NVIDIA's, and meant to be."""
    return domain in NVIDIA_OTHERWISE or slip(domain, (NVIDIA,)) is not None


def _meant_value(text: str) -> str | None:
    """Return what a value is meant to be that has the maker's name with a slip in it, such as nvida-tesla-t4."""
    parts = re.split(r"([-_.])", text)
    right = [_MAKER if part.lower() != _MAKER and slip(part.lower(), (_MAKER,)) else part for part in parts]
    return "".join(right) if right != parts else None


RULE = ManifestRule(
    "WRK221",
    "Label with a slip of the pen",
    Severity.WARNING,
    why="The scheduler compares keys and values of labels letter by letter. GPU feature discovery, gpu-operator and "
    "Node Feature Discovery set keys of a fixed set, and what is only like one of them is on no node, unless "
    "somebody made the same slip there.",
    fix="Write the label as nodes have it: `kubectl get nodes --show-labels`.",
    source="NVIDIA/k8s-device-plugin internal/lm; NVIDIA/gpu-operator controllers/state_manager.go; "
    "kubernetes-sigs/node-feature-discovery source/pci; generator/facts/gpu_labels.py",
    bad="""\
apiVersion: v1
kind: Pod
metadata: {name: main}
spec:
  nodeSelector:
    nvidia.com/gpu-memory: "40960"  # <- here
  affinity:
    nodeAffinity:
      requiredDuringSchedulingIgnoredDuringExecution:
        nodeSelectorTerms:
          - matchExpressions:
              - key: feature.node.kubernetes.io/pci-10ed.present  # <- here
                operator: In
                values: ["true"]
  tolerations:
    - key: nvdia.com/gpu  # <- here
      operator: Exists
  containers:
    - {name: main, image: cuda, resources: {limits: {nvidia.com/gpu: 1}}}
""",
    good="""\
apiVersion: v1
kind: Pod
metadata: {name: main}
spec:
  nodeSelector:
    nvidia.com/gpu.memory: "40960"
  affinity:
    nodeAffinity:
      requiredDuringSchedulingIgnoredDuringExecution:
        nodeSelectorTerms:
          - matchExpressions:
              - key: feature.node.kubernetes.io/pci-10de.present
                operator: In
                values: ["true"]
  tolerations:
    - key: nvidia.com/gpu
      operator: Exists
  containers:
    - {name: main, image: cuda, resources: {limits: {nvidia.com/gpu: 1}}}
""",
    check=_check,
)
