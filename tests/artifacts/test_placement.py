"""Which nodes a workload's pods may go to, and which they prefer."""

import pytest

from generator.artifacts._placement import Placement, placement, pools_of, tolerated
from generator.model.taints import Toleration
from generator.model.tree import Tree
from tests.support.plans import plan_of

NAMED = "{name: named, nodes: {names: [n-1, n-2]}, gpus: [{model: RTX 3090}], timeSlicing: {replicas: 2}"
LABELLED = "{name: labelled, nodes: {nodeSelector: {role: gpu}}, gpus: [{model: RTX 3090}], timeSlicing: {replicas: 2}"
USUAL = Toleration("nvidia.com/gpu", "Exists", None, "NoSchedule")
NAMES: list[Tree] = [
    {"matchFields": [{"key": "metadata.name", "operator": "In", "values": [name]}]} for name in ("n-1", "n-2")
]
ROLE: Tree = {"matchExpressions": [{"key": "role", "operator": "In", "values": ["gpu"]}]}
REQUIRED = "requiredDuringSchedulingIgnoredDuringExecution"
PREFERRED = "preferredDuringSchedulingIgnoredDuringExecution"


def of(pools: str, says: str) -> Placement:
    plan = plan_of(f"pools: [{pools}]\nworkloads: [{{name: w, namespace: n, memory: 1GiB, {says}}}]\n")
    return placement(pools_of(plan), plan.workloads[0])


def test_one_pool_with_labels_is_selected_by_them() -> None:
    found = of(f"{NAMED}}}, {LABELLED}}}", "pool: labelled")
    assert found == Placement((("role", "gpu"),), None, False, (USUAL,), False, 1)


def test_one_pool_with_names_needs_an_affinity() -> None:
    found = of(f"{NAMED}}}, {LABELLED}}}", "pool: named")
    assert found == Placement((), {"nodeAffinity": {REQUIRED: {"nodeSelectorTerms": NAMES}}}, False, (USUAL,), False, 1)


def test_of_several_pools_all_are_allowed_and_the_own_one_preferred() -> None:
    both = f"{NAMED}}}, {LABELLED}}}"
    found = of(both, "pool: named, fallback: [labelled]")
    preferred: list[Tree] = [{"weight": 100, "preference": term} for term in NAMES]
    assert found.affinity == {"nodeAffinity": {REQUIRED: {"nodeSelectorTerms": [*NAMES, ROLE]}, PREFERRED: preferred}}
    assert (found.node_selector, found.alone) == ((), True)
    other = of(both, "pool: labelled, fallback: [named]")
    assert other.node_selector == ()
    assert other.affinity == {
        "nodeAffinity": {
            REQUIRED: {"nodeSelectorTerms": [ROLE, *NAMES]},
            PREFERRED: [{"weight": 100, "preference": ROLE}],
        }
    }


def test_a_pool_that_nothing_tells_from_others_asks_for_no_node() -> None:
    alone = of("{name: one, gpus: [{model: RTX 3090}], timeSlicing: {replicas: 2}}", "pool: one")
    assert alone == Placement((), None, True, (USUAL,), False, 1)


def test_where_a_fallback_cannot_be_told_from_other_nodes_none_is_required() -> None:
    # One pool's nodes have no names and no labels of ours: its entry is the default.
    plan = plan_of(
        "pools: [{name: one, gpus: [{model: RTX 3090}], timeSlicing: {replicas: 2}}]\n"
        "workloads: [{name: w, namespace: n, pool: one, memory: 1GiB}]\n"
    )
    named = plan_of(f"pools: [{NAMED}}}]\n").pools[0]
    both = plan._replace(pools=(*plan.pools, named))
    workload = plan.workloads[0]._replace(pool="named", fallback=("one",))
    preferred: list[Tree] = [{"weight": 100, "preference": term} for term in NAMES]
    assert placement(pools_of(both), workload).affinity == {"nodeAffinity": {PREFERRED: preferred}}
    back = plan.workloads[0]._replace(fallback=("named",))
    assert placement(pools_of(both), back).affinity is None


@pytest.mark.parametrize(
    ("other", "alone"),
    [
        ("{name: b, nodes: {names: [n]}, gpus: [{model: L4}]}", False),
        (
            "{name: b, nodes: {names: [n]}, gpus: [{model: L4}], timeSlicing: {replicas: 2, renameByDefault: true}}",
            True,
        ),
    ],
)
def test_a_resource_that_nobody_else_advertises_finds_its_nodes_by_itself(other: str, alone: bool) -> None:
    assert of(f"{NAMED}}}, {other}", "pool: named").alone is alone


def test_the_taints_of_all_pools_are_tolerated_each_once() -> None:
    taints = [
        ", taints: [{key: gpu, value: a, effect: NoSchedule}, {key: gpu, value: a, effect: NoExecute}]}",
        ", taints: [{key: gpu, value: a, effect: NoSchedule}]}",
    ]
    found = of(f"{NAMED}{taints[0]}, {LABELLED}{taints[1]}", "pool: named, fallback: [labelled]")
    schedule, execute = (Toleration("gpu", "Equal", "a", effect) for effect in ("NoSchedule", "NoExecute"))
    assert found.tolerations == (USUAL, schedule, execute)
    assert found.tainted
    only_other = of(f"{NAMED}}}, {LABELLED}{taints[1]}", "pool: named, fallback: [labelled]")
    assert (only_other.tolerations, only_other.tainted) == ((USUAL, schedule), True)
    assert not of(f"{NAMED}}}, {LABELLED}{taints[1]}", "pool: named").tainted


def test_a_taint_that_only_prefers_others_keeps_nobody_waiting() -> None:
    found = of(f"{NAMED}, taints: [{{key: gpu, value: a, effect: PreferNoSchedule}}]}}", "pool: named")
    assert (found.tolerations, found.tainted) == (
        (USUAL, Toleration("gpu", "Equal", "a", "PreferNoSchedule")),
        False,
    )


def test_units_lie_on_no_more_devices_than_the_smallest_of_the_nodes_has() -> None:
    large = NAMED.replace("{model: RTX 3090}", "{model: RTX 3090, count: 2}")
    both = f"{large}}}, {LABELLED}}}".replace("replicas: 2", "replicas: 4, failRequestsGreaterThanOne: false")
    assert of(both, "pool: named, units: 3").devices == 2
    assert of(both, "pool: named, units: 3, fallback: [labelled]").devices == 1
    assert of(both, "pool: named, unaccounted: true").devices == 0


def test_what_a_pod_tolerates_already_is_said_once() -> None:
    there = (Toleration("spot", "Exists"), USUAL)
    assert tolerated(there, (USUAL, Toleration("gpu", "Equal", "a", "NoSchedule"))) == [
        {"key": "spot", "operator": "Exists"},
        {"key": "nvidia.com/gpu", "operator": "Exists", "effect": "NoSchedule"},
        {"key": "gpu", "operator": "Equal", "value": "a", "effect": "NoSchedule"},
    ]
