"""MIG devices that are called whole GPUs."""

from collections.abc import Iterator

from generator.model.doubt import POOL_RESOURCES
from generator.model.finding import Severity
from generator.model.plan import Plan
from generator.model.profile import MigStrategy
from generator.model.rule import Fault, Rule
from generator.rules._common import listed


def _check(plan: Plan) -> Iterator[Fault]:
    for pool in plan.pools:
        if not pool.mig_items or pool.mig_strategy is not MigStrategy.SINGLE:
            continue
        for resource in pool.resources:
            devices = listed([f"{part.devices} x {part.device}" for part in resource.parts])
            yield Fault(
                (*pool.origin, "mig"),
                f"under the strategy single each node of pool {pool.name} advertises {devices} as {resource.name}",
                on_key=True,
            )


RULE = Rule(
    "MIG101",
    "MIG devices named like whole GPUs",
    Severity.INFO,
    why="Pods and quotas that name nvidia.com/gpu get a slice there. Under `mixed` the same devices have names of "
    "their own, so changing the strategy later renames what tenants ask for.",
    fix="For names such as nvidia.com/mig-1g.10gb write `mig: {strategy: mixed}`, which excludes MPS under the "
    "operator.",
    source="NVIDIA/k8s-device-plugin internal/rm/device_map.go",
    bad="""\
mig: {strategy: single}
pools:
  - name: cut
    gpus: [{model: A100-SXM4-80GB}]
    mig: all-1g.10gb  # <- here
""",
    good="""\
mig: {strategy: mixed}
pools:
  - name: cut
    gpus: [{model: A100-SXM4-80GB}]
    mig: all-1g.10gb
""",
    check=_check,
    needs=POOL_RESOURCES,
)
