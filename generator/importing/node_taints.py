"""Taints of Node objects, and a pool's `taints`: those that all of its nodes have."""

from generator.importing.codes import DIFFERENT, INEXPRESSIBLE
from generator.importing.draft import Draft
from generator.importing.named import Named
from generator.importing.source import Source
from generator.lint.common.nodes import Taint as LintTaint
from generator.lint.common.nodes import tolerates
from generator.model.manifest_value import Place, Value
from generator.model.taints import Taint
from generator.model.tree import Tree


def pool_taints(named: Named, source: Source, draft: Draft) -> list[Tree]:
    """Return the taints that all nodes of a pool have; those that only some have are told."""
    nodes = [taints for group in named.pair.groups if group.names for taints in group.taints]
    first: dict[Taint, Place] = {}
    for taints in nodes:
        for taint, place in taints:
            first.setdefault(taint, place)
    common = set(first).intersection(*(dict(taints) for taints in nodes))
    for taint, place in first.items():
        if taint not in common:
            draft.tell(
                INEXPRESSIBLE,
                f"the taint {_text(taint)}, which some nodes of pool {named.name} have and others have not",
                place,
                "Keep it on those nodes, or make a pool of them; the bundle takes no taint away.",
            )
        elif taint.keeps_away and not _is_tolerated(taint, source):
            draft.tell(
                DIFFERENT,
                f"no toleration lets the chart's pods onto nodes with the taint {_text(taint)}, and one would",
                place,
                "Take the taint out of the pool if its nodes are to stay without GPUs.",
            )
    if common:
        draft.origins[(*named.at, "taints")] = next(place for taint, place in first.items() if taint in common)
    return [_tree(taint) for taint in first if taint in common]


def _is_tolerated(taint: Taint, source: Source) -> bool:
    path = ("daemonsets", "tolerations") if source.is_operator else ("tolerations",)
    given = Value(source.said.effective(*path), source.place or Place("", 0))
    return any(tolerates(one, LintTaint(*taint)) for one in given.elements())


def _text(taint: Taint) -> str:
    return f"{taint.key}={taint.value}:{taint.effect}" if taint.value else f"{taint.key}:{taint.effect}"


def _tree(taint: Taint) -> Tree:
    found: dict[str, Tree] = {"key": taint.key}
    if taint.value:
        found["value"] = taint.value
    return {**found, "effect": taint.effect}
