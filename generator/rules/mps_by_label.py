"""The MPS daemon that starts before its node's label is seen."""

from collections.abc import Iterator

from generator.facts.charts import GPU_OPERATOR
from generator.model.finding import Severity
from generator.model.plan import Plan
from generator.model.rule import Fault, Rule
from generator.rules._mps_label import missed_label


def _check(plan: Plan) -> Iterator[Fault]:
    yield from missed_label(plan, GPU_OPERATOR, "starts", "they advertise no GPU")


RULE = Rule(
    "MPS107",
    "MPS daemon that does not wait for its node's label",
    Severity.ERROR,
    why="Since plugin v0.18.2 the config manager takes a label that it has not seen yet for none, so the daemon begins "
    "with the default entry: the operator starts it first. Then the config manager sees the label, but finds no "
    "daemon to signal: it looks for a full path. The device plugin waits for MPS for ever; a restart ends the same.",
    fix="Take gpu-operator v25.10.1, whose plugin waits for the label; or share by timeSlicing; or have this pool "
    "alone in a cluster, where its entry is the default.",
    source="NVIDIA/k8s-device-plugin cmd/config-manager/main.go at v0.18.2 to v0.20.0 (SyncableConfig.Get, "
    "findPidToSignal), issue 1645 and pull request 1827, run at v0.19.3; NVIDIA/gpu-operator "
    "assets/state-mps-control-daemon/0400_daemonset.yaml",
    bad="""\
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
pools:
  - name: shared
    gpus: [{model: L4}]
    mps: {replicas: 4}
""",
    check=_check,
    needs=(
        *("install.chart", "install.version", "install.components.devicePlugin.version", "install.devicePlugin"),
        *("pools[*].name", "pools[*].mps"),
    ),
)
