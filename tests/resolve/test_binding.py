"""By what each pool's nodes are reached."""

import pytest

from generator.facts.gpus import find_gpu
from generator.model.gpu import Gpu
from generator.model.plan import BindingKind
from generator.model.tree import Path
from generator.resolve.binding import _alike
from tests.support.plans import OPERATOR, STANDALONE, compile_text, errors, plan_of

SHARED = "timeSlicing: {replicas: 2}"


def test_one_pool_alone_is_the_default_entry() -> None:
    plan = plan_of(f"pools: [{{name: a, gpus: [{{model: rtx-3090}}], {SHARED}}}]")
    assert plan.pools[0].binding.kind is BindingKind.DEFAULT
    assert plan.pools[0].binding.labels == ()
    assert plan.plugin_config is not None
    assert plan.plugin_config.default == "a"


def test_with_several_pools_the_default_entry_shares_nothing() -> None:
    plan = plan_of(
        f"""
        pools:
          - {{name: a, nodes: {{names: [n1, n2]}}, gpus: [{{model: rtx-3090}}], {SHARED}}}
          - {{name: b, gpus: [{{model: rtx-4090}}], {SHARED}}}
          - {{name: c, nodes: {{nodeSelector: {{tier: c}}}}, gpus: [{{model: rtx-3090}}], {SHARED}}}
          - {{name: d, gpus: [{{model: rtx-3090}}]}}
        """
    )
    assert plan.plugin_config is not None
    assert plan.plugin_config.default == "unshared"
    assert dict(plan.plugin_config.entries)["unshared"] == {"version": "v1"}
    kinds = [pool.binding.kind for pool in plan.pools]
    assert kinds == [BindingKind.NAME_RULE, BindingKind.GPU_RULE, BindingKind.COMMAND, BindingKind.DEFAULT]
    labels = [dict(pool.binding.labels) for pool in plan.pools]
    assert labels == [
        {"nvidia.com/device-plugin.config": "a"},
        {"nvidia.com/device-plugin.config": "b"},
        {"nvidia.com/device-plugin.config": "c"},
        {},
    ]


def test_of_several_pools_one_may_be_for_the_nodes_without_a_label() -> None:
    plan = plan_of(
        f"""
        pools:
          - {{name: a, nodes: {{names: [n1]}}, gpus: [{{model: rtx-3090}}], timeSlicing: {{replicas: 3}}}}
          - {{name: b, nodes: {{bind: default}}, gpus: [{{model: rtx-3090}}], {SHARED}}}
          - {{name: c, nodes: {{nodeSelector: {{tier: c}}}}, gpus: [{{model: rtx-3090}}], {SHARED}}}
          - {{name: d, gpus: [{{model: rtx-4090}}]}}
        """
    )
    assert plan.plugin_config is not None
    assert plan.plugin_config.default == "b"
    found = [(pool.name, pool.binding.kind, dict(pool.binding.labels)) for pool in plan.pools]
    assert found == [
        ("a", BindingKind.NAME_RULE, {"nvidia.com/device-plugin.config": "a"}),
        ("b", BindingKind.REST, {}),
        # An entry like the default one needs no label, one that shares nothing does.
        ("c", BindingKind.DEFAULT, {}),
        ("d", BindingKind.GPU_RULE, {"nvidia.com/device-plugin.config": "d"}),
    ]


def test_two_pools_for_the_nodes_without_a_label_are_refused() -> None:
    shared = "gpus: [{model: rtx-3090}], timeSlicing"
    first = f"{{name: a, nodes: {{bind: default}}, {shared}: {{replicas: 2}}}}"
    second = f"{{name: b, nodes: {{\nbind: default}}, {shared}: {{replicas: 3}}}}"
    ((code, line, message),) = errors(compile_text(f"pools: [{first}, {second}]"))
    assert (code, message) == ("NOD004", "the nodes without a label are those of pool a already")
    ((_, beginning, _),) = errors(compile_text("pools: []"))
    assert line == beginning + 1, "at the second binding"


def test_a_layout_takes_a_label_in_the_default_pool_too() -> None:
    cut = "{name: a, nodes: {bind: default%s}, gpus: [{model: A100-SXM4-80GB}], mig: all-1g.10gb}"
    other = f"{{name: b, nodes: {{names: [n1]}}, gpus: [{{model: A100-SXM4-80GB}}], {SHARED}}}"
    ((code, _, message),) = errors(compile_text(f"pools: [{cut % ''}, {other}]"))
    assert (code, message) == (
        "NOD003",
        "pool a has neither names nor nodeSelector, and other pools have A100 SXM4 80GB too",
    )
    plan = plan_of(f"pools: [{cut % ', names: [n2]'}, {other}]")
    assert plan.pools[0].binding.kind is BindingKind.NAME_RULE
    assert dict(plan.pools[0].binding.labels) == {"nvidia.com/mig.config": "a"}


def test_without_nfd_names_are_labelled_by_command() -> None:
    plan = plan_of(
        f"""
        pools:
          - {{name: a, nodes: {{names: [n1]}}, gpus: [{{model: rtx-3090}}], {SHARED}}}
          - {{name: b, gpus: [{{model: rtx-3090}}]}}
        """,
        install=OPERATOR + "  nodeFeatureDiscovery: none\n",
    )
    assert plan.pools[0].binding.kind is BindingKind.COMMAND
    assert plan.pools[0].binding.node_names == ("n1",)


