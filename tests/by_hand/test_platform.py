"""A platform of A100 and H100: shares of a third and a half, MIG for production, priorities, quotas and costs.

The account gives each share a part of the memory, two layouts of which one cannot be had, and a third of the cost.
"""

from fractions import Fraction

import pytest

from generator.ledger.price import unit_prices
from generator.ledger.priority import Claim, Verdict, can_take
from generator.model.plan import Plan, Promise
from tests.by_hand.ledger import GIB, of, only_budget
from tests.support.bundles import bundle_of
from tests.support.plans import compile_text, errors, plan_of

A100 = "gpus: [{model: A100-SXM4-80GB, count: 8, pricePerHour: 3}]"
H100 = "gpus: [{model: H100-SXM5-80GB, count: 8, pricePerHour: 6}]"
PRIORITIES = """\
priorities: [{name: production-inference, value: 1000}, {name: training, value: 500}, {name: research, value: 100}]
"""
SHARED = f"pools: [{{name: research, nodes: {{names: [n-1]}}, {A100}, timeSlicing: {{replicas: 3}}}}]\n"
BOTH = f"""\
pools:
  - {{name: research, nodes: {{names: [n-1]}}, {A100}, timeSlicing: {{replicas: 3}}}}
  - {{name: production, nodes: {{names: [n-2]}}, {A100}, mig: [{{migDevices: {{3g.40gb: 1, 2g.20gb: 2}}}}]}}
{PRIORITIES}"""


def sharing(card: str, replicas: int, memory: str) -> Plan:
    return plan_of(
        f"pools: [{{name: a, nodes: {{names: [n-1]}}, {card}, timeSlicing: {{replicas: {replicas}}}}}]\n"
        f"workloads: [{{name: w, namespace: n, replicas: {8 * replicas}, memory: {memory}}}]\n"
    )


@pytest.mark.parametrize(("card", "replicas", "said_gib"), [(A100, 3, 26), (H100, 2, 40)])
def test_wrong_a_replica_has_no_memory_of_its_own(card: str, replicas: int, said_gib: int) -> None:
    """ "Memory per Replica: ~26GB" and "~40GB" are wrong: every pod sees all of the card, and nothing holds it back."""
    plan = sharing(card, replicas, f"{said_gib + 20}GiB")
    (shares,) = plan.pools[0].resources
    assert shares.promise is Promise.NONE
    assert (shares.parts[0].memory_mib or 0) > 79 * GIB
    assert of(plan).free[0].free == 0, "all of them are scheduled"
    assert only_budget(plan).over_mib > 0


def test_wrong_two_halves_of_80_gb_do_not_fit() -> None:
    """Even an even split is less than 40 GB: the driver keeps some of the card, and 80 GB is what the box says."""
    assert only_budget(sharing(H100, 2, "40GiB")).over_mib > 0
    assert only_budget(sharing(H100, 2, "38GiB")).over_mib <= 0


@pytest.mark.parametrize(
    ("layout", "fits"),
    [
        ("{1g.10gb: 7}", True),
        ("{2g.20gb: 3, 1g.10gb: 1}", True),
        ("{3g.40gb: 2, 1g.10gb: 1}", False),
        ("{3g.40gb: 1, 2g.20gb: 2}", True),
    ],
)
def test_wrong_option_3_cannot_be_had(layout: str, fits: bool) -> None:
    """ "2x 3g.40gb + 1x 1g.10gb" is 7 of 7 compute slices, but the two large ones have all 8 memory slices."""
    compiled = compile_text(f"pools: [{{name: a, {A100}, mig: [{{migDevices: {layout}}}]}}]\n")
    assert [code for code, _, _ in errors(compiled)] == ([] if fits else ["MIG003"])


def test_wrong_instances_have_less_memory_than_their_names_say() -> None:
    """ "3g.40gb: 40GB, 3/7 of SM" is 39.25 GiB, and half of the card's memory; 1g.10gb is 9.6 GiB."""
    plan = plan_of(BOTH)
    sizes = {part.device: part.memory_mib for one in plan.pools[1].resources for part in one.parts}
    assert sizes == {"3g.40gb": 40192, "2g.20gb": 19968}
    assert all((sizes[f"{name}gb"] or 0) < int(name.partition(".")[2]) * GIB for name in ("3g.40", "2g.20"))


def test_wrong_mig_devices_are_not_asked_for_as_gpus() -> None:
    """ "nvidia.com/gpu: 1  # One MIG instance" gets a share of a card here: a mixed layout has names of its own."""
    plan = plan_of(BOTH)
    assert [one.name for one in plan.pools[0].resources] == ["nvidia.com/gpu"]
    assert [one.name for one in plan.pools[1].resources] == ["nvidia.com/mig-3g.40gb", "nvidia.com/mig-2g.20gb"]


def test_wrong_quotas_limit_by_requests_alone() -> None:
    """ "limits.nvidia.com/gpu: 10" is accepted and limits nothing; `requests.` counts shares and not GPUs."""
    bundle = bundle_of(f"{SHARED}tenants: [{{namespace: production, quota: {{nvidia.com/gpu: 10}}}}]\n")
    (quota,) = bundle.of_kind("ResourceQuota")
    assert quota["spec"] == {"hard": {"requests.nvidia.com/gpu": "10"}}
    # Ten shares may lie on four cards of three shares each, or on ten.
    assert bundle.plan.pools[0].resources[0].replicas == 3


def claim(namespace: str, priority: str, pool: str) -> Claim:
    return Claim(namespace, priority, frozenset({pool}))


def test_priorities_work_within_a_pool_and_not_across_modes() -> None:
    """ "Use priority classes to preempt lower-priority workloads": never a share of time for somebody who wants MIG."""
    plan = plan_of(BOTH)
    research = claim("research", "research", "research")
    assert can_take(plan, "nvidia.com/gpu", claim("t", "training", "research"), research) is Verdict.YES
    production = claim("production", "production-inference", "production")
    assert can_take(plan, "nvidia.com/mig-3g.40gb", production, research) is Verdict.APART


def test_wrong_a_priority_is_worth_nothing_to_a_namespace_whose_quota_is_full() -> None:
    """A quota of 0 for production on shares refuses the pod before the scheduler could end research for it."""
    plan = plan_of(f"{BOTH}tenants: [{{namespace: production, quota: {{nvidia.com/gpu: 0}}}}]\n")
    production = claim("production", "production-inference", "research")
    research = claim("research", "research", "research")
    assert can_take(plan, "nvidia.com/gpu", production, research) is Verdict.BANNED


def test_wrong_a_share_costs_a_third_only_while_all_three_are_taken() -> None:
    """ "Cost per workload: ~33% of dedicated GPU": one pod alone on the card costs the whole of it."""
    plan = plan_of(SHARED)
    (price,) = unit_prices(plan)
    assert (price.amount, price.card) == (Fraction(1), Fraction(3))
    # What is paid for a card does not depend on how many of its shares are taken; the price of one that is does.
    assert [price.card / taken for taken in (1, 2, 3)] == [Fraction(3), Fraction(3, 2), Fraction(1)]
    text = bundle_of(SHARED).files["README.md"]
    assert "A share costs that much only while all shares of its card are taken" in text


def test_wrong_three_shares_are_no_three_times_the_utilisation() -> None:
    """ "3x utilization improvement (3 replicas per GPU)": a card does what it does; three pods come to wait for it."""
    text = bundle_of(SHARED).files["README.md"]
    assert "how much more work the card does depends on how often it idled before" in text
