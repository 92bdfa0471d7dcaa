import pytest

from generator.model.plan import Plan, PoolPlan, Promise, Resource, TenantPlan
from generator.model.profile import MigStrategy, NodeCount
from generator.rules import quota_more_than_exists, quota_shared_name, quota_sum, quota_unknown_resource
from tests.rules.plans import STACK, a_plan, a_pool, a_resource, faults
from tests.support.bundles import as_bundle
from tests.support.plans import compile_text

GPU = "nvidia.com/gpu"
SHARED = "nvidia.com/gpu.shared"


def limited(quota: dict[str, int], *pools: PoolPlan) -> Plan:
    return a_plan(*pools)._replace(tenants=(TenantPlan("research", False, (), tuple(quota.items())),))


def renamed() -> PoolPlan:
    return a_pool()._replace(resources=(a_resource(SHARED, 4, promise=Promise.NONE),), renamed=True)


def hints(plan: Plan) -> list[str | None]:
    return [one.fix for one in faults(quota_unknown_resource.RULE, plan)]


def test_an_advertised_name_is_fine() -> None:
    assert hints(limited({GPU: 2})) == []


def test_the_plain_name_of_a_renamed_resource_is_told_its_new_one() -> None:
    assert hints(limited({GPU: 2}, renamed())) == [
        "Write nvidia.com/gpu.shared: renameByDefault gives the shared resource that name."
    ]


def test_the_shared_name_without_renaming_is_told_the_plain_one() -> None:
    assert hints(limited({SHARED: 2})) == [
        "Write nvidia.com/gpu: without renameByDefault the shared resource keeps its name."
    ]


def test_a_mig_name_under_single_is_told_so() -> None:
    plan = limited({"nvidia.com/mig-1g.10gb": 2})._replace(stack=STACK._replace(mig_strategy=MigStrategy.SINGLE))
    assert hints(plan) == ["Under the MIG strategy single MIG devices are advertised as nvidia.com/gpu."]


def test_any_other_name_is_told_what_there_is() -> None:
    mixed = STACK._replace(mig_strategy=MigStrategy.MIXED)
    assert hints(limited({"nvidia.com/tpu": 2})._replace(stack=mixed)) == ["The nodes advertise nvidia.com/gpu."]


def test_names_of_other_vendors_are_not_judged() -> None:
    assert hints(limited({"amd.com/gpu": 2})) == []


def test_an_external_plugin_may_advertise_anything() -> None:
    plan = limited({"nvidia.com/tpu": 2})._replace(stack=STACK._replace(plugin_external=True))
    assert hints(plan) == []


def test_a_ban_on_every_spelling_is_no_fault_but_a_ban_on_the_wrong_one_is() -> None:
    assert hints(limited({GPU: 0, SHARED: 0}, renamed())) == []
    assert len(hints(limited({GPU: 0}, renamed()))) == 1


def two_pools(*counts: NodeCount | None) -> tuple[PoolPlan, ...]:
    return tuple(
        a_pool(name, index)._replace(
            node_count=count, resources=(a_resource(replicas=3, devices=2, promise=Promise.NONE),)
        )
        for index, (name, count) in enumerate(zip("ab", counts, strict=False))
    )


def test_all_pools_of_a_name_count_at_their_largest() -> None:
    pools = two_pools(NodeCount(1, 2), NodeCount(1, 1))
    # 2 x 2 x 3 + 1 x 2 x 3
    assert faults(quota_more_than_exists.RULE, limited({GPU: 18}, *pools)) == []
    (fault,) = faults(quota_more_than_exists.RULE, limited({GPU: 19}, *pools))
    assert fault.message == (
        "19 x nvidia.com/gpu are more than the 18 that exist: pool a has 2 nodes x 2 x 3 replicas, "
        "pool b has 1 node x 2 x 3 replicas"
    )
    assert fault.at == ("tenants", 0, "quota", GPU)


def test_names_count_nodes_where_no_count_is_given() -> None:
    pool = a_pool()._replace(node_names=("gpu-1", "gpu-2"))
    assert len(faults(quota_more_than_exists.RULE, limited({GPU: 3}, pool))) == 1
    assert faults(quota_more_than_exists.RULE, limited({GPU: 2}, pool)) == []


def test_one_pool_of_unknown_size_makes_the_total_unknown() -> None:
    assert faults(quota_more_than_exists.RULE, limited({GPU: 900}, *two_pools(NodeCount(1, 1), None))) == []


