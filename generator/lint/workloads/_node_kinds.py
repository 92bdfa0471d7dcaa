"""The Nodes among the files, those that are alike taken together: pods and Nodes may be thousands of each."""

from collections.abc import Iterable, Mapping
from typing import NamedTuple

from generator.lint.common.nodes import Taint, has_gpus, is_said_of_gpus, labels_by_name, taints
from generator.lint.common.selectors import Conditions
from generator.model.manifest_objects import NodeObject


class NodeKind(NamedTuple):
    """What Nodes have in common that no pod tells apart; `labels` are those that pods select by."""

    labels: dict[str, str]
    taints: tuple[Taint, ...]
    has_gpus: bool
    is_said_of_gpus: bool


class NodeKinds(NamedTuple):
    """All of them, those with GPUs, and by key and value those with a label."""

    every: tuple[NodeKind, ...]
    with_gpus: tuple[NodeKind, ...]
    labelled: Mapping[tuple[str, str], list[NodeKind]]

    def that_may_have(self, named: Conditions) -> list[NodeKind] | tuple[NodeKind, ...]:
        """Return those among which all are that fulfil a nodeSelector, as few as can be told at once."""
        found = [self.labelled.get((one.key, text), []) for one in named for _, text in one.texts]
        return min(found, key=len, default=self.every)


def node_kinds(nodes: Iterable[NodeObject], keys: frozenset[str]) -> NodeKinds:
    """Return the kinds that Nodes are of for pods that select by labels of these keys."""
    found: dict[tuple[object, ...], NodeKind] = {}
    for node in nodes:
        labels = {key: value for key, value in labels_by_name(node.labels).items() if key in keys}
        kind = NodeKind(labels, taints(node), has_gpus(node), is_said_of_gpus(node))
        found.setdefault((frozenset(labels.items()), *kind[1:]), kind)
    labelled: dict[tuple[str, str], list[NodeKind]] = {}
    for kind in found.values():
        for label in kind.labels.items():
            labelled.setdefault(label, []).append(kind)
    every = tuple(found.values())
    return NodeKinds(every, tuple(kind for kind in every if kind.has_gpus), labelled)
