"""A node selector that the operator's chart has no place for."""

from collections.abc import Iterator

from generator.facts.charts import GPU_OPERATOR
from generator.model.finding import Severity
from generator.model.plan import Plan
from generator.model.rule import Fault, Rule


def _check(plan: Plan) -> Iterator[Fault]:
    if plan.release.chart == GPU_OPERATOR and plan.stack.node_selector:
        yield Fault(
            ("install", "nodeSelector"),
            f"{GPU_OPERATOR} has no nodeSelector for what it puts on the nodes",
            on_key=True,
        )


RULE = Rule(
    "CHT105",
    "Node selector that the operator does not know",
    Severity.ERROR,
    why="The operator finds GPU nodes by the labels of Node Feature Discovery and selects them by "
    "`nvidia.com/gpu.deploy.*`. Values such as `devicePlugin.nodeSelector` are ignored.",
    fix="Leave install.nodeSelector out. To keep the operator off a node run "
    "`kubectl label node NODE nvidia.com/gpu.deploy.operands=false`.",
    source="NVIDIA/gpu-operator controllers/state_manager.go and the chart's values",
    bad="""\
install:
  chart: gpu-operator
  version: v26.7.0
  driver: {from: operator}
  nodeSelector: {gpu: present}  # <- here
""",
    good="""\
install:
  chart: nvidia-device-plugin
  version: v0.20.0
  nodeSelector: {gpu: present}
""",
    check=_check,
    needs=("install.chart",),
)
