"""Groups of nodes that are labelled alike: by a NodeFeatureRule, in Node objects, or when they register."""

from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple

from generator.facts.described_gpu import labelled_gpu
from generator.importing.draft import Draft
from generator.importing.feature_rules import read_match, tell_kept, tell_rest
from generator.importing.node_kinds import cards_of
from generator.lint.common.nodes import PASSING
from generator.model.gpu import Gpu
from generator.model.manifest import Manifests
from generator.model.manifest_objects import Labelled, NodeObject
from generator.model.manifest_value import Labels, Place, Value
from generator.model.plan import CONFIG_LABEL, MIG_LABEL
from generator.model.taints import Taint

_PRESENT = "nvidia.com/gpu.present"
_NOWHERE = Place("", 0)
_EFFECTS = ("NoSchedule", "PreferNoSchedule", "NoExecute")


class Group(NamedTuple):
    """Nodes with the same labels of the device plugin and the MIG manager; None where they have none.

    `names` are empty where the nodes are not named. `more` are further labels that the same rule sets. `taints` are
    those of each of the nodes. `by_rule` says that a NodeFeatureRule labels them, `kept` that the bundle can have none
    like it, `every` that it is for all nodes with a card. `selector` are the labels of a DaemonSet's nodes.
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
    kept: bool = False
    every: bool = False
    selector: tuple[tuple[str, str], ...] = ()

    @property
    def seen(self) -> bool:
        """Say whether Node objects show these nodes."""
        return bool(self.taints)

    @property
    def discovered(self) -> bool:
        """Say whether a Node shows what feature discovery found: it is read from a cluster, as all others are then."""
        return self.seen and (self.gpu is not None or self.per_node is not None)


def find_groups(manifests: Manifests, draft: Draft, chosen: Mapping[str, str] | None = None) -> tuple[Group, ...]:
    """Return the groups, those of like nodes as one; a node has what all rules say of it.

    `chosen` has the entries of nodes by their names, where no label says them; nodes without one run no plugin.
    """
    found = list(_of_nodes(manifests.nodes))
    if chosen is not None:
        found = [one._replace(entry=chosen[name]) for one in found for name in one.names if chosen.get(name)]
    by_name: dict[str, int] = {}
    by_gpu: dict[str, list[int]] = {}
    for index, group in enumerate(found):
        by_name.update((name, index) for name in group.names)
        if group.gpu is not None:
            by_gpu.setdefault(group.gpu.id, []).append(index)
    for group in _of_labels(manifests.labelled, draft):
        if group.names:
            for name in group.names:
                one = group._replace(names=(name,))
                if name in by_name:
                    found[by_name[name]] = _under(found[by_name[name]], one)
                else:
                    by_name[name] = len(found)
                    found.append(one)
            continue
        if group.gpu is not None and not group.kept:
            for index in by_gpu.get(group.gpu.id, ()):
                found[index] = _under(found[index], group)
        found.append(group)
    return _merged(found)


def _under(node: Group, rule: Group) -> Group:
    """Return a node with what a rule gives it, which beats what it had."""
    return node._replace(
        entry=node.entry if rule.entry is None else rule.entry,
        layout=node.layout if rule.layout is None else rule.layout,
        gpu=node.gpu or rule.gpu,
        more=tuple({**dict(node.more), **dict(rule.more)}.items()),
        place=rule.place,
        by_rule=True,
    )


def _merged(groups: Iterable[Group]) -> tuple[Group, ...]:
    """Return groups with all nodes that are alike in one; those that name none stay as they are."""
    found: dict[tuple[object, ...], Group] = {}
    for number, group in enumerate(groups):
        alike = group._replace(names=(), gpu=None, place=_NOWHERE, taints=())
        key = (alike, group.gpu.id if group.gpu else "") if group.names else (number,)
        same = found.get(key)
        found[key] = (
            group
            if same is None
            else same._replace(names=(*same.names, *group.names), taints=(*same.taints, *group.taints))
        )
    return tuple(found.values())


def _of_nodes(nodes: Iterable[NodeObject]) -> Iterator[Group]:
    for node in nodes:
        labels = _texts(node.labels)
        has_gpu = any(one.resource.startswith("nvidia.com/") for one in node.advertised)
        if not (has_gpu or any(key.startswith("nvidia.com/") for key in labels)):
            continue
        if labels.get(_PRESENT) == "false":
            # The other labels are left from a card that is gone, and no DaemonSet of NVIDIA's runs there.
            continue
        gpu = labelled_gpu(labels)
        yield Group(
            entry=labels.get(CONFIG_LABEL),
            layout=labels.get(MIG_LABEL),
            names=(node.name,) if node.name else (),
            gpu=gpu,
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


def _of_labels(everything: Iterable[Labelled], draft: Draft) -> Iterator[Group]:
    for one in everything:
        labels = _texts(one.labels)
        if one.what == "Node" or not (CONFIG_LABEL in labels or MIG_LABEL in labels):
            continue
        more = tuple((key, value) for key, value in labels.items() if key not in (CONFIG_LABEL, MIG_LABEL))
        group = Group(labels.get(CONFIG_LABEL), labels.get(MIG_LABEL), (), None, None, more, one.place, one.by_rule)
        yield group if one.rule is None else _by_rule(one.rule, group, draft)


def _by_rule(rule: Value, group: Group, draft: Draft) -> Group:
    """Return a rule's nodes; where a pool cannot say which they are, the rule has to stay, and names none here."""
    match = read_match(rule)
    # A pool for all nodes needs no label, but then nothing sets the further ones, and a layout comes by a label alone.
    every = match.every and group.layout is None and not group.more
    if every or ((match.names or match.gpu is not None) and not match.beyond):
        tell_rest(rule, draft)
        return group._replace(names=match.names, gpu=match.gpu, every=every)
    tell_kept(rule, match.beyond, draft)
    return group._replace(gpu=match.gpu, kept=True)


def _texts(labels: Labels) -> dict[str, str]:
    """Return the labels that are text; NFD reads a value that begins with @ as the name of a feature."""
    return {key: value.tree for key, value in labels if isinstance(value.tree, str) and not value.tree.startswith("@")}
