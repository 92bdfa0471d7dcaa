"""One node name in two pools."""

from collections.abc import Iterator

from generator.model.finding import Severity
from generator.model.plan import Plan, PoolPlan
from generator.model.rule import Fault, Rule


def _check(plan: Plan) -> Iterator[Fault]:
    owner: dict[str, PoolPlan] = {}
    for pool in plan.pools:
        for index, node in enumerate(pool.node_names):
            first = owner.setdefault(node, pool)
            if first is not pool:
                yield Fault(
                    (*pool.origin, "nodes", "names", index),
                    f"node {node} is in pool {pool.name} ({pool.mode.value}) and in pool {first.name} "
                    f"({first.mode.value})",
                )


RULE = Rule(
    "NOD101",
    "A node in two pools",
    Severity.ERROR,
    why="A node has one configuration label, and with it one mode for each resource: two cards shared and two whole on "
    "one node cannot be had from the device plugin.",
    fix="Keep the node in one pool. For two modes use two nodes, cut some of its cards by MIG with `devices`, or share "
    "one resource and leave another whole with `timeSlicing: {resources: ...}`.",
    source="NVIDIA/k8s-device-plugin cmd/config-manager/main.go (one label) and internal/rm/rm.go (one setting for a "
    "resource)",
    bad="""\
pools:
  - name: shared
    nodes: {names: [gpu-1]}
    gpus: [{model: L4, count: 2}]
    timeSlicing: {replicas: 4}
  - name: whole
    nodes: {names: [gpu-1]}  # <- here
    gpus: [{model: L4, count: 2}]
""",
    good="""\
pools:
  - name: shared
    nodes: {names: [gpu-1]}
    gpus: [{model: L4, count: 2}]
    timeSlicing: {replicas: 4}
  - name: whole
    nodes: {names: [gpu-2]}
    gpus: [{model: L4, count: 2}]
""",
    check=_check,
    needs=("pools[*].name", "pools[*].timeSlicing", "pools[*].mps", "pools[*].mig"),
)
