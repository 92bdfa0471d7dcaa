"""One MIG strategy for the operator's whole cluster, and what it cannot serve."""

import pytest

from generator.model.profile import MigStrategy
from tests.support.plans import WAITING_FOR_LABELS, compile_text, errors

UNLIKE = "{name: a, gpus: [{model: A100-SXM4-80GB}], mig: [{migDevices: {3g.40gb: 1, 2g.20gb: 2}}]}"
MPS = "{name: b, gpus: [{model: rtx-4090}], mps: {replicas: 6}}"


def test_unlike_devices_beside_mps_are_refused_with_every_way_out() -> None:
    compiled = compile_text(f"pools:\n  - {UNLIKE}\n  - {MPS}\n", install=WAITING_FOR_LABELS)
    ((code, _, message),) = errors(compiled)
    assert code == "MIG007"
    assert message == (
        "pool b shares by MPS, which leaves gpu-operator the strategy single alone, and a node here has "
        "2g.20gb, 3g.40gb"
    )
    (finding,) = [one for one in compiled.findings if one.code == "MIG007"]
    assert finding.fix.startswith("Use timeSlicing instead of mps there, or one MIG profile on every GPU")
    assert "nvidia-device-plugin" in finding.fix


def test_a_stated_single_is_not_blamed_on_mps() -> None:
    compiled = compile_text(f"mig: {{strategy: single}}\npools:\n  - {UNLIKE}\n")
    assert errors(compiled) == [("MIG007", 10, "under the strategy single a node has 2g.20gb, 3g.40gb")]


def test_whole_cards_beside_mig_devices_are_named() -> None:
    pool = "{name: a, gpus: [{model: A100-SXM4-80GB, count: 3}], mig: [{devices: [0], migDevices: {1g.10gb: 7}}]}"
    compiled = compile_text(f"mig: {{strategy: single}}\npools:\n  - {pool}\n")
    assert [message for _, _, message in errors(compiled)] == [
        "under the strategy single a node has 1g.10gb beside 2 whole GPUs"
    ]


def test_mixed_beside_mps_says_what_it_leads_to() -> None:
    compiled = compile_text(f"mig: {{strategy: mixed}}\npools:\n  - {MPS}\n")
    assert errors(compiled) == [("MIG006", 8, "strategy mixed, but pool b shares by MPS")]


def test_layouts_under_none_reach_nobody() -> None:
    compiled = compile_text(f"mig: {{strategy: none}}\npools:\n  - {MPS}\n  - {UNLIKE}\n", install=WAITING_FOR_LABELS)
    assert errors(compiled) == [("MIG008", 8, "strategy none, but pool a has a MIG layout")]
    assert [one.at for one in compiled.findings if one.code == "MIG008"] == [("mig", "strategy")]


@pytest.mark.parametrize("pool", [MPS, "{name: a, gpus: [{model: A100-SXM4-80GB}]}"])
def test_none_is_the_strategy_of_a_cluster_that_wants_it(pool: str) -> None:
    plan = compile_text(f"mig: {{strategy: none}}\npools:\n  - {pool}\n").plan
    assert plan is not None
    assert (plan.stack.mig_strategy, plan.pools[0].mig_strategy) == (MigStrategy.NONE, MigStrategy.NONE)


TWO_MODES = "{name: b, gpus: [{model: rtx-4090}], mps: {replicas: 6}, timeSlicing: {replicas: 2}}"


@pytest.mark.parametrize("strategy", ["", "mig: {strategy: mixed}\n"])
def test_nothing_follows_from_mps_that_may_not_be_meant(strategy: str) -> None:
    assert [code for code, _, _ in errors(compile_text(f"{strategy}pools:\n  - {TWO_MODES}\n  - {UNLIKE}\n"))] == [
        "MOD001"
    ]


def test_two_modes_hide_no_fault_of_another_pool() -> None:
    unknown = "{name: c, gpus: [{model: rtx-9999}]}"
    twice = "{name: b, gpus: [{model: rtx-4090}, {model: rtx-4090}]}"
    compiled = compile_text(f"pools:\n  - {TWO_MODES}\n  - {unknown}\n  - {twice}\n")
    assert sorted(code for code, _, _ in errors(compiled)) == ["GPU001", "GPU003", "MOD001", "NOD001"]


def test_what_single_cannot_serve_counts_the_cards_left_whole() -> None:
    cut = "mig: [{devices: [0], migDevices: {1g.10gb: 7}}]"
    for count, words in ((2, "1g.10gb beside 1 whole GPU"), (3, "1g.10gb beside 2 whole GPUs")):
        body = (
            f"mig: {{strategy: single}}\npools: [{{name: a, gpus: [{{model: A100-SXM4-80GB, count: {count}}}], {cut}}}]"
        )
        ((code, _, message),) = errors(compile_text(body))
        assert (code, message.endswith(words)) == ("MIG007", True), message


def test_mixed_beside_mps_is_told_at_the_strategy() -> None:
    told = compile_text(f"mig: {{strategy: mixed}}\npools:\n  - {MPS}\n").findings
    assert [one.at for one in told if one.code == "MIG006"] == [("mig", "strategy")]


def test_names_are_not_judged_by_a_layout_that_single_cannot_serve() -> None:
    shared = UNLIKE.replace("mig: [", "timeSlicing: {resources: {nvidia.com/mig-3g.40gb: 2}}, mig: [")
    told = errors(compile_text(f"mig: {{strategy: single}}\npools:\n  - {shared}\n"))
    assert [code for code, _, _ in told] == ["MIG007"]
