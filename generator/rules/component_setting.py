"""A component's setting that the chart's release has no value for."""

from collections.abc import Iterator

from generator.facts.charts import DEVICE_PLUGIN, load_chart
from generator.facts.derived_values import component_value
from generator.model.finding import Severity
from generator.model.plan import Plan
from generator.model.profile import Component
from generator.model.rule import Fault, Rule
from generator.rules._common import PLUGIN_CHART_PARTS, component_path


def _check(plan: Plan) -> Iterator[Fault]:
    release = plan.release
    for entry in plan.stack.components:
        if release.chart == DEVICE_PLUGIN and entry.name not in PLUGIN_CHART_PARTS:
            continue  # reported as a component that the chart does not have
        for field in _stated(entry):
            path = component_value(release.chart, entry.name, field)
            if path is None or load_chart(release.chart, release.version).lookup(path) is None:
                yield Fault(
                    component_path(entry.name, field),
                    f"{release.chart} {release.version} has no value for {field} of {entry.name}",
                    on_key=True,
                )


def _stated(entry: Component) -> Iterator[str]:
    fields = (
        ("enabled", entry.enabled is not None),
        ("repository", entry.repository is not None),
        ("image", entry.image is not None),
        ("version", entry.version is not None),
        ("resources", entry.resources is not None),
        ("env", bool(entry.env)),
        ("args", bool(entry.args)),
    )
    return (field for field, given in fields if given)


RULE = Rule(
    "CHT106",
    "Component setting that the chart does not take",
    Severity.ERROR,
    why="Helm takes any value without a word, and one that no template reads does nothing.",
    fix="Leave it out, or take a chart release that knows it.",
    source="fact sheets under charts/, read from the charts' values, templates and CRDs",
    bad="""\
install:
  chart: gpu-operator
  version: v26.7.0
  driver: {from: operator}
  components:
    gdrcopy:
      resources: {limits: {cpu: 100m}}  # <- here
""",
    good="""\
install:
  chart: gpu-operator
  version: v26.7.0
  driver: {from: operator}
  components:
    gfd:
      resources: {limits: {cpu: 100m}}
""",
    check=_check,
    needs=("install.chart", "install.version"),
)
