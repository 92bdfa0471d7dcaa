"""A configuration of the device plugin that nobody names."""

from collections.abc import Iterator

from generator.facts.charts import GPU_OPERATOR
from generator.lint._references import plugin_references, text_of
from generator.model.finding import Severity
from generator.model.manifest import Manifests, Origin
from generator.model.manifest_rule import ManifestFault, ManifestRule


def _check(manifests: Manifests) -> Iterator[ManifestFault]:
    if not manifests.charts or manifests.policies or not all(use.whole for use in manifests.charts):
        return
    if any(text_of(reference.name) for reference in plugin_references(manifests)):
        return
    chart = manifests.charts[0].chart
    field = "devicePlugin.config.name" if chart == GPU_OPERATOR else "config.name"
    for config in manifests.plugin_configs:
        if config.origin in (Origin.CONFIG_MAP, Origin.GENERATOR) and config.name:
            yield ManifestFault(
                config.place,
                f"no {field} names the ConfigMap {config.name}, so the device plugin does not read it",
                f"Set {field}: {config.name} in the values of {chart}.",
            )


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
metadata: {name: sharing, namespace: gpu-operator}
data:  # <- here
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
