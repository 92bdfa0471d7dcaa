"""Node selectors of two pools of which one includes the other."""

from collections.abc import Iterator

from generator.model.doubt import BINDING
from generator.model.finding import Severity
from generator.model.plan import Plan
from generator.model.rule import Fault, Rule
from generator.rules._node_selectors import selected_pairs, selector_text


def _check(plan: Plan) -> Iterator[Fault]:
    for first, second in selected_pairs(plan):
        one, other = set(first.node_selector), set(second.node_selector)
        if one <= other or other <= one:
            narrow = first if one >= other else second
            yield Fault(
                (*second.origin, "nodes", "nodeSelector"),
                f"every node with {selector_text(narrow.node_selector)} is in pool {second.name} and in pool "
                f"{first.name}",
                on_key=True,
            )


RULE = Rule(
    "NOD102",
    "Node selectors of two pools overlap",
    Severity.ERROR,
    why="A node has one configuration label: both pools would set it, and the command that runs last wins.",
    fix="Give the pools one label key with different values, such as `pool: shared` and `pool: whole`.",
    source="NVIDIA/k8s-device-plugin cmd/config-manager/main.go (one label)",
    bad="""\
pools:
  - name: shared
    nodes: {nodeSelector: {gpu: l4}}
    gpus: [{model: L4}]
    timeSlicing: {replicas: 4}
  - name: whole
    nodes:
      nodeSelector: {gpu: l4, team: research}  # <- here
    gpus: [{model: L4}]
""",
    good="""\
pools:
  - name: shared
    nodes: {nodeSelector: {gpu: l4, team: web}}
    gpus: [{model: L4}]
    timeSlicing: {replicas: 4}
  - name: whole
    nodes: {nodeSelector: {gpu: l4, team: research}}
    gpus: [{model: L4}]
""",
    check=_check,
    whole_plan=True,
    needs=("pools", *BINDING),
)
