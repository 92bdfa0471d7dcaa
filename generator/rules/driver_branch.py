"""A driver that no longer supports a pool's GPU, or does not yet."""

from collections.abc import Iterator
from typing import NamedTuple

from generator.facts.charts import GPU_OPERATOR, load_chart
from generator.facts.driver_branches import first_branch
from generator.model.distribution import Installer
from generator.model.finding import Severity
from generator.model.gpu import Gpu
from generator.model.plan import Plan
from generator.model.rule import Fault, Rule

LAST_OF_BRANCH = {580: "580.126.20"}
"""A release of each branch that GPUs were left behind on; source: NVIDIA/gpu-operator values.yaml at v26.3.3."""


class _Wrong(NamedTuple):
    why: str
    fix: str


def _check(plan: Plan) -> Iterator[Fault]:
    version = plan.stack.driver.version or _chart_default(plan)
    branch = version.partition(".")[0]
    if not branch.isdigit():
        return
    stated = plan.stack.driver.version is not None
    for pool in plan.pools:
        for index, entry in enumerate(pool.gpus):
            if (wrong := _wrong(int(branch), entry.gpu)) is not None:
                yield Fault(
                    ("install", "driver", "version") if stated else (*pool.origin, "gpus", index, "model"),
                    f"driver {version}{_origin(plan)} does not support the {entry.gpu.marketing}: {wrong.why}",
                    wrong.fix,
                )


def _wrong(branch: int, gpu: Gpu) -> _Wrong | None:
    """Say why a driver of a branch does not see a GPU; None where it does."""
    last, first = gpu.last_driver_branch, first_branch(gpu)
    if last is not None and branch > last:
        release = LAST_OF_BRANCH.get(last, f"{last}.x")
        fix = (
            f'Write `driver: {{from: operator, version: "{release}"}}`, or `from: host` with an R{last} driver on the '
            "node."
        )
        return _Wrong(f"R{last} is its last branch", fix)
    if first is not None and branch < first.branch:
        fix = f"Write a version of R{first.branch} or newer, or leave it out to have the chart's."
        return _Wrong(f"R{first.branch} is the first branch for {first.of}", fix)
    return None


def _chart_default(plan: Plan) -> str:
    """Return the driver that the chart installs by itself; empty where the host brings one that is not named."""
    if plan.release.chart != GPU_OPERATOR or plan.stack.driver.owner is not Installer.OPERATOR:
        return ""
    return load_chart(plan.release.chart, plan.release.version).components.get("driver", "")


def _origin(plan: Plan) -> str:
    return "" if plan.stack.driver.version else f", the default of {plan.release.chart} {plan.release.version},"


RULE = Rule(
    "DRV101",
    "Driver of a branch that does not support the GPU",
    Severity.ERROR,
    why="NVIDIA begins and ends the support of an architecture with a driver branch. Any other driver loads without "
    "seeing the card, and its node gets no GPU.",
    fix="Pin a driver of a branch that supports the card.",
    source="NVIDIA's Unix driver deprecation schedule (R580 is the last branch for Maxwell, Pascal and Volta); release "
    "notes of NVIDIA's data center driver R570 (Blackwell) and of the CUDA toolkits 10.0 to 12.8; "
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
