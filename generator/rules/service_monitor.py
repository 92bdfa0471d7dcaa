"""A ServiceMonitor without the exporter that it would watch."""

from collections.abc import Iterator

from generator.facts.charts import DEVICE_PLUGIN
from generator.model.finding import Severity
from generator.model.plan import Plan
from generator.model.rule import Fault, Rule
from generator.rules._common import component


def _check(plan: Plan) -> Iterator[Fault]:
    monitor = plan.monitoring.service_monitor
    if monitor is None or not monitor.enabled:
        return
    exporter = component(plan, "dcgmExporter")
    if plan.release.chart == DEVICE_PLUGIN:
        yield Fault(("monitoring", "serviceMonitor"), f"{DEVICE_PLUGIN} brings no dcgm-exporter to scrape", on_key=True)
    elif exporter is not None and exporter.enabled is False:
        yield Fault(
            ("monitoring", "serviceMonitor"), "a ServiceMonitor is asked for, but dcgmExporter is off", on_key=True
        )


RULE = Rule(
    "MON101",
    "ServiceMonitor without an exporter",
    Severity.ERROR,
    why="The metrics come from dcgm-exporter, which is a part of the operator; without it there is nothing to scrape "
    "and no ServiceMonitor is made.",
    fix="Leave serviceMonitor out, or take the chart gpu-operator with dcgmExporter on.",
    source="NVIDIA/gpu-operator controllers/object_controls.go (ServiceMonitor)",
    bad="""\
install:
  chart: gpu-operator
  version: v26.7.0
  driver: {from: operator}
  components: {dcgmExporter: {enabled: false}}
monitoring:
  serviceMonitor: {interval: 15s}  # <- here
""",
    good="""\
monitoring:
  serviceMonitor: {interval: 15s}
""",
    check=_check,
    needs=("install.chart", "install.components.dcgmExporter"),
)
