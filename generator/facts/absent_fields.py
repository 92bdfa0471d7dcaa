"""What the operator makes of fields that a ClusterPolicy leaves out, where its chart would have said something else.

Sources: NVIDIA/gpu-operator api/nvidia/v1/clusterpolicy_types.go (the functions IsEnabled), controllers/
object_controls.go (ServiceMonitor; applyMIGConfiguration: without a strategy the plugin's own file says it) and
controllers/state_manager.go (isStateEnabled: what is for sandboxes runs beside `sandboxWorkloads` alone;
labelGPUNodes: without migManager.config nodes get no layout);
NVIDIA/k8s-operator-libs api/upgrade/v1alpha1 (autoUpgrade).
"""

from collections.abc import Iterator, Mapping

from generator.model.tree import Tree

AbsentField = tuple[tuple[str, ...], Tree]

_ALWAYS: tuple[AbsentField, ...] = (
    (("dcgm", "enabled"), True),
    (("dcgmExporter", "serviceMonitor", "enabled"), False),
    (("mig", "strategy"), ""),
)
_WITH_DRIVER: tuple[AbsentField, ...] = ((("driver", "upgradePolicy", "autoUpgrade"), False),)
_NO_LAYOUT: AbsentField = (("migManager", "config", "default"), "")
"""A block that is there gets the default of the custom resource definition, which the chart has as well."""
_OF_SANDBOXES = (
    "ccManager",
    "kataSandboxDevicePlugin",
    "sandboxDevicePlugin",
    "vfioManager",
    "vgpuDeviceManager",
)


def absent_fields(spec: Mapping[str, Tree]) -> Iterator[AbsentField]:
    """Yield the fields that could be absent from a spec and count there, with what the operator takes them for."""
    yield from _ALWAYS
    if _enabled(spec, "driver") is not False:
        yield from _WITH_DRIVER
    if not isinstance(_of(spec, "migManager", "config"), dict):
        yield _NO_LAYOUT
    if _enabled(spec, "sandboxWorkloads") is True:
        yield from (((name, "enabled"), False) for name in _OF_SANDBOXES)


def _enabled(spec: Mapping[str, Tree], component: str) -> Tree:
    return _of(spec, component, "enabled")


def _of(spec: Mapping[str, Tree], component: str, key: str) -> Tree:
    found = spec.get(component)
    return found.get(key) if isinstance(found, dict) else None
