"""The MIG strategy of the one installation of the device plugin among the files, whatever it is configured with."""

from typing import NamedTuple

from generator.facts.charts import GPU_OPERATOR, PLUGIN_CONFIG
from generator.lint.common.chart_values import ends_up_with
from generator.lint.common.plugin_daemons import PluginDaemon, environment_from, plugin_daemons, runs_plugin, said_to
from generator.lint.common.strategy_told import PLUGINS_DEFAULT, strategy_told
from generator.model.manifest import ChartUse, ClusterPolicy, Form, Manifests


class InForce(NamedTuple):
    """A strategy and who says it; `is_said` is false for a default, which something outside the files may change."""

    value: str
    said_by: str
    is_said: bool


def strategy_in_force(manifests: Manifests) -> InForce | None:
    """Return the strategy of the one chart, ClusterPolicy or plugin pod among the files; None where it is not known."""
    runs: list[ChartUse | ClusterPolicy | PluginDaemon] = [*manifests.charts, *manifests.policies]
    runs += [one for one in plugin_daemons(manifests) if runs_plugin(one)]
    if len(runs) != 1 or not _is_plain(runs[0]):
        return None
    told = strategy_told(runs[0])
    if told.value is None:
        return None
    if told.value:
        return InForce(told.value, told.said_by, told.at is not None)
    return None if told.at is not None or _may_be_configured(runs[0]) else _of_plugin(runs[0])


def _is_plain(runs: ChartUse | ClusterPolicy | PluginDaemon) -> bool:
    """Say whether nobody gives the operator's plugin a strategy past the operator, and the operator runs it."""
    if isinstance(runs, PluginDaemon) or runs.chart != GPU_OPERATOR:
        return True
    plugin = runs.value("devicePlugin")
    if plugin is None:
        return True
    enabled = plugin.get("enabled")
    past = any(one.text("name") == "MIG_STRATEGY" for one in plugin.elements("env"))
    return not past and plugin.get("args") is None and (enabled is None or enabled.tree is True)


def _may_be_configured(runs: ChartUse | ClusterPolicy | PluginDaemon) -> bool:
    """Say whether a configuration that may say a strategy is read, or may be."""
    if isinstance(runs, PluginDaemon):
        return said_to(runs, "config-file", "CONFIG_FILE") is not None or any(environment_from(runs))
    if isinstance(runs, ClusterPolicy):
        return True
    # Whoever installs a chart from a values file may say more on the command line.
    named = any(ends_up_with(runs, *PLUGIN_CONFIG[runs.chart], key) for key in ("name", "map"))
    return named or runs.form is Form.VALUES_FILE


def _of_plugin(runs: ChartUse | ClusterPolicy | PluginDaemon) -> InForce:
    whose = "the plugin's default"
    if isinstance(runs, PluginDaemon):
        whose = f"the default, of which {runs.workload.kind} {runs.workload.name} says nothing"
    return InForce(PLUGINS_DEFAULT, whose, False)
