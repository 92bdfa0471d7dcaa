"""The MIG strategy of the one installation of the device plugin among the files, whatever it is configured with."""

from typing import NamedTuple

from generator.facts.charts import GPU_OPERATOR, PLUGIN_CONFIG
from generator.lint._chart_values import ends_up_with
from generator.lint._plugin_daemons import PluginDaemon, environment_from, plugin_daemons, runs_plugin, said_to
from generator.model.manifest import ChartUse, ClusterPolicy, Form, Manifests
from generator.model.manifest_value import Value, is_filled_in_later

_VARIABLE = "MIG_STRATEGY"
_OPERATORS_DEFAULT, _PLUGINS_DEFAULT = "single", "none"
"""Sources: NVIDIA/gpu-operator deployments/gpu-operator/values.yaml; NVIDIA/k8s-device-plugin cmd/nvidia-device-plugin.

What is said reaches the plugin as a variable, over what its configuration says: NVIDIA/gpu-operator
controllers/object_controls.go (applyMIGConfiguration), the plugin chart's templates/daemonset-device-plugin.yml.
"""


class InForce(NamedTuple):
    """A strategy and who says it; `is_said` is false for a default, which something outside the files may change."""

    value: str
    said_by: str
    is_said: bool


def strategy_in_force(manifests: Manifests) -> InForce | None:
    """Return the strategy of the one chart, ClusterPolicy or plugin pod among the files; None where it is not known."""
    daemons = [one for one in plugin_daemons(manifests) if runs_plugin(one)]
    if len(manifests.charts) + len(manifests.policies) + len(daemons) != 1:
        return None
    if daemons:
        return _of_daemon(daemons[0])
    return _of_policy(manifests.policies[0]) if manifests.policies else _of_chart(manifests.charts[0])


def _of_chart(use: ChartUse) -> InForce | None:
    operator = use.chart == GPU_OPERATOR
    path = ("mig", "strategy") if operator else ("migStrategy",)
    said = use.value(*path)
    if operator and not _runs_plainly(use.value("devicePlugin")):
        return None
    if said is not None:
        return _said(said.tree, f"{'.'.join(path)} of the chart")
    if not use.whole:
        return None
    if operator:
        return InForce(_OPERATORS_DEFAULT, "gpu-operator's default of mig.strategy", False)
    # Whoever installs a chart from a values file may say more on the command line.
    configured = any(ends_up_with(use, *PLUGIN_CONFIG[use.chart], key) for key in ("name", "map"))
    if configured or use.form is Form.VALUES_FILE:
        return None
    return InForce(_PLUGINS_DEFAULT, "the plugin's default", False)


def _of_policy(policy: ClusterPolicy) -> InForce | None:
    if not _runs_plainly(policy.spec.get("devicePlugin")):
        return None
    said = policy.spec.get("mig", "strategy")
    return None if said is None else _said(said.tree, "mig.strategy of the ClusterPolicy")


def _of_daemon(daemon: PluginDaemon) -> InForce | None:
    said = said_to(daemon, "mig-strategy", _VARIABLE)
    whose = f"{daemon.workload.kind} {daemon.workload.name}"
    if said is not None:
        return _said(said, whose)
    if said_to(daemon, "config-file", "CONFIG_FILE") is not None or any(environment_from(daemon)):
        return None
    return InForce(_PLUGINS_DEFAULT, f"the default, of which {whose} says nothing", False)


def _runs_plainly(plugin: Value | None) -> bool:
    """Say whether the operator runs the plugin, and nobody gives it a strategy past the operator."""
    if plugin is None:
        return True
    enabled = plugin.get("enabled")
    past = any(one.text("name") == _VARIABLE for one in plugin.elements("env"))
    return not past and plugin.get("args") is None and (enabled is None or enabled.tree is True)


def _said(strategy: object, said_by: str) -> InForce | None:
    known = isinstance(strategy, str) and strategy and not is_filled_in_later(strategy)
    return InForce(str(strategy), said_by, True) if known else None
