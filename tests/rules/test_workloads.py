"""What is told of workloads: the pods that meet, units, quotas, priorities, fallbacks, isolation."""

import pytest

from generator.model.finding import Finding
from tests.support.plans import OPERATOR, compile_text

SHARED = "gpus: [{model: L4}], timeSlicing: {replicas: 4, failRequestsGreaterThanOne: false}"
WHOLE = "gpus: [{model: L4}]"
TWO_SHARED = SHARED.replace("L4", "L4, count: 2")
CLIENTS = "gpus: [{model: L4}], mps: {replicas: 4}"
HALF_CUT = (
    "gpus: [{model: A100-SXM4-80GB, count: 2, reservedMemory: 1GiB}], mig: [{devices: [0], migDevices: {7g.80gb: 1}}]"
)
CUT = "gpus: [{model: A100-SXM4-80GB}], mig: all-1g.10gb"
TWO_KINDS = "gpus: [{model: A100-SXM4-80GB}], mig: [{migDevices: {2g.20gb: 1, 1g.10gb: 2}}]"
CHARTS = {"v0.20.0": OPERATOR, "v0.19.3": OPERATOR.replace("v26.7.0", "v26.3.3")}


def told(pools: list[str], workloads: list[str], *codes: str, more: str = "", install: str = OPERATOR) -> list[Finding]:
    """Return what is found by these codes; pools are p0, p1 ... on a node each, workloads w0, w1 ... of namespace n."""
    named = [
        f"{{name: p{index}, {one}}}" if "nodes:" in one else f"{{name: p{index}, nodes: {{names: [n{index}]}}, {one}}}"
        for index, one in enumerate(pools)
    ]
    running = [
        f"{{name: w{index}, namespace: n, {one if 'memory' in one or 'allocates' in one else one + ', memory: 1GiB'}}}"
        for index, one in enumerate(workloads)
    ]
    text = f"pools: [{', '.join(named)}]\nworkloads: [{', '.join(running)}]\n{more}"
    return [one for one in compile_text(text, install=install).findings if one.code in codes]


def places(found: list[Finding]) -> list[tuple[str, int | str, str]]:
    """Return code, number of the workload and key of each finding."""
    return [(one.code, one.at[1], str(one.at[-1])) for one in found]


MEMORY = ("MEM101", "MEM102", "MEM103", "MEM104", "MEM105")


