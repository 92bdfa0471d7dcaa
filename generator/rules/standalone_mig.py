"""MIG layouts with a chart that cannot apply them."""

from collections.abc import Iterator

from generator.facts.charts import DEVICE_PLUGIN
from generator.model.finding import Severity
from generator.model.plan import Plan
from generator.model.rule import Fault, Rule


def _check(plan: Plan) -> Iterator[Fault]:
    if plan.release.chart != DEVICE_PLUGIN:
        return
    for pool in plan.pools:
        if pool.mig_items:
            yield Fault(
                (*pool.origin, "mig"),
                f"{DEVICE_PLUGIN} advertises MIG devices but makes none: the layout of pool {pool.name} has to be "
                "applied on its nodes",
                on_key=True,
            )


RULE = Rule(
    "CHT102",
    "MIG layout that the chart does not apply",
    Severity.WARNING,
    why="Only the operator brings the MIG manager. The device plugin advertises what it finds, and what it finds is up "
    "to you.",
    fix="Run `nvidia-mig-parted apply` on each node with the layout in the bundle, or take the chart gpu-operator.",
    source="NVIDIA/k8s-device-plugin deployments/helm/nvidia-device-plugin/templates; NVIDIA/mig-parted README.md",
    bad="""\
install: {chart: nvidia-device-plugin, version: v0.20.0}
pools:
  - name: cut
    gpus: [{model: A100-SXM4-80GB}]
    mig: all-1g.10gb  # <- here
""",
    good="""\
pools:
  - name: cut
    gpus: [{model: A100-SXM4-80GB}]
    mig: all-1g.10gb
""",
    check=_check,
    needs=("install.chart", "pools[].name"),
)
