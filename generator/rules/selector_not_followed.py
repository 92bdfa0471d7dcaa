"""A nodeSelector beside a GPU model that already tells the pool's nodes."""

from collections.abc import Iterator

from generator.model.doubt import BINDING
from generator.model.finding import Severity
from generator.model.plan import BindingKind, Plan
from generator.model.rule import Fault, Rule


def _check(plan: Plan) -> Iterator[Fault]:
    for pool in plan.pools:
        gpu = pool.binding.gpu
        if pool.binding.kind is BindingKind.GPU_RULE and gpu is not None and pool.node_selector:
            yield Fault(
                (*pool.origin, "nodes", "nodeSelector"),
                f"pool {pool.name} is reached by its GPU model: every node that has {gpu.marketing} belongs to it, "
                "whatever its labels",
                on_key=True,
            )


RULE = Rule(
    "NOD106",
    "Node selector that is not followed",
    Severity.WARNING,
    why="No object in the cluster can follow a nodeSelector, but a rule can follow a GPU model that only this pool "
    "has; that is taken, since it also reaches nodes that join later.",
    fix="Leave nodeSelector out, or add `bind: nodeSelector` to have just those nodes labelled by hand.",
    source="kubernetes-sigs/node-feature-discovery docs/usage/customization-guide.md (available features)",
    bad="""\
pools:
  - name: shared
    nodes:
      nodeSelector: {pool: shared}  # <- here
    gpus: [{model: L4}]
    timeSlicing: {replicas: 4}
  - name: whole
    gpus: [{model: T4}]
""",
    good="""\
pools:
  - name: shared
    gpus: [{model: L4}]
    timeSlicing: {replicas: 4}
  - name: whole
    gpus: [{model: T4}]
""",
    check=_check,
    whole_plan=True,
    needs=("pools", *BINDING),
)
