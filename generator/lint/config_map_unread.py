"""A configuration of the device plugin that nobody names."""

from collections.abc import Iterator

from generator.facts.charts import GPU_OPERATOR
from generator.lint._plugin_daemons import daemons_of
from generator.lint._plugin_use import default_of_nothing
from generator.lint._references import plugin_references, text_of
from generator.model.finding import Severity
from generator.model.manifest import Configuration, Manifests, Origin
from generator.model.manifest_rule import ManifestFault, ManifestRule
from generator.model.manifest_value import Place


def _check(manifests: Manifests) -> Iterator[ManifestFault]:
    if not all(use.whole for use in manifests.charts):
        return
    # A default without a name is the same fault, and is told where the name is missing.
    if any(default_of_nothing(use) is not None for use in manifests.charts):
        return
    if any(text_of(reference.name) for reference in plugin_references(manifests)):
        return
    maker, field = _who_would_name_it(manifests)
    for config in manifests.plugin_configs if field else ():
        read = daemons_of(config, manifests)
        if config.origin in (Origin.CONFIG_MAP, Origin.GENERATOR) and config.name and not read:
            yield ManifestFault(
                _named_at(config, manifests),
                f"no {field} names the ConfigMap {config.name}, so the device plugin does not read it",
                f"Set {field}: {config.name} in {maker}.",
            )


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
    why="A ConfigMap takes effect where the chart's values, or the ClusterPolicy, name it. Without that the plugin "
    "runs with its defaults and shares nothing.",
    fix="Name it in the chart's values.",
    source="NVIDIA/gpu-operator controllers/object_controls.go, handleDevicePluginConfig; NVIDIA/k8s-device-plugin "
    "deployments/helm/nvidia-device-plugin/templates/_helpers.tpl, configMapName",
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
