"""Every advice is a profile that compiles, and its nodes advertise what the workloads are told to ask for."""

from collections import Counter

import pytest
from hypothesis import given, settings

from generator.advise.advise import Advice
from generator.advise.homes import homes
from generator.advise.profile import POOL_LABEL, profile_text
from generator.advise.told import rows
from generator.compile import compile_profile
from generator.model.finding import Severity
from generator.model.plan import Plan
from tests.advise.requests import advised, any_request

CASES = {
    "mig": "workloads: [{name: chat, count: 9, memory: 18GiB, isolation: untrusted}]\n",
    "mig beside shares on one node": "workloads:\n- {name: chat, count: 9, memory: 18GiB, isolation: untrusted}\n"
    "- {name: notebooks, count: 12, memory: 8GiB, isolation: trusted}\n",
    "mps": "gpus: [{model: RTX 3090, nodes: 1}]\n"
    "workloads: [{name: chat, count: 3, memory: 7GiB, isolation: trusted}]\n",
    "whole cards": "gpus: [{model: RTX 3090, count: 4, nodes: 2}]\n"
    "workloads: [{name: chat, count: 3, memory: 7GiB, isolation: untrusted}]\n",
    "slices of mig": "gpus: [{model: A30, count: 1, nodes: 1}]\nworkloads:\n"
    + "".join(f"- {{name: w{n}, memory: 2GiB, isolation: trusted, tenant: t{n}}}\n" for n in range(8)),
    "names": "gpus: [{model: A100-SXM4-80GB, count: 1, nodes: {names: [a, b, c]}}]\nworkloads:\n"
    "- {name: chat, memory: 18GiB, isolation: untrusted}\n"
    "- {name: notebooks, count: 3, memory: 8GiB, isolation: trusted}\n",
    "reserved": "gpus: [{model: RTX 3090, nodes: 1, reservedMemory: 1.5GiB}]\n"
    "workloads: [{name: chat, count: 2, memory: 11GiB, isolation: trusted}]\n",
    "past the plugin": "gpus: [{model: RTX 3090, nodes: 2}, {model: A30, nodes: 1}]\nworkloads:\n"
    "- {name: chat, count: 2, memory: 11GiB, isolation: trusted}\n- {name: own, memory: 4GiB, isolation: untrusted}\n"
    "- {name: plex, memory: 2GiB, unaccounted: true, model: RTX 3090, tenant: media}\n",
    "plugin": "install: {chart: nvidia-device-plugin}\ngpus: [{model: RTX 3090, nodes: 1}]\n"
    "workloads: [{name: chat, count: 2, memory: 11GiB, isolation: trusted}]\n",
}


def plan_of(advice: Advice) -> Plan:
    compiled = compile_profile(profile_text(advice).encode(), "advised.yaml")
    assert [one for one in compiled.findings if one.severity is Severity.ERROR] == []
    assert [one for one in compiled.findings if one.code[:4] in ("MEM1", "WRK1")] == []
    assert compiled.plan is not None
    return compiled.plan


def holds(advice: Advice) -> None:
    """What is asked for is advertised: by the pool where one is named, else by all together, and often enough."""
    plan = plan_of(advice)
    advertised: Counter[tuple[str, str]] = Counter()
    for pool in plan.pools:
        nodes = len(pool.node_names) or (pool.node_count.high if pool.node_count is not None else 0)
        for resource in pool.resources:
            advertised[pool.name, resource.name] += resource.units * nodes
    asked: Counter[tuple[str, str]] = Counter()
    for row in rows(advice):
        asked[row.pool, row.resource] += row.pods
    workloads_hold(advice, plan)
    for (where, wanted), pods in asked.items():
        if where:
            assert advertised[where, wanted] >= pods
        assert sum(count for (_, name), count in advertised.items() if name == wanted) >= pods
    assert len({pool.name for pool in advice.pools}) == len(advice.pools)