@pytest.mark.parametrize(
    ("pool", "workload", "expected"),
    [
        # 23034 MiB, 461 of them the driver's: certain above the first, a warning above what is left of it.
        (WHOLE, "memory: 22573MiB", []),
        (WHOLE, "memory: 22574MiB", [("MEM101", 0, "memory")]),
        (WHOLE, "memory: 23034MiB", [("MEM101", 0, "memory")]),
        (WHOLE, "memory: 23035MiB", [("MEM102", 0, "memory")]),
        # A context of 457 MiB is an estimate, so it makes nothing certain.
        (WHOLE, "allocates: 22116MiB", []),
        (WHOLE, "allocates: 23034MiB", [("MEM101", 0, "allocates")]),
        (WHOLE, "allocates: 23035MiB", [("MEM102", 0, "allocates")]),
        (WHOLE, "memory: 11517MiB, processes: 2", [("MEM101", 0, "memory")]),
        (WHOLE, "memory: 11518MiB, processes: 2", [("MEM105", 0, "processes")]),
        (WHOLE, "memory: 23035MiB, processes: 2", [("MEM102", 0, "memory")]),
        ("gpus: [{model: L4, count: 2}]", "memory: 20GiB, processes: 2, units: 2", []),
        (SHARED, "memory: 11518MiB, processes: 2", [("MEM102", 0, "memory")]),
        # Two shares may be on two cards, or on one: certain is what is too much on each of them.
        (TWO_SHARED, "units: 2, memory: 16GiB, processes: 2", [("MEM101", 0, "memory")]),
        (TWO_SHARED, "units: 2, memory: 11517MiB, processes: 3", [("MEM101", 0, "memory")]),
        (TWO_SHARED, "units: 2, memory: 11518MiB, processes: 3", [("MEM102", 0, "memory")]),
        (TWO_SHARED, "units: 4, memory: 16GiB, processes: 4", [("MEM102", 0, "memory")]),
        (SHARED, "units: 2, memory: 16GiB, processes: 2", [("MEM102", 0, "memory")]),
        (f"{CUT}, timeSlicing: {{replicas: 2}}", "units: 2, memory: 9GiB, processes: 2", [("MEM101", 0, "memory")]),
        (f"{CUT}, timeSlicing: {{replicas: 2}}", "units: 2, memory: 9GiB, processes: 3", [("MEM104", 0, "memory")]),
        ("gpus: [{model: L4, reservedMemory: 2GiB}]", "memory: 20987MiB", [("MEM102", 0, "memory")]),
        # 23034 / 4 = 5758
        ("gpus: [{model: L4}], mps: {replicas: 4}", "memory: 6215MiB", []),
        ("gpus: [{model: L4}], mps: {replicas: 4}", "memory: 6216MiB", [("MEM103", 0, "memory")]),
        ("gpus: [{model: L4}], mps: {replicas: 4}", "allocates: 5758MiB", []),
        ("gpus: [{model: L4}], mps: {replicas: 4}", "allocates: 5759MiB", [("MEM103", 0, "allocates")]),
        ("gpus: [{model: L4}], mps: {replicas: 4}", "memory: 5GiB, processes: 5", [("MEM102", 0, "memory")]),
        ("gpus: [{model: L4}], mps: {replicas: 4}", "memory: 5678MiB, processes: 4", [("MEM101", 0, "memory")]),
        (CUT, "memory: 9843MiB", []),
        (CUT, "memory: 9856MiB", [("MEM101", 0, "memory")]),
        (CUT, "memory: 9857MiB", [("MEM104", 0, "memory")]),
        (CUT, "memory: 5GiB, processes: 2", [("MEM104", 0, "memory")]),
        (CUT, "memory: 5GiB, processes: 2, units: 2", []),
        # The larger of two models in a node holds it, and the smaller may be what the pod gets.
        ("gpus: [{model: L4}, {model: T4}]", "memory: 20GiB", [("MEM101", 0, "memory")]),
        ("gpus: [{model: L4}, {model: T4}]", "memory: 24GiB", [("MEM102", 0, "memory")]),
    ],
)
def test_one_pod_alone(pool: str, workload: str, expected: list[tuple[str, int, str]]) -> None:
    assert places(told([pool], [f"pool: p0, {workload}"], *MEMORY)) == expected


def test_what_fits_nowhere_hides_no_collision_of_the_others() -> None:
    found = told([SHARED], ["memory: 30GiB", "memory: 12GiB", "memory: 11GiB"], *MEMORY)
    assert places(found) == [("MEM102", 0, "memory"), ("MEM101", 1, "memory")]
    assert "w0" not in found[1].message


def test_the_heaviest_is_marked_whether_past_the_plugin_or_not() -> None:
    past = "pool: p0, unaccounted: true, memory: 12GiB"
    found = told([SHARED], [past, "pool: p0, memory: 7GiB, replicas: 2"], "MEM101")
    assert places(found) == [("MEM101", 1, "memory")]
    found = told([SHARED], [past, "pool: p0, memory: 11GiB"], "MEM101")
    assert places(found) == [("MEM101", 0, "memory")]
    assert "n/w0: 1 pod x 12288 MiB = 12288 MiB, past the plugin" in found[0].message


def test_past_the_plugin_alone_it_can_be_too_much() -> None:
    (found,) = told([SHARED], ["pool: p0, unaccounted: true, memory: 12GiB, replicas: 2"], "MEM101")
    assert found.fix == "Lower the memory of several of them, or move some to another pool."


