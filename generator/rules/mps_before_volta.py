"""MPS on GPUs older than Volta."""

from collections.abc import Iterator

from generator.model.doubt import NOTHING_ELSE
from generator.model.finding import Severity
from generator.model.gpu import MpsClass
from generator.model.plan import Plan
from generator.model.rule import Fault, Rule
from generator.rules._common import mps_pools, sharing_path


def _check(plan: Plan) -> Iterator[Fault]:
    for pool in mps_pools(plan):
        for entry in pool.gpus:
            if entry.gpu.mps is MpsClass.LEGACY:
                yield Fault(
                    sharing_path(pool),
                    f"MPS does not isolate on a {entry.gpu.marketing} ({entry.gpu.architecture}): neither memory "
                    "limits nor thread percentages hold there",
                    on_key=True,
                )


RULE = Rule(
    "MPS102",
    "MPS on a GPU older than Volta",
    Severity.WARNING,
    why="Limits per client came with Volta. Before it all clients of a GPU also share one address space, so that a "
    "faulty pod can overwrite another pod's memory.",
    fix="Use timeSlicing, which at least keeps address spaces apart.",
    source="https://docs.nvidia.com/deploy/mps/ (Volta MPS)",
    bad="""\
install: {chart: gpu-operator, version: v26.3.3, driver: {from: operator}}
pools:
  - name: shared
    gpus: [{model: GTX-1080-Ti}]
    mps: {replicas: 4}  # <- here
""",
    good="""\
install: {chart: gpu-operator, version: v26.3.3, driver: {from: operator}}
pools:
  - name: shared
    gpus: [{model: GTX-1080-Ti}]
    timeSlicing: {replicas: 4}
""",
    check=_check,
    needs=NOTHING_ELSE,
)