def workloads_hold(advice: Advice, plan: Plan) -> None:
    """The profile has every pod that is placed, under its own name, and no rule on workloads speaks against one."""
    declared = Counter[tuple[str, int]]()
    past = Counter[tuple[int | None, str]]()
    names = {home.name: home.workload for home in homes(advice)}
    for one in plan.workloads:
        workload = names[one.name]
        assert one.namespace == (workload.tenant or "default")
        if one.unaccounted:
            past[workload.past, one.pool] += one.memory_mib * one.replicas
            continue
        assert one.isolation == workload.isolation
        declared[workload.name, one.memory_mib] += one.replicas
    left = {member.workload.name: member.pods for member in advice.unplaced}
    asking = [one for one in advice.request.workloads if one.past is None]
    wanted = {(one.name, one.memory_mib): one.pods - left.get(one.name, 0) for one in asking}
    assert declared == {key: pods for key, pods in wanted.items() if pods}
    taken = {(pool.fleet, pool.name): advice.request.fleets[pool.fleet].past_mib for pool in advice.pools}
    assert past == {key: mib for key, mib in taken.items() if mib}
    assert len({one.name for one in plan.workloads}) == len(plan.workloads)


@pytest.mark.parametrize("sections", CASES.values(), ids=CASES)
def test_the_profile_compiles_and_advertises_what_is_asked_for(sections: str) -> None:
    holds(advised(sections))


@settings(max_examples=60)
@given(text=any_request())
def test_any_request_ends_in_such_a_profile(text: str) -> None:
    advice = advised(text)
    # A budget of which nothing is needed is the one case without a pool.
    if advice.pools:
        holds(advice)
    placed = Counter[str]()
    for row in rows(advice):
        placed[row.workload] += row.pods
    for member in advice.unplaced:
        placed[member.workload.name] += member.pods
    assert placed == {one.name: one.pods for one in advice.request.workloads if one.past is None}


def test_the_profile_of_one_card_as_people_read_it() -> None:
    text = profile_text(advised(CASES["mps"]))
    assert "  mps:\n    replicas: 3\n" in text
    assert POOL_LABEL not in text
    assert "# They trust each other and belong to one user" in text


def test_isolated_and_shared_cards_of_one_node_have_names_of_their_own() -> None:
    advice = advised(CASES["mig beside shares on one node"])
    text = profile_text(advice)
    assert "      nvidia.com/gpu: 3\n    renameByDefault: true\n" in text
    assert {row.resource for row in rows(advice) if row.workload == "notebooks"} == {"nvidia.com/gpu.shared"}


def test_nodes_are_reached_by_their_names_where_these_were_said() -> None:
    text = profile_text(advised(CASES["names"]))
    assert "    names:\n    - a\n" in text
    assert "nodeSelector" not in text


def test_shares_have_a_name_of_their_own_beside_whole_cards() -> None:
    advice = advised(CASES["mps"].replace("nodes: 1", "nodes: 2"))
    assert [pool.name for pool in advice.pools] == ["shared", "free"]
    assert "    replicas: 3\n    renameByDefault: true\n" in profile_text(advice)
    assert {row.resource for row in rows(advice)} == {"nvidia.com/gpu.shared"}


def test_a_workload_in_several_pools_has_an_entry_for_each_with_a_name_of_its_own() -> None:
    advice = advised(
        "gpus: [{model: A100-SXM4-80GB, count: 2, nodes: 2}]\nworkloads:\n"
        "- {name: chat, count: 21, memory: 9GiB, isolation: untrusted, tenant: team}\n"
        "- {name: chat-2, memory: 60GiB, isolation: untrusted}\n"
    )
    assert [(home.name, home.pods, home.pool.name) for home in homes(advice)] == [
        ("chat", 14, "mig"),
        ("chat-3", 7, "mig-2"),
        ("chat-2", 1, "mig-2"),
    ]
    text = profile_text(advice)
    assert (
        "- name: chat\n  namespace: team\n  pool: mig\n  replicas: 14\n  memory: 9GiB\n  isolation: untrusted\n" in text
    )
    # The last node has devices of two sizes, so which of them is said.
    assert "- name: chat-2\n  namespace: default\n  pool: mig-2\n  resource: nvidia.com/mig-7g.80gb\n" in text


def test_a_long_name_keeps_within_a_label_when_it_is_numbered() -> None:
    advice = advised(
        "gpus: [{model: A100-SXM4-80GB, count: 2, nodes: 2}]\nworkloads:\n"
        f"- {{name: {'a' * 63}, count: 21, memory: 9GiB, isolation: untrusted}}\n"
        f"- {{name: {'a' * 61}-2, memory: 60GiB, isolation: untrusted}}\n"
    )
    assert {home.name for home in homes(advice)} == {"a" * 63, "a" * 61 + "-2", "a" * 61 + "-3"}
    plan_of(advice)