def test_fewer_replicas_come_with_the_pods_that_wait_then() -> None:
    (found,) = told([SHARED], ["memory: 8GiB, replicas: 4"], "MEM101")
    assert found.fix == (
        "One of these is enough: limit each process of n/w0 to 5643 MiB; 2 replicas, then 2 pods wait."
    )


def test_pods_can_be_kept_apart_where_there_are_several_nodes() -> None:
    pool = f"nodes: {{names: [a, b]}}, {SHARED}"
    (found,) = told([pool], ["memory: 16GiB", "memory: 10GiB"], "MEM101")
    assert found.fix.endswith("; keep the pods of n/w0 and n/w1 on different nodes by anti-affinity.")
    (found,) = told([pool], ["memory: 12GiB, replicas: 2"], "MEM101")
    assert found.fix.endswith("; keep the pods of n/w0 on different nodes by anti-affinity.")


@pytest.mark.parametrize(
    ("workloads", "why"),
    [
        (["memory: 12GiB, replicas: 3"], "three pods and two nodes"),
        (["memory: 12GiB", "memory: 8GiB", "memory: 8GiB, processes: 2"], "each two of them are too much"),
    ],
)
def test_what_would_not_be_enough_is_not_named(workloads: list[str], why: str) -> None:
    (found,) = told([f"nodes: {{names: [a, b]}}, {SHARED}"], workloads, "MEM101")
    assert "anti-affinity" not in found.fix, why


def test_a_limit_that_leaves_next_to_nothing_is_no_cure() -> None:
    """22573 - 22000 = 573 MiB for the other, and 473 with 100 MiB more."""
    (found,) = told([SHARED], ["memory: 22000MiB", "memory: 4GiB"], "MEM101")
    assert "limit each process of n/w1 to 573 MiB" in found.fix
    (found,) = told([SHARED], ["memory: 22100MiB", "memory: 4GiB"], "MEM101")
    assert "n/w1" not in found.fix


def test_a_collision_in_a_pool_that_pods_fall_back_to() -> None:
    found = told([SHARED, SHARED], ["pool: p0, memory: 20GiB, fallback: [p1]", "pool: p1, memory: 4GiB"], *MEMORY)
    assert [one.message.partition(" wants")[0] for one in found] == ["what may meet on one L4 of pool p1"]


@pytest.mark.parametrize(
    ("card", "memory", "cure"),
    [
        (
            "mig: all-1g.10gb",
            "19GiB",
            "The smallest profile of A100 SXM4 80GB that holds it is 1g.20gb with 19968 MiB.",
        ),
        (
            "mig: all-1g.10gb",
            "19968MiB",
            "The smallest profile of A100 SXM4 80GB that holds it is 3g.40gb with 40192 MiB.",
        ),
        (
            "mig: all-1g.10gb",
            "79GiB",
            "No profile of A100 SXM4 80GB holds it: choose a pool of larger cards, or lower the memory.",
        ),
    ],
)
def test_a_larger_profile_is_named(card: str, memory: str, cure: str) -> None:
    (found,) = told([f"gpus: [{{model: A100-SXM4-80GB}}], {card}"], [f"memory: {memory}"], "MEM104")
    assert found.fix == cure


@pytest.mark.parametrize(("count", "cure"), [(2, "Lower processes or"), (3, "Ask for 3 units, lower processes")])
def test_more_units_are_a_cure_for_processes_where_a_node_has_them(count: int, cure: str) -> None:
    (found,) = told([f"gpus: [{{model: L4, count: {count}}}]"], ["memory: 10GiB, processes: 6"], "MEM105")
    assert found.fix.startswith(cure)


