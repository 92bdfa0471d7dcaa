"""What the charts set in the environment of the device plugin, where it beats the configuration file.

Sources: NVIDIA/gpu-operator assets/state-device-plugin/0500_daemonset.yaml and controllers/object_controls.go
(applyMIGConfiguration); NVIDIA/k8s-device-plugin deployments/helm, templates/daemonset-device-plugin.yml.
"""

from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import NamedTuple

from generator.facts.charts import GPU_OPERATOR
from generator.model.manifest import ChartUse, ClusterPolicy, Value
from generator.model.tree import Tree


class Override(NamedTuple):
    """A value of the environment: what it is, None where that is not known, and who sets it."""

    value: str | None
    said_by: str


DEFAULTS: Mapping[str, str] = MappingProxyType(
    {
        "flags.migStrategy": "none",
        "flags.failOnInitError": "true",
        "flags.nvidiaDriverRoot": "/",
        "flags.gdsEnabled": "false",
        "flags.mofedEnabled": "false",
        "flags.deviceDiscoveryStrategy": "auto",
        "flags.plugin.passDeviceSpecs": "false",
        "flags.plugin.deviceListStrategy": "envvar",
        "flags.plugin.deviceIDStrategy": "uuid",
    }
)
"""What the plugin takes where nobody says anything: to write that is to want nothing."""

_OPERATOR: Mapping[str, tuple[str, str | None]] = MappingProxyType(
    {
        "flags.failOnInitError": ("FAIL_ON_INIT_ERROR", "true"),
        "flags.mpsRoot": ("MPS_ROOT", "/run/nvidia/mps"),
        "flags.plugin.passDeviceSpecs": ("PASS_DEVICE_SPECS", "true"),
        "flags.plugin.deviceListStrategy": ("DEVICE_LIST_STRATEGY", None),
        "flags.plugin.deviceIDStrategy": ("DEVICE_ID_STRATEGY", "uuid"),
    }
)
_STANDALONE: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "flags.migStrategy": ("migStrategy",),
        "flags.failOnInitError": ("failOnInitError",),
        "flags.nvidiaDriverRoot": ("nvidiaDriverRoot",),
        "flags.gdsEnabled": ("gdsEnabled",),
        "flags.mofedEnabled": ("mofedEnabled",),
        "flags.deviceDiscoveryStrategy": ("deviceDiscoveryStrategy",),
        "flags.plugin.deviceListStrategy": ("deviceListStrategy",),
        "flags.plugin.deviceIDStrategy": ("deviceIDStrategy",),
    }
)


def overrides(use: ChartUse | ClusterPolicy) -> dict[str, Override]:
    """Return by path what the environment says beside the file."""
    if isinstance(use, ChartUse) and use.chart != GPU_OPERATOR:
        return dict(_of_values(use))
    found = {path: Override(value, f"gpu-operator's {name}") for path, (name, value) in _OPERATOR.items()}
    strategy = _operator_strategy(use)
    if strategy is not None:
        found["flags.migStrategy"] = strategy
    env = use.value("devicePlugin", "env") if isinstance(use, ChartUse) else use.spec.get("devicePlugin", "env")
    for path, (name, _) in _OPERATOR.items():
        for one in env.elements() if env else ():
            if one.text("name") == name:
                found[path] = Override(one.text("value"), f"{name} in devicePlugin.env")
    root = None if isinstance(use, ChartUse) else use.spec.text("devicePlugin", "mps", "root")
    return {**found, "flags.mpsRoot": Override(root, "devicePlugin.mps.root")} if root else found


def by_operator() -> dict[str, Override]:
    """Return what any gpu-operator says beside the file, of whose values nothing is known."""
    found = {path: Override(value, f"gpu-operator's {name}") for path, (name, value) in _OPERATOR.items()}
    return {**found, "flags.migStrategy": Override(None, "mig.strategy of gpu-operator")}


def _of_values(use: ChartUse) -> Iterator[tuple[str, Override]]:
    for path, keys in _STANDALONE.items():
        value = use.value(*keys)
        if value is not None:
            yield path, Override(as_text(value.tree), f"{keys[0]} of the chart")


def _operator_strategy(use: ChartUse | ClusterPolicy) -> Override | None:
    value = use.value("mig", "strategy") if isinstance(use, ChartUse) else use.spec.get("mig", "strategy")
    if value is not None and value.tree != "":
        said_by = "the chart" if isinstance(use, ChartUse) else "the ClusterPolicy"
        return Override(as_text(value.tree), f"mig.strategy of {said_by}")
    if isinstance(use, ClusterPolicy):
        return None
    return Override("single" if use.whole else None, "gpu-operator's default of mig.strategy")


def as_text(tree: Tree) -> str | None:
    """Return a value as the environment holds it; None for what has no such form."""
    if isinstance(tree, list) and len(tree) == 1:
        return as_text(tree[0])
    if isinstance(tree, Value | list | dict) or tree is None:
        return None
    return str(tree).lower() if isinstance(tree, bool) else str(tree)
