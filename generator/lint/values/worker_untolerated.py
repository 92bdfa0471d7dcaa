"""GPU Nodes whose taint keeps the charts' Node Feature Discovery away, while everything else tolerates it."""

from collections.abc import Iterator

from generator.facts.charts import DEVICE_PLUGIN
from generator.lint.common.chart_values import is_older, softened
from generator.lint.values._discovery_worker import Follows, Lacking, lacking
from generator.model.finding import Severity
from generator.model.manifest import ChartUse, Manifests
from generator.model.manifest_rule import ManifestFault, ManifestRule


def _check(manifests: Manifests) -> Iterator[ManifestFault]:
    for use in manifests.charts if manifests.nodes or manifests.pools else ():
        found = lacking(manifests, use)
        if found is None:
            continue
        taint, what = found.taint, "pool of GPU nodes" if found.of_pools else "GPU Node"
        yield ManifestFault(
            found.place,
            f"the Node Feature Discovery of this chart does not tolerate {taint.text}, which keeps it off every "
            f"{what} here: {_what_follows(use, found)}",
            f"Add to {found.by}: `{{key: {taint.key}, operator: Exists, effect: {taint.effect}}}`.",
            on_key=found.on_key,
            # The plugin's older charts that are told of have the defaults of the oldest that has a fact sheet.
            severity=None if use.chart == DEVICE_PLUGIN and is_older(use) else softened(use),
        )


def _what_follows(use: ChartUse, found: Lacking) -> str:
    if found.follows is Follows.NO_LABELS:
        return (
            "the device plugin runs there, and the labels of GPU Feature Discovery, nvidia.com/gpu.product and the "
            "like, appear on none of them, since that leaves them in a file that nobody reads"
        )
    nobody = "they get no label by which they are known, and"
    if use.chart == DEVICE_PLUGIN:
        return f"{nobody} the device plugin goes to none of them"
    return f"{nobody} the operator takes none of them for a GPU node"


RULE = ManifestRule(
    "VAL219",
    "Taint of the GPU nodes that the chart's Node Feature Discovery does not tolerate",
    Severity.WARNING,
    why="Node Feature Discovery is a chart within NVIDIA's charts, and its worker has tolerations of its own: in that "
    "of the device plugin nvidia.com/gpu with the value present alone, whatever the plugin's own tolerations are. On "
    "a node that it is kept off no label appears, and the DaemonSets that select by that label have no pod there, "
    "without an error. Up to chart 0.18 GPU Feature Discovery hands its own labels to that worker in a file, too.",
    fix="Write the tolerations of the GPU nodes for the worker of Node Feature Discovery too.",
    source="NVIDIA/k8s-device-plugin deployments/helm/nvidia-device-plugin/values.yaml (nfd.worker.tolerations, "
    "affinity) and Chart.yaml (condition of the dependency); "
    "https://github.com/NVIDIA/k8s-device-plugin/issues/1934; NVIDIA/gpu-operator deployments/gpu-operator/values.yaml "
    "(node-feature-discovery.worker.tolerations)",
    bad="""\
apiVersion: helm.toolkit.fluxcd.io/v2
kind: HelmRelease
metadata: {name: nvidia-device-plugin, namespace: nvidia}
spec:
  chart: {spec: {chart: nvidia-device-plugin, version: 0.19.3}}
  values:
    gfd:
      enabled: true  # <- here
---
apiVersion: v1
kind: Node
metadata: {name: gpu-1}
spec:
  taints: [{key: nvidia.com/gpu, value: "true", effect: NoSchedule}]
""",
    good="""\
apiVersion: helm.toolkit.fluxcd.io/v2
kind: HelmRelease
metadata: {name: nvidia-device-plugin, namespace: nvidia}
spec:
  chart: {spec: {chart: nvidia-device-plugin, version: 0.19.3}}
  values:
    gfd:
      enabled: true
    nfd:
      worker:
        tolerations: [{key: nvidia.com/gpu, operator: Exists, effect: NoSchedule}]
---
apiVersion: v1
kind: Node
metadata: {name: gpu-1}
spec:
  taints: [{key: nvidia.com/gpu, value: "true", effect: NoSchedule}]
""",
    check=_check,
)
