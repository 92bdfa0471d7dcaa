"""MPS with more clients than the plugin's daemon accepts."""

from collections.abc import Iterator

from generator.model.finding import Severity
from generator.model.plan import Plan
from generator.model.rule import Fault, Rule
from generator.rules._common import mps_pools, sharing_path


def _check(plan: Plan) -> Iterator[Fault]:
    for pool in mps_pools(plan):
        narrowest = min((entry.gpu for entry in pool.gpus), key=lambda gpu: gpu.mps_max_clients)
        limit = narrowest.mps_max_clients
        for resource in pool.resources:
            if resource.replicas > limit:
                yield Fault(
                    (*sharing_path(pool), "replicas"),
                    f"{resource.replicas} replicas by MPS on a {narrowest.marketing}, which takes {limit} at most",
                    f"Write {limit} or less, or use timeSlicing, which has no such limit.",
                )


RULE = Rule(
    "MPS101",
    "More MPS replicas than clients",
    Severity.ERROR,
    why="The plugin's MPS daemon stops with `maximum allowed replicas exceeded`, and the device plugin waits for the "
    "daemon: the node advertises no GPU at all. The daemon allows 48 clients from compute capability 7.5 on, else 16.",
    fix="Lower replicas, or use timeSlicing, which has no such limit.",
    source="NVIDIA/k8s-device-plugin cmd/mps-control-daemon/mps/device.go (maxClients)",
    bad="""\
install: {chart: gpu-operator, version: v26.3.3, driver: {from: operator}}
pools:
  - name: shared
    gpus: [{model: V100-PCIE-16GB}]
    mps:
      replicas: 20  # <- here
""",
    good="""\
install: {chart: gpu-operator, version: v26.3.3, driver: {from: operator}}
pools:
  - name: shared
    gpus: [{model: V100-PCIE-16GB}]
    mps: {replicas: 16}
""",
    check=_check,
    needs=("pools[].mps", "pools[].gpus[*].model"),
)
