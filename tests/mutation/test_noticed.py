"""Faults in what judges and resolves a profile that no other test noticed once; `make mutants` runs this file too."""

from generator.model.plan import Part, TenantPlan
from generator.model.profile import Component, MigStrategy
from generator.rules import component_setting, mig_variant_names, quota_shared_name
from tests.rules.plans import OPERATOR, PLUGIN, STACK, a_plan, a_pool, a_resource, faults
from tests.support.plans import compile_text


def test_every_quota_of_a_tenant_that_names_no_pool_is_told_with_the_pools_there_are() -> None:
    pools = (
        "[{name: a, nodes: {names: [n1]}, gpus: [{model: L4}]}, {name: b, nodes: {names: [n2]}, gpus: [{model: T4}]}]"
    )
    found = compile_text(f"pools: {pools}\ntenants: [{{namespace: web, poolQuota: {{x: 1, y: 1}}}}]").findings
    told = {one.at: one.fix for one in found if one.code == "QUO002"}
    assert [at[-1] for at in told if at] == ["x", "y"]
    assert all("Pools: a, b." in fix for fix in told.values())


def test_a_setting_is_judged_beside_a_component_that_the_chart_does_not_have() -> None:
    components = (Component("dcgmExporter", version="1.0.0"), Component("devicePlugin", env=(("LOG", "1"),)))
    plan = a_plan()._replace(release=PLUGIN, stack=STACK._replace(components=components))
    assert [one.at for one in faults(component_setting.RULE, plan)] == [
        ("install", "components", "devicePlugin", "env")
    ]


def test_a_pool_behind_one_without_mig_is_judged() -> None:
    parts = (Part("1g.10gb+me", 1, None),)
    resource = a_resource("nvidia.com/mig-1g.10gb")._replace(parts=parts)
    cut = a_pool("cut", 1)._replace(mig_strategy=MigStrategy.MIXED, resources=(resource,))
    plan = a_plan(a_pool("whole"), cut)._replace(release=OPERATOR._replace(plugin_version="v0.19.3"))
    assert [one.at for one in faults(mig_variant_names.RULE, plan)] == [("pools", 1, "mig")]


def test_a_quota_behind_one_of_a_single_pool_is_judged() -> None:
    alone = a_resource("nvidia.com/gpu.shared", replicas=2)
    pools = (a_pool("a")._replace(resources=(alone,)), a_pool("b", 1), a_pool("c", 2))
    tenant = TenantPlan("web", create=False, labels=(), quota=(("nvidia.com/gpu.shared", 1), ("nvidia.com/gpu", 1)))
    found = faults(quota_shared_name.RULE, a_plan(*pools)._replace(tenants=(tenant,)))
    assert [one.at for one in found] == [("tenants", 0, "quota", "nvidia.com/gpu")]
