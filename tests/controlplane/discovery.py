"""A stand-in for Node Feature Discovery: it does to the nodes' labels what NFD's master does by NodeFeatureRules.

It knows the two features and the two operators that the rules of a bundle use, and stops at anything else. Source of
the meaning: NFD's customization guide; the terms of a rule all have to hold, and a term on `pci.device` holds where
one device satisfies all of its expressions.
"""

from collections.abc import Iterable, Mapping

from generator.model.tree import Tree
from tests.controlplane.api import Api
from tests.controlplane.nodes import PlayedNode
from tests.support.bundles import Object, at, items

OWN = "nfd.node.kubernetes.io/feature-labels"
"""The annotation in which NFD keeps the keys of the labels that are its own."""
RULES = "/apis/{group}/v1alpha1/nodefeaturerules"


def label_nodes(api: Api, nodes: Iterable[PlayedNode], group: str = "nfd.k8s-sigs.io") -> dict[str, dict[str, str]]:
    """Set on each node the labels that the cluster's rules say, and return them by node."""
    rules = [rule for found in api.list(RULES.format(group=group)) for rule in items(at(found, "spec", "rules"))]
    given: dict[str, dict[str, str]] = {}
    for node in nodes:
        given[node.name] = {}
        for rule in rules:
            if all(_holds(term, node) for term in items(at(rule, "matchFeatures"))):
                given[node.name] |= _texts(at(rule, "labels"))
        _set(api, node.name, given[node.name])
    return given


def _set(api: Api, name: str, given: Mapping[str, str]) -> None:
    """Set the labels, and take away those that were set before and no rule gives any more."""
    path = f"/api/v1/nodes/{name}"
    before = str(at(api.get(path), "metadata", "annotations", OWN) or "").split(",")
    labels: Object = {**{key: None for key in before if key}, **given}
    annotations: Object = {OWN: ",".join(given)}
    api.merge(path, {"metadata": {"labels": labels, "annotations": annotations}})


def _holds(term: Tree, node: PlayedNode) -> bool:
    feature, expressions = at(term, "feature"), at(term, "matchExpressions")
    assert isinstance(expressions, dict), term
    return any(_all_match(expressions, instance) for instance in _instances(str(feature), node))


def _instances(feature: str, node: PlayedNode) -> list[dict[str, str]]:
    if feature == "system.name":
        return [{"nodename": node.name}]
    assert feature == "pci.device", feature
    return [
        {"vendor": "10de", "device": f"{device:04x}"} | ({} if subsystem is None else _subsystem(subsystem))
        for device, subsystem in node.cards
    ]


def _subsystem(number: int) -> dict[str, str]:
    return {"subsystem_device": f"{number:04x}"}


def _all_match(expressions: Mapping[str, Tree], instance: Mapping[str, str]) -> bool:
    return all(_matches(expression, instance.get(key)) for key, expression in expressions.items())


def _matches(expression: Tree, value: str | None) -> bool:
    operator = at(expression, "op")
    if operator == "Exists":
        return value is not None
    assert operator == "In", expression
    return value in items(at(expression, "value"))


def _texts(tree: Tree) -> dict[str, str]:
    assert isinstance(tree, dict)
    return {key: str(value) for key, value in tree.items()}
