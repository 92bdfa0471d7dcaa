"""Memory that is reserved on cards that are cut into MIG devices."""

from collections.abc import Iterator

from generator.model.doubt import POOL_RESOURCES
from generator.model.finding import Severity
from generator.model.plan import Plan
from generator.model.rule import Fault, Rule


def _check(plan: Plan) -> Iterator[Fault]:
    for pool in plan.pools:
        for index, entry in enumerate(pool.gpus):
            if entry.reserved_mib and not pool.has_whole(entry.gpu):
                yield Fault(
                    (*pool.origin, "gpus", index, "reservedMemory"),
                    f"{entry.reserved_mib} MiB of each {entry.gpu.marketing} in pool {pool.name} are reserved, and the "
                    "MIG devices that it is cut into keep all their memory",
                )


RULE = Rule(
    "MEM109",
    "Reserved memory on a card with MIG",
    Severity.INFO,
    why="A card with MIG has no memory outside of its devices: a program that is given none uses one of them, and "
    "which one the profile does not say. So nothing is taken off, and each device counts with all of its memory.",
    fix="Leave reservedMemory out; for what runs beside the pods leave a MIG device to it, or a card without MIG.",
    source="https://docs.nvidia.com/datacenter/tesla/mig-user-guide/mig-device-names.html (CUDA device enumeration)",
    bad="""\
pools:
  - name: cut
    gpus:
      - model: A100-SXM4-80GB
        reservedMemory: 2GiB  # <- here
    mig: all-1g.10gb
""",
    good="""\
pools:
  - name: cut
    gpus: [{model: A100-SXM4-80GB}]
    mig: all-1g.10gb
""",
    check=_check,
    needs=POOL_RESOURCES,
)
