"""A driver in a container, and a toolkit on the host that looks for it elsewhere."""

from collections.abc import Iterator

from generator.facts.charts import GPU_OPERATOR
from generator.model.distribution import Installer
from generator.model.finding import Severity
from generator.model.plan import Plan
from generator.model.rule import Fault, Rule
from generator.rules._installers import choices

_ROOT = (
    'On each GPU node set `root = "/run/nvidia/driver"` in /etc/nvidia-container-runtime/config.toml and restart '
    "containerd"
)


def _check(plan: Plan) -> Iterator[Fault]:
    driver, toolkit = plan.stack.driver.owner, plan.stack.toolkit.owner
    if plan.release.chart == GPU_OPERATOR and driver is Installer.OPERATOR and toolkit is Installer.HOST:
        yield Fault(
            ("install", "driver"),
            "the operator's driver lies under /run/nvidia/driver, where a toolkit on the host does not look by itself",
            _fix(plan),
        )


def _fix(plan: Plan) -> str | None:
    """Return a cure of its own where the operator's toolkit is refused or risky, so that only the host is one side."""
    for choice in choices(plan):
        facts = choice.facts
        if choice.part == "toolkit" and (facts.risk is not None or Installer.OPERATOR not in facts.allowed):
            return f"{_ROOT}; or write `driver: {{from: host}}` and install the driver on the nodes."
    return None


RULE = Rule(
    "DRV103",
    "Driver in a container, toolkit on the host",
    Severity.WARNING,
    why="The operator's driver container keeps its files under a root of its own; the host's toolkit takes the host's "
    "root unless its configuration names another, and then finds no driver.",
    fix=f"{_ROOT}; or let both come from one side.",
    source="NVIDIA/cloud-native-docs gpu-operator/getting-started.rst, section on a pre-installed toolkit without "
    "drivers",
    bad="""\
install:
  chart: gpu-operator
  version: v26.7.0
  driver: {from: operator}  # <- here
  toolkit: host
""",
    good="""\
install:
  chart: gpu-operator
  version: v26.7.0
  driver: {from: host}
  toolkit: host
""",
    check=_check,
    needs=("cluster.distribution", "install.chart", "install.toolkit"),
)
