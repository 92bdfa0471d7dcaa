"""A value of the wrong type, or none of the allowed ones."""

from collections.abc import Iterator

from generator.model.chart import ValueProblemKind
from generator.model.finding import Severity
from generator.model.plan import Plan
from generator.model.rule import Fault, Rule
from generator.model.tree import path_text
from generator.rules._extra_values import chart_text, place, value_problems


def _check(plan: Plan) -> Iterator[Fault]:
    for problem in value_problems(plan, ValueProblemKind.TYPE, ValueProblemKind.CHOICE):
        expected = problem.expected.replace("|", " or ")
        yield Fault(
            place(problem.path),
            f"{path_text(problem.path)} of {chart_text(plan)} takes {expected}, not {problem.given}",
            f"Write {expected}.",
        )


RULE = Rule(
    "VAL102",
    "Value of the wrong type",
    Severity.ERROR,
    why="Helm copies it into the manifests as it is; the API server refuses them, or the component reads something "
    "else.",
    fix="Write a value of the type that the chart takes.",
    source="fact sheets under charts/, read from the charts' values, templates and CRDs",
    bad="""\
extraValues:
  driver:
    upgradePolicy:
      autoUpgrade: "no"  # <- here
""",
    good="""\
extraValues:
  driver:
    upgradePolicy:
      autoUpgrade: false
""",
    check=_check,
)
