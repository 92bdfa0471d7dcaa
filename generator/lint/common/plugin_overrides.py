"""What the charts set in the environment of the device plugin, where it beats the configuration file.

Sources: NVIDIA/gpu-operator assets/state-device-plugin/0500_daemonset.yaml and controllers/object_controls.go
(applyMIGConfiguration); NVIDIA/k8s-device-plugin deployments/helm/nvidia-device-plugin,
templates/daemonset-device-plugin.yml and daemonset-gfd.yml.
"""

from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import NamedTuple

from generator.facts.charts import GPU_OPERATOR
from generator.lint.common.chart_values import ends_up_with, sheets_of
from generator.lint.common.plugin_use import users
from generator.lint.common.strategy_told import strategy_told
from generator.model.manifest import ChartUse, ClusterPolicy, Configuration, Manifests
from generator.model.manifest_value import Value, is_filled_in_later
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
        "flags.gdrcopyEnabled": "false",
        "flags.gdsEnabled": "false",
        "flags.mofedEnabled": "false",
        "flags.useNodeFeatureAPI": "false",
        "flags.gfd.noTimestamp": "false",
        "flags.gfd.sleepInterval": "60s",
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
_TEXT, _BOOL = (str,), (bool,)
_STANDALONE: Mapping[str, tuple[str, tuple[type, ...]]] = MappingProxyType(
    {
        "flags.migStrategy": ("migStrategy", _TEXT),
        "flags.failOnInitError": ("failOnInitError", _BOOL),
        "flags.nvidiaDriverRoot": ("nvidiaDriverRoot", _TEXT),
        "flags.nvidiaDevRoot": ("nvidiaDevRoot", _TEXT),
        "flags.gdrcopyEnabled": ("gdrcopyEnabled", _BOOL),
        "flags.gdsEnabled": ("gdsEnabled", _BOOL),
        "flags.mofedEnabled": ("mofedEnabled", _BOOL),
        "flags.useNodeFeatureAPI": ("nfd.enableNodeFeatureApi", _BOOL),
        "flags.deviceDiscoveryStrategy": ("deviceDiscoveryStrategy", _TEXT),
        "flags.plugin.passDeviceSpecs": ("compatWithCPUManager", _BOOL),
        "flags.plugin.deviceListStrategy": ("deviceListStrategy", _TEXT),
        "flags.plugin.deviceIDStrategy": ("deviceIDStrategy", _TEXT),
        "flags.plugin.nvidiaCTKPath": ("cdi.nvidiaHookPath", _TEXT),
        "flags.gfd.noTimestamp": ("noTimestamp", _BOOL),
        "flags.gfd.sleepInterval": ("sleepInterval", (str, int)),
    }
)
"""By flag the value of the chart and the types of it that the templates put into the environment (v0.17.4 to v0.20.0).

What has another type is left out without a word, and the file counts.
"""
_MPS_ROOT = ("mps", "root")


def overrides(use: ChartUse | ClusterPolicy) -> dict[str, Override]:
    """Return by path what the environment says beside the file."""
    if isinstance(use, ChartUse) and use.chart != GPU_OPERATOR:
        return dict(_of_values(use))
    found = {path: Override(value, f"gpu-operator's {name}") for path, (name, value) in _OPERATOR.items()}
    strategy = strategy_told(use)
    if strategy.value != "":
        found["flags.migStrategy"] = Override(strategy.value, strategy.said_by)
    env = use.value("devicePlugin", "env")
    for path, (name, _) in _OPERATOR.items():
        for one in env.elements() if env else ():
            if one.text("name") == name:
                found[path] = Override(one.text("value"), f"{name} in devicePlugin.env")
    root = None if isinstance(use, ChartUse) else use.spec.text("devicePlugin", "mps", "root")
    return {**found, "flags.mpsRoot": Override(root, "devicePlugin.mps.root")} if root else found


class Overrides:
    """What the environment says over each configuration, worked out once for all configurations of a name."""

    def __init__(self, manifests: Manifests) -> None:
        self._manifests = manifests
        self._by_name: dict[str | None, Mapping[str, Override]] = {}

    def of(self, config_map: Configuration) -> Mapping[str, Override]:
        """Return by path what everybody says who names the configuration, in the words of the first."""
        found = users(config_map, self._manifests)
        if config_map.chart is not None:
            return _of_all(found)
        if config_map.name not in self._by_name:
            self._by_name[config_map.name] = _of_all(found)
        return self._by_name[config_map.name]


def _of_all(uses: tuple[ChartUse | ClusterPolicy, ...]) -> Mapping[str, Override]:
    first, *others = map(overrides, uses) if uses else ({},)
    paths = set(first).intersection(*others)
    return {path: override for path, override in first.items() if path in paths}


def by_operator() -> dict[str, Override]:
    """Return what any gpu-operator says beside the file, of whose values nothing is known."""
    found = {path: Override(value, f"gpu-operator's {name}") for path, (name, value) in _OPERATOR.items()}
    return {**found, "flags.migStrategy": Override(None, "mig.strategy of gpu-operator")}


def _of_values(use: ChartUse) -> Iterator[tuple[str, Override]]:
    for path, (name, types) in _STANDALONE.items():
        keys = tuple(name.split("."))
        value = use.value(*keys)
        known = all(sheet.lookup(keys) is not None for sheet in sheets_of(use))
        if value is not None and known and type(value.tree) in types:
            yield path, Override(as_text(value.tree), f"{name} of the chart")
    # The one variable that the chart always sets.
    stated = use.value(*_MPS_ROOT)
    said_by = "the chart's default of mps.root" if stated is None else "mps.root of the chart"
    yield "flags.mpsRoot", Override(as_text(ends_up_with(use, *_MPS_ROOT)), said_by)


def as_text(tree: Tree) -> str | None:
    """Return a value as the environment holds it; None for what has no such form."""
    if isinstance(tree, list) and len(tree) == 1:
        return as_text(tree[0])
    if isinstance(tree, Value | list | dict) or tree is None or is_filled_in_later(tree):
        return None
    return str(tree).lower() if isinstance(tree, bool) else str(tree)
