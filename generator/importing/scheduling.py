"""Where the stack's pods run: tolerations, node selector, affinity and priority."""

import re

from generator.importing.draft import Draft
from generator.importing.idle import leave_idle
from generator.importing.said import Said
from generator.importing.scheduling_terms import NODE_TERMS, plain_labels
from generator.importing.source import Source
from generator.model.manifest_value import Value
from generator.model.tree import Path, Tree

_CARDS = re.compile(
    r"feature\.node\.kubernetes\.io/pci-(?:[0-9a-f]{4}_)?10de(?:_[0-9a-f]+)*\.present|nvidia\.com/gpu\.present"
)
_TERM = ("matchExpressions", "matchFields")
_TEGRA = "feature.node.kubernetes.io/cpu-model.vendor_id"
_FIELDS = ("key", "operator", "value", "effect", "tolerationSeconds")


def import_scheduling(source: Source, draft: Draft) -> None:
    """Fill in `install.tolerations`, `nodeSelector` and `priorityClassName`."""
    head = ("daemonsets",) if source.is_operator else ()
    priority = source.said.text(*head, "priorityClassName")
    if priority is not None:
        draft.put(("install", "priorityClassName"), priority.tree, priority.place)
    _tolerations(source, draft, (*head, "tolerations"))
    if not source.is_operator:
        _node_selector(source, draft)
        _affinity(source, draft)


def _tolerations(source: Source, draft: Draft, path: tuple[str, ...]) -> None:
    """Take what is tolerated beyond the chart's default; the bundle says the default again."""
    said = source.said
    default = said.default(path)
    usual: list[Tree] = default if isinstance(default, list) else []
    value = said.changed(*path)
    found: list[Value] = []
    nfd = ("node-feature-discovery" if source.is_operator else "nfd", "worker", "tolerations")
    workers = said.value(*nfd)
    if value is not None and not isinstance(value.tree, list):
        said.give_back(*path)
        return
    for one in value.elements() if value is not None else ():
        plain = Value(_toleration(one), one.place)
        if one.tree not in usual and plain.tree not in [already.tree for already in found]:
            found.append(plain)
    _put_tolerations(found, draft)
    if value is not None and isinstance(value.tree, list) and any(one not in value.tree for one in usual):
        draft.remark(
            ("install", "tolerations"),
            "The chart's own tolerations stay beside these: more is tolerated than before, nothing less.",
        )
    if workers is not None and said.effective("nfd", "enabled") is False:
        leave_idle(source, draft, "the chart's NFD is off", nfd)
    elif workers is not None:
        rest = usual if value is None else [_toleration(one) for one in value.elements()]
        _workers(source, draft, nfd, rest, found)


def _put_tolerations(found: list[Value], draft: Draft) -> None:
    """Write tolerations with the place of each, so that one which is refused goes alone."""
    if found:
        draft.put(("install", "tolerations"), [one.tree for one in found])
    for index, one in enumerate(found):
        draft.origins[("install", "tolerations", index)] = one.place


def _workers(source: Source, draft: Draft, path: tuple[str, ...], rest: list[Tree], found: list[Value]) -> None:
    """NFD's workers get the same tolerations: those that only they have would let driver and plugin run elsewhere, too.

    What both tolerate is said, so that NFD goes on to see each card that the rest reaches; its default is narrower.
    """
    value = source.said.changed(*path)
    default = source.said.default(path)
    if value is None:
        return
    if not isinstance(value.tree, list):
        source.said.give_back(*path)
        return
    usual = default if isinstance(default, list) else []
    own = [_toleration(one) for one in value.elements() if one.tree not in usual]
    there = [*usual, *(one.tree for one in found)]
    more = [one for one in rest if one not in there and any(_covers(each, one) for each in own)]
    if more:
        _put_tolerations([*found, *(Value(one, value.place) for one in more)], draft)


