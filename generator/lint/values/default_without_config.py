"""A default entry where no configuration is named."""

from collections.abc import Iterator

from generator.facts.charts import PLUGIN_CONFIG
from generator.lint.common.plugin_use import default_of_nothing
from generator.model.finding import Severity
from generator.model.manifest import Manifests
from generator.model.manifest_rule import ManifestFault, ManifestRule
from generator.model.manifest_value import Value


def _check(manifests: Manifests) -> Iterator[ManifestFault]:
    for use in manifests.charts:
        default = default_of_nothing(use)
        if default is None:
            continue
        at = ".".join(PLUGIN_CONFIG[use.chart])
        yield ManifestFault(
            default.place,
            f"{at}.default has no effect: no {at}.name says which ConfigMap the entry {_called(default)} is in",
            f"Write the ConfigMap's name in {at}.name; {at}.default is the name of one of its keys.",
            on_key=True,
        )


def _called(default: Value) -> str:
    return "that it is to name" if "\n" in str(default.tree).strip() else str(default.tree)


RULE = ManifestRule(
    "VAL209",
    "Default entry of no configuration",
    Severity.WARNING,
    why="The default is a key of the ConfigMap that `name` says, or that the chart makes from the values. Without one "
    "the plugin gets no configuration at all.",
    fix="Name the ConfigMap.",
    source="NVIDIA/gpu-operator deployments/gpu-operator/templates/clusterpolicy.yaml (devicePlugin.config); "
    "NVIDIA/k8s-device-plugin deployments/helm/nvidia-device-plugin/templates/_helpers.tpl (configMapName)",
    bad="""\
apiVersion: helm.toolkit.fluxcd.io/v2
kind: HelmRelease
metadata: {name: nvidia-device-plugin, namespace: nvidia}
spec:
  chart: {spec: {chart: nvidia-device-plugin, version: 0.20.0}}
  values:
    config:
      default: device-plugin-config  # <- here
""",
    good="""\
apiVersion: helm.toolkit.fluxcd.io/v2
kind: HelmRelease
metadata: {name: nvidia-device-plugin, namespace: nvidia}
spec:
  chart: {spec: {chart: nvidia-device-plugin, version: 0.20.0}}
  values:
    config:
      name: device-plugin-config
      default: any
""",
    check=_check,
)
