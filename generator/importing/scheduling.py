"""Where the stack's pods run: tolerations, node selector, affinity and priority."""

from generator.importing.draft import Draft
from generator.importing.source import Source
from generator.model.manifest_value import Value
from generator.model.tree import Path, Tree

_AFFINITY = ("affinity", "nodeAffinity", "requiredDuringSchedulingIgnoredDuringExecution", "nodeSelectorTerms")
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
    found: list[Tree] = []
    nfd = ("node-feature-discovery" if source.is_operator else "nfd", "worker", "tolerations")
    workers = said.value(*nfd)
    if value is not None and not isinstance(value.tree, list):
        said.give_back(*path)
        return
    for one in value.elements() if value is not None else ():
        if one.tree not in usual and (plain := _toleration(one)) not in found:
            found.append(plain)
    if found and value is not None:
        draft.put(("install", "tolerations"), found, value.place)
    if value is not None and isinstance(value.tree, list) and any(one not in value.tree for one in usual):
        draft.remark(
            ("install", "tolerations"),
            "The chart's own tolerations stay beside these: more is tolerated than before, nothing less.",
        )
    if workers is not None:
        _workers(source, draft, nfd, found)


def _workers(source: Source, draft: Draft, path: tuple[str, ...], found: list[Tree]) -> None:
    """NFD's workers get the same tolerations; those that only they have go to everybody."""
    value = source.said.changed(*path)
    default = source.said.default(path)
    usual: list[Tree] = default if isinstance(default, list) else []
    if value is None:
        return
    if not isinstance(value.tree, list):
        source.said.give_back(*path)
        return
    own = [_toleration(one) for one in value.elements() if one.tree not in usual]
    more = [one for one in own if one not in found]
    if more:
        draft.put(("install", "tolerations"), [*found, *more], value.place)


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


def _affinity(source: Source, draft: Draft) -> None:
    """Take a required node affinity that is one term of plain labels: a node selector asks for the same."""
    whole = source.said.value("affinity")
    if whole is not None and whole.tree is None:
        # Nodes with a card have the labels that the default asks for, wherever NFD runs.
        source.said.take("affinity")
    value = source.said.changed(*_AFFINITY)
    if value is None:
        return
    terms = list(value.elements())
    labels = _plain_labels(terms[0]) if len(terms) == 1 else None
    field: Path = ("install", "nodeSelector")
    if labels is not None:
        for key, wanted in labels.items():
            draft.put((*field, key), wanted, value.place)
    elif _is_about_gpus(terms):
        draft.remark(
            ("install", "chart"),
            f"The affinity for {', '.join(_keys(terms))} is left to the chart, which looks for NVIDIA's cards by "
            "the labels of Node Feature Discovery or nvidia.com/gpu.present.",
        )
    else:
        source.said.give_back(*_AFFINITY)


def _plain_labels(term: Value) -> dict[str, str] | None:
    """Return the labels that a term asks for; None where it asks in another way."""
    found: dict[str, str] = {}
    for one in term.elements("matchExpressions"):
        key, wanted = one.text("key"), [each.tree for each in one.elements("values")]
        if key is None or one.text("operator") != "In" or len(wanted) != 1 or not isinstance(wanted[0], str):
            return None
        found[key] = wanted[0]
    plain = isinstance(term.tree, dict) and set(term.tree) == {"matchExpressions"}
    return found if plain and found else None


def _is_about_gpus(terms: list[Value]) -> bool:
    """Say whether every term asks for nodes with NVIDIA's cards, as the chart's default does in its words."""
    return bool(terms) and all(
        key.startswith(("feature.node.kubernetes.io/pci-", "nvidia.com/gpu")) for key in _keys(terms)
    )


def _keys(terms: list[Value]) -> list[str]:
    return [one.text("key") or "" for term in terms for one in term.elements("matchExpressions")]
