"""The MIG strategy that the device plugin is told by whoever runs it: a chart, a ClusterPolicy or a pod of one's own.

That reaches the plugin as a variable or a flag, over what its configuration says. Sources: NVIDIA/gpu-operator
controllers/object_controls.go (applyMIGConfiguration) and deployments/gpu-operator/values.yaml;
NVIDIA/k8s-device-plugin cmd/nvidia-device-plugin and templates/daemonset-device-plugin.yml of its chart.
"""

from typing import NamedTuple

from generator.facts.charts import GPU_OPERATOR
from generator.lint.common.command_line import told_to
from generator.lint.common.plugin_daemons import PluginDaemon
from generator.model.manifest import ChartUse, ClusterPolicy
from generator.model.manifest_value import Value, is_filled_in_later

PLUGINS_DEFAULT = "none"
"""What the plugin takes where neither whoever runs it nor its configuration says anything."""
_OPERATORS_DEFAULT = "single"


class StrategyTold(NamedTuple):
    """What the plugin is told: `value` is empty for nothing, and None where the files do not tell.

    `said_by` names who says it. `at` is where it is written, None for a default.
    """

    value: str | None
    said_by: str
    at: Value | None


def strategy_told(runs: ChartUse | ClusterPolicy | PluginDaemon) -> StrategyTold:
    """Return the MIG strategy that the plugin is told by one who runs it."""
    if isinstance(runs, PluginDaemon):
        told = told_to(runs.container, "mig-strategy", "MIG_STRATEGY")
        value = "" if told is None else _known(told.text) if told.text else None
        return StrategyTold(value, f"{runs.workload.kind} {runs.workload.name}", None if told is None else told.at)
    is_operator, is_chart = runs.chart == GPU_OPERATOR, isinstance(runs, ChartUse)
    path = ("mig", "strategy") if is_operator else ("migStrategy",)
    said_by = f"{'.'.join(path)} of {'the chart' if is_chart else 'the ClusterPolicy'}"
    written = runs.value(*path)
    if written is not None:
        return StrategyTold(_known(written.tree), said_by, written)
    if isinstance(runs, ChartUse) and not runs.whole:
        return StrategyTold(None, said_by, None)
    if is_operator and is_chart:
        return StrategyTold(_OPERATORS_DEFAULT, "gpu-operator's default of mig.strategy", None)
    return StrategyTold("", said_by, None)


def _known(strategy: object) -> str | None:
    return strategy if isinstance(strategy, str) and not is_filled_in_later(strategy) else None