@pytest.mark.parametrize(
    ("pool", "version", "expected"),
    [
        ("timeSlicing: {replicas: 4}", "v0.20.0", 1),
        ("timeSlicing: {replicas: 2}", "v0.20.0", 1),
        ("timeSlicing: {replicas: 4, failRequestsGreaterThanOne: false}", "v0.20.0", 0),
        ("timeSlicing: {replicas: 4, failRequestsGreaterThanOne: false}", "v0.19.3", 0),
        ("mps: {replicas: 4}", "v0.20.0", 1),
        ("mps: {replicas: 4, failRequestsGreaterThanOne: false}", "v0.20.0", 0),
        ("mps: {replicas: 4, failRequestsGreaterThanOne: false}", "v0.19.3", 1),
        ("description: whole", "v0.20.0", 0),
    ],
)
def test_where_two_units_are_refused(pool: str, version: str, expected: int) -> None:
    found = told([f"gpus: [{{model: L4, count: 2}}], {pool}"], ["units: 2"], "WRK101", install=CHARTS[version])
    assert places(found) == [("WRK101", 0, "units")] * expected
    assert told([f"gpus: [{{model: L4}}], {pool}"], ["units: 1"], "WRK101", install=CHARTS[version]) == []


def test_an_old_plugin_refuses_whatever_is_set() -> None:
    pool = "gpus: [{model: L4}], mps: {replicas: 4, failRequestsGreaterThanOne: false}"
    (found,) = told([pool], ["units: 2"], "WRK101", install=CHARTS["v0.19.3"])
    assert found.fix == "Write `units: 1`: under MPS device plugin v0.19.3 refuses more, whatever is set."


def test_units_are_refused_in_a_pool_to_fall_back_to_as_well() -> None:
    strict = "gpus: [{model: L4}], timeSlicing: {replicas: 4}"
    found = told([SHARED, strict], ["pool: p0, units: 2, fallback: [p1]"], "WRK101")
    assert [one.message.endswith("in pool p1") for one in found] == [True]


def test_each_workload_that_asks_for_several_shares_is_told_and_none_that_asks_for_devices() -> None:
    """Of the two kinds of instances one is shared, and the plugin refuses nothing of the other."""
    sharing = "timeSlicing: {resources: {nvidia.com/mig-2g.20gb: 2}}"
    asked = ["1g.10gb", "2g.20gb", "2g.20gb"]
    workloads = [f"units: 2, resource: nvidia.com/mig-{name}" for name in asked]
    assert places(told([f"{TWO_KINDS}, {sharing}"], workloads, "WRK101")) == [
        ("WRK101", 1, "units"),
        ("WRK101", 2, "units"),
    ]


@pytest.mark.parametrize(("units", "expected"), [(4, []), (5, ["has 1 x 4 replicas = 4"])])
def test_the_units_of_a_pod_are_on_one_node(units: int, expected: list[str]) -> None:
    pool = f"nodes: {{count: 9}}, {SHARED}"
    found = told([pool], [f"units: {units}"], "WRK102")
    assert [one.message.partition("a node of pool p0 ")[2] for one in found] == expected


@pytest.mark.parametrize(
    ("units", "expected"),
    [
        (8, []),
        (9, ["asks for 9 x nvidia.com/gpu, and a node of pool p0 has 2 and a node of pool p1 has 8"]),
    ],
)
def test_the_largest_node_that_a_pod_may_run_on_counts(units: int, expected: list[str]) -> None:
    pools = ["gpus: [{model: L4, count: 2}]", "gpus: [{model: L4, count: 8}]"]
    found = told(pools, [f"pool: p0, units: {units}, fallback: [p1]"], "WRK102")
    assert [one.message.removeprefix("a pod of n/w0 ") for one in found] == expected
    assert [one.fix.partition(",")[0] for one in found] == ["Write at most 8"] * len(expected)


def test_behind_one_that_has_room_a_pod_of_too_many_units_is_told() -> None:
    assert places(told([SHARED], ["units: 4", "units: 5"], "WRK102")) == [("WRK102", 1, "units")]


def messages(found: list[Finding]) -> list[str]:
    return [one.message for one in found]


