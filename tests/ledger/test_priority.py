"""Who takes a slot from whom: case by case, and the short list of ranks against the long list of all pairs."""

from itertools import product

import pytest

from generator.ledger.priority import Claim, Rank, Verdict, can_take, ranks
from generator.model.plan import Plan
from tests.support.plans import plan_of

GPU = "nvidia.com/gpu"
BODY = """\
pools:
  - {name: open, nodes: {names: [n-1]}, gpus: [{model: L4}], timeSlicing: {replicas: 4}}
  - {name: closed, nodes: {names: [n-2]}, gpus: [{model: L4}], timeSlicing: {replicas: 4}}
  - {name: cut, nodes: {names: [n-3]}, gpus: [{model: A100-SXM4-80GB}], mig: all-1g.10gb}
priorities:
  - {name: production, value: 1000}
  - {name: polite, value: 1000, preemptionPolicy: Never}
  - {name: training, value: 500}
  - {name: least, value: -10}
tenants:
  - {namespace: a, quota: {nvidia.com/gpu: 2}}
  - {namespace: one, quota: {nvidia.com/gpu: 1}}
  - {namespace: banned, quota: {nvidia.com/gpu: 0}}
"""
BOTH = frozenset({"open", "closed"})


@pytest.fixture(scope="module")
def plan() -> Plan:
    return plan_of(BODY)


def claim(namespace: str, priority: str | None = None, pools: frozenset[str] = BOTH) -> Claim:
    return Claim(namespace, priority, pools)


@pytest.mark.parametrize(
    ("taker", "holder", "verdict"),
    [
        (claim("a", "production"), claim("b", "training"), Verdict.YES),
        # The scheduler does not look at namespaces: its own pods end as well as those of others.
        (claim("a", "production"), claim("a", "training"), Verdict.YES),
        (claim("a", "training"), claim("b", "production"), Verdict.NOT_HIGHER),
        (claim("a", "training"), claim("b", "training"), Verdict.NOT_HIGHER),
        (claim("a", "polite"), claim("b", "training"), Verdict.NEVER),
        (claim("a", "polite"), claim("b", "production"), Verdict.NOT_HIGHER),
        (claim("a", "training"), claim("b", None), Verdict.YES),
        (claim("a", None), claim("b", "least"), Verdict.YES),
        (claim("a", None), claim("b", None), Verdict.NOT_HIGHER),
        # Admission refuses the pod, whatever its priority.
        (claim("banned", "production"), claim("b", "least"), Verdict.BANNED),
        (claim("b", "production"), claim("banned", "least"), Verdict.NOTHING_HELD),
        # A quota of 1 is full as long as the namespace's other pod holds its slot; one of 2 need not be.
        (claim("one", "production"), claim("one", "least"), Verdict.FULL),
        (claim("one", "production"), claim("a", "least"), Verdict.YES),
        (claim("a", "production", frozenset({"open"})), claim("b", "least", frozenset({"closed"})), Verdict.APART),
        # A pool in common that does not advertise the resource is of no use.
        (claim("a", "production", frozenset({"cut"})), claim("b", "least", frozenset({"cut"})), Verdict.APART),
        (claim("a", "misspelt"), claim("b", "least"), Verdict.NO_CLASS),
        (claim("a", "system-node-critical"), claim("b", "system-cluster-critical"), Verdict.YES),
    ],
)
def test_one_claim_against_another(plan: Plan, taker: Claim, holder: Claim, verdict: Verdict) -> None:
    assert can_take(plan, GPU, taker, holder) is verdict


def test_ranks_are_highest_first_with_those_that_name_no_class(plan: Plan) -> None:
    assert ranks(plan) == (
        Rank(1000, ("production", "polite"), ("production",), False),
        Rank(500, ("training",), ("training",), False),
        Rank(0, (), (), unnamed=True, unnamed_preempts=True),
        Rank(-10, ("least",), ("least",), False),
    )


def test_a_default_class_is_that_of_pods_that_name_none() -> None:
    plan = plan_of(BODY.replace("name: training,", "name: training, globalDefault: true,"))
    assert [(rank.classes, rank.unnamed) for rank in ranks(plan)] == [
        (("production", "polite"), False),
        (("training",), True),
        (("least",), False),
    ]
    assert can_take(plan, GPU, claim("a"), claim("b", "least")) is Verdict.YES
    assert can_take(plan, GPU, claim("a"), claim("b", "training")) is Verdict.NOT_HIGHER


def test_without_classes_all_are_alike() -> None:
    (only,) = ranks(plan_of("pools: [{name: a, gpus: [{model: L4}]}]"))
    assert only == Rank(0, (), (), unnamed=True, unnamed_preempts=True)


def test_the_ranks_say_the_same_as_all_pairs(plan: Plan) -> None:
    found = ranks(plan)
    by_class: dict[str | None, Rank] = {name: rank for rank in found for name in rank.classes}
    by_class[None] = next(rank for rank in found if rank.unnamed)
    for one, other in product(by_class, repeat=2):
        higher = by_class[one].value > by_class[other].value
        preempts = one is None or one in by_class[one].preempts
        verdict = can_take(plan, GPU, claim("x", one), claim("y", other))
        assert (verdict is Verdict.YES) == (higher and preempts)
