"""Charts that look for labels which nobody sets."""

from collections.abc import Iterator

from generator.facts.charts import GPU_OPERATOR
from generator.model.finding import Severity
from generator.model.plan import Plan
from generator.model.profile import NfdSource
from generator.model.rule import Fault, Rule
from generator.rules._common import listed

_OPERATOR_LABEL = "feature.node.kubernetes.io/pci-10de.present=true"
_PLUGIN_LABEL = "nvidia.com/gpu.present=true"


def _check(plan: Plan) -> Iterator[Fault]:
    if plan.stack.node_feature_discovery is not NfdSource.NONE:
        return
    operator = plan.release.chart == GPU_OPERATOR
    # The standalone chart is told the nodes' names or selectors, where the pools have them.
    waiting = [pool.name for pool in plan.pools if operator or not (pool.node_names or pool.node_selector)]
    if waiting:
        label = _OPERATOR_LABEL if operator else _PLUGIN_LABEL
        yield Fault(
            ("install", "nodeFeatureDiscovery"),
            f"without Node Feature Discovery nothing runs on the nodes of {listed(waiting)} until somebody labels them "
            f"{label}",
            f"Label each GPU node: `kubectl label node NODE {label}`.",
        )


RULE = Rule(
    "NFD101",
    "GPU nodes have to be labelled by hand",
    Severity.WARNING,
    why="The operator finds GPU nodes by a PCI label of Node Feature Discovery, the standalone chart's pods run where "
    "that label or `nvidia.com/gpu.present` is, or on the nodes that the pools name.",
    fix="Label each GPU node, or write `nodeFeatureDiscovery: bundled` or `existing`.",
    source="NVIDIA/gpu-operator controllers/state_manager.go (gpuNodeLabels); NVIDIA/k8s-device-plugin "
    "deployments/helm/nvidia-device-plugin/values.yaml (affinity)",
    bad="""\
install:
  chart: nvidia-device-plugin
  version: v0.20.0
  nodeFeatureDiscovery: none  # <- here
""",
    good="""\
install: {chart: nvidia-device-plugin, version: v0.20.0, nodeFeatureDiscovery: existing}
""",
    check=_check,
    needs=("install.chart", "pools[*].name", "pools[*].nodes"),
)