def test_a_name_that_nobody_advertises_is_the_other_rules_matter() -> None:
    pool = a_pool()._replace(node_count=NodeCount(1, 1))
    assert faults(quota_more_than_exists.RULE, limited({"nvidia.com/tpu": 5}, pool)) == []


def test_a_name_of_two_pools_is_mentioned_once() -> None:
    tenants = tuple(TenantPlan(name, False, (), ((GPU, 1),)) for name in ("x", "y"))
    plan = a_plan(a_pool("a"), a_pool("b", 1))._replace(tenants=tenants)
    assert [one.at for one in faults(quota_shared_name.RULE, plan)] == [("tenants", 0, "quota", GPU)]


def test_a_ban_on_a_name_of_two_pools_is_clear() -> None:
    assert faults(quota_shared_name.RULE, limited({GPU: 0}, a_pool("a"), a_pool("b", 1))) == []


def test_two_resources_of_one_pool_are_two_names() -> None:
    both: tuple[Resource, ...] = (a_resource(), a_resource("nvidia.com/mig-1g.10gb"))
    assert faults(quota_shared_name.RULE, limited({GPU: 1}, a_pool()._replace(resources=both))) == []


def several(*units: int) -> Plan:
    """Return a plan with 8 units and a namespace for each quota."""
    tenants = tuple(TenantPlan(f"ns-{index}", False, (), ((GPU, most),)) for index, most in enumerate(units))
    pool = a_pool()._replace(node_count=NodeCount(2, 2), resources=(a_resource(replicas=4, promise=Promise.NONE),))
    return a_plan(pool)._replace(tenants=tenants)


@pytest.mark.parametrize(
    ("units", "tenant"),
    [
        ((4, 4), None),
        ((4, 5), 1),
        # The sum is passed with the second, whatever comes after it.
        ((4, 5, 1), 1),
        # One quota above everything is another rule's matter, and a ban adds nothing to it.
        ((9,), None),
        ((9, 0), None),
        # With a second one the sum is too large as well, even where the first passes it alone.
        ((9, 1), 1),
        ((0, 4, 4, 0, 1), 4),
    ],
)
def test_a_sum_of_quotas_is_marked_where_it_passes_what_exists(units: tuple[int, ...], tenant: int | None) -> None:
    found = [fault.at for fault in faults(quota_sum.RULE, several(*units))]
    assert found == ([] if tenant is None else [("tenants", tenant, "quota", GPU)])


def test_quotas_that_add_up_hide_none_on_another_resource_that_do_not() -> None:
    """Of one there are 8 and of the other 3."""
    other = a_pool("other", 1)._replace(resources=(a_resource(SHARED),), node_count=NodeCount(3, 3))
    plan = several(4, 4)
    tenants = tuple(one._replace(quota=(*one.quota, (SHARED, 2))) for one in plan.tenants)
    found = faults(quota_sum.RULE, plan._replace(pools=(*plan.pools, other), tenants=tenants))
    assert [fault.at for fault in found] == [("tenants", 1, "quota", SHARED)]


def test_a_long_sum_is_cut_short_and_still_adds_up() -> None:
    (fault,) = faults(quota_sum.RULE, several(1, 2, 3, 1, 2, 1))
    assert fault.message == (
        f"the quotas on {GPU} add up to ns-0 1 + ns-1 2 + ns-2 3 + ns-3 1 + 2 more 3 = 10, 2 more than the 8 that "
        "exist: pool shared has 2 nodes x 1 x 4 replicas"
    )


def test_where_a_pool_is_of_unknown_size_no_sum_is_too_large() -> None:
    tenants = tuple(TenantPlan(name, False, (), ((GPU, 900),)) for name in ("x", "y"))
    plan = a_plan(*two_pools(NodeCount(1, 1), None))._replace(tenants=tenants)
    assert faults(quota_sum.RULE, plan) == []


def test_over_commitment_is_allowed_where_the_profile_says_why() -> None:
    body = quota_sum.RULE.bad + "exceptions: [{rule: QUO104, reason: Training runs at night only.}]\n"
    compiled = compile_text(body)
    assert [one.code for one in compiled.findings] == []
    assert [one.finding.code for one in compiled.excepted] == ["QUO104"]
    assert "- QUO104: Training runs at night only." in as_bundle(compiled).files["README.md"]
