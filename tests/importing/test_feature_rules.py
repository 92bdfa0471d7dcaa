"""Which nodes a NodeFeatureRule means, and what of a rule no pool says."""

import pytest

from generator.model.finding import Severity
from generator.model.plan import CONFIG_LABEL, MIG_LABEL, BindingKind
from tests.importing.given import imported, plan, profile, told
from tests.importing.test_apart import T4, node
from tests.importing.test_pools import LAID, OPERATOR, VALUES, entries, layouts, sliced
from tests.support.plans import advertised

DEVICES = ", device: {op: In, value: [1eb8, '2330']}"
CLASS = ", class: {op: In, value: ['0302']}"
KERNEL = "{feature: kernel.version, matchExpressions: {major: {op: Exists}}}"
TWO = VALUES % "b" + entries({"a": sliced(4), "b": sliced(2)})
NAMES = "matchFeatures: [{feature: system.name, matchExpressions: {nodename: {op: In, value: [%s]}}}]"
CARD = "{feature: pci.device, matchExpressions: {vendor: {op: In, value: ['10de']}%s}}"


def rules(*texts: str) -> str:
    listed = "".join(f"  - {{name: one, {text}}}\n" for text in texts)
    return (
        "---\napiVersion: nfd.k8s-sigs.io/v1alpha1\nkind: NodeFeatureRule\nmetadata: {name: r}\n"
        f"spec:\n  rules:\n{listed}"
    )


def labels(more: str = "", entry: str = "a") -> str:
    return f"labels: {{{CONFIG_LABEL}: {entry}{more}}}"


@pytest.mark.parametrize(
    ("match", "words"),
    [
        (NAMES.replace("In,", "InRegexp,") % "^gpu", "system.name nodename"),
        (NAMES.replace("In,", "NotIn,") % "cpu", "system.name nodename"),
        (f"matchAny: [{{{NAMES % 'x'}}}]", "matchAny"),
        (f"matchFeatures: [{CARD % ', device: {op: NotIn, value: [1eb8]}'}]", "pci.device device"),
        (f"matchFeatures: [{CARD % DEVICES}]", "pci.device device"),
        (f"matchFeatures: [{CARD % ', device: {op: In, value: [2330]}'}]", "pci.device device"),
        (f"matchFeatures: [{CARD % CLASS}]", "pci.device class"),
        (f"{NAMES[:-1]}, {KERNEL}]" % "x", "kernel.version major"),
        ("matchFeatures: [{feature: pci.device, matchName: {op: Exists}}]", "pci.device"),
    ],
)
def test_a_rule_that_no_pool_can_say_is_told_and_stays(match: str, words: str) -> None:
    result = imported(TWO + rules(f"{labels()}, {match}"), "RTX 3090:2", chart=OPERATOR)
    message = f"not in the profile: the rule one, which finds its nodes by {words}"
    assert told(result) == [("IMP001", 16, message)]
    found = plan(result).pools
    assert [(pool.name, pool.binding.kind, pool.node_names) for pool in found] == [
        ("a", BindingKind.COMMAND, ()),
        ("b", BindingKind.REST, ()),
    ]
    assert "bind: nodeSelector}\n" in result.text  # No comment that points at the rule.


def test_a_rule_for_every_card_does_what_a_default_does() -> None:
    for match in ("", ", class: {op: In, value: ['0300', '0302']}"):
        text = TWO + rules(f"{labels()}, matchFeatures: [{CARD % match}]")
        result = imported(text, "RTX 3090:2", chart=OPERATOR)
        assert told(result) == []
        assert [(pool.name, pool.binding.kind) for pool in plan(result).pools] == [
            ("a", BindingKind.REST),
            ("b", BindingKind.COMMAND),
        ]


def test_what_else_a_rule_does_is_told() -> None:
    more = "annotations: {x/y: z}, extendedResources: {x/n: '3'}, taints: [{key: x/g, effect: NoSchedule}]"
    own = labels(", x/model: '@cpu.model.id'")
    result = imported(TWO + rules(f"{own}, {more}, {NAMES % 'n'}"), "RTX 3090", chart=OPERATOR)
    assert {message for _, _, message in told(result)} == {
        "not in the profile: annotations of the rule one",
        "not in the profile: extendedResources of the rule one",
        "not in the profile: taints of the rule one",
        "not in the profile: the label x/model of the rule one, whose value is that of a feature",
    }


def test_two_rules_for_one_entry_keep_their_own_labels() -> None:
    text = TWO + rules(
        f"{labels(', example.com/team: x')}, {NAMES % 'n1'}", f"{labels(', example.com/team: z')}, {NAMES % 'n2'}"
    )
    result = imported(text, "RTX 3090:2", chart=OPERATOR)
    assert told(result) == []
    found = plan(result).pools[:2]
    assert [(pool.node_names, pool.node_labels, advertised(pool)) for pool in found] == [
        (("n1",), (("example.com/team", ("x",)),), {"nvidia.com/gpu": 8}),
        (("n2",), (("example.com/team", ("z",)),), {"nvidia.com/gpu": 8}),
    ]


def test_nodes_that_nobody_names_may_have_several_values_of_a_label() -> None:
    talos = "---\nmachine: {{nodeLabels: {{{}: a, team: {}}}}}\n"
    text = TWO + talos.format(CONFIG_LABEL, "x") + talos.format(CONFIG_LABEL, "z")
    found = profile(imported(text, "RTX 3090:2", chart=OPERATOR))["pools"]
    assert isinstance(found, list)
    assert isinstance(found[0], dict)
    assert found[0]["nodeLabels"] == {"team": ["x", "z"]}


def test_a_node_is_in_the_pool_of_the_rules_that_mean_it() -> None:
    text = LAID.replace("''", "b") + "mig: {strategy: mixed}\n" + entries({"a": sliced(4), "b": sliced(2)})
    text += layouts("cut: [{devices: all, mig-enabled: true, mig-devices: {1g.10gb: 7}}]")
    text += node("n1", "nvidia.com/gpu.product: NVIDIA-A100-SXM4-80GB, nvidia.com/gpu.count: '2'") + node("n2", T4)
    by_card = f"matchFeatures: [{CARD % ', device: {op: In, value: [1eb8]}'}]"
    text += rules(f"labels: {{{MIG_LABEL}: cut}}, {NAMES % 'n1'}", f"{labels()}, {by_card}")
    result = imported(text, chart=OPERATOR)
    assert [one.message for one in result.findings if one.severity is not Severity.INFO] == []
    found = plan(result).pools
    assert [(pool.name, pool.binding.kind, pool.node_names, advertised(pool)) for pool in found] == [
        ("b", BindingKind.NAME_RULE, ("n1",), {"nvidia.com/mig-1g.10gb": 14}),
        ("a", BindingKind.GPU_RULE, ("n2",), {"nvidia.com/gpu": 8}),
    ]