def test_a_pool_that_nothing_tells_apart_is_refused() -> None:
    compiled = compile_text(
        f"""
        pools:
          - {{name: a, gpus: [{{model: rtx-3090}}], {SHARED}}}
          - {{name: b, nodes: {{names: [n1]}}, gpus: [{{model: rtx-3090}}]}}
        """
    )
    assert [code for code, _, _ in errors(compiled)] == ["NOD003"]
    assert "GeForce RTX 3090" in errors(compiled)[0][2]
    assert compiled.files == ()


def test_cards_with_one_pci_id_are_told_apart_by_their_subsystem() -> None:
    plan = plan_of(
        f"""
        pools:
          - {{name: a, gpus: [{{model: a2}}], {SHARED}}}
          - {{name: b, gpus: [{{model: a16, count: 4}}]}}
        """
    )
    binding = plan.pools[0].binding
    assert binding.kind is BindingKind.GPU_RULE
    assert binding.gpu is not None
    assert binding.gpu.pci_subsystem_ids == (0x157E,)


def test_a_mig_pool_needs_its_label_even_alone() -> None:
    plan = plan_of("pools: [{name: a, gpus: [{model: A100-SXM4-80GB}], mig: all-1g.10gb}]")
    assert dict(plan.pools[0].binding.labels) == {"nvidia.com/mig.config": "a"}
    assert plan.pools[0].binding.kind is BindingKind.GPU_RULE


def test_the_standalone_chart_has_nobody_who_reads_the_mig_label() -> None:
    plan = plan_of("pools: [{name: a, gpus: [{model: A100-SXM4-80GB}], mig: all-1g.10gb}]", install=STANDALONE)
    assert plan.pools[0].binding.labels == ()


NODES = "nodes: {names: [n1], nodeSelector: {tier: x}"
OTHER = "{name: b, nodes: {names: [n2]}, gpus: [{model: rtx-4090}]}"


@pytest.mark.parametrize(
    ("wish", "kind", "names", "selector"),
    [
        ("", BindingKind.NAME_RULE, ("n1",), ()),
        (", bind: nodeNames", BindingKind.NAME_RULE, ("n1",), ()),
        (", bind: gpuModel", BindingKind.GPU_RULE, ("n1",), (("tier", "x"),)),
        (", bind: nodeSelector", BindingKind.COMMAND, (), (("tier", "x"),)),
    ],
)
def test_a_pool_is_bound_by_what_it_wishes_for(
    wish: str, kind: BindingKind, names: tuple[str, ...], selector: tuple[tuple[str, str], ...]
) -> None:
    plan = plan_of(f"pools: [{{name: a, {NODES}{wish}}}, gpus: [{{model: rtx-3090}}], {SHARED}}}, {OTHER}]")
    binding = plan.pools[0].binding
    assert (binding.kind, binding.node_names, binding.node_selector) == (kind, names, selector)


def test_a_pool_without_labels_keeps_how_its_nodes_are_known() -> None:
    binding = plan_of(f"pools: [{{name: a, {NODES}}}, gpus: [{{model: rtx-3090}}], {SHARED}}}]").pools[0].binding
    assert (binding.kind, binding.node_names, binding.node_selector) == (BindingKind.DEFAULT, ("n1",), (("tier", "x"),))


@pytest.mark.parametrize(
    ("nodes", "install", "place", "words"),
    [
        (
            "",
            OPERATOR,
            ("pools", 0),
            "neither names nor nodeSelector, and other pools have GeForce RTX 3090 and T4 too",
        ),
        ("nodes: {bind: nodeNames}, ", OPERATOR, ("pools", 0), "pool a is to be reached by nodeNames"),
        ("nodes: {names: [n1], bind: gpuModel}, ", OPERATOR, ("pools", 0, "nodes"), "cannot be told by its GPU: other"),
        (
            "nodes: {nodeSelector: {tier: x}, bind: gpuModel}, ",
            f"{OPERATOR}  nodeFeatureDiscovery: none\n",
            ("pools", 0, "nodes"),
            "is to be reached by gpuModel, which",
        ),
    ],
)
def test_why_a_pool_cannot_be_reached(nodes: str, install: str, place: Path, words: str) -> None:
    both = "gpus: [{model: rtx-3090}, {model: T4}]"
    body = f"pools: [{{name: a, {nodes}{both}, {SHARED}}}, {{name: b, nodes: {{names: [n2]}}, {both}}}]"
    (told,) = (one for one in compile_text(body, install=install).findings if one.code == "NOD003")
    assert told.at == place
    assert words in told.message


def test_cards_of_one_pci_id_and_one_subsystem_are_alike() -> None:
    card = find_gpu("a2")
    assert isinstance(card, Gpu)
    twin = card._replace(id="twin")
    assert _alike(card, twin)
    assert not _alike(card, twin._replace(pci_subsystem_ids=(0xFFFF,)))
    assert not _alike(card, twin._replace(pci_device_ids=(0xFFFF,)))
    assert _alike(card._replace(pci_subsystem_ids=()), twin)


def test_without_nfd_nothing_sees_a_card_by_which_a_pool_could_be_told() -> None:
    body = f"pools: [{{name: a, gpus: [{{model: rtx-3090}}], {SHARED}}}, {OTHER}]"
    (told,) = errors(compile_text(body, install=OPERATOR + "  nodeFeatureDiscovery: none\n"))
    assert told[2].endswith("without NFD nothing sees its GeForce RTX 3090")
