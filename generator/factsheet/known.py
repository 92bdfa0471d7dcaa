"""The few facts that a chart's files do not tell, kept by hand with their sources."""

from typing import NamedTuple

from generator.facts.charts import DEVICE_PLUGIN, GPU_OPERATOR


class Publication(NamedTuple):
    """Where a chart is published, and whether its version there keeps the tag's leading ``v``."""

    repository: str
    keeps_v: bool


PUBLICATIONS: dict[str, Publication] = {
    # helm repo add commands of the NVIDIA GPU Operator documentation, "Installing the NVIDIA GPU Operator".
    GPU_OPERATOR: Publication("https://helm.ngc.nvidia.com/nvidia", keeps_v=True),
    # README of NVIDIA/k8s-device-plugin, "Deployment via helm".
    DEVICE_PLUGIN: Publication("https://nvidia.github.io/k8s-device-plugin", keeps_v=False),
}

# appVersion in the source tree of NVIDIA/gpu-operator; the published package has the release tag there.
PLACEHOLDER_APP_VERSIONS = ("main-latest", "devel-ubi8")


class DeadValue(NamedTuple):
    """A value without effect in releases from `since` up to and including `until`; empty means without bound."""

    chart: str
    path: str
    fact: str
    since: str = ""
    until: str = ""


DEAD_VALUES: tuple[DeadValue, ...] = (
    # templates/clusterpolicy.yaml and the ClusterPolicy CRD, v25.3.0 to v26.7.0; rendered.
    DeadValue(
        GPU_OPERATOR,
        "devicePlugin.mps.root",
        "the chart never copies it into the ClusterPolicy, whose own default /run/nvidia/mps stays in force; "
        "to change it, patch spec.devicePlugin.mps.root of the ClusterPolicy",
    ),
    # No template reads it since v25.3.0.
    DeadValue(
        GPU_OPERATOR,
        "operator.defaultRuntime",
        "no template has read it since v25.3.0; older guides still set it. The runtime class is operator.runtimeClass",
    ),
    # values.yaml, templates/clusterpolicy.yaml and the CRD, which calls the field deprecated.
    DeadValue(
        GPU_OPERATOR,
        "cdi.default",
        "the operator ignores it since v25.10.0; cdi.enabled alone decides",
        since="v25.10.0",
    ),
    # templates/clusterpolicy.yaml.
    DeadValue(
        GPU_OPERATOR,
        "driver.useOpenKernelModules",
        "without effect; driver.kernelModuleType (auto, open, proprietary) replaced it",
    ),
    # templates/_helpers.tpl defines a name from it that no template uses, v25.3.4 to v26.7.0; rendered.
    DeadValue(
        GPU_OPERATOR,
        "fullnameOverride",
        "the chart computes a name from it and gives that name to nothing; its objects are called gpu-operator",
    ),
    # templates/clusterpolicy.yaml of v25.3.4; corrected in v25.10.1.
    DeadValue(
        GPU_OPERATOR,
        "ccManager.env",
        "the chart copies vfioManager.env in its place",
        until="v25.3.4",
    ),
    # templates/daemonset-gfd.yml, v0.17.0 to v0.20.0; rendered.
    DeadValue(
        DEVICE_PLUGIN,
        "gfd.noTimestamp",
        "the template reads the top-level noTimestamp instead",
    ),
    DeadValue(
        DEVICE_PLUGIN,
        "gfd.sleepInterval",
        "the template reads the top-level sleepInterval instead, and only as text such as 60s",
    ),
    # values.yaml and templates/daemonset-gfd.yml from v0.19.0 on.
    DeadValue(
        DEVICE_PLUGIN,
        "nfd.enableNodeFeatureApi",
        "removed: NodeFeature objects are always used since v0.19.0",
        since="v0.19.0",
    ),
    # templates/validation.yml.
    DeadValue(
        DEVICE_PLUGIN,
        "namespace",
        "the chart refuses to render once it is set; the namespace is that of the release",
    ),
)


def dead_values(chart: str, release: str) -> dict[str, str]:
    """Return path and fact of each value that is known to be dead in a release."""
    found = {}
    for dead in DEAD_VALUES:
        in_time = _order(dead.since or release) <= _order(release) <= _order(dead.until or release)
        if dead.chart == chart and in_time:
            found[dead.path] = dead.fact
    return found


def _order(release: str) -> tuple[int, ...]:
    return tuple(int(part) for part in release.lstrip("v").split("."))
