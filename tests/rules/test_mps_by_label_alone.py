"""The MPS daemon of the plugin's own chart, which may miss the label of its nodes."""

from generator.model.plan import PluginConfig
from generator.rules import mps_by_label, mps_by_label_alone
from tests.rules.plans import PLUGIN, a_plan, an_mps_pool, faults


def test_the_plugins_own_chart_may_be_in_time() -> None:
    pool = an_mps_pool()._replace(config_key="one")
    plan = a_plan(pool)._replace(plugin_config=PluginConfig("config", "unshared", ()))
    assert faults(mps_by_label_alone.RULE, plan) == []
    alone = plan._replace(release=PLUGIN)
    (fault,) = faults(mps_by_label_alone.RULE, alone)
    assert fault.message == (
        "on the nodes of shared the MPS daemon may start with the default entry and is not told of the label "
        "nvidia.com/device-plugin.config: such a node advertises no GPU"
    )
    assert faults(mps_by_label.RULE, alone) == []
