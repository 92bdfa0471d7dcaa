"""Pools whose nodes are labelled by hand."""

from collections.abc import Iterator

from generator.model.doubt import BINDING
from generator.model.finding import Severity
from generator.model.plan import Plan, PoolPlan
from generator.model.rule import Fault, Rule
from generator.rules._node_selectors import selector_text


def _check(plan: Plan) -> Iterator[Fault]:
    for pool in plan.pools:
        if pool.binding.by_hand and _which(pool):
            yield Fault(
                (*pool.origin, "nodes"),
                f"the nodes of pool {pool.name} get their configuration by a command; a node added later gets the "
                "default until it is labelled too",
                f"Run `{_command(pool)}`, and give new nodes the labels when they register.",
                on_key=True,
            )


def _command(pool: PoolPlan) -> str:
    labels = " ".join(f"{key}={value}" for key, value in pool.binding.by_hand)
    return f"kubectl label nodes {_which(pool)} {labels} --overwrite"


def _which(pool: PoolPlan) -> str:
    """Return the nodes as kubectl takes them; empty where nothing tells them, which is an error of its own."""
    selector = f"-l {selector_text(pool.node_selector)}" if pool.node_selector else ""
    return " ".join(pool.binding.node_names) or selector


RULE = Rule(
    "NOD104",
    "Nodes that are labelled by hand",
    Severity.WARNING,
    why="A NodeFeatureRule sees node names and PCI ids but no node labels, so no object in the cluster can follow a "
    "nodeSelector.",
    fix="List the nodes under `names`, or give the pool a GPU model of its own, to have a rule do it.",
    source="kubernetes-sigs/node-feature-discovery docs/usage/customization-guide.md (available features)",
    bad="""\
pools:
  - name: shared
    nodes: {nodeSelector: {pool: shared}}  # <- here
    gpus: [{model: L4}]
    timeSlicing: {replicas: 4}
  - name: whole
    nodes: {nodeSelector: {pool: whole}}
    gpus: [{model: L4}]
""",
    good="""\
pools:
  - name: shared
    nodes: {names: [gpu-1]}
    gpus: [{model: L4}]
    timeSlicing: {replicas: 4}
  - name: whole
    nodes: {nodeSelector: {pool: whole}}
    gpus: [{model: L4}]
""",
    check=_check,
    whole_plan=True,
    needs=("pools", *BINDING),
)
