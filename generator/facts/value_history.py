"""Since which release the charts have a value, for releases that are older than every fact sheet.

Read from the charts at every release tag of NVIDIA/gpu-operator (v1.7.0 to v25.3.4) and NVIDIA/k8s-device-plugin
(v0.7.0 to v0.17.4): values.yaml, templates and CRDs, by ``python -m generator.factsheet``. What lies below a value came
with it where it has no line of its own. Values of sub-charts are left out, but not what switches a sub-chart on.
"""

from collections.abc import Iterator
from typing import NamedTuple

from generator.facts.charts import DEVICE_PLUGIN, GPU_OPERATOR
from generator.facts.releases import Numbers, exact_numbers


class LaterValue(NamedTuple):
    """A value and the release that it came with."""

    path: tuple[str, ...]
    since: str


_SINCE: dict[str, dict[str, tuple[str, ...]]] = {
    GPU_OPERATOR: {
        "v1.8.0": (
            "daemonsets",
            "dcgm",
            "dcgmExporter.config",
            "driver.manager",
            "driver.rdma",
            "driver.virtualTopology",
            "nodeStatusExporter",
            "operator.resources",
            "operator.runtimeClass",
        ),
        "v1.8.1": ("driver.licensingConfig.nlsEnabled",),
        "v1.8.2": ("migManager.config",),
        "v1.9.0": (
            "driver.certConfig",
            "driver.rdma.useHostMofed",
            "migManager.gpuClientsConfig",
        ),
        "v1.10.0": (
            "driver.kernelModuleConfig",
            "gds",
        ),
        "v1.11.0": (
            "devicePlugin.config",
            "operator.use_ocp_driver_toolkit",
            "sandboxDevicePlugin",
            "sandboxWorkloads",
            "validator.vfioPCI",
            "validator.vgpuDevices",
            "validator.vgpuManager",
            "vfioManager",
            "vgpuDeviceManager",
            "vgpuManager",
        ),
        "v22.9.0": (
            "dcgmExporter.enabled",
            "dcgmExporter.serviceMonitor",
            "devicePlugin.enabled",
            "gfd.enabled",
            "operator.cleanupCRD",
            "operator.upgradeCRD",
            "toolkit.installDir",
        ),
        "v22.9.1": (
            "daemonsets.rollingUpdate",
            "daemonsets.updateStrategy",
            "devicePlugin.config.create",
            "devicePlugin.config.data",
            "operator.logging.develMode",
            "operator.logging.level",
        ),
        "v22.9.2": (
            "daemonsets.annotations",
            "daemonsets.labels",
            "driver.upgradePolicy",
            "operator.labels",
        ),
        "v23.3.0": (
            "cdi",
            "driver.upgradePolicy.maxUnavailable",
            "driver.usePrecompiled",
            "migManager.config.default",
        ),
        "v23.3.2": (
            "driver.livenessProbe",
            "driver.readinessProbe",
            "driver.startupProbe",
        ),
        "v23.6.0": (
            "ccManager",
            "dcgmExporter.serviceMonitor.relabelings",
            "kataManager",
            "nfd.nodefeaturerules",
            "psa",
        ),
        "v23.9.0": (
            "driver.manager.imagePullSecrets",
            "driver.nvidiaDriverCRD",
        ),
        "v23.9.2": ("validator.cuda",),
        "v24.3.0": (
            "devicePlugin.mps",
            "gdrcopy",
        ),
        "v24.6.0": (
            "hostPaths",
            "migManager.config.create",
            "migManager.config.data",
        ),
        "v24.9.0": (
            "dcgmExporter.config.create",
            "dcgmExporter.config.data",
        ),
        "v25.3.0": ("driver.kernelModuleType",),
        "v25.3.1": ("dcgmExporter.service",),
    },
    DEVICE_PLUGIN: {
        "v0.8.0": ("nvidiaDriverRoot",),
        "v0.9.0": ("deviceIDStrategy",),
        "v0.11.0": ("runtimeClassName",),
        "v0.12.0": (
            "allowDefaultNamespace",
            "config",
            "gfd",
            "nfd",
            "noTimestamp",
            "podAnnotations",
            "sleepInterval",
        ),
        "v0.12.2": (
            "config.fallbackStrategies",
            "priorityClassName",
        ),
        "v0.12.3": ("namespaceOverride",),
        "v0.13.0": (
            "gdsEnabled",
            "mofedEnabled",
        ),
        "v0.15.0": (
            "devicePlugin",
            "mps",
        ),
        "v0.16.0": (
            "cdi",
            "deviceDiscoveryStrategy",
            "nvidiaDevRoot",
        ),
    },
}


def values_after(chart: str, stated: Numbers) -> Iterator[LaterValue]:
    """Return what a chart has today and had not in the release of these numbers, what lies above first."""
    for since, paths in _SINCE.get(chart, {}).items():
        numbers = exact_numbers(since)
        if numbers is not None and stated < numbers:
            yield from (LaterValue(tuple(path.split(".")), since) for path in paths)
