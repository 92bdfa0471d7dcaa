"""Chart values that the generator makes from the profile, and the field of the profile that says the same.

`extraValues` may not touch them: of two places that set one value one would lose, unseen.
"""

from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import NamedTuple

from generator.facts.charts import DEVICE_PLUGIN, GPU_OPERATOR
from generator.model.tree import Path, Tree


class DerivedValue(NamedTuple):
    """A value path of a chart with everything below it, and the profile's field for it."""

    chart: str
    path: tuple[str, ...]
    field: str


COMPONENTS: tuple[str, ...] = (
    "ccManager",
    "dcgm",
    "dcgmExporter",
    "devicePlugin",
    "driver",
    "gdrcopy",
    "gds",
    "gfd",
    "kataManager",
    "kataSandboxDevicePlugin",
    "migManager",
    "nodeStatusExporter",
    "operator",
    "sandboxDevicePlugin",
    "toolkit",
    "validator",
    "vfioManager",
    "vgpuDeviceManager",
    "vgpuManager",
)
"""Components of the profile whose name is the operator chart's key as well."""

OPEN: Mapping[tuple[str, ...], Tree] = MappingProxyType({("migManager", "config", "default"): ""})
"""What `extraValues` may say of a derived value all the same, since no field of the profile does."""

COMPONENT_FIELDS: tuple[str, ...] = ("enabled", "repository", "image", "version", "resources", "env", "args")

_OPERATOR: tuple[tuple[str, str], ...] = (
    ("cdi.enabled", "install.cdi"),
    ("daemonsets.priorityClassName", "install.priorityClassName"),
    ("daemonsets.tolerations", "install.tolerations"),
    ("dcgmExporter.serviceMonitor.additionalLabels", "monitoring.serviceMonitor.labels"),
    ("dcgmExporter.serviceMonitor.enabled", "monitoring.serviceMonitor.enabled"),
    ("dcgmExporter.serviceMonitor.interval", "monitoring.serviceMonitor.interval"),
    ("devicePlugin.config", "pools"),
    ("devicePlugin.enabled", "install.devicePlugin"),
    ("driver.enabled", "install.driver.from"),
    ("driver.image", "install.driver.image"),
    ("driver.kernelModuleType", "install.driver.kernelModuleType"),
    ("driver.repository", "install.driver.repository"),
    ("driver.version", "install.driver.version"),
    ("hostPaths.driverInstallDir", "install.driver.installDir"),
    ("mig.strategy", "mig.strategy"),
    ("migManager.config", "pools[].mig"),
    ("nfd.enabled", "install.nodeFeatureDiscovery"),
    ("node-feature-discovery.image.repository", "install.components.nodeFeatureDiscovery.repository"),
    ("node-feature-discovery.image.tag", "install.components.nodeFeatureDiscovery.version"),
    ("node-feature-discovery.imagePullSecrets", "install.imagePullSecrets"),
    ("node-feature-discovery.worker.resources", "install.components.nodeFeatureDiscovery.resources"),
    ("node-feature-discovery.worker.tolerations", "install.tolerations"),
    ("operator.runtimeClass", "install.runtimeClass.name"),
    ("platform.openshift", "cluster.distribution"),
    ("toolkit.enabled", "install.toolkit.from"),
)

_PLUGIN: tuple[tuple[str, str], ...] = (
    (
        "affinity.nodeAffinity.requiredDuringSchedulingIgnoredDuringExecution.nodeSelectorTerms",
        "install.nodeSelector, or install.nodeFeatureDiscovery,",
    ),
    ("allowDefaultNamespace", "install.namespace"),
    ("config", "pools"),
    ("devicePlugin.enabled", "install.devicePlugin"),
    ("fullnameOverride", "install.releaseName"),
    ("gfd.enabled", "install.components.gfd.enabled"),
    ("image.repository", "install.components.devicePlugin.repository"),
    ("image.tag", "install.components.devicePlugin.version"),
    ("imagePullSecrets", "install.imagePullSecrets"),
    ("migStrategy", "mig.strategy"),
    ("nameOverride", "install.releaseName"),
    ("namespaceOverride", "install.namespace"),
    ("nfd.enabled", "install.nodeFeatureDiscovery"),
    ("nfd.image.repository", "install.components.nodeFeatureDiscovery.repository"),
    ("nfd.image.tag", "install.components.nodeFeatureDiscovery.version"),
    ("nfd.imagePullSecrets", "install.imagePullSecrets"),
    ("nfd.worker.resources", "install.components.nodeFeatureDiscovery.resources"),
    ("nfd.worker.tolerations", "install.tolerations"),
    ("nodeSelector", "install.nodeSelector"),
    ("nvidiaDriverRoot", "install.driver.installDir"),
    ("priorityClassName", "install.priorityClassName"),
    ("resources", "install.components.devicePlugin.resources"),
    ("runtimeClassName", "install.runtimeClass.name"),
    ("tolerations", "install.tolerations"),
)


def derived_values() -> tuple[DerivedValue, ...]:
    """Return every value path that the generator may write, the most exact field first for each path."""
    return tuple(_all())


def component_value(chart: str, component: str, field: str) -> Path | None:
    """Return where the chart takes a component's setting; None where it takes it nowhere.

    Whether a release of the chart knows the path is for its fact sheet to say.
    """
    if chart == GPU_OPERATOR and component in COMPONENTS:
        return (component, field)
    if chart == DEVICE_PLUGIN and (component, field) == ("devicePlugin", "image"):
        return ("image", "repository")
    table = _OPERATOR if chart == GPU_OPERATOR else _PLUGIN
    own = _component_field(component, field)
    return next((tuple(path.split(".")) for path, name in table if name == own), None)


def profile_field(chart: str, path: Path) -> str | None:
    """Return the profile's field for a value path, for one inside it or for one around it; None if there is none."""
    return next(
        (value.field for value in derived_values() if value.chart == chart and _touches(value.path, path)), None
    )


def _touches(derived: tuple[str, ...], path: Path) -> bool:
    length = min(len(derived), len(path))
    return derived[:length] == path[:length]


def _all() -> Iterator[DerivedValue]:
    for path, field in _OPERATOR:
        yield DerivedValue(GPU_OPERATOR, tuple(path.split(".")), field)
    stated = {path for path, _ in _OPERATOR}
    for component in COMPONENTS:
        for name in COMPONENT_FIELDS:
            if f"{component}.{name}" not in stated:
                yield DerivedValue(GPU_OPERATOR, (component, name), _component_field(component, name))
    for component in COMPONENTS:
        yield DerivedValue(GPU_OPERATOR, (component, "imagePullSecrets"), "install.imagePullSecrets")
    for path, field in _PLUGIN:
        yield DerivedValue(DEVICE_PLUGIN, tuple(path.split(".")), field)


def _component_field(component: str, name: str) -> str:
    return f"install.components.{component}.{name}"
