"""So many replicas that hardly any memory is left for each."""

from collections.abc import Iterator

from generator.model.doubt import POOL_RESOURCES
from generator.model.finding import Severity
from generator.model.plan import Part, Plan, Promise, Resource
from generator.model.rule import Fault, Rule
from generator.rules._common import sharing_path

SMALL_MIB = 512
"""Below this a CUDA context and a framework's kernels alone take most of a share; a rule of thumb, no limit."""


def _check(plan: Plan) -> Iterator[Fault]:
    for pool in plan.pools:
        for resource in pool.resources:
            for part in resource.parts:
                share = _share_mib(resource, part)
                if resource.replicas > 1 and share is not None and share < SMALL_MIB:
                    yield Fault(
                        (*sharing_path(pool), "replicas"),
                        f"{resource.replicas} replicas of {part.device} come to {share} MiB each",
                    )


def _share_mib(resource: Resource, part: Part) -> int | None:
    if part.memory_mib is None or resource.promise is not Promise.NONE:
        return part.memory_mib
    return part.memory_mib // resource.replicas


RULE = Rule(
    "SHR102",
    "Shares of little memory",
    Severity.INFO,
    why="Replicas multiply slots, not memory: the figure is what an even split would give. A CUDA context alone takes "
    "some hundred MiB of it.",
    fix="Lower replicas, unless most pods only keep the GPU within reach and use it little.",
    source="NVIDIA/cloud-native-docs gpu-operator/gpu-sharing.rst (no memory isolation); arithmetic",
    bad="""\
pools:
  - name: shared
    gpus: [{model: L4}]
    timeSlicing:
      replicas: 99  # <- here
""",
    good="""\
pools:
  - name: shared
    gpus: [{model: L4}]
    timeSlicing: {replicas: 10}
""",
    check=_check,
    needs=POOL_RESOURCES,
)
