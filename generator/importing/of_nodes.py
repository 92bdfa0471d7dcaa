"""What nodes say of their cluster: its release and its distribution, by kubelet, image and labels."""

import re
from collections.abc import Iterable
from typing import NamedTuple

from generator.model.manifest_objects import NodeObject
from generator.model.manifest_value import Place

_RELEASE = re.compile(r"v?(1\.[1-9][0-9])\.")
_SUFFIXES = {"+k3s": "k3s", "+rke2": "rke2", "+k0s": "k0s", "-eks": "eks"}
"""What distributions write behind the kubelet's version."""
_MARKS = {"microk8s.io/cluster": "microk8s", "node.openshift.io/os_id": "openshift", "eks.amazonaws.com/": "eks"}
"""How labels begin that a distribution gives its nodes, whose kubelet may have Kubernetes' own version."""


class Shown(NamedTuple):
    """What a node shows, and the place of the node."""

    text: str
    place: Place


def kubernetes_of(nodes: Iterable[NodeObject]) -> Shown | None:
    """Return the minor release of the first kubelet that says one."""
    for node in nodes:
        match = _RELEASE.match(_kubelet(node))
        if match is not None:
            return Shown(match[1], node.value.place)
    return None


def distribution_of(nodes: Iterable[NodeObject]) -> Shown | None:
    """Return the distribution of the first node that shows one."""
    for node in nodes:
        name = _distribution(node)
        if name is not None:
            return Shown(name, node.value.place)
    return None


def _distribution(node: NodeObject) -> str | None:
    kubelet = _kubelet(node)
    for suffix, name in _SUFFIXES.items():
        if suffix in kubelet:
            return name
    if "Talos" in (node.value.text("status", "nodeInfo", "osImage") or ""):
        return "talos"
    keys = [key for key, _ in node.labels]
    return next((name for mark, name in _MARKS.items() if any(key.startswith(mark) for key in keys)), None)


def _kubelet(node: NodeObject) -> str:
    return node.value.text("status", "nodeInfo", "kubeletVersion") or ""
