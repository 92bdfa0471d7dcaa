"""What MPS does to CUDA programs that do not come through it."""

from collections.abc import Iterator

from generator.model.finding import Severity
from generator.model.plan import Plan
from generator.model.rule import Fault, Rule
from generator.rules._common import listed, mps_pools, sharing_path


def _check(plan: Plan) -> Iterator[Fault]:
    pools = mps_pools(plan)
    if pools:
        names = listed([pool.name for pool in pools])
        yield Fault(
            sharing_path(pools[0]),
            f"the GPUs of {names} go into compute mode EXCLUSIVE_PROCESS: CUDA outside MPS fails on them",
            on_key=True,
        )


RULE = Rule(
    "MPS103",
    "MPS takes the GPU for itself",
    Severity.INFO,
    why="The MPS daemon sets the mode when it starts. A desktop, a container started by hand or a pod that reaches "
    "the GPU without asking for the resource gets no CUDA context any more.",
    fix="Nothing to do where every CUDA program is a pod that requests the resource; else use timeSlicing.",
    source="NVIDIA/k8s-device-plugin cmd/mps-control-daemon/mps/daemon.go (setComputeMode)",
    bad="""\
pools:
  - name: shared
    gpus: [{model: L4}]
    mps: {replicas: 4}  # <- here
""",
    good="""\
pools:
  - name: shared
    gpus: [{model: L4}]
    timeSlicing: {replicas: 4}
""",
    check=_check,
    needs=("pools[*].name", "pools[*].mps"),
)
