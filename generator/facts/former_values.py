"""Values that older releases of the charts had and none of `facts.charts` has.

Read from the charts at every release tag of NVIDIA/gpu-operator (v1.7.0 to v26.7.0) and NVIDIA/k8s-device-plugin
(v0.7.0 to v0.20.0): values.yaml, templates and CRDs, by ``python -m generator.factsheet``. Paths stand without list
indices; what lies below a path was known as long as the path.
"""

from typing import NamedTuple

from generator.facts.charts import DEVICE_PLUGIN, GPU_OPERATOR
from generator.facts.releases import Numbers, exact_numbers
from generator.model.tree import Path

OLDEST_NAMED: dict[str, Numbers] = {GPU_OPERATOR: (1, 7, 0), DEVICE_PLUGIN: (0, 7, 0)}
"""The oldest release of which it was read what its values are called."""
OLDEST_READ: dict[str, Numbers] = {GPU_OPERATOR: (22, 9, 0), DEVICE_PLUGIN: (0, 12, 0)}
"""The oldest release of which it was read what its values take, too."""


class FormerValue(NamedTuple):
    """A value that releases up to and including `until` had."""

    path: str
    until: str


_FORMER: dict[str, tuple[FormerValue, ...]] = {
    GPU_OPERATOR: (
        FormerValue("*.env.valueFrom", "v23.3.2"),
        FormerValue("*.*.env.valueFrom", "v23.3.2"),
        FormerValue("dcgm.hostPort", "v24.3.0"),
        FormerValue("driver.rollingUpdate", "v22.9.0"),
        FormerValue("node-feature-discovery.enableNodeFeatureApi", "v25.3.0"),
        FormerValue("node-feature-discovery.master.crdController", "v24.9.2"),
        FormerValue("node-feature-discovery.master.resourceLabels", "v24.9.2"),
        FormerValue("node-feature-discovery.master.service", "v24.9.2"),
        FormerValue("node-feature-discovery.nodeFeatureRule", "v22.9.2"),
        FormerValue("node-feature-discovery.tls", "v24.9.2"),
        FormerValue("node-feature-discovery.topologyGC", "v23.6.2"),
        FormerValue("operator.migStrategy", "v22.9.0"),
        FormerValue("psp", "v23.9.2"),
    ),
    DEVICE_PLUGIN: (
        FormerValue("devicePlugin.mode", "v0.16.1"),
        FormerValue("gfd.affinity", "v0.14.5"),
        FormerValue("gfd.allowDefaultNamespace", "v0.14.5"),
        FormerValue("gfd.fullnameOverride", "v0.14.5"),
        FormerValue("gfd.image", "v0.14.5"),
        FormerValue("gfd.imagePullSecrets", "v0.14.5"),
        FormerValue("gfd.nodeSelector", "v0.14.5"),
        FormerValue("gfd.podAnnotations", "v0.14.5"),
        FormerValue("gfd.podSecurityContext", "v0.14.5"),
        FormerValue("gfd.resources", "v0.14.5"),
        FormerValue("gfd.selectorLabelsOverride", "v0.14.5"),
        FormerValue("legacyDaemonsetAPI", "v0.14.5"),
        FormerValue("nfd.nodeFeatureRule", "v0.13.0"),
        FormerValue("nfd.serviceAccount", "v0.12.1"),
    ),
}


_PLACED = ("dcgmExporter", "devicePlugin", "driver", "gfd", "migManager", "toolkit", "validator")
_OF_PODS = ("affinity", "nodeSelector", "podSecurityContext", "priorityClassName", "tolerations")
"""What each of these parts said of its pods before `daemonsets` said it of all."""
_ANCIENT: dict[str, tuple[FormerValue, ...]] = {
    GPU_OPERATOR: (
        FormerValue("driver.repoConfig.destinationDir", "v1.8.2"),
        FormerValue("driver.use_ocp_driver_toolkit", "v1.10.1"),
        FormerValue("gfd.podSecurityContext", "v1.10.1"),
        FormerValue("node-feature-discovery.config", "v1.7.0"),
        FormerValue("node-feature-discovery.podAnnotations", "v1.7.0"),
        FormerValue("node-feature-discovery.podSecurityContext", "v1.7.0"),
        FormerValue("node-feature-discovery.rbac", "v1.9.1"),
        FormerValue("node-feature-discovery.service", "v1.7.0"),
        FormerValue("node-feature-discovery.serviceAccount", "v1.10.1"),
        FormerValue("node-feature-discovery.sources", "v1.7.0"),
        FormerValue("node-feature-discovery.worker.configmapName", "v1.9.1"),
        FormerValue("toolkit.args", "v1.11.1"),
        *(FormerValue(f"{part}.securityContext", "v1.10.1") for part in (*_PLACED, "dcgm", "nodeStatusExporter")),
        *(FormerValue(f"{part}.{key}", "v1.7.1") for part in _PLACED for key in _OF_PODS),
    ),
}
"""Values that went before `OLDEST_READ`: who states no release hardly means one of those that had them."""


def former_value(chart: str, path: Path) -> FormerValue | None:
    """Return the former value at or above a path, None where no release since `OLDEST_READ` had it."""
    return _first_above(_FORMER.get(chart, ()), path)


def ancient_value(chart: str, path: Path) -> FormerValue | None:
    """Return the value at or above a path that only releases before `OLDEST_READ` had."""
    return _first_above(_ANCIENT.get(chart, ()), path)


def _first_above(values: tuple[FormerValue, ...], path: Path) -> FormerValue | None:
    keys = tuple(part for part in path if isinstance(part, str))
    return next((one for one in values if _is_above(tuple(one.path.split(".")), keys)), None)


def had_it(former: FormerValue, stated: Numbers) -> bool:
    """Say whether the release of these numbers had the value."""
    last = exact_numbers(former.until)
    return last is not None and stated <= last


def _is_above(pattern: tuple[str, ...], keys: tuple[str, ...]) -> bool:
    return len(pattern) <= len(keys) and all(
        wanted in ("*", key) for wanted, key in zip(pattern, keys[: len(pattern)], strict=True)
    )
