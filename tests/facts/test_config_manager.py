from generator.facts.config_manager import mps_pools_that_miss_their_label
from generator.model.plan import PluginConfig
from tests.rules.plans import STACK, a_plan, a_pool, an_mps_pool

CONFIG = PluginConfig("config", "unshared", ())
LABELLED = an_mps_pool("clients", 1)._replace(config_key="clients")
PLAN = a_plan(a_pool("whole")._replace(config_key="unshared"), LABELLED)._replace(plugin_config=CONFIG)


def test_a_daemon_that_is_reached_by_a_label_misses_it() -> None:
    assert mps_pools_that_miss_their_label(PLAN) == (LABELLED,)


def test_the_default_entry_needs_no_label() -> None:
    assert mps_pools_that_miss_their_label(PLAN._replace(plugin_config=CONFIG._replace(default="clients"))) == ()


def test_where_the_plugin_is_not_ours_nothing_is_known() -> None:
    assert mps_pools_that_miss_their_label(PLAN._replace(stack=STACK._replace(plugin_external=True))) == ()
    assert mps_pools_that_miss_their_label(PLAN._replace(plugin_config=None)) == ()


def test_plugins_before_v0_18_2_wait_for_the_label() -> None:
    for version, found in (("v0.17.4", 0), ("v0.18.1", 0), ("v0.18.2", 1), ("v0.19.3", 1), ("v0.20.0", 1)):
        release = PLAN.release._replace(plugin_version=version)
        assert len(mps_pools_that_miss_their_label(PLAN._replace(release=release))) == found, version
