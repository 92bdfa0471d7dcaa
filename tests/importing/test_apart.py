"""Nodes with other cards are another pool, and a pool has the taints of its nodes."""

import pytest

from generator.importing.request import Request
from generator.importing.result import import_manifests
from generator.manifests import SourceFile, read_manifests
from generator.manifests.context import ContextProblem, read_context
from generator.model.plan import CONFIG_LABEL, MIG_LABEL
from tests.importing.given import as_files, cards, imported, plan, profile, told
from tests.importing.test_pools import LAID, OPERATOR, VALUES, entries, layouts, sliced
from tests.support.plans import advertised

SHARED = VALUES % "any" + entries({"any": sliced(4)})
A100 = "nvidia.com/gpu.product: NVIDIA-A100-SXM4-80GB, nvidia.com/gpu.count: '%d'"
CUT = "driver: {enabled: false}\nmigManager: {config: {name: m}}\n"
T4 = "nvidia.com/gpu.product: Tesla-T4, nvidia.com/gpu.count: '2'"


def node(name: str, labels: str, taints: str = "") -> str:
    labelled = f"metadata: {{name: {name}, labels: {{{labels}}}}}"
    return f"---\napiVersion: v1\nkind: Node\n{labelled}\nspec: {{taints: [{taints}]}}\n"


@pytest.mark.parametrize(
    ("other", "name", "units"),
    [(T4, "any-t4", 8), (A100 % 2, "any-a100-sxm4-80gb-x2", 8), (A100 % 8, "", 0)],
)
def test_nodes_of_one_entry_with_other_cards_are_another_pool(other: str, name: str, units: int) -> None:
    result = imported(SHARED + node("a", A100 % 8) + node("b", other), chart=OPERATOR)
    assert told(result) == []
    found = [(pool.name, pool.node_names, advertised(pool)) for pool in plan(result).pools]
    if name:
        assert found == [
            ("any", ("a",), {"nvidia.com/gpu": 32}),
            (name, ("b",), {"nvidia.com/gpu": units}),
        ]
    else:
        assert found == [("any", ("a", "b"), {"nvidia.com/gpu": 32})]


def test_a_node_of_which_the_caller_says_another_card_is_another_pool() -> None:
    text = SHARED + node("a", "nvidia.com/gpu.present: 'true'") + node("b", "nvidia.com/gpu.present: 'true'")
    result = imported(text, "a=A100-SXM4-80GB:8", "b=T4:2", "b=L4:1", chart=OPERATOR)
    assert told(result) == []
    assert [(pool.node_names, [(card.gpu.id, card.per_node) for card in pool.gpus]) for pool in plan(result).pools] == [
        (("a",), [("a100-sxm4-80gb", 8)]),
        (("b",), [("t4", 2), ("l4", 1)]),
    ]


def test_one_layout_on_two_cards_is_two_pools() -> None:
    text = CUT + "mig: {strategy: mixed}\n"
    text += layouts(
        'halves: [{device-filter: ["0x20B210DE"], devices: all, mig-enabled: true, mig-devices: {3g.40gb: 2}},'
        ' {device-filter: ["0x20B710DE"], devices: all, mig-enabled: true, mig-devices: {2g.12gb: 2}}]'
    )
    text += node("a", f"{MIG_LABEL}: halves, {A100 % 4}")
    text += node("b", f"{MIG_LABEL}: halves, nvidia.com/gpu.product: NVIDIA-A30, nvidia.com/gpu.count: '2'")
    result = imported(text, chart=OPERATOR)
    assert [(pool.name, pool.node_names, advertised(pool)) for pool in plan(result).pools] == [
        ("halves", ("a",), {"nvidia.com/mig-3g.40gb": 8}),
        ("halves-a30", ("b",), {"nvidia.com/mig-2g.12gb": 4}),
    ]
    assert [one.message for one in result.findings if one.code == "IMP006"] == [
        f"nodes with {MIG_LABEL}=halves belong to pool halves-a30"
    ]


def test_under_the_strategy_single_the_count_is_of_devices() -> None:
    text = CUT + "mig: {strategy: single}\n"
    text += node(
        "a",
        f"{MIG_LABEL}: all-1g.10gb, nvidia.com/gpu.product: NVIDIA-A100-SXM4-80GB-MIG-1g.10gb,"
        " nvidia.com/gpu.count: '14'",
    )
    assert [card.per_node for card in plan(imported(text, chart=OPERATOR)).pools[0].gpus] == [2]


