"""Values without which a chart's template writes a block that holds nothing, which server-side apply refuses.

Each says what the chart's software does anyway.
Sources: NVIDIA/gpu-operator deployments/gpu-operator/templates/clusterpolicy.yaml at v25.3.4 (`plugin:` above an `if`
on its variables) and v25.10.1 (an empty list in that place), assets/state-operator-validation/0500_daemonset.yaml
(WITH_WORKLOAD is false there); what an API server of Kubernetes 1.36 says to the chart's ClusterPolicy.
"""

from typing import NamedTuple

from generator.facts.charts import GPU_OPERATOR
from generator.facts.releases import exact_numbers
from generator.model.tree import Path, Tree

_NEVER_EMPTY_SINCE = (25, 10, 0)


class Filler(NamedTuple):
    """A value that fills a block, and why it is there."""

    path: tuple[str, ...]
    value: Tree
    reason: str


def fillers(chart: str, release: str) -> tuple[Filler, ...]:
    """Return what a release of a chart must be given."""
    numbers = exact_numbers(release)
    if chart != GPU_OPERATOR or numbers is None or numbers >= _NEVER_EMPTY_SINCE:
        return ()
    env: list[Tree] = [{"name": "WITH_WORKLOAD", "value": "false"}]
    reason = "As the operator has it; without any the chart writes an empty block, which server-side apply refuses."
    return (Filler(("validator", "plugin", "env"), env, reason),)


def is_filler(chart: str, release: str, path: Path, value: Tree) -> bool:
    """Say whether a value is there for that alone."""
    return any(one.path == path and one.value == value for one in fillers(chart, release))
