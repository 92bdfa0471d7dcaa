"""A configuration that nobody names, of the device plugin or the MIG manager, or that the one plugin does not mount."""

from collections.abc import Iterator, Sequence

from generator.facts.charts import GPU_OPERATOR
from generator.lint.common.admission import is_changed
from generator.lint.common.chart_values import ends_up_with
from generator.lint.common.clusters import are_apart
from generator.lint.common.folders import together
from generator.lint.common.mig_use import OF_OPERATOR, named_elsewhere
from generator.lint.common.plugin_daemons import (
    PluginDaemon,
    daemons_of,
    environment_from,
    plugin_daemons,
    runs_plugin,
    said_to,
)
from generator.lint.common.plugin_use import default_of_nothing
from generator.lint.common.references import listed, plugin_references, text_of
from generator.model.config_kinds import MIG_FILE, is_mig_entry
from generator.model.finding import Severity
from generator.model.manifest import ConfigEntry, Configuration, Manifests, Origin
from generator.model.manifest_rule import ManifestFault, ManifestRule
from generator.model.manifest_value import Place
from generator.model.tree import words


def _check(manifests: Manifests) -> Iterator[ManifestFault]:
    if not all(use.whole for use in manifests.charts):
        return
    yield from _layouts(manifests)
    # A default without a name is the same fault, and is told where the name is missing.
    if any(default_of_nothing(use) is not None for use in manifests.charts):
        return
    if any(text_of(reference.name) for reference in plugin_references(manifests)):
        return
    yield from _not_mounted(manifests)
    maker, field = _who_would_name_it(manifests)
    for config in manifests.plugin_configs if field else ():
        read = daemons_of(config, manifests)
        if config.origin in (Origin.CONFIG_MAP, Origin.GENERATOR) and config.name and not read:
            yield ManifestFault(
                _named_at(config, manifests),
                f"no {field} names the ConfigMap {config.name}, so the device plugin does not read it",
                f"Set {field}: {config.name} in {maker}.",
            )


def _layouts(manifests: Manifests) -> Iterator[ManifestFault]:
    """Return layouts that the one operator there is does not name: it runs with its own then."""
    operators = [use for use in manifests.charts if use.chart == GPU_OPERATOR]
    if len(operators) != 1 or manifests.policies or named_elsewhere(manifests):
        return
    if ends_up_with(operators[0], "migManager", "enabled") is not True:
        return
    for config in manifests.mig_configs:
        if config.origin not in (Origin.CONFIG_MAP, Origin.GENERATOR) or config.name in (None, "", OF_OPERATOR):
            continue
        if not any(map(_is_for_mig, config.entries)) or are_apart(config.place, operators[0].place):
            continue
        if not _is_named(config.name or "", None, manifests):
            yield ManifestFault(
                _named_at(config, manifests),
                f"no migManager.config.name names the ConfigMap {config.name}, so the MIG manager does not read it",
                f"Set migManager.config.name: {config.name} in the values of {GPU_OPERATOR}.",
            )


def _is_for_mig(entry: ConfigEntry) -> bool:
    return entry.key == MIG_FILE or is_mig_entry(entry)


def _not_mounted(manifests: Manifests) -> Iterator[ManifestFault]:
    """Return the one DaemonSet of the plugin where it reads nothing, and a configuration lies beside it."""
    daemon = _only_daemon(manifests)
    if daemon is None:
        return
    home, container = daemon.workload.namespace, daemon.container.value
    unread = [
        one
        for one in manifests.plugin_configs
        if one.origin in (Origin.CONFIG_MAP, Origin.GENERATOR) and one.name and one.namespace == home
    ]
    if not unread or not all(together(one.place, container.place, manifests) for one in unread):
        return
    if any(daemons_of(one, manifests) or _is_named(one.name or "", daemon, manifests) for one in unread):
        return
    at = container.get("volumeMounts")
    path = f"/config/{unread[0].entries[0].key if len(unread[0].entries) == 1 else 'KEY'}"
    yield ManifestFault(
        container.place if at is None else at.place,
        f"the device plugin mounts no ConfigMap and is told of no file, so it does not read {_listed(unread)}",
        f"Mount ConfigMap {unread[0].name} at /config, and add --config-file={path} to `args`.",
        on_key=at is not None,
    )


def _listed(configs: Sequence[Configuration]) -> str:
    return listed([one.name or "" for one in configs])