def test_a_node_whose_card_is_gone_is_in_no_pool() -> None:
    result = imported(
        SHARED + node("a", A100 % 8) + node("b", f"nvidia.com/gpu.present: 'false', {A100 % 8}"), chart=OPERATOR
    )
    assert [pool.node_names for pool in plan(result).pools] == [("a",)]


def test_a_pool_has_the_taints_of_all_its_nodes() -> None:
    ours = "{key: nvidia.com/gpu, value: x, effect: NoSchedule}"
    text = SHARED + node("a", T4, f"{ours}, {{key: node.kubernetes.io/unschedulable, effect: NoSchedule}}")
    result = imported(text + node("b", T4, ours), chart=OPERATOR)
    assert told(result) == []
    found = profile(result)["pools"]
    assert isinstance(found, list)
    assert isinstance(found[0], dict)
    assert found[0]["taints"] == [{"key": "nvidia.com/gpu", "value": "x", "effect": "NoSchedule"}]


def test_a_taint_of_some_nodes_and_one_that_nothing_tolerates_are_told() -> None:
    ours = "{key: gpu, effect: NoSchedule}"
    text = SHARED + node("a", T4, f"{ours}, {{key: old, effect: PreferNoSchedule}}") + node("b", T4, ours)
    assert told(imported(text, chart=OPERATOR)) == [
        ("IMP010", 13, "no toleration lets the chart's pods onto nodes with the taint gpu:NoSchedule, and one would"),
        (
            "IMP001",
            13,
            "not in the profile: the taint old:PreferNoSchedule, which some nodes of pool any have and others have not",
        ),
    ]
    tolerated = "daemonsets: {tolerations: [{key: gpu, operator: Exists}]}\n" + text
    assert [code for code, _, _ in told(imported(tolerated, chart=OPERATOR))] == ["IMP001"]


def test_a_label_at_registration_is_of_nodes_that_others_name() -> None:
    talos = f"---\nmachine: {{nodeLabels: {{{CONFIG_LABEL}: any}}}}\n"
    result = imported(SHARED + talos + node("b", T4), chart=OPERATOR)
    assert [(pool.node_names, pool.gpus[0].gpu.id) for pool in plan(result).pools] == [(("b",), "t4")]


def test_what_no_node_has_is_left_out_where_the_files_show_a_cluster() -> None:
    text = LAID.replace("''", "a") + "mig: {strategy: single}\n"
    text += entries({"a": sliced(2), "b": sliced(3)})
    text += layouts(
        "seven: [{devices: all, mig-enabled: true, mig-devices: {1g.10gb: 7}}],"
        " split: [{devices: [0], mig-enabled: true, mig-devices: {3g.40gb: 2}},"
        " {devices: [1], mig-enabled: true, mig-devices: {1g.10gb: 7}}]"
    )
    result = imported(text + node("n", f"{MIG_LABEL}: seven, {A100 % 2}"), chart=OPERATOR)
    assert told(result) == []
    assert [(pool.name, pool.node_names) for pool in plan(result).pools] == [("a", ("n",))]
    assert [one.message for one in result.findings if one.code == "IMP001"] == [
        "not in the profile: the entry b, which no Node among the files has",
        "not in the profile: the layout split, which no Node among the files has",
    ]


def test_a_node_that_somebody_wrote_does_not_show_all_others() -> None:
    text = VALUES % "a" + entries({"a": sliced(2), "b": sliced(3)}) + node("n", f"{CONFIG_LABEL}: a")
    assert [pool.name for pool in plan(imported(text, "T4", chart=OPERATOR)).pools] == ["a", "b"]


def test_what_is_said_of_a_node_counts_beside_what_lint_is_told_of_it() -> None:
    files = as_files(SHARED + node("a", "nvidia.com/gpu.present: 'true'"))
    context = read_context(("a=T4",), OPERATOR, "1.35", None)
    assert not isinstance(context, ContextProblem)
    manifests = read_manifests((SourceFile(*one) for one in files.items()), context, files.get).manifests
    result = import_manifests(manifests, Request(cards(["a=T4:2", "L4"]), "test", "kubeadm"), files.get)
    assert [card.per_node for card in plan(result).pools[0].gpus] == [2]
    assert "get this configuration too" not in result.text
