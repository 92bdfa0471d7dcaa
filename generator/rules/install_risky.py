"""A choice of installer that is known to cause trouble."""

from collections.abc import Iterator

from generator.model.distribution import Installer
from generator.model.finding import Severity
from generator.model.plan import Plan
from generator.model.rule import Fault, Rule
from generator.model.tree import Path
from generator.rules._installers import Choice, choices

_CONFIG = "CONTAINERD_CONFIG"


def _check(plan: Plan) -> Iterator[Fault]:
    for choice in choices(plan):
        facts = choice.facts
        if facts.risk is not None and choice.owner is not facts.default and choice.owner in facts.allowed:
            yield Fault(
                ("install", choice.part, "from"),
                f"the {choice.part} from the {choice.owner.value} is risky on {choice.distribution}: {facts.risk.text}",
                _fix(plan, choice),
            )
        if facts.config_risk is not None and choice.owner is Installer.OPERATOR:
            for place, path in _stated_configurations(plan):
                yield Fault(
                    place,
                    f"the toolkit is pointed at {path}, which is risky on {choice.distribution}: "
                    f"{facts.config_risk.text}",
                    f"Leave it out: {choice.distribution} finds the runtimes without it.",
                    on_key=True,
                )


def _fix(plan: Plan, choice: Choice) -> str:
    fix = f"Write `{choice.part}: {{from: {choice.facts.default.value}}}`."
    if choice.part == "toolkit" and plan.stack.driver.owner is Installer.OPERATOR:
        # DRV103 would send whoever does only that back to the operator's toolkit.
        return f"{fix[:-1]}, and with it `driver: {{from: host}}`, or keep both from the operator and this warning."
    return fix


def _stated_configurations(plan: Plan) -> Iterator[tuple[Path, str]]:
    """Yield where the profile names a file of containerd's configuration for the toolkit to edit, and the file."""
    if plan.stack.toolkit.containerd_config is not None:
        yield ("install", "toolkit", "containerdConfig"), plan.stack.toolkit.containerd_config
    for component in plan.stack.components:
        stated = dict(component.env)
        if component.name == "toolkit" and _CONFIG in stated:
            yield ("install", "components", "toolkit", "env", _CONFIG), stated[_CONFIG]


RULE = Rule(
    "DST102",
    "Who installs is risky on the distribution",
    Severity.WARNING,
    why="It works at first and has been reported to break nodes later, in the case of K3s and RKE2 at the next reboot, "
    "where the toolkit was told to edit containerd's configuration; under these a bundle tells it so only where its "
    "profile does.",
    fix="Install it on the nodes.",
    source="NVIDIA/gpu-operator issues 992 and 473, rancher/rke2 issue 8752",
    bad="""\
cluster: {name: example, kubernetes: "1.35", distribution: k3s}
install:
  chart: gpu-operator
  version: v26.7.0
  driver: {from: host}
  toolkit:
    from: operator  # <- here
""",
    good="""\
cluster: {name: example, kubernetes: "1.35", distribution: k3s}
install: {chart: gpu-operator, version: v26.7.0, driver: {from: host}, toolkit: {from: host}}
""",
    check=_check,
    needs=("cluster.distribution", "install.chart"),
)
