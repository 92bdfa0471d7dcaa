"""Node selectors of two pools that nothing keeps apart."""

from collections.abc import Iterator

from generator.model.doubt import BINDING
from generator.model.finding import Severity
from generator.model.plan import Plan, PoolPlan
from generator.model.rule import Fault, Rule
from generator.rules._node_selectors import selected_pairs, selector_text


def _check(plan: Plan) -> Iterator[Fault]:
    for first, second in selected_pairs(plan):
        one, other = set(first.node_selector), set(second.node_selector)
        if one <= other or other <= one or not _common_model(first, second):
            continue
        yield Fault(
            (*second.origin, "nodes", "nodeSelector"),
            f"a node may match both {selector_text(second.node_selector)} (pool {second.name}) and "
            f"{selector_text(first.node_selector)} (pool {first.name})",
            on_key=True,
        )


def _common_model(first: PoolPlan, second: PoolPlan) -> bool:
    return bool({entry.gpu.id for entry in first.gpus} & {entry.gpu.id for entry in second.gpus})


RULE = Rule(
    "NOD103",
    "Node selectors that nothing keeps apart",
    Severity.WARNING,
    why="The two selectors use different keys, so a node can carry both labels. It would get the configuration of the "
    "pool whose command runs last.",
    fix="Add one key with different values to both selectors, such as `pool: shared` and `pool: whole`.",
    source="NVIDIA/k8s-device-plugin cmd/config-manager/main.go (one label)",
    bad="""\
pools:
  - name: shared
    nodes: {nodeSelector: {team: web}}
    gpus: [{model: L4}]
    timeSlicing: {replicas: 4}
  - name: whole
    nodes:
      nodeSelector: {zone: east}  # <- here
    gpus: [{model: L4}]
""",
    good="""\
pools:
  - name: shared
    nodes: {nodeSelector: {pool: shared, team: web}}
    gpus: [{model: L4}]
    timeSlicing: {replicas: 4}
  - name: whole
    nodes: {nodeSelector: {pool: whole, zone: east}}
    gpus: [{model: L4}]
""",
    check=_check,
    whole_plan=True,
    needs=("pools", *BINDING),
)
