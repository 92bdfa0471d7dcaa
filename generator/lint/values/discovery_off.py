"""Node Feature Discovery is off, and nothing among the files says that it runs."""

from collections.abc import Iterator

from generator.facts.charts import GPU_OPERATOR
from generator.lint.common.chart_values import ends_up_with, place_of
from generator.model.finding import Severity
from generator.model.manifest import Manifests
from generator.model.manifest_rule import ManifestFault, ManifestRule

_OPERATOR_LABEL = "feature.node.kubernetes.io/pci-10de.present=true"
_PLUGIN_LABEL = "nvidia.com/gpu.present=true"
_NFD = "node-feature-discovery"
_DISCOVERED = "feature.node.kubernetes.io/"


def _check(manifests: Manifests) -> Iterator[ManifestFault]:
    if _is_there(manifests):
        return
    for use in manifests.charts:
        if ends_up_with(use, "nfd", "enabled") is not False or use.value("nfd", "enabled") is None:
            continue
        operator = use.chart == GPU_OPERATOR
        if not operator and ends_up_with(use, "gfd", "enabled") is True:
            continue
        label = _OPERATOR_LABEL if operator else _PLUGIN_LABEL
        yield ManifestFault(
            place_of(use, "nfd", "enabled"),
            f"Node Feature Discovery is off here and not found in what was given: unless it runs already, only nodes "
            f"labelled {label} are taken for GPU nodes",
        )


def _is_there(manifests: Manifests) -> bool:
    if any(order.name == _NFD for order in manifests.orders):
        return True
    labels = {key for one in manifests.labelled for key, _ in one.labels}
    return any(one.by_rule for one in manifests.labelled) or any(
        key.startswith(_DISCOVERED) or key == _PLUGIN_LABEL.partition("=")[0] for key in labels
    )


RULE = ManifestRule(
    "VAL207",
    "Node Feature Discovery not found",
    Severity.INFO,
    why="The operator takes a node for a GPU node by labels that Node Feature Discovery sets (PCI vendor 10de); the "
    "plugin's own chart goes to nodes with such a label too.",
    fix="Leave it so where Node Feature Discovery runs already; else write `nfd: {enabled: true}`.",
    source="NVIDIA/gpu-operator controllers/state_manager.go (gpuNodeLabels); NVIDIA/k8s-device-plugin "
    "deployments/helm/nvidia-device-plugin/values.yaml (affinity)",
    bad="""\
apiVersion: helm.toolkit.fluxcd.io/v2
kind: HelmRelease
metadata: {name: gpu-operator, namespace: gpu-operator}
spec:
  chart: {spec: {chart: gpu-operator, version: v26.7.0}}
  values:
    nfd:
      enabled: false  # <- here
""",
    good="""\
apiVersion: helm.toolkit.fluxcd.io/v2
kind: HelmRelease
metadata: {name: gpu-operator, namespace: gpu-operator}
spec:
  chart: {spec: {chart: gpu-operator, version: v26.7.0}}
  values:
    nfd:
      enabled: true
""",
    check=_check,
)
