"""The MPS daemon of the plugin's own chart, which may start before its node's label is seen."""

from collections.abc import Iterator

from generator.facts.charts import DEVICE_PLUGIN
from generator.model.finding import Severity
from generator.model.plan import Plan
from generator.model.rule import Fault, Rule
from generator.rules._mps_label import missed_label


def _check(plan: Plan) -> Iterator[Fault]:
    yield from missed_label(plan, DEVICE_PLUGIN, "may start", "such a node advertises no GPU")


RULE = Rule(
    "MPS108",
    "MPS daemon that may not wait for its node's label",
    Severity.WARNING,
    why="Since plugin v0.18.2 the config manager takes a label that it has not seen yet for none, so the daemon "
    "begins with the default entry unless the sidecar is faster. Then the config manager sees the label, but finds no "
    "daemon to signal: it looks for a full path. The device plugin waits for MPS for ever; a restart ends the same.",
    fix="Take nvidia-device-plugin v0.17.4, which waits for the label; or share by timeSlicing; or have this pool "
    "alone in a cluster, where its entry is the default.",
    source="NVIDIA/k8s-device-plugin cmd/config-manager/main.go at v0.18.2 to v0.20.0 (SyncableConfig.Get, "
    "findPidToSignal), issue 1645 and pull request 1827, run at v0.19.3",
    bad="""\
install: {chart: nvidia-device-plugin, version: v0.19.3, driver: {from: host}}
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
install: {chart: nvidia-device-plugin, version: v0.19.3, driver: {from: host}}
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
