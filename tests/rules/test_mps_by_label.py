"""The MPS daemon of the operator, which misses the label of its nodes."""

from generator.model.plan import PluginConfig
from generator.rules import mps_by_label
from tests.rules.plans import a_plan, a_pool, an_mps_pool, faults


def test_one_error_names_all_pools_whose_daemon_misses_its_label() -> None:
    pools = (an_mps_pool(name, index)._replace(config_key=name) for index, name in enumerate(("one", "two"), start=1))
    plan = a_plan(a_pool("whole"), *pools)._replace(plugin_config=PluginConfig("config", "unshared", ()))
    (fault,) = faults(mps_by_label.RULE, plan)
    assert fault.at == ("pools", 1, "mps")
    assert fault.message == (
        "on the nodes of one and two the MPS daemon starts with the default entry and is not told of the label "
        "nvidia.com/device-plugin.config: they advertise no GPU"
    )
    assert faults(mps_by_label.RULE, plan._replace(plugin_config=None)) == []