def test_units_of_several_workloads_are_added_up_and_the_one_that_goes_over_is_marked() -> None:
    found = told([SHARED], ["units: 2", "replicas: 2", "replicas: 1"], "WRK103")
    assert places(found) == [("WRK103", 2, "replicas")]
    assert found[0].message == (
        "5 x nvidia.com/gpu are asked for, 1 more than there are: n/w0 1 pod x 2 + n/w1 2 pods + n/w2 1 pod = 5; "
        "pool p0 has 1 node x 4 = 4"
    )
    assert told([SHARED], ["units: 2", "replicas: 2"], "WRK103") == []


@pytest.mark.parametrize(
    ("pools", "where"),
    [
        ([SHARED, WHOLE], "`pool` or `fallback` of some"),
        ([CLIENTS, WHOLE], "`pool` of some"),
        ([SHARED, "nodes: {nodeSelector: {a: b}}, gpus: [{model: L4}]"], None),
        ([SHARED, CUT], None),
    ],
)
def test_a_pool_with_free_units_of_the_resource_is_named(pools: list[str], where: str | None) -> None:
    (found,) = told(pools, ["pool: p0, replicas: 5"], "WRK103")
    begin = "No workload asks for the 1 unit of it that pool p1 has: where they are large enough, name that pool as "
    assert (where is not None) == found.fix.startswith(begin)
    assert where is None or f" as {where} workloads." in found.fix
    (taken,) = told([pools[0], WHOLE], ["pool: p0, replicas: 5", "pool: p1"], "WRK103")
    assert taken.fix.startswith("Lower the number of pods")


def test_only_some_of_many_workloads_are_shown() -> None:
    (found,) = told([WHOLE], ["replicas: 1"] * 6, "WRK103")
    assert "n/w3 1 pod + 2 more workloads 2 = 6" in found.message


def test_pools_of_unknown_size_may_be_large_enough() -> None:
    assert told([f"nodes: {{nodeSelector: {{a: b}}}}, {SHARED}"], ["replicas: 99"], "WRK103") == []


def test_pods_of_several_units_leave_some_unused_on_each_node() -> None:
    """Each of two nodes with four units has room for one pod of three."""
    pool = f"nodes: {{names: [a, b]}}, {SHARED}"
    assert messages(told([pool], ["units: 3, replicas: 2"], "WRK103")) == []
    found = told([f"nodes: {{count: 3}}, {SHARED}"], ["units: 3, replicas: 4"], "WRK103")
    assert places(found) == [("WRK103", 0, "replicas")]
    assert found[0].message == (
        "n/w0 has 4 pods of 3 x nvidia.com/gpu each, and there is room for 3: a pod's units are on one node"
    )


def test_small_nodes_to_fall_back_to_add_units_but_no_room() -> None:
    """4 + 2 units are as many as two pods of three want, and the two nodes of one unit have room for none."""
    pools = [SHARED, f"nodes: {{names: [a, b]}}, {WHOLE}"]
    assert messages(told(pools, ["pool: p0, units: 3, replicas: 2, fallback: [p1]"], "WRK103")) == [
        "n/w0 has 2 pods of 3 x nvidia.com/gpu each, and there is room for 1: a pod's units are on one node"
    ]


@pytest.mark.parametrize(
    ("workloads", "expected"),
    [
        (["pool: p0, replicas: 8, fallback: [p1]"], []),
        (["pool: p0, replicas: 9, fallback: [p1]"], [(0, "pool p0 has 1 node x 4 = 4 and pool p1 has 1 node x 4 = 4")]),
        (["pool: p0, replicas: 4, fallback: [p1]", "pool: p1, replicas: 5"], [(1, "pool p1 has 1 node x 4 = 4")]),
        (
            ["pool: p0, replicas: 6, fallback: [p1]", "pool: p1, replicas: 3"],
            [(1, "pool p0 has 1 node x 4 = 4 and pool p1 has 1 node x 4 = 4")],
        ),
        (
            ["pool: p0, replicas: 5", "pool: p1, replicas: 5"],
            [(0, "pool p0 has 1 node x 4 = 4"), (1, "pool p1 has 1 node x 4 = 4")],
        ),
    ],
)
def test_units_of_pools_between_which_pods_fall_back(workloads: list[str], expected: list[tuple[int, str]]) -> None:
    found = told([SHARED, SHARED], workloads, "WRK103")
    assert [(one.at[1], one.message.partition("; ")[2]) for one in found] == expected


