"""Values with which the chart refuses to render."""

from collections.abc import Iterator

from generator.facts.charts import DEVICE_PLUGIN
from generator.lint.common.chart_values import ends_up_with, is_from, place_of
from generator.model.finding import Severity
from generator.model.manifest import ChartUse, Manifests
from generator.model.manifest_rule import ManifestFault, ManifestRule

_FALLBACKS = ("named", "single", "empty")
_NO_NAMESPACE = (0, 12, 0)
"""Before, the templates put their objects into that namespace; source: templates/daemonset.yml, v0.7.0 to v0.11.0."""
_NRI = ("cdi", "nriPluginEnabled")
_GPU_CLUSTER = ("gpuCluster", "deployCR")


def _check(manifests: Manifests) -> Iterator[ManifestFault]:
    for use in manifests.charts:
        yield from _of_plugin(use) if use.chart == DEVICE_PLUGIN else _of_operator(use)


def _of_plugin(use: ChartUse) -> Iterator[ManifestFault]:
    if use.value("namespace") is not None and ends_up_with(use, "namespace") and is_from(use, _NO_NAMESPACE):
        yield ManifestFault(
            place_of(use, "namespace"),
            f"the chart refuses to render with a value called namespace: {use.chart} goes into the release's namespace",
            "Delete it, and set the namespace of the release.",
            on_key=True,
        )
    if use.namespace == "default" and use.whole and not ends_up_with(use, "allowDefaultNamespace"):
        yield ManifestFault(
            use.namespace_at or use.place,
            "the chart refuses to render in the namespace default",
            "Take a namespace of its own, or set `allowDefaultNamespace: true`.",
        )
    if ends_up_with(use, "config", "name") and ends_up_with(use, "config", "map"):
        yield ManifestFault(
            place_of(use, "config", "name"),
            "config.name and config.map are both set: the chart refuses to render",
            "Delete config.name to take the entries of config.map, or config.map to take an own ConfigMap.",
            on_key=True,
        )
    fallbacks = use.value("config", "fallbackStrategies")
    for one in fallbacks.elements() if fallbacks is not None else ():
        if one.tree not in _FALLBACKS:
            yield ManifestFault(
                one.place,
                f"{one.tree} is no fallback strategy: where it is reached the config manager ends with an error, and "
                "the plugin does not start",
                f"Write some of {', '.join(_FALLBACKS)}.",
            )


def _of_operator(use: ChartUse) -> Iterator[ManifestFault]:
    yield from _of_gpu_cluster(use)
    if use.value(*_NRI) is None or ends_up_with(use, *_NRI) is not True:
        return
    for path, what in ((("cdi", "enabled"), "CDI"), (("toolkit", "enabled"), "the toolkit")):
        if ends_up_with(use, *path) is False and (path[0] == "cdi" or is_from(use, (26, 7, 0))):
            yield ManifestFault(
                place_of(use, *_NRI),
                f"the NRI plugin needs {what}, which {'.'.join(path)}: false switches off: the chart refuses to render",
                f"Delete cdi.nriPluginEnabled, or set {'.'.join(path)}: true.",
                on_key=True,
            )


def _of_gpu_cluster(use: ChartUse) -> Iterator[ManifestFault]:
    if use.value(*_GPU_CLUSTER) is None or ends_up_with(use, *_GPU_CLUSTER) is not True:
        return
    if ends_up_with(use, "clusterPolicy", "deployCR") is True:
        yield ManifestFault(
            place_of(use, *_GPU_CLUSTER),
            "gpuCluster.deployCR and clusterPolicy.deployCR are both true: the chart refuses to render",
            "Add `clusterPolicy: {deployCR: false}`, or delete gpuCluster.",
            on_key=True,
        )
    elif ends_up_with(use, "driver", "enabled") is True and _driver_crd(use) is False:
        yield ManifestFault(
            place_of(use, *_GPU_CLUSTER),
            "a GPUCluster with the operator's driver needs the NVIDIADriver resource: the chart refuses to render",
            "Add `driver: {nvidiaDriverCRD: {enabled: true}}`, or `driver: {enabled: false}`.",
            on_key=True,
        )


def _driver_crd(use: ChartUse) -> object:
    return ends_up_with(use, "driver", "nvidiaDriverCRD", "enabled")


RULE = ManifestRule(
    "VAL204",
    "Values with which the chart cannot be installed",
    Severity.ERROR,
    why="The charts check a few combinations and end the rendering with an error; nothing of the release is installed "
    "or upgraded.",
    fix="Take one of the two back.",
    source="NVIDIA/k8s-device-plugin deployments/helm/nvidia-device-plugin/templates/validation.yml (v0.17.4 to "
    "v0.20.0) and cmd/config-manager/main.go; NVIDIA/gpu-operator deployments/gpu-operator/templates/validations.yaml "
    "(from v26.3.0)",
    bad="""\
apiVersion: helm.toolkit.fluxcd.io/v2
kind: HelmRelease
metadata: {name: nvidia-device-plugin, namespace: nvidia}
spec:
  chart: {spec: {chart: nvidia-device-plugin, version: 0.20.0}}
  values:
    config:
      name: sharing  # <- here
      map:
        any: |
          version: v1
""",
    good="""\
apiVersion: helm.toolkit.fluxcd.io/v2
kind: HelmRelease
metadata: {name: nvidia-device-plugin, namespace: nvidia}
spec:
  chart: {spec: {chart: nvidia-device-plugin, version: 0.20.0}}
  values:
    config:
      map:
        any: |
          version: v1
""",
    check=_check,
)
