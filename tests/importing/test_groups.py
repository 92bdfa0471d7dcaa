"""Which nodes are labelled alike, and by what."""

import pytest

from generator.importing.draft import Draft
from generator.importing.groups import Group, find_groups
from tests.manifests.reading import manifests

RULE = """\
apiVersion: nfd.k8s-sigs.io/v1alpha1
kind: NodeFeatureRule
metadata: {name: r}
spec: {rules: [{name: r, labels: {nvidia.com/device-plugin.config: a%s}, matchFeatures: [%s]}]}
"""
CARD = "{feature: pci.device, matchExpressions: {device: {op: In, value: [%s]}%s}}"
NODE = "---\napiVersion: v1\nkind: Node\nmetadata: {name: %s, labels: {%s}}\n"


def only(text: str) -> Group:
    found = find_groups(manifests(text), Draft())
    assert len(found) == 1
    return found[0]


@pytest.mark.parametrize(
    ("match", "names", "gpu"),
    [
        ("{feature: system.name, matchExpressions: {nodename: {op: In, value: [a, b]}}}", ("a", "b"), None),
        ("{feature: system.name, matchExpressions: {nodename: {op: InRegexp, value: [a.*]}}}", (), None),
        (CARD % ('"2330"', ""), (), "h100-sxm5-80gb"),
        (CARD % ('"2330", "1eb8"', ""), (), None),
        (CARD % ('"1e07"', ""), (), "rtx-2080-ti"),
        (CARD % ("zz", ""), (), None),
    ],
)
def test_a_rule_tells_names_or_the_card(match: str, names: tuple[str, ...], gpu: str | None) -> None:
    found = only(RULE % (", team: ml", match))
    assert (found.entry, found.layout, found.names, found.more) == ("a", None, names, (("team", "ml"),))
    assert (found.gpu.id if found.gpu else None) == gpu
    assert found.by_rule


def test_nodes_alike_are_one_group() -> None:
    labels = "nvidia.com/gpu.product: Tesla-T4-SHARED, nvidia.com/gpu.count: '2', nvidia.com/device-plugin.config: %s"
    text = NODE % ("a", labels % "x") + NODE % ("b", labels % "x") + NODE % ("c", labels % "y") + NODE % ("d", "x: y")
    assert [(one.names, one.entry, one.per_node) for one in find_groups(manifests(text), Draft())] == [
        (("a", "b"), "x", 2),
        (("c",), "y", 2),
    ]


def test_a_label_at_registration_names_no_node() -> None:
    found = only("machine: {nodeLabels: {nvidia.com/mig.config: all-1g.10gb}}\n")
    assert (found.entry, found.layout, found.names, found.by_rule) == (None, "all-1g.10gb", (), False)