def _covers(one: Tree, other: Tree) -> bool:
    """Say whether whoever tolerates one tolerates the other."""
    if one == other or not isinstance(one, dict) or not isinstance(other, dict) or one.get("operator") != "Exists":
        return one == other
    return one.get("key") in (None, other.get("key")) and one.get("effect") in (None, other.get("effect"))


def _toleration(value: Value) -> Tree:
    if not isinstance(value.tree, dict):
        return value.tree
    found = {key: value.tree[key] for key in _FIELDS if value.tree.get(key) is not None}
    unknown = {key: tree for key, tree in value.tree.items() if key not in _FIELDS}
    return {**found, **unknown}


def _node_selector(source: Source, draft: Draft) -> None:
    for path, value in list(source.said.below("nodeSelector")):
        if len(path) > 1 and isinstance(value.tree, str):
            source.said.take(*(str(part) for part in path))
            draft.put(("install", "nodeSelector", str(path[-1])), value.tree, value.place)


def node_terms(said: Said) -> list[Tree]:
    """Return the terms of which a node must meet one, for the plugin of the standalone chart: none where all do."""
    for length in range(1, len(NODE_TERMS) + 1):
        value = said.value(*NODE_TERMS[:length])
        if value is not None and (value.tree is None or length == len(NODE_TERMS)):
            return value.tree if isinstance(value.tree, list) else []
    usual = said.default(NODE_TERMS)
    return usual if isinstance(usual, list) else []


def _affinity(source: Source, draft: Draft) -> None:
    """Take a required node affinity that is one term of plain labels: a node selector asks for the same.

    What other terms ask for is held against what the bundle makes, once that is known.
    """
    for length in range(1, len(NODE_TERMS)):
        around = source.said.value(*NODE_TERMS[:length])
        if around is not None and around.tree is None:
            # Nodes with a card have the labels that the default asks for, wherever NFD runs.
            source.said.take(*NODE_TERMS[:length])
    value = source.said.changed(*NODE_TERMS)
    if value is None:
        return
    terms = list(value.elements())
    labels = plain_labels(terms[0]) if len(terms) == 1 else None
    field: Path = ("install", "nodeSelector")
    if labels is not None:
        for key, wanted in labels.items():
            draft.put((*field, key), wanted, value.place)
    elif ask_for_cards(source.said):
        asked = (one for term in terms for key in _TERM for one in term.elements(key))
        keys = ", ".join(dict.fromkeys(one.text("key") or "" for one in asked))
        draft.remark(
            ("install", "chart"),
            f"The affinity for {keys} is left to the chart, which looks for NVIDIA's cards by the labels of Node "
            "Feature Discovery or nvidia.com/gpu.present.",
        )


def ask_for_cards(said: Said) -> bool:
    """Say whether each term that is said asks for nodes with NVIDIA's cards, as the chart's default does.

    A bundle without NFD names nodes too, beside the label that it has them given.
    """
    value = said.value(*NODE_TERMS)
    terms = [] if value is None else list(value.elements())
    others = [one for one in terms if not _is_about_cards(one)]
    return not others or (len(others) < len(terms) and all(_is_name(one) for one in others))


def _is_name(term: Value) -> bool:
    fields = [one.text("key") for one in term.elements("matchFields")]
    return isinstance(term.tree, dict) and set(term.tree) == {"matchFields"} and fields == ["metadata.name"]


def _is_about_cards(term: Value) -> bool:
    """Say whether a term asks for nodes with NVIDIA's cards, as the chart's default does in its words."""
    if not isinstance(term.tree, dict) or set(term.tree) != {"matchExpressions"}:
        return False
    asked = list(term.elements("matchExpressions"))
    return bool(asked) and all(map(_is_about_a_card, asked))


def _is_about_a_card(one: Value) -> bool:
    key, values = one.text("key") or "", [each.tree for each in one.elements("values")]
    wanted = (one.text("operator"), values)
    if key == _TEGRA:
        return wanted == ("In", ["NVIDIA"])
    return _CARDS.fullmatch(key) is not None and wanted in (("In", ["true"]), ("Exists", []))
