"""Several DaemonSets of the device plugin, each for nodes of its own: what each of them shares is a pool's."""

from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from generator.facts.described_gpu import labelled_gpu
from generator.importing.daemon_config import DaemonConfig
from generator.importing.groups import Group
from generator.importing.scheduling_terms import NODE_TERMS, plain_labels
from generator.lint.common.plugin_daemons import PluginDaemon
from generator.model.manifest import Manifests
from generator.model.manifest_value import Place, Value
from generator.model.tree import Path, Tree

_OF_NODES = ("nodeSelector", "affinity", "config")


class DaemonOfNodes(NamedTuple):
    """A DaemonSet by its name, the labels of its nodes, and the configuration that it reads, if any."""

    name: str
    labels: tuple[tuple[str, str], ...]
    config: DaemonConfig | None
    place: Place

    def group(self) -> Group:
        """Return its nodes as a group of their own."""
        known = labelled_gpu(dict(self.labels))
        return Group(self.name, None, (), known, None, (), self.place, selector=self.labels)


def apart_by_nodes(
    daemons: Sequence[tuple[PluginDaemon, DaemonConfig | None, Mapping[Path, Value]]],
) -> tuple[DaemonOfNodes, ...]:
    """Return what each says where no node can have two and they differ in nothing else; else nothing."""
    found = [
        DaemonOfNodes(daemon.workload.name, _labels(values), config, daemon.workload.place)
        for daemon, config, values in daemons
    ]
    rest = [(daemon.workload.namespace, dict(_rest(values))) for daemon, _, values in daemons]
    apart = all(_no_node_has_both(one, other) for i, one in enumerate(found) for other in found[:i])
    by_file = not any(one.config is not None and one.config.by_label for one in found)
    distinct = len({one.name for one in found}) == len(found)
    return tuple(found) if apart and by_file and distinct and all(one == rest[0] for one in rest) else ()


def shared_values(found: tuple[DaemonOfNodes, ...], values: Mapping[Path, Value]) -> Iterator[tuple[Path, Value]]:
    """Return the values that hold for all of them: the nodes are those that one of them has."""
    yield from ((path, one) for path, one in values.items() if path[0] not in _OF_NODES)
    terms: list[Tree] = [
        {"matchExpressions": [{"key": key, "operator": "In", "values": [value]} for key, value in one.labels]}
        for one in found
    ]
    yield NODE_TERMS, Value(terms, found[0].place)


def nodes_of(found: tuple[DaemonOfNodes, ...], manifests: Manifests) -> dict[str, str]:
    """Return by the names of the Nodes among the files which DaemonSet each has; empty where it has none."""
    chosen: dict[str, str] = {}
    for node in manifests.nodes:
        labels = {key: value.tree for key, value in node.labels}
        fitting = (one.name for one in found if all(labels.get(key) == value for key, value in one.labels))
        chosen[node.name] = next(fitting, "")
    return chosen


def _labels(values: Mapping[Path, Value]) -> tuple[tuple[str, str], ...]:
    """Return the labels that a DaemonSet's nodes have; none where it asks for them in another way."""
    found = {str(path[-1]): one.tree for path, one in values.items() if path[0] == "nodeSelector"}
    for path, one in values.items():
        if path == NODE_TERMS:
            terms = list(one.elements())
            labels = plain_labels(terms[0]) if len(terms) == 1 else None
            if labels is None:
                return ()
            found.update(labels)
        elif path[0] == "affinity" and one.tree is not None:
            return ()
    return tuple((key, value) for key, value in found.items() if isinstance(value, str))


def _rest(values: Mapping[Path, Value]) -> Iterator[tuple[Path, Tree]]:
    for path, one in values.items():
        if path[0] not in _OF_NODES:
            yield path, one.tree


def _no_node_has_both(one: DaemonOfNodes, other: DaemonOfNodes) -> bool:
    own, others = dict(one.labels), dict(other.labels)
    return any(key in others and others[key] != value for key, value in own.items())