def _only_daemon(manifests: Manifests) -> PluginDaemon | None:
    """Return the plugin's only DaemonSet where nothing else installs a plugin, and it says nothing of a file."""
    others = manifests.charts or manifests.policies or manifests.helmfiles or manifests.context.chart
    if others or manifests.of_kind("Subscription") or any(order.chart for order in manifests.orders):
        return None
    daemons = [one for one in plugin_daemons(manifests) if one.is_installed]
    if len(daemons) != 1 or daemons[0].workload.kind != "DaemonSet" or not runs_plugin(daemons[0]):
        return None
    (daemon,) = daemons
    workload = daemon.workload
    told = said_to(daemon, "config-file", "CONFIG_FILE") is not None or any(environment_from(daemon))
    changed = workload.in_part or is_changed(workload, manifests, "volumes", "volumeMounts", "args", "env")
    # In that namespace a configuration is most likely the operator's, which may be installed by hand.
    return None if told or changed or "operator" in (workload.namespace or "") else daemon


def _is_named(name: str, daemon: PluginDaemon | None, manifests: Manifests) -> bool:
    """Say whether anything else among the files has the name of a ConfigMap in it."""
    trees = [one.pod.tree for one in manifests.workloads if daemon is None or one is not daemon.workload]
    trees += [one.value.tree for one in manifests.objects if one.kind not in ("ConfigMap", "Kustomization")]
    return any(name in text for tree in trees for text in words(tree))


def _named_at(config: Configuration, manifests: Manifests) -> Place:
    """Return where a ConfigMap says its name; its generator's place where that is what makes it."""
    if config.origin is Origin.GENERATOR:
        return config.place
    objects = (
        one.place for one in manifests.config_maps if one.name == config.name and _is_within(config.place, one.place)
    )
    return next(objects, config.place).below("metadata", "name")


def _is_within(place: Place, outer: Place) -> bool:
    if (place.file, place.document) != (outer.file, outer.document):
        return False
    path = outer.steps[0]
    return place.steps[0][: len(path)] == path


def _who_would_name_it(manifests: Manifests) -> tuple[str, str]:
    """Return what would name the configuration, and where; empty where nothing of that kind is among the files."""
    if manifests.charts:
        chart = min(use.chart for use in manifests.charts)
        field = "devicePlugin.config.name" if chart == GPU_OPERATOR else "config.name"
        return f"the values of {chart}", field
    # What patches a ClusterPolicy has a part of its fields only, and the rest is elsewhere.
    if any(policy.spec.get("devicePlugin") is not None for policy in manifests.policies):
        return "the ClusterPolicy", "spec.devicePlugin.config.name"
    return "", ""


RULE = ManifestRule(
    "REF204",
    "Configuration that nobody reads",
    Severity.WARNING,
    why="A ConfigMap takes effect where the chart's values, or the ClusterPolicy, name it; a DaemonSet of one's own "
    "has to mount it, and to name the file. Without that the plugin runs with its defaults and shares nothing, and "
    "the MIG manager has NVIDIA's own layouts alone.",
    fix="Name it in the chart's values, or mount it and name its file.",
    source="NVIDIA/gpu-operator controllers/object_controls.go, handleDevicePluginConfig; NVIDIA/k8s-device-plugin "
    "deployments/helm/nvidia-device-plugin/templates/_helpers.tpl, configMapName; "
    "cmd/nvidia-device-plugin/main.go (config-file)",
    bad="""\
apiVersion: helm.toolkit.fluxcd.io/v2
kind: HelmRelease
metadata: {name: gpu-operator, namespace: gpu-operator}
spec:
  chart: {spec: {chart: gpu-operator, version: v26.7.0}}
  values:
    driver: {enabled: false}
---
apiVersion: v1
kind: ConfigMap
metadata: {name: sharing, namespace: gpu-operator}  # <- here
data:
  any: |
    version: v1
    sharing: {timeSlicing: {resources: [{name: nvidia.com/gpu, replicas: 4}]}}
""",
    good="""\
apiVersion: helm.toolkit.fluxcd.io/v2
kind: HelmRelease
metadata: {name: gpu-operator, namespace: gpu-operator}
spec:
  chart: {spec: {chart: gpu-operator, version: v26.7.0}}
  values:
    driver: {enabled: false}
    devicePlugin: {config: {name: sharing, default: any}}
---
apiVersion: v1
kind: ConfigMap
metadata: {name: sharing, namespace: gpu-operator}
data:
  any: |
    version: v1
    sharing: {timeSlicing: {resources: [{name: nvidia.com/gpu, replicas: 4}]}}
""",
    check=_check,
)
