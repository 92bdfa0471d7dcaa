"""What may change a pod on its way into the cluster, as far as the files show it."""

from collections.abc import Iterator

from generator.model.manifest import Manifests
from generator.model.manifest_objects import Workload
from generator.model.tree import Tree

POLICY_KINDS = ("Policy", "MutatingAdmissionPolicy", "MutatingPolicy", "Assign", "ModifySet")
"""Objects that change others: Kyverno's, its ClusterPolicy included, Kubernetes' own since 1.36, Gatekeeper's."""
_DEFAULTS = "scheduler.alpha.kubernetes.io/"
"""Annotations of a Namespace that PodTolerationRestriction and PodNodeSelector read."""


def is_changed(workload: Workload, manifests: Manifests, *fields: str) -> bool:
    """Say whether something among the files may add one of these fields of its spec to a pod."""
    for one in manifests.objects:
        if one.kind in POLICY_KINDS and any(field in word for word in _words(one.value.tree) for field in fields):
            return True
        if one.kind == "Namespace" and one.name == workload.namespace:
            annotations = one.value.entries("metadata", "annotations")
            if any(key.startswith(_DEFAULTS) for key, _ in annotations):
                return True
    return False


def _words(tree: Tree) -> Iterator[str]:
    """Return every key and text of a tree: policies hold patches as trees and as texts."""
    stack = [tree]
    while stack:
        found = stack.pop()
        if isinstance(found, str):
            yield found
        elif isinstance(found, dict):
            yield from found
            stack.extend(found.values())
        elif isinstance(found, list):
            stack.extend(found)