def test_a_chain_of_fallbacks_is_one_group() -> None:
    chain = ["pool: p0, replicas: 4, fallback: [p1]", "pool: p2, replicas: 4, fallback: [p1]", "pool: p1, replicas: 4"]
    assert told([SHARED] * 3, chain, "WRK103") == []
    (found,) = told([SHARED] * 3, [*chain, "pool: p0, fallback: [p1]"], "WRK103")
    assert found.message.startswith("13 x nvidia.com/gpu are asked for, 1 more than there are")
    assert found.message.count("pool p") == 3


def test_a_quota_counts_what_the_namespace_asks_for_under_its_name() -> None:
    tenants = "tenants: [{namespace: n, quota: {nvidia.com/gpu: 3}}, {namespace: other, quota: {nvidia.com/gpu: 0}}]"
    assert told([SHARED], ["replicas: 3"], "WRK104", more=tenants) == []
    found = told([SHARED], ["units: 2", "replicas: 2", "replicas: 1"], "WRK104", more=tenants)
    assert places(found) == [("WRK104", 1, "replicas")]
    assert found[0].message == (
        "the pods of namespace n ask for w0 1 pod x 2 + w1 2 pods + w2 1 pod = 5 x nvidia.com/gpu, and its quota is 3: "
        "2 too many"
    )
    mixed = [SHARED.replace("4,", "4, renameByDefault: true,"), WHOLE]
    assert told(mixed, ["pool: p0, replicas: 4", "pool: p1"], "WRK104", more=tenants) == []


def test_a_quota_by_pool_counts_too() -> None:
    tenants = "tenants: [{namespace: n, poolQuota: {p0: 1}}]"
    assert places(told([SHARED], ["replicas: 2"], "WRK104", more=tenants)) == [("WRK104", 0, "replicas")]


def test_who_asks_for_no_unit_meets_no_quota_and_no_end_of_units() -> None:
    past = "pool: p0, unaccounted: true, replicas: 9"
    tenants = "tenants: [{namespace: n, quota: {nvidia.com/gpu: 0}}]"
    assert told([WHOLE], [past], "WRK101", "WRK102", "WRK103", "WRK104", "WRK108", more=tenants) == []


@pytest.mark.parametrize(
    ("priority", "fix"),
    [
        ("training", None),
        ("system-node-critical", None),
        ("system-cluster-critical", None),
        ("trainig", "Did you mean training?"),
        ("batch", "Add it under `priorities`"),
    ],
)
def test_priorities_are_those_of_the_profile_and_of_every_cluster(priority: str, fix: str | None) -> None:
    found = told([WHOLE], [f"priority: {priority}"], "WRK105", more="priorities: [{name: training, value: 5}]")
    assert [one.fix.startswith(fix or "?") for one in found] == [True] * (fix is not None)


def test_behind_one_that_every_cluster_has_an_unknown_priority_is_told() -> None:
    found = told([WHOLE], ["priority: system-node-critical", "memory: 1GiB", "priority: batch"], "WRK105")
    assert places(found) == [("WRK105", 2, "priority")]


