"""Driver or toolkit expected from a chart that installs neither."""

from collections.abc import Iterator

from generator.facts.charts import DEVICE_PLUGIN
from generator.model.distribution import Installer
from generator.model.finding import Severity
from generator.model.plan import Plan
from generator.model.rule import Fault, Rule


def _check(plan: Plan) -> Iterator[Fault]:
    if plan.release.chart != DEVICE_PLUGIN:
        return
    for part, owner in (("driver", plan.stack.driver.owner), ("toolkit", plan.stack.toolkit.owner)):
        if owner is Installer.OPERATOR:
            yield Fault(
                ("install", part, "from"),
                f"{DEVICE_PLUGIN} installs no {part}: there is no operator in it",
                f"Write `{part}: {{from: host}}` and install it on the nodes, or take the chart gpu-operator.",
            )


RULE = Rule(
    "CHT103",
    "The chart installs no driver and no toolkit",
    Severity.ERROR,
    why="The standalone chart runs device plugin, GPU feature discovery and MPS daemon alone. Without driver and "
    "toolkit on the node its pods find no GPU.",
    fix="Take the chart gpu-operator, or install both on the nodes.",
    source="NVIDIA/k8s-device-plugin deployments/helm/nvidia-device-plugin/templates and README.md (prerequisites)",
    bad="""\
install:
  chart: nvidia-device-plugin
  version: v0.20.0
  driver:
    from: operator  # <- here
""",
    good="""\
install: {chart: nvidia-device-plugin, version: v0.20.0, driver: {from: host}}
""",
    check=_check,
    needs=("install.chart",),
)
