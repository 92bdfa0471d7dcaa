"""MIG layouts, and nobody to apply them."""

from collections.abc import Iterator

from generator.facts.charts import GPU_OPERATOR
from generator.model.finding import Severity
from generator.model.plan import Plan
from generator.model.rule import Fault, Rule
from generator.rules._common import component_path


def _check(plan: Plan) -> Iterator[Fault]:
    off = any(one.name == "migManager" and one.enabled is False for one in plan.stack.components)
    pools = [pool.name for pool in plan.pools if pool.mig_items]
    if off and pools and plan.release.chart == GPU_OPERATOR:
        yield Fault(
            component_path("migManager", "enabled"),
            f"the MIG manager is off, so nothing applies the layout of pool {pools[0]}",
        )


RULE = Rule(
    "MIG104",
    "MIG layout that nothing applies",
    Severity.WARNING,
    why="The label nvidia.com/mig.config is read by the MIG manager alone. Without it the cards stay as they are, and "
    "the nodes advertise whatever that is.",
    fix="Leave `components: {migManager: {enabled: false}}` out, or apply the layouts on the nodes with "
    "nvidia-mig-parted.",
    source="NVIDIA/mig-parted cmd/nvidia-mig-manager; NVIDIA/gpu-operator assets/state-mig-manager",
    bad="""\
install:
  chart: gpu-operator
  version: v26.7.0
  driver: {from: host}
  components:
    migManager: {enabled: false}  # <- here
pools:
  - name: cut
    gpus: [{model: A100-SXM4-80GB}]
    mig: all-1g.10gb
""",
    good="""\
pools:
  - name: cut
    gpus: [{model: A100-SXM4-80GB}]
    mig: all-1g.10gb
""",
    check=_check,
    needs=("install.chart", "pools[*].name", "pools[*].mig"),
)
