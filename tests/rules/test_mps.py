from generator.model.gpu import MpsClass
from generator.model.plan import Mode, Plan, Promise
from generator.model.profile import MigStrategy, NfdSource
from generator.rules import (
    mps_before_volta,
    mps_client_limit,
    mps_exclusive_process,
    mps_more_than_one,
    mps_needs_gfd,
    mps_reload,
)
from tests.rules.plans import L4, OPERATOR, PLUGIN, STACK, V100, a_plan, a_pool, a_resource, an_mps_pool, faults


def test_forty_eight_clients_are_allowed_and_forty_nine_are_not() -> None:
    assert faults(mps_client_limit.RULE, a_plan(an_mps_pool(replicas=48))) == []
    assert [one.message for one in faults(mps_client_limit.RULE, a_plan(an_mps_pool(replicas=49)))] == [
        "49 replicas by MPS on a L4, which takes 48 at most"
    ]


def test_the_narrowest_card_of_a_node_decides() -> None:
    pool = an_mps_pool(replicas=17)
    mixed = pool._replace(gpus=(*pool.gpus, pool.gpus[0]._replace(gpu=V100)))
    (fault,) = faults(mps_client_limit.RULE, a_plan(mixed))
    assert fault.message == "17 replicas by MPS on a V100, which takes 16 at most"
    assert fault.at == ("pools", 0, "mps", "replicas")
    assert fault.fix is not None
    assert fault.fix.startswith("Write 16 or less,")


def test_time_slicing_has_no_client_limit() -> None:
    pool = a_pool()._replace(mode=Mode.TIME_SLICING, resources=(a_resource(replicas=200, promise=Promise.NONE),))
    assert faults(mps_client_limit.RULE, a_plan(pool)) == []


def test_volta_isolates() -> None:
    assert faults(mps_before_volta.RULE, a_plan(an_mps_pool(gpu=V100))) == []
    old = L4._replace(mps=MpsClass.LEGACY)
    assert [one.at for one in faults(mps_before_volta.RULE, a_plan(an_mps_pool(gpu=old)))] == [("pools", 0, "mps")]


def test_one_note_for_all_mps_pools() -> None:
    plan = a_plan(a_pool("whole"), an_mps_pool("one", 1), an_mps_pool("two", 2))
    (fault,) = faults(mps_exclusive_process.RULE, plan)
    assert fault.at == ("pools", 1, "mps")
    assert "one and two" in fault.message


def test_the_restart_names_the_daemon_set_of_the_chart() -> None:
    pools = (an_mps_pool(), a_pool("whole", 1))
    assert restart(a_plan(*pools)) == (
        "After moving a node: `kubectl -n gpu-operator rollout restart "
        "daemonset/nvidia-device-plugin-mps-control-daemon`."
    )
    standalone = a_plan(*pools)._replace(release=PLUGIN._replace(name="nvdp", namespace="gpu"))
    assert restart(standalone) == (
        "After moving a node: `kubectl -n gpu rollout restart daemonset/nvdp-nvidia-device-plugin-mps-control-daemon`."
    )


def restart(plan: Plan) -> str | None:
    (fault,) = faults(mps_reload.RULE, plan)
    return fault.fix


def test_without_discovery_mps_does_not_start_unless_the_plugin_is_external() -> None:
    off = a_plan(an_mps_pool())._replace(stack=STACK._replace(gpu_feature_discovery=False))
    assert [one.at for one in faults(mps_needs_gfd.RULE, off)] == [("install", "components", "gfd", "enabled")]
    external = off._replace(stack=off.stack._replace(plugin_external=True))
    assert faults(mps_needs_gfd.RULE, external) == []
    assert faults(mps_needs_gfd.RULE, off._replace(pools=(a_pool(),))) == []


def test_without_nfd_nobody_hands_on_the_label_that_starts_mps() -> None:
    none = STACK._replace(gpu_feature_discovery=False, node_feature_discovery=NfdSource.NONE)
    (fault,) = faults(mps_needs_gfd.RULE, a_plan(an_mps_pool())._replace(stack=none))
    assert fault.at == ("install", "nodeFeatureDiscovery")
    assert fault.fix == "Write `nodeFeatureDiscovery: bundled` or `existing`."


def test_only_a_stated_false_is_ignored_by_old_plugins() -> None:
    old = OPERATOR._replace(plugin_version="v0.19.3")
    generous = an_mps_pool()._replace(fail_requests_greater_than_one=False)
    assert len(faults(mps_more_than_one.RULE, a_plan(generous)._replace(release=old))) == 1
    assert faults(mps_more_than_one.RULE, a_plan(an_mps_pool())._replace(release=old)) == []
    assert faults(mps_more_than_one.RULE, a_plan(generous)) == []


def test_a_plugin_version_that_cannot_be_read_is_taken_to_be_new() -> None:
    own = OPERATOR._replace(plugin_version="main")
    generous = an_mps_pool()._replace(fail_requests_greater_than_one=False, mig_strategy=MigStrategy.NONE)
    assert faults(mps_more_than_one.RULE, a_plan(generous)._replace(release=own)) == []
