"""Sections of the charts' values that their templates cannot do without.

A null takes a section away, its defaults included, and a template that asks for a field of it ends with an error.
Found by rendering every release from gpu-operator v22.9.0 and nvidia-device-plugin v0.12.3 on (Helm v3.22.0), each
section being null once; source: the charts' templates, which write `.Values.toolkit.enabled` and the like.
"""

from collections.abc import Mapping
from types import MappingProxyType

from generator.facts.charts import DEVICE_PLUGIN, GPU_OPERATOR
from generator.facts.releases import Numbers

_SINCE: Mapping[str, Mapping[Numbers, str]] = MappingProxyType(
    {
        GPU_OPERATOR: {
            (22, 9, 0): "daemonsets dcgm dcgmExporter devicePlugin driver driver.manager driver.rdma gds gfd mig "
            "migManager node-feature-discovery.master node-feature-discovery.master.serviceAccount "
            "node-feature-discovery.worker nodeStatusExporter operator platform psp sandboxDevicePlugin "
            "sandboxWorkloads toolkit validator vfioManager vfioManager.driverManager vgpuDeviceManager vgpuManager "
            "vgpuManager.driverManager",
            (22, 9, 1): "devicePlugin.config operator.logging",
            (22, 9, 2): "driver.upgradePolicy.drain driver.upgradePolicy.gpuPodDeletion "
            "driver.upgradePolicy.waitForCompletion",
            (23, 3, 0): "cdi node-feature-discovery.worker.serviceAccount",
            (23, 6, 0): "ccManager kataManager nfd psa",
            (23, 9, 0): "driver.nvidiaDriverCRD node-feature-discovery.gc node-feature-discovery.gc.serviceAccount",
            (24, 6, 0): "hostPaths migManager.config",
            (26, 3, 0): "kataSandboxDevicePlugin",
            (26, 7, 0): "clusterPolicy gpuCluster",
        },
        DEVICE_PLUGIN: {
            (0, 12, 3): "config gfd image podAnnotations securityContext",
            (0, 15, 0): "devicePlugin mps",
            (0, 16, 0): "cdi",
        },
    }
)
_UNTIL: Mapping[tuple[str, str], Numbers] = MappingProxyType(
    {(GPU_OPERATOR, "gds"): (25, 10, 0), (GPU_OPERATOR, "psp"): (24, 3, 0)}
)
"""The first release that does without again."""


def needed(chart: str, release: Numbers) -> frozenset[tuple[str, ...]]:
    """Return the paths of the sections that a release needs; none of one that is older than those rendered."""
    found = (name for since, names in _SINCE[chart].items() if since <= release for name in names.split())
    return frozenset(
        tuple(name.split(".")) for name in found if (chart, name) not in _UNTIL or release < _UNTIL[chart, name]
    )
