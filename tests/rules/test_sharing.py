from generator.model.mig import MigLayout
from generator.model.plan import MigItem, Mode, Part, PoolPlan, Promise, Resource
from generator.model.profile import KubernetesVersion, MigStrategy, Policy
from generator.rules import (
    allocation_policy,
    external_plugin,
    mig_single_names,
    mig_variant_names,
    one_share_policy,
    product_label_length,
    small_share,
)
from tests.rules.plans import L4, OPERATOR, STACK, a_plan, a_pool, a_resource, an_mps_pool, faults


def sliced(replicas: int) -> PoolPlan:
    return a_pool()._replace(mode=Mode.TIME_SLICING, resources=(a_resource(replicas=replicas, promise=Promise.NONE),))


def cut(*parts: Part, strategy: MigStrategy = MigStrategy.MIXED) -> PoolPlan:
    layout = MigLayout.of({part.device: part.devices for part in parts})
    resource = Resource("nvidia.com/mig-1g.10gb", "nvidia.com/mig-1g.10gb", 1, Promise.HARDWARE, parts)
    return a_pool()._replace(
        mode=Mode.MIG, resources=(resource,), mig_items=(MigItem(None, layout),), mig_strategy=strategy
    )


def test_the_allocation_policy_needs_a_plugin_that_knows_it() -> None:
    packed = a_pool()._replace(allocation_policy="packed")
    old = OPERATOR._replace(plugin_version="v0.19.3")
    assert faults(allocation_policy.RULE, a_plan(packed)) == []
    assert len(faults(allocation_policy.RULE, a_plan(packed)._replace(release=old))) == 1
    assert faults(allocation_policy.RULE, a_plan()._replace(release=old)) == []


def test_a_share_is_small_below_512_mib() -> None:
    # 23034 / 44 = 523, 23034 / 45 = 511
    assert faults(small_share.RULE, a_plan(sliced(44))) == []
    assert [one.message for one in faults(small_share.RULE, a_plan(sliced(45)))] == [
        "45 replicas of L4 come to 511 MiB each"
    ]


def test_under_mps_the_figure_is_a_units_already() -> None:
    # 23034 / 48 = 479
    assert len(faults(small_share.RULE, a_plan(an_mps_pool(replicas=48)))) == 1
    assert faults(small_share.RULE, a_plan(an_mps_pool(replicas=4))) == []


def test_a_small_card_that_is_not_shared_is_nobodys_share() -> None:
    tiny = a_pool()._replace(resources=(a_resource()._replace(parts=(Part("toy", 1, 256),)),))
    assert faults(small_share.RULE, a_plan(tiny)) == []


def test_an_external_plugin_shares_nothing_but_mig_works() -> None:
    stack = STACK._replace(plugin_external=True)
    pools = (sliced(4), an_mps_pool("mps", 1), a_pool("whole", 2), cut(Part("1g.10gb", 7, 9728)))
    plan = a_plan(*pools)._replace(stack=stack)
    assert [one.at for one in faults(external_plugin.RULE, plan)] == [
        ("pools", 0, "timeSlicing"),
        ("pools", 1, "mps"),
    ]


def test_only_single_renames_mig_devices() -> None:
    part = Part("1g.10gb", 7, 9728)
    assert len(faults(mig_single_names.RULE, a_plan(cut(part, strategy=MigStrategy.SINGLE)))) == 1
    assert faults(mig_single_names.RULE, a_plan(cut(part))) == []


def test_variants_hide_behind_the_base_name_up_to_v0_19() -> None:
    plan = a_plan(cut(Part("1g.10gb+me", 1, 9728)))
    old = plan._replace(release=OPERATOR._replace(plugin_version="v0.19.3"))
    assert [one.message for one in faults(mig_variant_names.RULE, old)] == [
        "device plugin v0.19.3 advertises 1g.10gb+me as nvidia.com/mig-1g.10gb"
    ]
    assert faults(mig_variant_names.RULE, plan) == []


def test_plain_profiles_hide_nothing() -> None:
    plan = a_plan(cut(Part("1g.10gb", 7, 9728)))
    assert faults(mig_variant_names.RULE, plan._replace(release=OPERATOR._replace(plugin_version="v0.17.4"))) == []


def test_sixty_three_characters_are_allowed() -> None:
    for length, found in ((63, 0), (64, 1)):
        pool = a_pool(gpu=L4._replace(label="x" * length))
        assert len(faults(product_label_length.RULE, a_plan(pool))) == found


def test_renaming_saves_the_suffix() -> None:
    long = L4._replace(label="x" * 60)
    shared = sliced(4)._replace(gpus=a_pool(gpu=long).gpus)
    assert len(faults(product_label_length.RULE, a_plan(shared))) == 1
    assert faults(product_label_length.RULE, a_plan(shared._replace(renamed=True))) == []


def test_the_policy_needs_kubernetes_1_30() -> None:
    strict = a_plan()._replace(policy=Policy(one_share_per_container=True))
    assert faults(one_share_policy.RULE, strict._replace(kubernetes=KubernetesVersion(1, 30))) == []
    assert len(faults(one_share_policy.RULE, strict._replace(kubernetes=KubernetesVersion(1, 29)))) == 1