@pytest.mark.parametrize(
    ("pools", "reason"),
    [
        ([SHARED, SHARED], ""),
        ([SHARED, WHOLE], ""),
        ([SHARED.replace("4,", "4, renameByDefault: true,"), WHOLE], "advertises nvidia.com/gpu"),
        ([SHARED, CUT], "pool p1 has MIG"),
        ([CUT, SHARED], "pool p0 has MIG"),
        ([WHOLE, WHOLE], ""),
        ([SHARED, CLIENTS], "pool p1 has MPS"),
        ([CLIENTS, SHARED], "pool p0 has MPS"),
    ],
)
def test_which_pools_serve_as_a_fallback(pools: list[str], reason: str) -> None:
    found = told(pools, ["pool: p0, fallback: [p1]"], "WRK106", more="mig: {strategy: single}")
    assert [reason in one.message for one in found] == [True] * bool(reason)
    assert places(found) == [("WRK106", 0, "fallback")] * bool(reason)


def test_all_that_a_pool_advertises_is_named_where_a_pod_asks_for_another_resource() -> None:
    (found,) = told([SHARED, TWO_KINDS], ["pool: p0, fallback: [p1]"], "WRK106")
    assert found.message == (
        "n/w0 cannot fall back to p1: it asks for nvidia.com/gpu, and that pool advertises nvidia.com/mig-2g.20gb, "
        "nvidia.com/mig-1g.10gb"
    )


@pytest.mark.parametrize(
    ("own", "other", "target", "taints"),
    [
        ("", "{key: a, value: b, effect: NoSchedule}", "", "a=b:NoSchedule"),
        ("", "{key: a, value: b, effect: NoExecute}", "", "a=b:NoExecute"),
        ("", "{key: a, value: b, effect: PreferNoSchedule}", "", ""),
        (
            "",
            "{key: a, value: b, effect: NoSchedule}, {key: c, value: d, effect: NoExecute}",
            "",
            "have not: a=b:NoSchedule, c=d:NoExecute; nothing",
        ),
        ("{key: a, value: b, effect: NoSchedule}", "{key: a, value: b, effect: NoSchedule}", "", ""),
        ("{key: a, value: b, effect: NoSchedule}", "", "", ""),
        ("", "{key: a, value: b, effect: NoSchedule}", "target: {tolerations: []}", ""),
    ],
)
def test_taints_of_a_pool_to_fall_back_to(own: str, other: str, target: str, taints: str) -> None:
    pools = [f"{SHARED}, taints: [{one}]" if one else SHARED for one in (own, other)]
    workload = f"pool: p0, fallback: [p1]{', ' if target else ''}{target}"
    found = told(pools, [workload], "WRK107")
    assert [taints in one.message for one in found] == [True] * bool(taints)


@pytest.mark.parametrize(
    ("pool", "isolation", "words"),
    [
        (SHARED, "untrusted", "pool p0 shares its devices by time-slicing"),
        (SHARED, "latency-bound", "is latency-bound"),
        (SHARED, "trusted", ""),
        ("gpus: [{model: L4}], mps: {replicas: 2}", "untrusted", "by MPS: a fault"),
        ("gpus: [{model: GTX 1080 Ti}], mps: {replicas: 2}", "untrusted", "by MPS"),
        (f"{CUT}, timeSlicing: {{replicas: 2}}", "untrusted", "by time-slicing"),
        (CUT, "untrusted", ""),
        (WHOLE, "latency-bound", ""),
    ],
)
def test_who_is_to_be_kept_apart(pool: str, isolation: str, words: str) -> None:
    found = told([pool], [f"pool: p0, isolation: {isolation}"], "WRK108")
    assert [words in one.message for one in found] == [True] * bool(words)


def test_who_may_share_hides_nobody_that_is_to_be_kept_apart() -> None:
    found = told([SHARED], [f"pool: p0, isolation: {one}" for one in ("trusted", "untrusted")], "WRK108")
    assert places(found) == [("WRK108", 1, "isolation")]


def test_both_pools_of_a_workload_that_is_to_be_kept_apart_are_named_at_once() -> None:
    (found,) = told([SHARED, SHARED], ["pool: p0, isolation: untrusted, fallback: [p1]"], "WRK108")
    assert "pools p0 and p1 share their devices by time-slicing" in found.message


