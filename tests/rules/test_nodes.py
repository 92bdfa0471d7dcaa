from generator.model.plan import Binding, BindingKind, PluginConfig, PoolPlan
from generator.model.profile import Labels
from generator.rules import labels_by_hand, labels_taken, node_in_two_pools, selectors_overlap, selectors_unclear
from tests.rules.plans import V100, a_plan, a_pool, faults

CONFIG = "nvidia.com/device-plugin.config"


def selecting(name: str, index: int, selector: Labels, kind: BindingKind = BindingKind.COMMAND) -> PoolPlan:
    return a_pool(name, index)._replace(node_selector=selector, binding=Binding(kind, ((CONFIG, name),), (), selector))


def test_every_further_pool_of_a_node_is_reported() -> None:
    pools = [a_pool(name, index)._replace(node_names=("gpu-1", "gpu-2")) for index, name in enumerate("abc")]
    places = [one.at for one in faults(node_in_two_pools.RULE, a_plan(*pools))]
    assert places == [("pools", pool, "nodes", "names", name) for pool in (1, 2) for name in (0, 1)]


def test_a_node_named_twice_in_one_pool_is_in_one_pool() -> None:
    assert faults(node_in_two_pools.RULE, a_plan(a_pool()._replace(node_names=("gpu-1", "gpu-1")))) == []


def test_equal_selectors_overlap_and_are_not_called_unclear() -> None:
    plan = a_plan(selecting("a", 0, (("gpu", "l4"),)), selecting("b", 1, (("gpu", "l4"),)))
    assert [one.at for one in faults(selectors_overlap.RULE, plan)] == [("pools", 1, "nodes", "nodeSelector")]
    assert faults(selectors_unclear.RULE, plan) == []


def test_a_common_key_with_different_values_keeps_pools_apart() -> None:
    one, other = (("pool", "a"), ("zone", "x")), (("pool", "b"), ("team", "y"))
    plan = a_plan(selecting("a", 0, one), selecting("b", 1, other))
    assert faults(selectors_overlap.RULE, plan) == []
    assert faults(selectors_unclear.RULE, plan) == []


def test_different_cards_keep_pools_apart_unless_one_selector_includes_the_other() -> None:
    a = selecting("a", 0, (("team", "web"),))
    b = selecting("b", 1, (("zone", "east"),))
    b = b._replace(gpus=(b.gpus[0]._replace(gpu=V100),))
    assert faults(selectors_unclear.RULE, a_plan(a, b)) == []
    same = selecting("b", 1, (("team", "web"),))._replace(gpus=b.gpus)
    assert len(faults(selectors_overlap.RULE, a_plan(a, same))) == 1


def test_a_pool_that_a_rule_finds_by_its_card_cannot_overlap() -> None:
    a = selecting("a", 0, (("gpu", "yes"),), BindingKind.GPU_RULE)
    b = selecting("b", 1, (("gpu", "yes"),))
    assert faults(selectors_overlap.RULE, a_plan(a, b)) == []


def test_names_beside_a_selector_are_not_compared() -> None:
    named = a_pool("a")._replace(node_names=("gpu-1",))
    assert faults(selectors_overlap.RULE, a_plan(named, selecting("b", 1, (("gpu", "yes"),)))) == []


def test_pools_with_one_configuration_may_overlap() -> None:
    plain = Binding(BindingKind.DEFAULT, ())
    pools = [selecting(name, index, (("gpu", "l4"),))._replace(binding=plain) for index, name in enumerate("ab")]
    assert faults(selectors_overlap.RULE, a_plan(*pools)) == []


def test_the_command_labels_by_selector_or_by_name() -> None:
    by_selector = selecting("a", 0, (("gpu", "l4"), ("team", "web")))
    by_name = a_pool("b", 1)._replace(binding=Binding(BindingKind.COMMAND, ((CONFIG, "b"),), ("gpu-1", "gpu-2")))
    fixes = [one.fix for one in faults(labels_by_hand.RULE, a_plan(by_selector, by_name))]
    assert [fix.split("`")[1] for fix in fixes if fix] == [
        f"kubectl label nodes -l gpu=l4,team=web {CONFIG}=a --overwrite",
        f"kubectl label nodes gpu-1 gpu-2 {CONFIG}=b --overwrite",
    ]


def test_a_pool_that_needs_no_label_needs_no_command() -> None:
    assert faults(labels_by_hand.RULE, a_plan(a_pool()._replace(binding=Binding(BindingKind.COMMAND, ())))) == []


def test_no_command_is_offered_where_nothing_tells_the_nodes() -> None:
    # Without a selector `kubectl label nodes -l` would take the next word for one.
    pool = a_pool()._replace(node_names=(), node_selector=(), binding=Binding(BindingKind.COMMAND, ((CONFIG, "a"),)))
    assert faults(labels_by_hand.RULE, a_plan(pool)) == []


def labelled(*keys: str) -> PoolPlan:
    return a_pool()._replace(node_labels=tuple((key, ("x",)) for key in keys))


def test_labels_of_the_bundle_and_of_the_kubelet_are_no_pools_own() -> None:
    pool = labelled("team", CONFIG, "kubernetes.io/hostname", "example.com/hostname")
    found = faults(labels_taken.RULE, a_plan(pool)._replace(plugin_config=PluginConfig("c", "", ())))
    assert [one.at for one in found] == [
        ("pools", 0, "nodeLabels", CONFIG),
        ("pools", 0, "nodeLabels", "kubernetes.io/hostname"),
    ]


def test_a_label_that_only_an_external_plugin_reads_is_free() -> None:
    pool = labelled(CONFIG, "nvidia.com/mig.config")
    assert faults(labels_taken.RULE, a_plan(pool)._replace(plugin_config=None, mig_config=None)) == []
