"""A ConfigMap that the operator's chart should make from its values, and does not."""

from collections.abc import Iterator

from generator.facts.charts import GPU_OPERATOR
from generator.lint.common.chart_values import ends_up_with, is_older, place_of
from generator.model.finding import Severity
from generator.model.manifest import ChartUse, Manifests
from generator.model.manifest_rule import ManifestFault, ManifestRule

_REFUSING = ("v26.7.0",)
"""Releases that do not render `create` without data; source: templates/validations.yaml."""
_COMPONENTS = ("devicePlugin", "migManager", "dcgmExporter")


def _check(manifests: Manifests) -> Iterator[ManifestFault]:
    there = frozenset(one.name for one in manifests.config_maps)
    for use in manifests.charts:
        if use.chart == GPU_OPERATOR and use.values:
            for component in _COMPONENTS:
                yield from _of_component(use, component, there)


def _of_component(use: ChartUse, component: str, there: frozenset[str]) -> Iterator[ManifestFault]:
    path = (component, "config")
    create, data = ends_up_with(use, *path, "create"), ends_up_with(use, *path, "data")
    name = ends_up_with(use, *path, "name")
    harmless = isinstance(name, str) and name in there if component == "devicePlugin" else bool(name)
    at = ".".join(path)
    if data and not create and use.whole:
        yield ManifestFault(
            place_of(use, *path, "data"),
            f"{at}.data has no effect without {at}.create: true",
            f"Add `create: true` beside it{'' if name else ' and a `name`'}.",
            on_key=True,
        )
    elif create and not data and use.whole and use.value(*path, "create") is not None:
        yield ManifestFault(
            place_of(use, *path, "create" if use.value(*path, "data") is None else "data"),
            f"{at}.create is true and there is no {at}.data: no ConfigMap is made",
            f"Put the entries below `data:`, or delete `create` and name a ConfigMap that exists in {at}.name.",
            on_key=True,
            severity=_without_data(use, component, harmless),
        )
    elif create and data and not name and use.whole:
        yield ManifestFault(
            place_of(use, *path, "create"),
            f"{at}.create is true and {at}.name is missing: the ConfigMap has no name and cannot be made",
            "Add a `name` beside it, such as `name: device-plugin-config`.",
            on_key=True,
        )


def _without_data(use: ChartUse, component: str, harmless: bool) -> Severity | None:
    """Return what `create` without data weighs: only for the device plugin a release of the chart refuses it."""
    if component == "devicePlugin":
        refuses = all(one in _REFUSING for one in use.releases) and not is_older(use)
        return None if refuses else Severity.INFO if harmless else Severity.WARNING
    return Severity.INFO if harmless else Severity.WARNING


RULE = ManifestRule(
    "VAL205",
    "ConfigMap that the chart does not make",
    Severity.ERROR,
    why="The chart makes the ConfigMap only with create: true, data and a name together, and the operator reads it by "
    "its name alone. Without one of them what is written here reaches nobody; from v26.7.0 the chart refuses to render "
    "when create has no data or name.",
    fix="Set create, name and data together.",
    source="NVIDIA/gpu-operator deployments/gpu-operator/templates/plugin_config.yaml, mig_config.yaml, "
    "dcgm_exporter_config.yaml and validations.yaml (v25.3.4 to v26.7.0)",
    bad="""\
apiVersion: helm.toolkit.fluxcd.io/v2
kind: HelmRelease
metadata: {name: gpu-operator, namespace: gpu-operator}
spec:
  chart: {spec: {chart: gpu-operator, version: v26.7.0}}
  values:
    devicePlugin:
      config:
        name: sharing
        default: any
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
    devicePlugin:
      config:
        create: true
        name: sharing
        default: any
        data:
          any: |
            version: v1
            sharing: {timeSlicing: {resources: [{name: nvidia.com/gpu, replicas: 4}]}}
""",
    check=_check,
)