def test_reserved_memory_without_anybody_past_the_plugin_is_counted_once() -> None:
    reserved = "gpus: [{model: L4, reservedMemory: 1GiB}], timeSlicing: {replicas: 2}"
    assert told([reserved, WHOLE], ["pool: p0", "pool: p1, unaccounted: true"], "MEM106") == []
    found = told([reserved], ["pool: p0, unaccounted: true", "pool: p0, unaccounted: true"], "MEM106")
    assert [one.at for one in found] == [("pools", 0, "gpus", 0, "reservedMemory")]
    assert "n/w0 and n/w1 past the plugin are counted beside them" in found[0].message


@pytest.mark.parametrize(
    ("pool", "codes"),
    [
        ("gpus: [{model: A100-SXM4-80GB, reservedMemory: 1GiB}], mig: all-1g.10gb", ["MEM109"]),
        ("gpus: [{model: A100-SXM4-80GB}], mig: all-1g.10gb", []),
        # One of two cards is left whole, and what is reserved holds there.
        (HALF_CUT, ["MEM106"]),
        ("gpus: [{model: L4, reservedMemory: 1GiB}], timeSlicing: {replicas: 2}", ["MEM106"]),
    ],
)
def test_what_is_reserved_of_a_card_that_is_cut_is_told_to_be_without_effect(pool: str, codes: list[str]) -> None:
    found = told([pool], ["pool: p0, unaccounted: true"], "MEM106", "MEM109", more="mig: {strategy: mixed}")
    assert [(one.code, one.at) for one in found] == [
        (code, ("pools", 0, "gpus", 0, "reservedMemory")) for code in codes
    ]


def test_cards_that_are_cut_and_have_nothing_reserved_are_not_told() -> None:
    found = told([CUT, CUT.replace("80GB}", "80GB, reservedMemory: 1GiB}")], ["pool: p0"], "MEM109")
    assert [one.at for one in found] == [("pools", 1, "gpus", 0, "reservedMemory")]


@pytest.mark.parametrize(("pool", "expected"), [(CUT, 1), (f"{CUT}, timeSlicing: {{replicas: 2}}", 1), (SHARED, 0)])
def test_past_the_plugin_on_mig(pool: str, expected: int) -> None:
    assert len(told([pool], ["pool: p0, unaccounted: true"], "MEM107")) == expected


@pytest.mark.parametrize(("pool", "expected"), [("gpus: [{model: L4}], mps: {replicas: 2}", 1), (SHARED, 0), (CUT, 0)])
def test_past_the_plugin_under_mps(pool: str, expected: int) -> None:
    assert len(told([pool], ["pool: p0, unaccounted: true", "pool: p0"], "MEM108")) == expected


@pytest.mark.parametrize(("memory", "expected"), [("23034MiB", ["MEM101"]), ("23035MiB", ["MEM102"])])
def test_past_the_plugin_a_process_has_no_more_than_the_card_either(memory: str, expected: list[str]) -> None:
    found = told([SHARED], [f"pool: p0, unaccounted: true, memory: {memory}, processes: 1"], *MEMORY)
    assert [one.code for one in found] == expected


def test_nothing_is_told_of_a_profile_without_workloads() -> None:
    assert told([SHARED, CUT], [], *MEMORY, "MEM106", "MEM107", "WRK101", "WRK103", "WRK104") == []


def test_pods_that_other_rules_refuse_are_not_counted_among_those_that_find_no_unit() -> None:
    """A node has 7 instances of 9856 MiB, and 4 shares of an L4."""
    for pool, refused in ((CUT, "memory: 12GiB, replicas: 7"), (SHARED, "units: 5")):
        cluster = [f"nodes: {{count: 1}}, {pool}"]
        assert told(cluster, [refused, "replicas: 4"], "WRK103") == []
        (found,) = told(cluster, [refused, "replicas: 8"], "WRK103")
        assert found.at[1] == 1
