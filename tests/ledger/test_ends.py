"""Who ends whom among declared workloads: priority, quota, pools and resource all have to allow it."""

from generator.ledger.ends import ends, ends_text
from generator.model.plan import TenantPlan
from tests.support.bundles import bundle_of
from tests.support.plans import plan_of

BODY = """\
pools:
  - {name: a, nodes: {names: [n-1]}, gpus: [{model: L4}], timeSlicing: {replicas: 4}}
  - {name: b, nodes: {names: [n-2]}, gpus: [{model: L4}], timeSlicing: {replicas: 4}}
  - {name: cut, nodes: {names: [n-3]}, gpus: [{model: A100-SXM4-80GB}], mig: all-1g.10gb}
priorities: [{name: high, value: 9}, {name: never, value: 9, preemptionPolicy: Never}, {name: low, value: 1}]
workloads:
  - {name: chat, namespace: prod, pool: a, memory: 1GiB, priority: high}
  - {name: wait, namespace: prod, pool: a, memory: 1GiB, priority: never}
  - {name: train, namespace: res, pool: a, memory: 1GiB, priority: low}
  - {name: try, namespace: res, pool: a, memory: 1GiB}
  - {name: far, namespace: res, pool: b, memory: 1GiB}
  - {name: own, namespace: res, pool: cut, memory: 1GiB, priority: high}
  - {name: past, namespace: res, pool: a, memory: 1GiB, unaccounted: true}
"""


def pairs(body: str) -> dict[str, tuple[str, ...]]:
    return {one.taker: one.ended for one in ends(plan_of(body))}


def test_lower_priorities_on_the_same_nodes_end() -> None:
    assert pairs(BODY) == {"prod/chat": ("res/train", "res/try"), "res/train": ("res/try",)}


def test_a_fallback_reaches_further() -> None:
    reaching = BODY.replace("namespace: prod, pool: a,", "namespace: prod, pool: a, fallback: [b],", 1)
    assert pairs(reaching)["prod/chat"] == ("res/train", "res/try", "res/far")


def test_a_namespace_whose_quota_is_0_ends_nobody() -> None:
    """A profile with such a workload is refused, but a Plan can say so."""
    plan = plan_of(BODY)
    banned = plan._replace(tenants=(TenantPlan("prod", False, (), (("nvidia.com/gpu", 0),)),))
    assert [one.taker for one in ends(banned)] == ["res/train"]


def test_many_workloads_are_not_paired() -> None:
    more = "".join(f"  - {{name: w-{index}, namespace: n, pool: b, memory: 1MiB}}\n" for index in range(20))
    assert pairs(BODY + more) == {}


def test_it_is_said_where_workloads_are_shown() -> None:
    assert ends_text(plan_of(BODY)) == (
        "when all is taken\n"
        "  pods of prod/chat end pods of res/train, res/try\n"
        "  pods of res/train end pods of res/try\n"
    )
    assert ends_text(plan_of(BODY)._replace(workloads=())) == ""
    text = bundle_of(BODY).files["README.md"]
    assert "\n- When all is taken, pods of `prod/chat` end pods of `res/train`, `res/try`.\n" in text
