"""A driver that no longer supports a pool's GPU."""

from collections.abc import Iterator

from generator.facts.charts import GPU_OPERATOR, load_chart
from generator.model.distribution import Installer
from generator.model.finding import Severity
from generator.model.plan import Plan
from generator.model.rule import Fault, Rule

LAST_OF_BRANCH = {580: "580.126.20"}
"""A release of each branch that GPUs were left behind on; source: NVIDIA/gpu-operator values.yaml at v26.3.3."""


def _check(plan: Plan) -> Iterator[Fault]:
    version = plan.stack.driver.version or _chart_default(plan)
    branch = version.partition(".")[0]
    if not branch.isdigit():
        return
    for pool in plan.pools:
        for index, entry in enumerate(pool.gpus):
            last = entry.gpu.last_driver_branch
            if last is not None and int(branch) > last:
                stated = plan.stack.driver.version is not None
                yield Fault(
                    ("install", "driver", "version") if stated else (*pool.origin, "gpus", index, "model"),
                    f"driver {version}{_origin(plan)} does not support the {entry.gpu.marketing}: "
                    f"R{last} is its last branch",
                    _fix(last),
                )


def _chart_default(plan: Plan) -> str:
    """Return the driver that the chart installs by itself; empty where the host brings one that is not named."""
    if plan.release.chart != GPU_OPERATOR or plan.stack.driver.owner is not Installer.OPERATOR:
        return ""
    return load_chart(plan.release.chart, plan.release.version).components.get("driver", "")


def _origin(plan: Plan) -> str:
    return "" if plan.stack.driver.version else f", the default of {plan.release.chart} {plan.release.version},"


def _fix(last: int) -> str:
    release = LAST_OF_BRANCH.get(last, f"{last}.x")
    return (
        f'Write `driver: {{from: operator, version: "{release}"}}`, or `from: host` with an R{last} driver on the node.'
    )


RULE = Rule(
    "DRV101",
    "Driver too new for the GPU",
    Severity.ERROR,
    why="NVIDIA ends support for old architectures with a driver branch. A newer driver loads without seeing the card, "
    "and its node gets no GPU.",
    fix="Pin a driver of the last branch that supports the card.",
    source="NVIDIA's Unix driver deprecation schedule (R580 is the last branch for Maxwell, Pascal and Volta); "
    "NVIDIA/gpu-operator deployments/gpu-operator/values.yaml (driver.version)",
    bad="""\
pools:
  - name: old
    gpus:
      - model: GTX-1080-Ti  # <- here
""",
    good="""\
install:
  chart: gpu-operator
  version: v26.7.0
  driver: {from: operator, version: "580.126.20"}
pools:
  - name: old
    gpus: [{model: GTX-1080-Ti}]
""",
    check=_check,
    needs=("install.chart", "install.version", "install.driver"),
)
