"""Components that the chart does not have."""

from collections.abc import Iterator

from generator.facts.charts import DEVICE_PLUGIN
from generator.model.finding import Severity
from generator.model.plan import Plan
from generator.model.rule import Fault, Rule
from generator.rules._common import PLUGIN_CHART_PARTS, listed


def _check(plan: Plan) -> Iterator[Fault]:
    if plan.release.chart != DEVICE_PLUGIN:
        return
    for entry in plan.stack.components:
        if entry.name not in PLUGIN_CHART_PARTS:
            yield Fault(
                ("install", "components", entry.name),
                f"{DEVICE_PLUGIN} has no component {entry.name}",
                f"It has {listed(PLUGIN_CHART_PARTS)}. For {entry.name} take the chart gpu-operator.",
                on_key=True,
            )


RULE = Rule(
    "CHT104",
    "Component that the chart does not have",
    Severity.ERROR,
    why="Helm takes values for parts that a chart lacks without a word, and nothing comes of them.",
    fix="Leave it out, or take the chart gpu-operator.",
    source="NVIDIA/k8s-device-plugin deployments/helm/nvidia-device-plugin/templates and Chart.yaml",
    bad="""\
install:
  chart: nvidia-device-plugin
  version: v0.20.0
  components:
    dcgmExporter: {enabled: true}  # <- here
""",
    good="""\
install:
  chart: nvidia-device-plugin
  version: v0.20.0
  components:
    devicePlugin: {resources: {requests: {cpu: 50m}}}
""",
    check=_check,
    needs=("install.chart",),
)
