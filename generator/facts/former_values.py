"""Values that older releases of the charts had and none of `facts.charts` has.

Read from the charts at every release tag of NVIDIA/gpu-operator (v22.9.0 to v26.7.0) and NVIDIA/k8s-device-plugin
(v0.12.0 to v0.20.0): values.yaml, templates and CRDs, by ``python -m generator.factsheet``. Paths stand without list
indices; what lies below a path was known as long as the path.
"""

from typing import NamedTuple

from generator.facts.charts import DEVICE_PLUGIN, GPU_OPERATOR
from generator.facts.releases import Numbers, exact_numbers
from generator.model.tree import Path

OLDEST_READ: dict[str, Numbers] = {GPU_OPERATOR: (22, 9, 0), DEVICE_PLUGIN: (0, 12, 0)}
"""The oldest release whose values were read; of what came before, nothing is known."""


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


def former_value(chart: str, path: Path) -> FormerValue | None:
    """Return the former value at or above a path, None where no release since `OLDEST_READ` had it."""
    keys = tuple(part for part in path if isinstance(part, str))
    return next((one for one in _FORMER.get(chart, ()) if _is_above(tuple(one.path.split(".")), keys)), None)


def had_it(former: FormerValue, stated: Numbers) -> bool:
    """Say whether the release of these numbers had the value."""
    last = exact_numbers(former.until)
    return last is not None and stated <= last


def _is_above(pattern: tuple[str, ...], keys: tuple[str, ...]) -> bool:
    return len(pattern) <= len(keys) and all(
        wanted in ("*", key) for wanted, key in zip(pattern, keys[: len(pattern)], strict=True)
    )
