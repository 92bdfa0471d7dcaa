"""Groups of nodes that are labelled alike: by a NodeFeatureRule, in Node objects, or when they register."""

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from generator.facts.gpus import all_gpus, find_gpu
from generator.importing.node_kinds import cards_of
from generator.lint._nodes import PASSING
from generator.model.gpu import Gpu
from generator.model.manifest import Manifests
from generator.model.manifest_objects import Labelled, NodeObject
from generator.model.manifest_value import Labels, Place, Value
from generator.model.plan import CONFIG_LABEL, MIG_LABEL
from generator.model.taints import Taint

_PRODUCT = "nvidia.com/gpu.product"
_PRESENT = "nvidia.com/gpu.present"
_EFFECTS = ("NoSchedule", "PreferNoSchedule", "NoExecute")


class Group(NamedTuple):
    """Nodes with the same labels of the device plugin and the MIG manager; None where they have none.

    `names` are empty where the nodes are not named. `more` are further labels that the same rule sets. `taints` are
    those of each of the nodes.
    """

    entry: str | None
    layout: str | None
    names: tuple[str, ...]
    gpu: Gpu | None
    per_node: int | None
    more: tuple[tuple[str, str], ...]
    place: Place
    by_rule: bool = False
    taints: tuple[tuple[tuple[Taint, Place], ...], ...] = ()


def find_groups(manifests: Manifests) -> tuple[Group, ...]:
    """Return the groups, those of like Nodes as one."""
    found: dict[tuple[str | None, str | None, str, int | None], Group] = {}
    rest: list[Group] = []
    for group in (*_of_nodes(manifests.nodes), *_of_labels(manifests.labelled)):
        if not group.names or group.by_rule:
            rest.append(group)
            continue
        key = (group.entry, group.layout, group.gpu.id if group.gpu else "", group.per_node)
        same = found.get(key)
        found[key] = group if same is None else _joined(same, group)
    return (*found.values(), *rest)


def _joined(one: Group, other: Group) -> Group:
    return one._replace(names=(*one.names, *other.names), taints=(*one.taints, *other.taints))


def _of_nodes(nodes: Iterable[NodeObject]) -> Iterator[Group]:
    for node in nodes:
        labels = _texts(node.labels)
        has_gpu = any(one.resource.startswith("nvidia.com/") for one in node.advertised)
        if not (has_gpu or any(key.startswith("nvidia.com/") for key in labels)):
            continue
        if labels.get(_PRESENT) == "false":
            # The other labels are left from a card that is gone, and no DaemonSet of NVIDIA's runs there.
            continue
        gpu = find_gpu(labels.get(_PRODUCT, ""))
        yield Group(
            entry=labels.get(CONFIG_LABEL),
            layout=labels.get(MIG_LABEL),
            names=(node.name,) if node.name else (),
            gpu=gpu if isinstance(gpu, Gpu) else None,
            per_node=cards_of(labels, node),
            more=(),
            place=node.value.place,
            taints=(tuple(_taints(node)),),
        )


def _taints(node: NodeObject) -> Iterator[tuple[Taint, Place]]:
    """Yield the taints that somebody gave a node, without those that come and go by themselves."""
    for one in node.taints.elements() if node.taints is not None else ():
        key, effect = one.text("key"), one.text("effect")
        if key and effect in _EFFECTS and not key.startswith(PASSING):
            yield Taint(key, one.text("value") or "", effect), one.place


def _of_labels(everything: Iterable[Labelled]) -> Iterator[Group]:
    for one in everything:
        labels = _texts(one.labels)
        if one.what == "Node" or not (CONFIG_LABEL in labels or MIG_LABEL in labels):
            continue
        more = tuple((key, value) for key, value in labels.items() if key not in (CONFIG_LABEL, MIG_LABEL))
        names, gpu = _matched(one.rule) if one.rule is not None else ((), None)
        yield Group(
            labels.get(CONFIG_LABEL), labels.get(MIG_LABEL), names, gpu, None, more, one.place, by_rule=one.by_rule
        )


def _texts(labels: Labels) -> dict[str, str]:
    """Return the labels that are text; NFD reads a value that begins with @ as the name of a feature."""
    return {key: value.tree for key, value in labels if isinstance(value.tree, str) and not value.tree.startswith("@")}


def _matched(rule: Value) -> tuple[tuple[str, ...], Gpu | None]:
    """Return the node names or the GPU that a rule asks for."""
    names: list[str] = []
    ids: set[int] = set()
    subsystems: set[int] = set()
    for one in rule.elements("matchFeatures"):
        feature = one.text("feature")
        if feature == "system.name":
            names += _listed(one.get("matchExpressions", "nodename"))
        elif feature == "pci.device":
            ids |= set(_hex(_listed(one.get("matchExpressions", "device"))))
            subsystems |= set(_hex(_listed(one.get("matchExpressions", "subsystem_device"))))
    fitting = [gpu for gpu in all_gpus() if ids & set(gpu.pci_device_ids)]
    if subsystems:
        fitting = [gpu for gpu in fitting if subsystems & set(gpu.pci_subsystem_ids)]
    exact = [gpu for gpu in fitting if set(gpu.pci_device_ids) == ids] if len(fitting) > 1 else fitting
    return tuple(dict.fromkeys(names)), exact[0] if len(exact) == 1 else None


def _listed(expression: Value | None) -> list[str]:
    if expression is None or expression.text("op") != "In":
        return []
    return [one.tree for one in expression.elements("value") if isinstance(one.tree, str)]


def _hex(texts: Iterable[str]) -> Iterator[int]:
    for text in texts:
        try:
            yield int(text, 16)
        except ValueError:
            continue
