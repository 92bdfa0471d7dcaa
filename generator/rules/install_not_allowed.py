"""A part of the stack that the operator cannot install on this distribution."""

from collections.abc import Iterator

from generator.model.finding import Severity
from generator.model.plan import Plan
from generator.model.rule import Fault, Rule
from generator.rules._installers import choices


def _check(plan: Plan) -> Iterator[Fault]:
    for choice in choices(plan):
        if choice.owner not in choice.facts.allowed:
            possible = " or ".join(allowed.value for allowed in choice.facts.allowed)
            yield Fault(
                ("install", choice.part, "from"),
                f"the {choice.part} cannot come from the {choice.owner.value} on {choice.distribution}: "
                f"{choice.facts.basis.text}",
                f"Write `{choice.part}: {{from: {possible}}}`.",
            )


RULE = Rule(
    "DST101",
    "Who installs is not possible on the distribution",
    Severity.ERROR,
    why="The operator's containers change files of the node, which this distribution does not let them do.",
    fix="Let the node's image bring it.",
    source="generator/facts/distributions/, with a source for each distribution",
    bad="""\
cluster: {name: example, kubernetes: "1.35", distribution: talos}
install:
  chart: gpu-operator
  version: v26.7.0
  driver:
    from: operator  # <- here
""",
    good="""\
cluster: {name: example, kubernetes: "1.35", distribution: talos}
install: {chart: gpu-operator, version: v26.7.0, driver: {from: host}}
""",
    check=_check,
    needs=("cluster.distribution", "install.chart"),
)
