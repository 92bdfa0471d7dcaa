"""A choice of installer that is known to cause trouble."""

from collections.abc import Iterator

from generator.model.finding import Severity
from generator.model.plan import Plan
from generator.model.rule import Fault, Rule
from generator.rules._installers import choices


def _check(plan: Plan) -> Iterator[Fault]:
    for choice in choices(plan):
        facts = choice.facts
        if facts.risk is not None and choice.owner is not facts.default and choice.owner in facts.allowed:
            yield Fault(
                ("install", choice.part, "from"),
                f"the {choice.part} from the {choice.owner.value} is risky on {choice.distribution}: {facts.risk.text}",
                f"Write `{choice.part}: {{from: {facts.default.value}}}`.",
            )


RULE = Rule(
    "DST102",
    "Who installs is risky on the distribution",
    Severity.WARNING,
    why="It works at first and has been reported to break nodes later, in the case of K3s and RKE2 at the next reboot.",
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
