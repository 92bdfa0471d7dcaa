"""GPU feature discovery in a DaemonSet beside the device plugin's: the chart has one of its own, switched by a value.

Source: NVIDIA/k8s-device-plugin deployments/helm/nvidia-device-plugin, templates/daemonset-gfd.yml, and
deployments/static/gpu-feature-discovery-daemonset.yaml.
"""

from collections.abc import Iterator, Mapping
from types import MappingProxyType

from generator.facts.program_settings import GPU_FEATURE_DISCOVERY, PROGRAMS
from generator.importing.daemon_told import tell_of
from generator.importing.draft import Draft
from generator.lint.common.command_line import flags_given
from generator.lint.common.images import image_name, reference_of
from generator.lint.common.plugin_daemons import PluginDaemon, arguments, plugin_daemons, program_of
from generator.model.manifest import Manifests
from generator.model.manifest_objects import Workload
from generator.model.manifest_value import Value
from generator.model.tree import Path, Tree

INSTANCE = ("metadata", "labels", "app.kubernetes.io/instance")
_MANAGER = ("metadata", "labels", "app.kubernetes.io/managed-by")
_NFD = "node-feature-discovery"
_VALUES: Mapping[str, str] = MappingProxyType({"no-timestamp": "noTimestamp", "sleep-interval": "sleepInterval"})
_AS_PLUGINS = frozenset({"mig-strategy", "fail-on-init-error", "device-discovery-strategy"})
"""Settings that the chart gives to both, so that it is the plugin's that count."""
_BY_CHART = frozenset(
    {
        *("node-name", "namespace", "pod-name", "config-file", "use-node-feature-api", "output-file"),
        *("nvidia-mig-monitor-devices", "nvidia-visible-devices", "nvidia-driver-capabilities"),
    }
)
"""Settings that the chart makes itself."""
_PLACED = ("runtimeClassName", "nodeSelector")


def find_discovery(manifests: Manifests) -> PluginDaemon | None:
    """Return the container that runs GPU feature discovery on the nodes, where a DaemonSet of the files has one."""
    return next((one for one in _daemons(manifests) if one.is_installed and one.workload.kind == "DaemonSet"), None)


def discovery_values(daemon: PluginDaemon, manifests: Manifests, draft: Draft) -> Iterator[tuple[Path, Value]]:
    """Return what GPU feature discovery is told, as values of the chart that installs the plugin."""
    found = find_discovery(manifests)
    if found is None:
        return
    yield ("gfd", "enabled"), Value(True, found.workload.place)
    if not any(_is_nfd_of(one, found.workload) for one in manifests.workloads):
        # Whoever reads its labels is there already.
        yield ("nfd", "enabled"), Value(False, found.workload.place)
    yield from _settings(found, daemon, draft)
    _tell_places(found, daemon, draft)


def _daemons(manifests: Manifests) -> Iterator[PluginDaemon]:
    """Return the containers that start it, by the plugin's image or by the one that it had of its own until v0.8."""
    yield from (one for one in plugin_daemons(manifests) if program_of(one) == GPU_FEATURE_DISCOVERY)
    for workload in manifests.workloads:
        for container in () if workload.loose else workload.containers:
            if image_name(container.value.text("image") or "") == GPU_FEATURE_DISCOVERY:
                yield PluginDaemon(container, workload)


def _is_nfd_of(workload: Workload, discovery: Workload) -> bool:
    """Say whether a workload is Node Feature Discovery of the same release of the same chart."""
    whole, own = workload.whole, discovery.whole
    images = (image_name(one.value.text("image") or "") for one in workload.containers)
    if whole is None or own is None or _NFD not in images:
        return False
    release = own.text(*INSTANCE)
    return release is not None and own.text(*_MANAGER) == "Helm" and whole.text(*INSTANCE) == release


def _settings(found: PluginDaemon, daemon: PluginDaemon, draft: Draft) -> Iterator[tuple[Path, Value]]:
    program = PROGRAMS[GPU_FEATURE_DISCOVERY]
    told: dict[str, Value] = {}
    for name, entry in found.container.env:
        value = entry.get("value")
        told[name.removeprefix("GFD_").lower().replace("_", "-")] = entry if value is None else value
    for one in flags_given(arguments(found), program.is_switch):
        told[one.flag] = Value("true" if one.value is None else one.value, one.word.place)
    for flag, value in told.items():
        if flag in _VALUES:
            tree: Tree = str(value.tree).lower() == "true" if flag == "no-timestamp" else value.tree
            yield (_VALUES[flag],), Value(tree, value.place)
        elif flag not in _BY_CHART and not (flag in _AS_PLUGINS and value.tree is not None):
            tell_of(found, flag, value.place, draft)
    image, own = (reference_of(one.container.value.text("image") or "") for one in (found, daemon))
    if image.name == own.name and image != own:
        at = found.container.value.get("image")
        tell_of(found, f"the image {image.repository}:{image.tag}", at.place if at else found.workload.place, draft)


def _tell_places(found: PluginDaemon, daemon: PluginDaemon, draft: Draft) -> None:
    """Name by what it runs elsewhere than the plugin: the chart has one word for both."""
    for key in _PLACED:
        own, plugins = found.workload.pod.get(key), daemon.workload.pod.get(key)
        tree, other = (None if one is None else one.tree or None for one in (own, plugins))
        if tree != other and own is not None:
            tell_of(found, key, own.place, draft)
