"""What becomes of a chart value that is of another type than its release takes.

Found by rendering the charts of NVIDIA/gpu-operator (v25.3.4, v25.10.1, v26.3.3, v26.7.0) and NVIDIA/k8s-device-plugin
(v0.17.4, v0.20.0) with Helm 3 with each value as itself and as text, and comparing what came out.
"""

from enum import Enum
from typing import NamedTuple

from generator.facts.charts import DEVICE_PLUGIN
from generator.model.chart import ValueFact, ValueOrigin


class Outcome(Enum):
    """What a chart makes of a single value that is written as text, or as another scalar."""

    PRINTED = "printed"
    """A template prints it bare, so that the quotes are gone in what it renders."""
    TRUTHY = "truthy"
    """A template asks whether it is there at all: any text but the empty one counts as true."""
    COPIED = "copied"
    """A template copies the block as it is, and the API server refuses the type."""
    COMPARED = "compared"
    """A template compares it with true or false, and Helm ends with an error."""
    IGNORED = "ignored"
    """A template takes the one type and passes over any other."""
    SCHEMA = "schema"
    """The sub-chart has a schema by which Helm refuses it."""


_TRUTHY = frozenset(
    {
        "allowDefaultNamespace",
        "clusterPolicy.deployCR",
        "devicePlugin.config.create",
        "driver.nvidiaDriverCRD.enabled",
        "gpuCluster.deployCR",
        "mps.enableHostPID",
        "nfd.enabled",
        "operator.cleanupCRD",
        "operator.logging.develMode",
        "operator.upgradeCRD",
        "operator.use_ocp_driver_toolkit",
        "platform.openshift",
        "sandboxDevicePlugin.enabled",
    }
)
_TRUTHY_IN_THE_PLUGINS = frozenset({"devicePlugin.enabled", "gfd.enabled"})
_IGNORED_IN_THE_PLUGINS = frozenset(
    {
        "cdi.featureFlags",
        "cdi.nvidiaHookPath",
        "compatWithCPUManager",
        "deviceDiscoveryStrategy",
        "deviceIDStrategy",
        "deviceListStrategy",
        "failOnInitError",
        "gdrcopyEnabled",
        "gdsEnabled",
        "migStrategy",
        "mofedEnabled",
        "noTimestamp",
        "nvidiaDevRoot",
        "nvidiaDriverRoot",
        "sleepInterval",
    }
)
_COMPARED = frozenset({"cdi.enabled", "cdi.nriPluginEnabled"})
_BEFORE_COMPARING = frozenset({"v25.3.4", "v25.10.1"})
_COPIED = (
    "dcgmExporter.service.",
    "dcgmExporter.serviceMonitor.",
    "driver.certConfig.",
    "driver.kernelModuleConfig.",
    "driver.licensingConfig.",
    "driver.livenessProbe.",
    "driver.readinessProbe.",
    "driver.repoConfig.",
    "driver.startupProbe.",
    "driver.virtualTopology.",
    "migManager.gpuClientsConfig.",
    "vgpuDeviceManager.config.",
    "vgpuManager.kernelModuleConfig.",
)
_SUBCHARTS = ("node-feature-discovery.", "nfd.")
_WITH_SCHEMA = frozenset({"v26.7.0", "v0.20.0"})
"""Releases whose Node Feature Discovery sub-chart has a values.schema.json."""


def outcome_of(chart: str, release: str, fact: ValueFact) -> Outcome:
    """Return what a release makes of a value that should be of one scalar type and is of another."""
    path = fact.path
    if path in _TRUTHY or (chart == DEVICE_PLUGIN and path in _TRUTHY_IN_THE_PLUGINS):
        return Outcome.TRUTHY
    if path.startswith(_SUBCHARTS):
        return Outcome.SCHEMA if release in _WITH_SCHEMA else Outcome.TRUTHY
    if path in _COMPARED and release not in _BEFORE_COMPARING:
        return Outcome.COMPARED
    if fact.origin in (ValueOrigin.CRD, ValueOrigin.OPEN) or path.startswith(_COPIED):
        return Outcome.COPIED
    if chart == DEVICE_PLUGIN and path in _IGNORED_IN_THE_PLUGINS:
        return Outcome.IGNORED
    return Outcome.PRINTED


class Unquoted(NamedTuple):
    """A value that is true or false and that releases print bare into an environment variable, which takes text.

    `since` is the first such release, `before` the first after them. `instead` is where the same can be set.
    """

    chart: str
    path: str
    variable: str
    since: tuple[int, int, int]
    before: tuple[int, int, int]
    instead: str


UNQUOTED = (
    Unquoted(
        DEVICE_PLUGIN,
        "failOnInitError",
        "FAIL_ON_INIT_ERROR",
        (0, 16, 0),
        (0, 17, 1),
        "flags.failOnInitError in config",
    ),
)
"""Source: NVIDIA/k8s-device-plugin deployments/helm/nvidia-device-plugin/templates, each release from v0.12.0 on."""
