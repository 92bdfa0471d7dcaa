"""MPS without the labels that start its daemon."""

from collections.abc import Iterator

from generator.model.finding import Severity
from generator.model.plan import Plan
from generator.model.profile import NfdSource
from generator.model.rule import Fault, Rule
from generator.rules._common import component_path, mps_pools


def _check(plan: Plan) -> Iterator[Fault]:
    pools = mps_pools(plan)
    if not pools or plan.stack.gpu_feature_discovery or plan.stack.plugin_external:
        return
    if plan.stack.node_feature_discovery is NfdSource.NONE:
        yield Fault(
            ("install", "nodeFeatureDiscovery"),
            f"pool {pools[0].name} shares by MPS, but without Node Feature Discovery its MPS daemon is never started",
            "Write `nodeFeatureDiscovery: bundled` or `existing`.",
        )
    else:
        yield Fault(
            component_path("gfd", "enabled"),
            f"pool {pools[0].name} shares by MPS, but GPU feature discovery is off: its MPS daemon is never started",
        )


RULE = Rule(
    "MPS105",
    "MPS without GPU feature discovery",
    Severity.ERROR,
    why="The MPS DaemonSet runs only on nodes labelled `nvidia.com/mps.capable=true`, and GPU feature discovery is "
    "what sets that label, by way of Node Feature Discovery. Without the daemon the device plugin waits, and the node "
    "advertises no GPU.",
    fix="Leave `components: {gfd: {enabled: false}}` out.",
    source="NVIDIA/k8s-device-plugin internal/lm/nvml.go and templates/daemonset-mps-control-daemon.yml of its chart; "
    "NVIDIA/gpu-operator assets/state-mps-control-daemon/0400_daemonset.yaml",
    bad="""\
install:
  chart: gpu-operator
  version: v26.7.0
  driver: {from: operator}
  components:
    gfd: {enabled: false}  # <- here
pools:
  - name: shared
    gpus: [{model: L4}]
    mps: {replicas: 4}
""",
    good="""\
pools:
  - name: shared
    gpus: [{model: L4}]
    mps: {replicas: 4}
""",
    check=_check,
    needs=("install.devicePlugin", "install.nodeFeatureDiscovery", "pools[*].name", "pools[*].mps"),
)
