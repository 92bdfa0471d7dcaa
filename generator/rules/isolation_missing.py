"""A workload that is to be kept apart, on a device that it shares."""

from collections.abc import Iterator

from generator.model.doubt import ALL_RESOURCES
from generator.model.finding import Severity
from generator.model.plan import Mode, Plan, Promise
from generator.model.rule import Fault, Rule
from generator.model.workload import Isolation
from generator.rules._common import listed
from generator.rules._workloads import asked_of, pools_by_name

_TIME_SLICING = "by time-slicing: neither memory nor time nor faults are kept apart"
_MPS = "by MPS: a fault of one process ends all of them, and none has time of its own"


def _check(plan: Plan) -> Iterator[Fault]:
    pools = pools_by_name(plan)
    for workload in plan.workloads:
        if workload.isolation not in (Isolation.UNTRUSTED, Isolation.LATENCY_BOUND):
            continue
        shared: dict[str, list[str]] = {}
        for name in (workload.pool, *workload.fallback):
            resource = asked_of(workload, pools[name])
            if resource is not None and resource.promise is not Promise.HARDWARE:
                words = _MPS if pools[name].mode is Mode.MPS else _TIME_SLICING
                shared.setdefault(words, []).append(name)
        for words, names in shared.items():
            yield Fault(
                (*workload.origin, "isolation"),
                f"{workload.title} is {workload.isolation.value}, and {_pools(names)} {words}",
            )


def _pools(names: list[str]) -> str:
    return f"pool {names[0]} shares its devices" if len(names) == 1 else f"pools {listed(names)} share their devices"


RULE = Rule(
    "WRK108",
    "A workload that is to be kept apart shares a device",
    Severity.WARNING,
    why="Pods on one device can use up its memory, slow each other down and, under MPS, bring each other down.",
    fix="Give it a pool of whole cards or MIG instances, or write `isolation: trusted` if it may share.",
    source="NVIDIA/cloud-native-docs gpu-operator/gpu-sharing.rst; https://docs.nvidia.com/deploy/mps/",
    bad="""\
pools:
  - name: shared
    gpus: [{model: L4}]
    timeSlicing: {replicas: 4}
workloads:
  - name: chat
    namespace: ai
    pool: shared
    memory: 4GiB
    isolation: untrusted  # <- here
""",
    good="""\
pools:
  - name: whole
    gpus: [{model: L4}]
workloads:
  - {name: chat, namespace: ai, pool: whole, memory: 4GiB, isolation: untrusted}
""",
    check=_check,
    needs=(*ALL_RESOURCES, "workloads[]"),
)
