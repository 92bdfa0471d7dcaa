"""MPS on GPUs whose memory NVML does not tell."""

from collections.abc import Iterator

from generator.model.doubt import NOTHING_ELSE
from generator.model.finding import Severity
from generator.model.plan import Plan
from generator.model.rule import Fault, Rule
from generator.rules._common import mps_pools, sharing_path


def _check(plan: Plan) -> Iterator[Fault]:
    for pool in mps_pools(plan):
        for entry in pool.gpus:
            if not entry.gpu.memory_readable:
                yield Fault(
                    sharing_path(pool),
                    f"MPS limits no memory on a {entry.gpu.marketing}: NVML does not tell how much there is, so each "
                    "client may take all of it",
                    on_key=True,
                )


RULE = Rule(
    "MPS109",
    "MPS without a memory limit",
    Severity.WARNING,
    why="The plugin's MPS daemon limits each client to its share of the memory that NVML tells. Where the memory is "
    "the system's, as on GB10 (DGX Spark), NVML tells none and the daemon sets no limit, without a word.",
    fix="Use timeSlicing, or let each workload limit itself; this rule can be switched off with a reason.",
    source="NVIDIA/k8s-device-plugin internal/rm/devices.go and cmd/mps-control-daemon/mps/daemon.go "
    "(perDevicePinnedDeviceMemoryLimits) since v0.17.4; https://docs.nvidia.com/dgx/dgx-spark/known-issues.html",
    bad="""\
install: {chart: gpu-operator, version: v26.3.3, driver: {from: host}}
pools:
  - name: shared
    gpus: [{model: GB10}]
    mps: {replicas: 4}  # <- here
""",
    good="""\
install: {chart: gpu-operator, version: v26.3.3, driver: {from: host}}
pools:
  - name: shared
    gpus: [{model: GB10}]
    timeSlicing: {replicas: 4}
""",
    check=_check,
    needs=NOTHING_ELSE,
)
