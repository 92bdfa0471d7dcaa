"""The MPS daemon that misses a node's change of pool."""

from collections.abc import Iterator

from generator.facts.daemon_sets import daemon_sets
from generator.model.finding import Severity
from generator.model.plan import Plan
from generator.model.rule import Fault, Rule
from generator.rules._common import mps_pools, sharing_path


def _check(plan: Plan) -> Iterator[Fault]:
    pools = mps_pools(plan)
    if pools and len(plan.pools) > 1:
        yield Fault(
            sharing_path(pools[0]),
            f"a node that moves into pool {pools[0].name} or between MPS pools keeps its old MPS settings until the "
            "MPS daemon restarts",
            f"After moving a node: `kubectl -n {plan.release.namespace} rollout restart "
            f"daemonset/{daemon_sets(plan.release.chart, plan.release.name).mps}`.",
            on_key=True,
        )


RULE = Rule(
    "MPS104",
    "MPS does not notice a change of pool",
    Severity.INFO,
    why="The config manager beside the daemon looks for a process by its full path and never finds it, so the signal "
    "to reload is lost. A changed profile is not affected: its new ConfigMap name restarts the pods.",
    fix="After moving a node restart the DaemonSet nvidia-device-plugin-mps-control-daemon; from plugin v0.18.2 on see "
    "MPS107 and MPS108.",
    source="NVIDIA/k8s-device-plugin cmd/config-manager/main.go, pull request 1827 (open at v0.20.0); "
    "NVIDIA/gpu-operator assets/state-mps-control-daemon/0400_daemonset.yaml",
    bad="""\
install: {chart: gpu-operator, version: v25.10.1, driver: {from: operator}}
pools:
  - name: shared
    nodes: {names: [gpu-1]}
    gpus: [{model: L4}]
    mps: {replicas: 4}  # <- here
  - name: whole
    nodes: {names: [gpu-2]}
    gpus: [{model: L4}]
""",
    good="""\
install: {chart: gpu-operator, version: v25.10.1, driver: {from: operator}}
pools:
  - name: shared
    gpus: [{model: L4}]
    mps: {replicas: 4}
""",
    check=_check,
    needs=("install.chart", "install.releaseName", "install.namespace", "pools[*].name", "pools[*].mps"),
)
