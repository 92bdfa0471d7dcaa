from generator.model.plan import Plan, PoolPlan, Promise, Resource, TenantPlan
from generator.model.profile import MigStrategy, NodeCount
from generator.rules import quota_more_than_exists, quota_shared_name, quota_unknown_resource
from tests.rules.plans import STACK, a_plan, a_pool, a_resource, faults

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
